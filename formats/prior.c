#include "formats/prior.h"

/*
 * By depth, enum trie_flag, and nearness of the last and the farther entry.
 * Each character stands for a chance, A to Z and on from a
 * to f, "." for an unknown one.
 */
/* clang-format off */
static const char table[9][3][TRIE_NEAR * TRIE_NEAR + 1] = {
	{
	    "HLMN...N.JIM...................................................F",
	    "SRRR...Q.QPP......PN...........................................Q",
	    "NPQ......QQT......P............................................W",
	},
	{
	    "LMNOPPPP.MNOPPPP..NOOPQQ...NOPPQ....NPPQ.....OPQ......NP.......M",
	    "SRRQQPPQ.QQPPPOO..PPOOON...POOON....PONN.....ONN......ON.......P",
	    "PPQQPPQP.QQQQPQQ..QQQPPQ...QQPQQ....QPPP.....PPP......PP.......S",
	},
	{
	    "MMOPPQQQ.NNOPQQQ..NOPQQQ...OPQQQ....OPPQ.....OPQ......PQ.......P",
	    "SSRQQQQQ.QQQPPPP..QQPPPP...QPPPO....QPPO.....PPO......PO.......O",
	    "PPPPPPPP.PQQPQPP..PPPQPP...QQPPP....PPPP.....PPQ......PQ.......Q",
	},
	{
	    "LMOPRRRR.OOPQRRR..OPQRRR...PQRRR....PQRR.....PQR......QR.......Q",
	    "SSRRQQQQ.PQQQPPP..PQPPPP...PPPPP....PPPO.....PPO......PO.......O",
	    "PPPPPPPP.QQPPPPP..PPPPPP...PPPPP....PPPP.....QPP......PP.......P",
	},
	{
	    "KMOPRRSR.NOPQRRR..OPQSSS...OQRSS....PRSS.....PRS......QR.......R",
	    "USRRQQQQ.QRQQQQQ..QQQQPP...QQQPP....QQPP.....QPP......QP.......P",
	    "OPPPPPPP.PPPPPPP..PPPPPP...PPPPP....QPPP.....PPP......PP.......P",
	},
	{
	    "ILNPRSSR..OQRSTS..PQRSTS...NRSTT....PRTT.....QST......QT.......R",
	    "XUSRRRRR..SRQQQQ..RRQQQQ...SQQQQ....RQQQ.....RQQ......QQ.......Q",
	    ".OPPQPPP..QQPQPP..RQQQQP...OQPPQ....QQPQ.....PPP......QP.......P",
	},
	{
	    ".KNPRSSR..OQSSTT...QRTTT...RRTUT....PSUT.....QST......QT.......S",
	    ".WUSSSSS..SSRRRR...RRRRR...SSRRR....SRRR.....SSR......RR.......R",
	    ".OPPPPPP..PQQQPP...QQPQQ....QQQQ....QQQQ.....QPQ......QQ.......Q",
	},
	{
	    "..PQSSTS...QSTVU...RSTVU....SUVV....SUVV.....STV......SV.......U",
	    "..dfffef...ffedf...bfedf....cedf.....bdf.....Xbf......Ye.......f",
	    "................................................................",
	},
	{
	    "...effff...dffff....ffef....bfef.....cef......bf......Xf.......f",
	    "................................................................",
	    "................................................................",
	},
};
/* clang-format on */

/* The chances of A to f, in 65536ths. */
static const uint16_t chances[] = { 28, 47, 77, 126, 208, 342, 562, 922, 1506,
	2446, 3938, 6249, 9702, 14595, 21025, 28693, 36843, 44511, 50941, 55834,
	59287, 61598, 63090, 64030, 64614, 64974, 65194, 65328, 65410, 65459,
	65489, 65508 };

struct odds
prior_odds(char c)
{
	if (c == '.')
		return ODDS_EVEN;
	return (struct odds){ chances[c >= 'a' ? c - 'a' + 26 : c - 'A'],
		PRIOR_SEEN };
}

struct odds
prior_flag(unsigned depth, unsigned flag, unsigned nearness)
{
	unsigned row = depth < 8 ? 0
	    : depth < 16         ? 1
	    : depth < 28         ? depth / 4 - 2
				 : depth - 23;

	return prior_odds(table[row][flag][nearness]);
}

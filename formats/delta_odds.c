#include <stddef.h>

#include "formats/delta_odds.h"
#include "formats/prior.h"

/*
 * A character for each of the odds in the order of the struct, as in prior.c;
 * "." for an unknown chance.
 */
/* clang-format off */
static const char table[] =
	/* number */
	"B......................................."
	"UTVUSSRQIO.............................."
	"B......................................."
	"STVUSRQTQF.............................."
	/* single */
	"fTSTSTT.RRSTSU.SRRTST.SRRRST.SRRRSS.SRRQRR.RQQQQQ.SPOPPP..NMOON"
	"...MMMK....LLI......D......A......A......C......H"
	/* both */
	"TONLTNLJSNJJSOKKSOLLTOLLQMLL.LKK.LIK.JGI..CI..HF...F...N........"
	"TPOLXQONSQPNTQPOUQPOTQQPURQQ.RRR.RST.RSW...Z...f...e...e...a...."
	/* upper */
	"................PSUU............QPQQ....JQRR........IUVV.VXW...."
	".QQQ.QQR.RRR.RSS.TTT.UTU.XYY.XaZ.QQQ.RRR.RRR.TSS.UTT.WVV.UXX.Zda"
	".QQQ.RQR.QRS.SST.TTU.XVV.ZXX.Zeb"
	/* tail */
	"................PRSS............QPPQ....PQQQ........QSST.STU...."
	"PQQP.QQQ.QQQ.QQR.RRR.RRS.UUV.WWV.QQQ.QQQ.QQQ.QRR.RRR.STS.UUT.XXY"
	".QQQ.QQQ.QQQ.RRR.SRS.RSS.UUT.VYX"
	/* new_tail */
	"PPOMOPQQQNPNNNJOOQQTONKJFNPONLNNLJIMNSMVNNKMKKMMOK"
	"QQPNMQQRVWPOOLMPPRPTOOMHHOQPRTOMJJENLQRSJJJJELIIKS"
	/* host */
	"RROSHJNNUTZWcccc"
	/* here */
	"KKKKFKKKKEKIKKKEKFKKKDKEKKKDKCKKKDKBKKKDKAJKKDKAJKIDKAJKHDKAJKHDKB"
	"JKJDKAIKFDKAIKLDJDKKIHKELOKHJEOULINELOKHLFLNKIMFNOKILGNPLILHNOLJMJ"
	"OQMLMJOOMKKEdfGKKEKKFKKEKKFKKJKKJKPMUKIRMNRKKRQOSQMRQQKKKKKKKKKKKK"
	"KIKIKKIKKIKKIKKIKKHKKHKKHKKHKKHKKHKJHKJHKIHKHHKHHKHHKHHKHHKHHKHHKG"
	"HKGHKGHKGHKGHKGHKGHKKKRMGKGGKGNRNGKGGKGGKGMMNGKHGKHGKHPXIHKIHKIHKI"
	"LKIHKIHKIHKIYWKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKNJ"
	/* gap */
	"UUTSRQPONNQUSRNI"
	/* gap_top */
	"PPPPPPPONNNRRSRO"
	/* partial */
	"OOOOOOOOOOOOOOOOQQRQQRROTUWYaZaP"
	/* stays */
	".R"
	/* gone */
	"."
	/* any_renewed */
	"."
	/* renewed */
	"................................"
	/* back */
	"LKPKJOJIOIHNGFNEDNEDN"
	;
/* clang-format on */

#define ODDS (sizeof(struct delta_odds) / sizeof(struct odds))

_Static_assert(sizeof(table) == ODDS + 1, "as many characters as odds");

void
delta_odds_init(struct delta_odds *o)
{
	struct odds *all = (struct odds *)o;

	for (size_t i = 0; i < ODDS; i++)
		all[i] = prior_odds(table[i]);
}

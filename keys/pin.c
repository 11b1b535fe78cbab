#include "keys/pin.h"
#include "formats/fail.h"
#include "keys/keyfile.h"
#include "keys/roots.h"

int
pin_root(struct roots *roots, const char *text, struct fail *f)
{
	struct pubkey key;

	if (text[0] == '/' ? pubkey_read(&key, text, f) == -1
			   : pubkey_parse(&key, text, f) == -1) {
		f->kind = FAIL_USAGE;
		return -1;
	}
	return roots_add(roots, &key, f);
}

int
pin_threshold(struct roots *r, uint32_t threshold, struct fail *f)
{
	if (r->n == 0)
		return fail(f, FAIL_USAGE, "no root key is given");
	if (threshold > r->n)
		return fail(f, FAIL_USAGE,
		    "a threshold of %u cannot be met by %zu root key%s",
		    threshold, r->n, r->n > 1 ? "s" : "");
	r->threshold = threshold > 0 ? threshold : (uint32_t)(r->n / 2 + 1);
	return 0;
}

#include "formats/delta_odds.h"

void
delta_odds_init(struct delta_odds *o)
{
	odds_forget((struct odds *)o, sizeof(*o));
}

#include "compiler/warm.h"
#include "compiler/hitlist.h"

void
warm_clear(struct warm *w)
{
	hitlist_close(w->hitlist);
	reach_clear(&w->state);
	*w = (struct warm){ 0 };
}

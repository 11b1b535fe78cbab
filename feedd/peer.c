#include <microhttpd.h>
#include <poll.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "feedd/asset.h"
#include "feedd/metrics.h"
#include "feedd/peer.h"
#include "feedd/sites.h"
#include "formats/mem.h"

/* So many go on at once; the rest when these have been served. */
#define RESUME_MAX 1024

/*
 * Those who came one after another lie together in memory, here and in the
 * kernel: drawing every one by lot takes half as long again.
 */
#define TOGETHER 32

/* So many that wait are looked at in a second, and all within a round. */
#define LOOK_MIN 1000
#define ROUND    20

struct peer *
peer_begin(struct peers *ps, struct MHD_Connection *connection, int fd,
    uint64_t now)
{
	struct peer *p = mem_new(1, sizeof(*p));

	p->connection = connection;
	p->fd = fd;
	p->next = ps->first;
	if (p->next != NULL)
		p->next->prev = p;
	ps->first = p;
	peer_renew(p, now, 0);
	ps->metrics->connections++;
	ps->metrics->accepted++;
	return p;
}

void
peer_end(struct peers *ps, struct peer *p)
{
	if (p->next != NULL)
		p->next->prev = p->prev;
	if (p->prev != NULL)
		p->prev->next = p->next;
	else
		ps->first = p->next;
	ps->metrics->connections--;
	peer_send(p, NULL);
	free(p);
}

void
peer_send(struct peer *p, struct asset *file)
{
	asset_unref(p->file);
	p->file = file == NULL ? NULL : asset_ref(file);
}

void
peer_renew(struct peer *p, uint64_t now, uint64_t bytes)
{
	p->deadline = (uint32_t)(now + PEER_PATIENCE + bytes / PEER_PACE);
}

/* The number of a name, which may be that of the next one. */
static size_t
number_of(const struct peers *ps, const char *db)
{
	size_t i = 0;

	while (i < ps->nnames && strcmp(ps->names[i], db) != 0)
		i++;
	return i;
}

/* The same, which there is from then on. */
static size_t
number(struct peers *ps, const char *db)
{
	size_t i = number_of(ps, db);

	if (i < ps->nnames)
		return i;
	ps->names =
	    mem_grow(ps->names, ps->nnames, &ps->names_cap, sizeof(*ps->names));
	memcpy(ps->names[ps->nnames++], db, strlen(db) + 1);
	return i;
}

void
peer_wait(struct peers *ps, struct peer *p, const char *db, uint64_t now)
{
	ps->waiting = mem_grow(ps->waiting, ps->nwaiting, &ps->waiting_cap,
	    sizeof(struct peer *));
	p->state = PEER_WAITING;
	p->deadline = (uint32_t)now + PEER_WAIT;
	p->at = (uint32_t)ps->nwaiting;
	p->about = (uint32_t)number(ps, db);
	ps->waiting[ps->nwaiting++] = p;
	ps->metrics->waiters = ps->nwaiting;
}

/* Moves one from those that wait to those whose turn comes. */
static void
wake(struct peers *ps, struct peer *p)
{
	struct peer *last = ps->waiting[--ps->nwaiting];

	ps->waiting[p->at] = last;
	last->at = p->at;
	ps->metrics->waiters = ps->nwaiting;
	ps->waking = mem_grow(ps->waking, ps->nwaking, &ps->waking_cap,
	    sizeof(struct peer *));
	p->state = PEER_WAKING;
	ps->waking[ps->nwaking++] = p;
}

void
peer_wake(struct peers *ps, const char *db)
{
	size_t about = db == NULL ? 0 : number_of(ps, db);

	for (size_t i = ps->nwaiting; i-- > 0;) {
		struct peer *p = ps->waiting[i];

		if (db != NULL && p->about != about)
			continue;
		p->woken = db != NULL;
		p->over = db == NULL;
		wake(ps, p);
	}
}

void
peer_wake_others(struct peers *ps, const struct sites *ss)
{
	for (size_t i = 0; i < ps->nnames && ps->nwaiting > 0; i++)
		if (sites_db(ss, ps->names[i]) == NULL)
			peer_wake(ps, ps->names[i]);
}

/*
 * Takes some off that stand together, from a place drawn by lot; the last ones
 * take theirs.
 */
static void
resume_some(struct peers *ps)
{
	size_t n = ps->nwaking < TOGETHER ? ps->nwaking : TOGETHER;
	size_t i = randombytes_uniform((uint32_t)(ps->nwaking - n + 1));
	size_t behind = ps->nwaking - n - i;
	struct peer **some = &ps->waking[i];

	for (size_t k = 0; k < n; k++) {
		some[k]->state = PEER_ACTIVE;
		MHD_resume_connection(some[k]->connection);
	}
	if (behind > n)
		behind = n;
	memcpy(some, &ps->waking[ps->nwaking - behind], behind * sizeof(*some));
	ps->nwaking -= n;
}

void
peer_resume(struct peers *ps)
{
	for (unsigned n = 0; n < RESUME_MAX && ps->nwaking > 0; n += TOGETHER)
		resume_some(ps);
}

/* A peer that has shut its half down waits for nothing any more. */
static bool
is_gone(const struct peer *p)
{
	struct pollfd fd = { .fd = p->fd, .events = POLLRDHUP };

	return poll(&fd, 1, 0) == 1 &&
	    (fd.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

/* Looks at some of those that wait: the server library does not. */
static void
look_waiting(struct peers *ps)
{
	size_t n = ps->nwaiting / ROUND + LOOK_MIN;

	if (n > ps->nwaiting)
		n = ps->nwaiting;
	for (; n > 0 && ps->nwaiting > 0; n--) {
		struct peer *p;

		if (ps->looked >= ps->nwaiting)
			ps->looked = 0;
		p = ps->waiting[ps->looked];
		if (is_gone(p)) {
			p->gone = true;
			ps->metrics->gone++;
			wake(ps, p);
		} else {
			ps->looked++;
		}
	}
}

static void
hang_up(struct peer *p, uint64_t now)
{
	shutdown(p->fd, SHUT_RDWR);
	peer_renew(p, now, 0);
}

/*
 * Looks at one that does not wait.  If half a request and the end of the
 * connection come at once, the server library does not hear of the end.  What
 * it may still have to answer it has answered at the next look.
 */
static void
look_active(struct peers *ps, struct peer *p, uint64_t now)
{
	bool mute = !p->asked && is_gone(p);

	if (p->deadline <= now) {
		hang_up(p, now);
		ps->metrics->late++;
	} else if ((mute && p->mute) ||
	    (p->file != NULL && asset_is_cut(p->file))) {
		hang_up(p, now);
	}
	p->mute = mute;
}

void
peer_look(struct peers *ps, uint64_t now)
{
	for (size_t i = ps->nwaiting; i-- > 0;)
		if (ps->waiting[i]->deadline <= now) {
			ps->waiting[i]->over = true;
			wake(ps, ps->waiting[i]);
		}
	look_waiting(ps);
	for (struct peer *p = ps->first; p != NULL; p = p->next)
		if (p->state == PEER_ACTIVE)
			look_active(ps, p, now);
}

void
peer_press(struct peers *ps, uint64_t now)
{
	for (struct peer *p = ps->first; p != NULL; p = p->next)
		if (p->state == PEER_ACTIVE && !p->asked &&
		    p->deadline + PEER_PRESSED <= now + PEER_PATIENCE) {
			hang_up(p, now);
			ps->metrics->pressed++;
		}
}

void
peers_clear(struct peers *ps)
{
	free(ps->waiting);
	free(ps->waking);
	free(ps->names);
}

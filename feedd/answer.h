/* Answers: what each request gets that may have it, by what it asks for. */
#ifndef FEEDMILL_ANSWER_H
#define FEEDMILL_ANSWER_H

#include <microhttpd.h>

struct reply;
struct server;

/*
 * Answers a whole request, or lets it wait; then it comes again.  Sets what
 * the reply is counted as.
 */
enum MHD_Result answer(struct server *, struct reply *, const char *path);

#endif

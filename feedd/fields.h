/*
 * The fields of a request, where they are such that a proxy in front may have
 * read another request: RFC 9112, 3.2, 5.1, 5.2 and 6.3.
 */
#ifndef FEEDMILL_FIELDS_H
#define FEEDMILL_FIELDS_H

struct MHD_Connection;

/*
 * Why a request is not to be answered, a line for who sent it; NULL if it is
 * as it should be.  To be asked before a body is read.
 */
const char *fields_fault(struct MHD_Connection *);

#endif

/* What attache query and set say of services and CIDs; all of it is read from
 * the generated tables. */
#ifndef ATTACHE_QUERY_H
#define ATTACHE_QUERY_H

#include <getopt.h>
#include <stdio.h>

#include "wire/mbim/cid.h"

/* Of both commands. */
extern const struct option query_options[];

/* "basic_connect.connect". False: there is no such thing, and why is written
 * to `problem`. */
bool query_find(const char *name, const struct mbim_service **service,
		const struct mbim_cid **cid, char *problem, size_t cap);
/* "query, set" of MBIM_OP_QUERY | MBIM_OP_SET. */
void query_ops(struct att_text *t, unsigned ops);

/* Every CID, one a line. */
void query_list(FILE *to);
/* One CID: operations, and the fields of each message in each version. */
void query_describe(const struct mbim_service *service,
		    const struct mbim_cid *cid, FILE *to);

#endif

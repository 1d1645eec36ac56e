/* What attache query and set say of services, CIDs and messages of QMI; all of
 * it is read from the generated tables. */
#ifndef ATTACHE_QUERY_H
#define ATTACHE_QUERY_H

#include <getopt.h>
#include <stdio.h>

#include "base/nearest.h"
#include "wire/mbim/cid.h"
#include "wire/qmi/message.h"

/* Of both commands. */
extern const struct option query_options[];

/* What is asked for: a CID of MBIM, or a message of QMI. */
struct query_subject {
	const struct mbim_service *service;
	const struct mbim_cid *cid; /* NULL: it is a message */
	const struct qmi_service_info *qmi;
	const struct qmi_message_info *message;
};

/* "basic_connect.connect", "nas.get_serving_system". False: there is no such
 * thing, and why is written to `problem`. */
bool query_find(const char *name, struct query_subject *s, char *problem,
		size_t cap);
/* "query, set" of MBIM_OP_QUERY | MBIM_OP_SET. */
void query_ops(struct att_text *t, unsigned ops);

/* Each CID and message whose name, "nas.get_serving_system", has all n words in
 * it, one a line; how many there are. */
unsigned query_list(FILE *to, char *const *words, int n);
/* What somebody meant by a word that no name has; lives in near. */
const char *query_hint(const char *word, struct att_nearest *near);
/* One of them: operations, and the fields of each message; of a CID in each
 * version. */
void query_describe(const struct query_subject *s, FILE *to);

#endif

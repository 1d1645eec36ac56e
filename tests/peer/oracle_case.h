/* Every message that the spec describes, empty ones included: what an oracle
 * is asked about. */
#ifndef ORACLE_CASE_H
#define ORACLE_CASE_H

#include "support/random_value.h"
#include "wire/mbim/cid.h"

/* One kind of message of one CID from one MBIMEx version on. */
struct oracle_case {
	const struct mbim_service *service;
	const struct mbim_cid *cid;
	enum mbim_kind kind;
	unsigned since;			 /* 1, 2, 3 */
	const struct att_layout *layout; /* NULL: an empty buffer */
	bool is_maybe;	/* empty, or not there until a later version */
	char name[120]; /* "basic_connect.connect.set@3" */
};

/* The cases of a service, in its order, at most cap; their number. A version
 * that changes nothing is no case of its own. */
size_t oracle_cases(const struct mbim_service *s, struct oracle_case *out,
		    size_t cap);

/* One message of a case. */
struct oracle_message {
	struct random_value random;
	uint8_t *bytes; /* the whole message, with header */
	size_t len;
	struct att_bytes body;
	struct value *value; /* what attache decodes from it */
};

/* The whole message of a case that holds a value (the C struct of its layout,
 * if it has one), into buf; its length or an ATT_E_*. */
int oracle_message_put(const struct oracle_case *c, const void *value,
		       uint32_t transaction, uint8_t *buf, size_t cap);

#define ORACLE_ROOM ((size_t)1 << 18)

/* Make the message number n of a case, with random legal values that other
 * programs take as well; 0 or an ATT_E_*. */
int oracle_message_make(struct oracle_message *m, const struct oracle_case *c,
			uint32_t n, uint32_t transaction);
/* m, which is of the case `from`, as the version of the case `to` has it: the
 * same kind of the same CID; 0 or an ATT_E_*. */
int oracle_message_carry(struct oracle_message *m,
			 const struct oracle_case *from,
			 const struct oracle_case *to, uint32_t transaction);
void oracle_message_fini(struct oracle_message *m);

#endif

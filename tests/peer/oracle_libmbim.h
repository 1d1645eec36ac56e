/* libmbim-glib as somebody else's opinion on a message. No header of attache
 * and none of libmbim: this is where the two meet, and their names clash. */
#ifndef ORACLE_LIBMBIM_H
#define ORACLE_LIBMBIM_H

#include "oracle_libmbim_calls.h"
#include "support/value.h"

/* A talk about one message. Values go by our names; `like` is our tree of the
 * message: where arguments come from, and whose names are looked for. */
struct libmbim_talk {
	struct value_pool *pool;
	const struct value *like;
	struct value *out; /* what libmbim has read */
	/* Our name of what libmbim calls `theirs`, or NULL. */
	const char *(*rename)(const struct libmbim_talk *t, const char *theirs);
	const char *layout;
	char error[200];
};

/* Of the headers that the functions come from: "1.28.2". */
const char *libmbim_version(void);

/* The command that libmbim makes from t->like; its length, 0 if it makes none
 * or has no room. */
size_t libmbim_make(const struct libmbim_function *f, struct libmbim_talk *t,
		    uint32_t transaction, uint8_t *buf, size_t cap);

/* What libmbim reads from a whole message into t->out; false: t->error. */
bool libmbim_parse(const struct libmbim_function *f, struct libmbim_talk *t,
		   const uint8_t *message, size_t len);

#endif

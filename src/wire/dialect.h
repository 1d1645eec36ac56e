/* What a protocol's messages are to programs that do not know the protocol: to
 * traces, replays and tools that print. A dialect is constant, keeps nothing
 * and believes no length that the bytes do not hold. */
#ifndef ATT_WIRE_DIALECT_H
#define ATT_WIRE_DIALECT_H

#include "wire/table.h"

/* What the first bytes of a message tell, or of one fragment of it. What stands
 * in bytes that are not there yet is 0. */
struct att_head {
	uint32_t type, transaction;
	const char *name;	 /* of the type; NULL: not known yet */
	uint32_t len;		 /* of all of it, in bytes; 0: not known yet */
	uint32_t total, current; /* fragments of its message, and which one it
				    is; 1 and 0: it is a whole message */
	size_t clear; /* bytes at its start that hold nothing personal */
	size_t joint; /* bytes at its start that a further fragment does
			 not add to its message */
	bool sure;    /* its members agree with each other: whoever has
			 lost the place in a stream may believe it */
};

struct att_dialect {
	const char *name;      /* of the protocol: "mbim" */
	const char *dissector; /* Wireshark's, for one message or fragment */
	size_t head_len;       /* bytes that tell the length of a message */
	uint32_t gap_ms;       /* after which a part of one is given up */

	/* True if a message may begin with these bytes (at least one), of any
	 * number: *out is what they tell. */
	bool (*head)(struct att_bytes bytes, struct att_head *out);
	/* Is what has the length of a message one? A receiver passes over the
	 * first byte of what is none, and looks again; to it every channel is a
	 * stream. NULL: its length is enough. */
	bool (*whole)(struct att_bytes message);
	/* Make the first fragment of several, behind which the others have been
	 * put without what is joint, one message. len: of all, at least what
	 * the first has joint. */
	void (*join)(uint8_t *bytes, size_t len);

	/* The version that is spoken at first to a modem whose descriptors
	 * announce this one (0: none); and from this message on. Versions are
	 * the protocol's own numbers. */
	uint16_t (*announced)(uint16_t version);
	uint16_t (*version)(struct att_bytes message, uint16_t version);

	/* Overwrite the personal data of one whole message in a copy of it: the
	 * same length, and who reads it finds the same facts. What is not
	 * understood is overwritten altogether. */
	void (*mask)(struct att_bytes message, uint8_t *copy, uint16_t version);
	/* One message or fragment for people: a line, and lines of its fields.
	 * 0, or ATT_E_* of what is wrong with it, which the text tells too. */
	int (*print)(struct att_bytes bytes, uint16_t version,
		     enum att_show show, struct att_text *t);
	/* The same of its first line alone, which holds nothing personal. */
	int (*title)(struct att_bytes bytes, uint16_t version,
		     struct att_text *t);
};

#endif

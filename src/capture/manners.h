/* What the messages of a control channel ask and answer, for those who hold one
 * run beside another: MBIM and QMI behind one interface. */
#ifndef ATTACHE_MANNERS_H
#define ATTACHE_MANNERS_H

#include "core/core.h"
#include "core/protocol.h"

enum manners_kind {
	MANNERS_OTHER, /* nobody answers it: an error of the host, a fragment */
	MANNERS_REQUEST,
	MANNERS_ANSWER,
	MANNERS_NEWS
};

#define MANNERS_SUBJECT 24

struct manners_message {
	enum manners_kind kind;
	/* Of a request, of the same request of another run (if both query, or
	 * neither does), and of their answers: the same bytes. */
	uint8_t subject[MANNERS_SUBJECT];
	uint32_t transaction; /* and, in QMI, whose: which client of which
				 service */
	bool any;	      /* it answers whatever has this transaction */
	bool opens;	      /* the channel */
	bool queries;	      /* it changes nothing in the modem */
	bool exact;	      /* only the answer to the same content is one */
	bool refused;	      /* an answer */
	uint32_t code;
	bool error; /* that code is an error of the channel, no status */
};

/* What a refusal means, and what a host can do about it. */
enum manners_when {
	MANNERS_ALWAYS,
	MANNERS_OPENING, /* of a request that opens the channel */
	MANNERS_ORDER	 /* what was not asked before it may be what it lacks */
};

struct manners_reason {
	uint32_t code;
	bool error;
	enum manners_when when;
	const char *text;
};

struct manners {
	const struct att_protocol *protocol;
	const struct manners_reason *reasons; /* the last has no text */
	/* The name of a refusal's code, or NULL. */
	const char *(*code)(const struct manners_message *answer);
	/* What one whole message is. */
	void (*read)(struct att_bytes message, struct manners_message *out);
	/* "basic_connect.connect set", of a request, an answer or news. */
	void (*name)(struct att_bytes message, struct att_text *t);
	/* Its fields, a line each, without what numbers it. */
	void (*fields)(struct att_bytes message, uint16_t version,
		       enum att_show show, struct att_text *t);
	/* Make an answer that was recorded the answer to this request. */
	void (*readdress)(uint8_t *answer, size_t len,
			  struct att_bytes request);
	/* The answer of a modem that cannot do what it is asked, into at least
	 * 64 bytes; its length, 0: it has none to this. *code, if not NULL: of
	 * that refusal. */
	size_t (*refuse)(struct att_bytes request, uint8_t *buf,
			 uint32_t *code);
	/* The answer of any modem to what only opens or closes the channel, or
	 * a part of it; 0: an answer would say something of the modem. */
	size_t (*accept)(struct att_bytes request, uint8_t *buf);
	/* The transfer number i in which a message comes to a host that takes
	 * max bytes in one: its length in buf; 0: there are no more. */
	size_t (*transfer)(struct att_bytes message, uint32_t max, uint32_t i,
			   uint8_t *buf, size_t cap);
	/* A session of the host's is up, so says this message of the modem. */
	bool (*up)(struct att_bytes message, uint16_t version);
	/* What this message of a host, or of its modem, tells of what the host
	 * was configured to and of what its port knew. */
	void (*learn)(struct att_bytes message, uint16_t version,
		      struct att_core_config *config,
		      struct att_core_link *link);
};

extern const struct manners manners_mbim, manners_qmi;

/* What the refusal of a request means, or NULL. */
const struct manners_reason *manners_reason(
	const struct manners *manners, const struct manners_message *request,
	const struct manners_message *answer);
/* True if one message asks what the other one does, but perhaps of other
 * things. */
bool manners_same_request(const struct manners_message *a,
			  const struct manners_message *b);

#endif

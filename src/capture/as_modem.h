/* A recorded modem: it answers as it did in a recording, and says what it was
 * asked. It makes up nothing: where the recording has no answer it says so, and
 * refuses as a modem does that lacks something. */
#ifndef ATTACHE_AS_MODEM_H
#define ATTACHE_AS_MODEM_H

#include "capture/recording.h"

/* What became of a request. */
enum as_modem_how {
	AS_MODEM_SAME,	    /* asked so there too: that answer */
	AS_MODEM_OTHERWISE, /* asked of something else there: that answer */
	AS_MODEM_SILENT,    /* there it was not answered, nor is it here */
	AS_MODEM_CUT,	    /* the source has cut off the answer */
	AS_MODEM_UNLIKE,    /* asked otherwise there, and refused for that, or
			       answered of something else: refused here */
	AS_MODEM_UNKNOWN,   /* it is not in the recording: refused */
	AS_MODEM_ANY	    /* nor is this, but any modem answers it so */
};

struct as_modem_asked {
	enum as_modem_how how;
	uint64_t ms; /* since the start */
	struct manners_message says;
	struct att_bytes bytes;
	uint16_t version;
	int32_t as;   /* the request of the recording, or -1 */
	bool again;   /* which had been asked before */
	bool made;    /* its answer is that of any modem */
	bool refused; /* as by a modem that does not have it */
};

/* A message on its way to the host. */
struct as_modem_due {
	uint64_t ms;
	uint32_t at; /* in the recording, in whose order they stay */
	uint8_t *bytes;
	size_t len;
};

struct as_modem {
	struct as_modem_asked *asked;
	uint32_t n_asked;
	uint32_t told;	      /* news of the recording that were given */
	uint32_t host_errors; /* messages of the host that are no request */
	bool failed;	      /* out of memory */

	/* private */
	const struct recording *r;
	uint32_t cap_asked;
	uint32_t max_control;
	uint16_t version;
	struct messages in;
	bool *used;    /* by message of the recording */
	char **fields; /* of its requests, when they are first wanted */
	bool begun;
	/* The last request that changed something, and when it came here. */
	uint32_t progress;
	uint64_t anchor_ms, anchor_recorded_ms;
	uint32_t news; /* the next that is to be given */
	struct as_modem_due *due;
	uint32_t n_due, cap_due;
};

/* r outlives m. False: out of memory; then too as_modem_fini. */
bool as_modem_init(struct as_modem *m, const struct recording *r,
		   uint32_t max_control);
void as_modem_fini(struct as_modem *m);
/* The host has sent one transfer. */
void as_modem_take(struct as_modem *m, struct att_bytes transfer,
		   uint64_t now_ms);
/* When the modem has something for the host; UINT64_MAX: it has nothing. */
uint64_t as_modem_next_ms(const struct as_modem *m);
/* The next message that is due, which is the caller's to free; false: none. */
bool as_modem_give(struct as_modem *m, uint64_t now_ms,
		   struct as_modem_due *out);

/* Fields of a request as text, in full: what is compared. NULL: out of memory.
 * The caller frees it. */
char *as_modem_fields(const struct manners *manners, struct att_bytes message,
		      uint16_t version, enum att_show show);

#endif

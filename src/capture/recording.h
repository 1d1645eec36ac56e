/* A whole run of a host and a modem, in memory: who asked what, and what the
 * answer was. */
#ifndef ATTACHE_RECORDING_H
#define ATTACHE_RECORDING_H

#include "capture/manners.h"
#include "capture/talk.h"
#include "trace/text.h"

/* More messages than that are not read. */
#define RECORDING_MOST 65536u

struct recorded {
	struct manners_message says;
	struct att_bytes bytes; /* a whole message, or the header of one */
	size_t cut_from;	/* then: of so many bytes; else 0 */
	uint32_t record;	/* line or packet of the file */
	uint64_t ms;		/* since the first one; 0 of all: no times */
	uint16_t version;	/* in which its fields are */
	bool from_modem;
	int32_t answer;	 /* of a request: where its answer is, or -1 */
	int32_t request; /* of an answer: of what, or -1: nobody asked it */
};

struct recording {
	const char *name;	       /* of the file */
	bool packets;		       /* `record` counts packets, not lines */
	const struct manners *manners; /* NULL: no message in it */
	struct talk talk;	       /* whose bytes are those of m */
	struct recorded *m;
	uint32_t n;
	bool too_long; /* there were more */
	bool up;       /* a session came up */

	/* What the host was configured to and what its port knew: as it says
	 * itself (is_run: this is a trace of attache), or as far as its
	 * messages tell. */
	bool is_run;
	struct att_start start;
	struct att_core_link link;
	enum att_want want;
	/* Of a run: its transitions, without their times, until somebody
	 * stepped in. What comes after the modem was plugged in again, the
	 * configuration was changed or more was wished is left out. */
	char **steps;
	uint32_t n_steps;
	const char *until; /* what was done then: "unplugged"; NULL: nothing */

	/* private */
	bool plugged, wished, came_up;
	uint32_t last_record; /* of the run, as far as it is taken; 0: all */
};

/* Read a capture, a log or a trace; path outlives r. False: it cannot be read,
 * or holds nothing (reported on standard error); then too recording_free. */
bool recording_load(struct recording *r, const char *path,
		    const struct capturefile_how *how);
/* Free what belongs to r. */
void recording_free(struct recording *r);

/* The text of a step without its time: "control closed --wanted--> ...". */
struct att_bytes recording_step(struct att_bytes text);

#endif

/* attache's manager against a recorded modem, in virtual time and without any
 * I/O. */
#ifndef ATTACHE_AS_MODEM_RUN_H
#define ATTACHE_AS_MODEM_RUN_H

#include "capture/as_modem.h"
#include "core/effect.h"

enum as_modem_end {
	AS_MODEM_UP,	/* what was wanted stands */
	AS_MODEM_RESET, /* the manager has the device reset: a recording cannot
			   tell what comes then */
	AS_MODEM_STILL, /* nothing is to come any more */
	AS_MODEM_TIME	/* it took too long */
};

struct as_modem_step {
	uint64_t ms;
	char *text; /* without its time */
};

struct as_modem_run {
	enum as_modem_end end;
	uint64_t ms;	/* when it ended, since the start */
	uint64_t up_ms; /* since when it is up; UINT64_MAX: it is not */
	struct att_core_status status;
	struct as_modem_step *steps;
	uint32_t n_steps, cap_steps;
	char link[ATT_EFFECT_TEXT]; /* of the first session, or "" */
	uint64_t link_ms;	    /* since when */
	bool failed;		    /* out of memory */
	bool leaving;		    /* private */
};

/* Run until it ends, most_ms of virtual time at the longest, with the
 * configuration and the port that the recording tells of. False: out of memory.
 * Then too as_modem_run_fini. */
bool as_modem_run(struct as_modem_run *run, struct as_modem *m,
		  uint64_t most_ms);
void as_modem_run_fini(struct as_modem_run *run);

#endif

/* The trace record: one per step of a machine, made by the generated `step`.
 * The names come from tables generated from the same chart, so the terminal,
 * the log, the pcapng comment and a test's expectation share one wording. */
#ifndef ATT_BASE_TRACE_H
#define ATT_BASE_TRACE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

/* The first value of every event alphabet; below it are no events. */
#define ATT_EVENT_FIRST 256

/* One edge of a chart. */
struct att_machine_edge {
	uint8_t from;
	uint16_t event; /* ATT_EVENT_FIRST + index */
	uint8_t to;
	uint8_t effect; /* 0 is none */
};

/* What a chart says of a state. */
struct att_machine_about {
	uint32_t lasts_ms; /* then time is up; 0: never, or see backoff */
	bool backoff;	   /* the time grows from failure to failure */
	bool stuck;	   /* waits for what it cannot bring about itself */
	const char *says;  /* what a person is told, one sentence; or NULL */
};

/* What a chart is called; all pointers are to static storage. */
struct att_machine_info {
	const char *name;	    /* "attach" */
	const char *const *states;  /* "sim_wait", by state */
	const char *const *events;  /* "open_done", by event - 256 */
	const char *const *effects; /* "query_subscriber"; [0] unused */
	const struct att_machine_edge *edges;  /* every edge of the chart */
	const struct att_machine_about *about; /* by state */
	uint16_t n_states, n_events, n_effects, n_edges;
};

/* One step: taken (from -> to, with at most one effect) or refused (the state
 * has no such edge; from == to, effect 0). */
struct att_trace_rec {
	const struct att_machine_info *machine;
	uint64_t at_ms;	   /* set by the caller of step */
	uint32_t instance; /* set by the caller: IP session number, else 0 */
	uint16_t event;
	uint8_t from, to;
	uint8_t effect; /* 0: none */
	bool refused;
};

#define ATT_TRACE_TIME 32u /* characters that the next one may write */
/* "+12.345", how long after the start, to `at`: where it ends, without a NUL.
 */
char *att_trace_write_time(char *at, uint64_t ms);
/* "+0.120 attach opening --open_done--> sim_wait [query_subscriber]", or
 * "... opening --open_done--> refused". The time is relative to start_ms.
 * A machine with several instances is shown as "connect.1" for instance 1;
 * instance 0 has no suffix. */
void att_trace_text(struct att_text *t, const struct att_trace_rec *rec,
		    uint64_t start_ms);

#endif

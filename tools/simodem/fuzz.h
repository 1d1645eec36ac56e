/* --fuzz: what the modem says is changed at random, within limits, to see what
 * a host makes of it. A change depends on the seed and on the number of the
 * transfer alone: a run can be repeated, and a part of it as well. */
#ifndef SIMODEM_FUZZ_H
#define SIMODEM_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Transfers to the host: messages or their fragments; NTBs, or what a modem
 * that speaks QMI has in their place. */
enum sim_fuzz_of { SIM_FUZZ_CONTROL, SIM_FUZZ_DATA, SIM_FUZZ_KINDS };

/* As --fuzz has them. */
struct sim_fuzz_limits {
	bool on;
	uint32_t seed;
	uint32_t every;	   /* one of so many is changed, on average */
	uint32_t most;	   /* changes in of=control|data|all; 0: no limit */
	uint32_t from, to; /* numbers of transfers of a kind, from 1 */
	uint32_t keep;	   /* bytes at the beginning that stay */
	bool off[SIM_FUZZ_KINDS]; /* they stay */
	/* A line about each change, without its end; NULL: nobody hears it. */
	void (*tell)(const char *line);
};

struct sim_fuzz {
	const struct sim_fuzz_limits *limits;
	uint32_t seen[SIM_FUZZ_KINDS];
	uint32_t changed;
};

#define SIM_FUZZ_GROWTH 64u /* bytes that a change adds at most */

/* The next transfer to the host: len bytes in room for cap. It is changed, and
 * its new length returned, or it stays.
 * lengthen, if it has a length in its header, adds n to that (modulo 2^32). */
size_t sim_fuzz_next(struct sim_fuzz *f, enum sim_fuzz_of of, uint8_t *p,
		     size_t len, size_t cap,
		     void (*lengthen)(uint8_t *p, uint32_t n));

#endif

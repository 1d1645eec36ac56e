/* AT commands (3GPP TS 27.007), wherever they come from: MBIM carries them, and
 * a serial port. */
#ifndef SIMODEM_AT_H
#define SIMODEM_AT_H

#include "tools/simodem/world.h"

/* Whom a command asks. */
struct sim_at {
	const struct sim_config *config;
	const struct sim_state *state;
};

/* Carry out one command; what ends the line may follow it. said: the answer
 * with its result code, a text. True: it is known. */
bool sim_at_carry_out(const struct sim_at *m, struct att_bytes command,
		      char said[SIM_AT_ANSWER]);

#endif

/* The faults that can happen to a message, and the modem that they happen to:
 * the fault matrix and its recordings. */
#ifndef TESTS_UNIT_FAULT_ROWS_H
#define TESTS_UNIT_FAULT_ROWS_H

#include "tools/simodem/sim.h"

#define FAULT_ROWS 45u

struct fault_row {
	const char *name;
	struct sim_fault fault; /* without the message that it happens to */
	uint32_t qmi;		/* its value there, where it is another one */
};

extern const struct fault_row fault_rows[FAULT_ROWS];

struct sim_fault fault_of(const struct fault_row *row, bool qmi);

/* A modem with every message on its way up; its PIN is USB_PAIR_PIN. It speaks
 * QMI, or MBIM. */
void fault_modem(struct sim_config *c, bool qmi);

#endif

/* One run after the other: what the lists of cases have in common. */
#ifndef TESTS_REPLAY_CASES_RUN_H
#define TESTS_REPLAY_CASES_RUN_H

#include "tests/replay/cases.h"
#include "tests/unit/usb_pair.h"

struct runner {
	const struct cases_writer *writer;
};

struct plan {
	const char *name;  /* of the scenario; NULL: none */
	const char *title; /* NULL: the scenario's name */
	const char *pin;   /* of the configuration; NULL: USB_PAIR_PIN */
	uint32_t sessions; /* 0: 1 */
	uint32_t ip;	   /* enum att_ip_type; 0: both */
	bool roaming;
	bool keep_lock; /* of the radio */
	bool qmi;	/* it is lived by a modem that speaks QMI as well */
	struct att_core_choice choice;
	bool quick;	    /* the modem is up by itself, its SIM not locked */
	enum att_want want; /* ATT_WANT_OFF: connected */
	/* Not before this time: "off", "attached", "connected", "pin 1234",
	 * "roaming", "unlock". */
	struct {
		uint32_t at_ms;
		const char *what;
	} act[4];
};

/* Says a line of a YAML file's error. */
void runner_say(void *ctx, const char *line);
/* Put the scenario of this name into sim; NULL: nothing. */
bool runner_scenario(struct runner *r, struct sim_config *sim,
		     const char *name);
/* Two minutes, then off and unplugged. */
bool runner_plan(struct runner *r, const char *book, const struct plan *plan,
		 const struct sim_config *sim);
/* The fault matrix (cases_faults.c). */
bool cases_faults(struct runner *r);
/* Locks of the radio, and what the owner chooses (cases_choices.c). */
bool cases_choices(struct runner *r);

#endif

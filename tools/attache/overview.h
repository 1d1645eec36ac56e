/* What attache without a command tells of the machine that it is on. */
#ifndef ATTACHE_OVERVIEW_H
#define ATTACHE_OVERVIEW_H

#include <stdio.h>

#include "drivers/port_seen.h"

#define OVERVIEW_MODEMS 16

struct overview {
	unsigned n;
	struct port_seen modem[OVERVIEW_MODEMS];
	int modem_manager; /* its pid; 0: it does not run */
	bool root;	   /* else some of /proc was hidden */
	bool qrtr;	   /* the kernel has it: modems there were looked for */
	enum { OVERVIEW_NOBODY, OVERVIEW_RUNS, OVERVIEW_REFUSES } daemon;
	const char *control; /* its socket */
	/* where it runs: in words of a line; "": no problem */
	char state[200], problem[512];
	bool online;
};

/* Look: everything but the daemon. */
void overview_look(struct overview *o);
/* Write it, with what to type next; at most 80 columns but for long names. */
void overview_print(const struct overview *o, FILE *to);

#endif

/* What came of attache's manager against a recorded modem: where it leaves the
 * way of the recorded host, how far both got, and why. */
#ifndef ATTACHE_REPLAY_REPORT_H
#define ATTACHE_REPLAY_REPORT_H

#include "capture/as_modem_run.h"

struct replay_report {
	bool json; /* an object a line, else sentences */
	const struct recording *r;
	const struct as_modem *m;
	const struct as_modem_run *run;
};

/* Print it. False: attache did not get as far as the recorded host, or left the
 * transitions of the run that was recorded. */
bool replay_report(struct replay_report *p, bool steps);

#endif

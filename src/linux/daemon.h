/* attache at work: the loop that joins a port, the core and the host's network
 * devices, and keeps the modem where it is wanted. */
#ifndef MBIM_LINUX_DAEMON_H
#define MBIM_LINUX_DAEMON_H

#include "drivers/port.h"
#include "linux/links.h"
#include "linux/server.h"
#include "trace/recorder.h"

/* The longest control transfer that the core gives out. */
#define MBIM_DAEMON_TRANSFER 4096

struct mbim_daemon_options {
	const struct mbim_config *config; /* copied */
	uint32_t seed;
	/* Connect once: a refusal, a lost link or an unplugged modem ends it.
	 */
	bool once;
	/* mbim_port_open, or a modem of a test */
	int (*open_port)(const char *device, const struct mbim_port_host *host,
			 struct mbim_port **port);
	/* For tests: the time, in ms; NULL: CLOCK_MONOTONIC. */
	uint64_t (*clock)(void *clock_ctx);
	void *clock_ctx;
	/* The configuration again, at SIGHUP: 0, or an error (reported) and the
	 * old one stays. NULL: SIGHUP does nothing. */
	int (*reload)(void *ctx, struct mbim_config *config);
	/* Every step, and a line for everything else that happens. */
	void (*step)(void *ctx, const struct mbim_trace_rec *rec,
		     uint64_t start_ms);
	void (*line)(void *ctx, uint64_t since_start_ms, const char *line);
	void *ctx;
};

struct mbim_daemon {
	struct mbim_daemon_options options;
	struct mbim_config config;
	struct mbim_loop loop;
	struct mbim_recorder recorder;
	struct mbim_links links;
	struct mbim_server server;
	struct mbim_port_host host;
	struct mbim_port *port;
	struct mbim_port_info info; /* of the modem, while plugged */
	struct mbim_loop_timer core_timer, port_timer, stop_timer, send_timer,
		absent_timer;
	uint64_t start_ms;
	enum mbim_want want;
	bool plugged, stopping, done, reset_due, trace_ended;
	int result; /* 0 or MBIM_E_* */
	/* A transfer that the port had no room for; the core waits meanwhile */
	uint8_t transfer[MBIM_DAEMON_TRANSFER];
	size_t transfer_len;
	struct mbim_core_status status; /* after the last input */
	/* What was said last; of a run that ended by itself, why */
	char problem[sizeof((struct mbim_core_status *)0)->problem_text];
	bool problem_stays; /* it was said as one that nothing will mend */
};

/* d is zeroed memory; clearing it here would touch pages that a run without
 * clients never needs. 0 or the error of the part that failed, which was
 * reported as a line. */
int mbim_daemon_init(struct mbim_daemon *d,
		     const struct mbim_daemon_options *options);
/* Until a signal or, with `once`, an end: 0, or MBIM_E_* of what ended it. */
int mbim_daemon_run(struct mbim_daemon *d);
/* One turn of the loop; false: at the end. What run does again and again. */
bool mbim_daemon_turn(struct mbim_daemon *d, int max_ms);
void mbim_daemon_fini(struct mbim_daemon *d);

/* What the user wants of the modem from now on. */
void mbim_daemon_want(struct mbim_daemon *d, enum mbim_want want);
/* Release the modem and end with this result; called again: end at once. */
void mbim_daemon_stop(struct mbim_daemon *d, int result);

#endif

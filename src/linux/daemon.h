/* attache at work: the loop, its signals, the configuration, the modems, the
 * control socket that tells of them, and the name servers of all. */
#ifndef MBIM_LINUX_DAEMON_H
#define MBIM_LINUX_DAEMON_H

#include "linux/control_socket.h"
#include "linux/dns.h"
#include "linux/modem.h"

#define MBIM_DAEMON_MODEMS 1

struct mbim_daemon_options {
	const struct mbim_config *config; /* copied */
	uint32_t seed;
	/* Connect once: a refusal, a lost link or an unplugged modem ends it.
	 */
	bool once;
	/* port_open, or a modem of a test */
	int (*open_port)(const char *device, const struct port_host *host,
			 struct port **port);
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
	struct mbim_manager manager; /* this daemon, for the control socket */
	struct mbim_control_socket control;
	struct mbim_dns dns;
	struct mbim_loop_timer stop_timer;
	uint64_t start_ms;
	bool stopping, done;
	int result; /* 0 or MBIM_E_* */
	/* Of a run that ended by itself: why, in words. "": no more to say */
	char problem[sizeof((struct mbim_core_status *)0)->problem_text];
	struct mbim_modem modem[MBIM_DAEMON_MODEMS];
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

#endif

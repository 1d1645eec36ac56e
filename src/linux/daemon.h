/* attache at work: what there is once (the loop, its signals, the
 * configuration, the control socket, the name servers), and its modems. */
#ifndef ATT_LINUX_DAEMON_H
#define ATT_LINUX_DAEMON_H

#include "linux/cids.h"
#include "linux/control_socket.h"
#include "linux/dns_service.h"
#include "linux/hook.h"
#include "linux/modem.h"
#include "linux/notify.h"
#include "linux/sms.h"

struct att_daemon_options {
	const struct att_config *config; /* copied, or the daemon's own */
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
	int (*reload)(void *ctx, struct att_config *config);
	/* Every step of a modem ("" where there is one), and a line for
	 * everything else that happens, in the order of their times; what
	 * begins with "error:", "problem:" or "waiting:" is never kept quiet.
	 */
	void (*step)(void *ctx, const char *modem,
		     const struct att_trace_rec *rec, uint64_t start_ms);
	void (*line)(void *ctx, uint64_t since_start_ms, const char *line);
	/* attache is about to wait, or to do what takes its time: what was said
	 * is to be seen by now. May be NULL. */
	void (*waits)(void *ctx);
	void *ctx;
};

/* What there is of each modem. */
struct att_daemon_modem {
	struct att_daemon *daemon; /* NULL: there is none in this place */
	/* Its own, in that of the daemon; the sessions are those in use: */
	struct att_config_modem *config;
	struct att_runtime runtime;
	struct att_hook hook;
	struct att_cids cids; /* of a modem that speaks QMI */
	struct att_sms_service sms;
	struct att_loop_timer sms_timer, cids_timer;
	/* It stands in no configuration any more: */
	bool leaving;
	struct att_loop_timer leave_timer; /* it has to be closed by then */
	struct att_modem modem;
};

struct att_daemon {
	struct att_daemon_options options;
	struct att_config config;
	struct att_loop loop;
	struct att_manager manager; /* this daemon, for the control socket */
	struct att_control_socket control;
	struct att_notify notify; /* the service manager */
	struct att_children children;
	struct att_dns dns;
	int dns_error; /* of the last time: each is said once */
	struct att_dns_service dns_service;
	struct att_loop_timer stop_timer, start_timer;
	uint64_t start_ms;
	uint64_t told_ms; /* of the last step or line, since start_ms */
	bool stopping, done;
	int result; /* 0 or ATT_E_* */
	/* Of a run that ended by itself: why, in words. "": no more to say */
	char problem[sizeof((struct att_core_status *)0)->problem_text];
	struct att_daemon_modem of[ATT_CONFIG_MODEMS];
};

/* d is zeroed memory; clearing it here would touch pages that a run without
 * clients never needs. 0 or the error of the part that failed, which was
 * reported as a line. */
int att_daemon_init(struct att_daemon *d,
		    const struct att_daemon_options *options);
/* Until a signal or, with `once`, an end: 0, or ATT_E_* of what ended it. */
int att_daemon_run(struct att_daemon *d);
/* One turn of the loop; false: at the end. What run does again and again. */
bool att_daemon_turn(struct att_daemon *d, int max_ms);
void att_daemon_fini(struct att_daemon *d);

#endif

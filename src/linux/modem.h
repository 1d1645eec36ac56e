/* One modem at work: its port, the core that manages it, the record of that,
 * its network devices, and the time that all of these need. */
#ifndef ATT_LINUX_MODEM_H
#define ATT_LINUX_MODEM_H

#include "drivers/port.h"
#include "linux/asks.h"
#include "linux/hearing.h"
#include "linux/identity.h"
#include "linux/keep.h"
#include "linux/links.h"
#include "linux/traffic.h"
#include "linux/manager.h"
#include "trace/recorder.h"

/* The longest control transfer that the core gives out. */
#define ATT_MODEM_TRANSFER 4096

enum att_modem_end {
	ATT_MODEM_CLOSED, /* the channel is closed, after att_modem_release */
	ATT_MODEM_LOST,	  /* what is wanted failed; the core tries again */
	ATT_MODEM_FAILED, /* the host has no device for it */
};

struct att_modem_options {
	/* outlives the modem; see att_modem_reconfigure */
	const struct att_config_modem *config;
	const char *control; /* path of the control socket, or "" */
	struct att_loop *loop;
	uint32_t seed;
	uint64_t start_ms;
	/* port_open, or a modem of a test */
	int (*open_port)(const char *device, const struct port_host *host,
			 struct port **port);
	/* Something for the user to read; what begins with "error:",
	 * "problem:" or "waiting:" is never kept quiet. */
	void (*line)(void *ctx, const char *line);
	/* A step of a machine. */
	void (*step)(void *ctx, const struct att_trace_rec *rec);
	/* problem: in words, or ""; err: ATT_E_* where it FAILED. The modem
	 * may be released from within. */
	void (*ended)(void *ctx, enum att_modem_end end, int err,
		      const char *problem);
	/* Links are up, down or have other addresses or name servers. */
	void (*changed)(void *ctx);
	/* What comes next takes its time, see struct att_daemon_options. */
	void (*waits)(void *ctx);
	/* The modem says something by itself: a whole message. */
	void (*told)(void *ctx, struct att_bytes message);
	/* Cut the power of the modem with this name. */
	void (*power)(void *ctx, const char *modem);
	/* Has another modem the device in this place (struct port_info), or is
	 * it to have it? */
	bool (*taken)(void *ctx, const char *place);
	/* A device that this one had is free for others. */
	void (*freed)(void *ctx);
	void *ctx;
};

struct att_modem {
	struct att_modem_options options;
	struct att_recorder recorder;
	struct att_links links;
	struct att_traffic traffic;
	struct port_host host;
	struct port *port;     /* NULL: not open */
	struct port_info info; /* while plugged */
	char absence[256];     /* why it is not, if the port has said so */
	struct att_loop_timer core_timer, port_timer, send_timer, absent_timer;
	enum att_want want;
	bool plugged, released, closed, reset_due, trace_ended;
	struct att_hearing hearing;
	struct att_keep keep; /* of what this run would leave behind */
	struct att_asks asks;
	/* Until it is known to be the modem that is wanted, it is asked that
	 * and nothing else. */
	struct att_which which;
	struct att_loop_timer identity_timer;
	bool wish_due; /* what may be wished has changed */
	bool pass_due,
		reopen_due;   /* the port is to be closed, another opened */
	enum att_reset reset; /* how strongly, where reset_due */
	/* It refuses to open: another bring-up may help; the next `gone` is
	 * that. */
	bool refused, vary_due, varied;
	bool running, observed; /* see run */
	/* A transfer that the port had no room for; the core waits meanwhile */
	uint8_t transfer[ATT_MODEM_TRANSFER];
	size_t transfer_len;
	uint64_t up_ms[ATT_CORE_SESSIONS]; /* when each came up last */
	struct att_core_status status;	   /* after the last input */
	bool news; /* that, or what att_modem_status tells else, may be other;
		      whoever looks at it takes it back */
	/* What was said last */
	char problem[sizeof((struct att_core_status *)0)->problem_text];
	bool problem_stays; /* it was said as one that nothing will mend */
};

/* m is zeroed memory, and is to be ended by att_modem_fini whatever the result
 * is: 0 or the error of the part that failed, which was reported as a line. */
int att_modem_init(struct att_modem *m,
		   const struct att_modem_options *options);
/* Look for the modem, and bring it online. 0, or an error of open_port, which
 * was reported as a line. */
int att_modem_start(struct att_modem *m);
/* Deletes the network devices, with a last `changed`. */
void att_modem_fini(struct att_modem *m);

/* After each turn of the loop: what cannot be done within a call of the port.
 */
void att_modem_settle(struct att_modem *m);

/* A device may have become free: look for one anew, where none is there. */
void att_modem_look_again(struct att_modem *m);
/* The host has slept; before its timers. */
void att_modem_resumed(struct att_modem *m);
/* What the user wants of the modem from now on. */
void att_modem_want(struct att_modem *m, enum att_want want);
/* Have it carry out a command of MBIM; see struct att_manager. */
void att_modem_command(struct att_modem *m, const struct mbim_msg *command,
		       struct att_manager_reply reply);
/* Or a request of QMI. */
void att_modem_request(struct att_modem *m, struct att_bytes frame,
		       struct att_manager_reply reply);
/* Give the modem back: `ended` tells when it is CLOSED, from here already where
 * it is not open. Nothing more is said of problems. */
void att_modem_release(struct att_modem *m);
/* The configuration has changed: sessions, their devices and what they are
 * for. Device, trace, mask and streams stay as they were. */
void att_modem_reconfigure(struct att_modem *m);

/* It speaks this protocol ("mbim", "qmi"). */
bool att_modem_speaks(const struct att_modem *m, const char *protocol);
/* Where it stands, and what is wanted: views as of struct att_manager_status.
 */
void att_modem_status(const struct att_modem *m,
		      struct att_manager_status *out);
/* As att_core_session_problem. */
void att_modem_session_problem(const struct att_modem *m, uint32_t session,
			       char *buf, size_t cap);
/* As att_links_dns; none before att_modem_init. */
unsigned att_modem_dns(const struct att_modem *m,
		       struct att_dns_source *source);

#endif

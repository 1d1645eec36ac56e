/* One modem at work: its port, the core that manages it, the record of that,
 * its network devices, and the time that all of these need. */
#ifndef MBIM_LINUX_MODEM_H
#define MBIM_LINUX_MODEM_H

#include "drivers/port.h"
#include "linux/links.h"
#include "linux/manager.h"
#include "trace/recorder.h"

/* The longest control transfer that the core gives out. */
#define MBIM_MODEM_TRANSFER 4096

enum mbim_modem_end {
	MBIM_MODEM_CLOSED, /* the channel is closed, after mbim_modem_release */
	MBIM_MODEM_LOST,   /* what is wanted failed; the core tries again */
	MBIM_MODEM_FAILED, /* the host has no device for it */
};

struct mbim_modem_options {
	/* outlives the modem; see mbim_modem_reconfigure */
	const struct mbim_config *config;
	struct mbim_loop *loop;
	uint32_t seed;
	uint64_t start_ms;
	/* port_open, or a modem of a test */
	int (*open_port)(const char *device, const struct port_host *host,
			 struct port **port);
	/* Something for the user to read. */
	void (*line)(void *ctx, const char *line);
	/* A step of a machine. */
	void (*step)(void *ctx, const struct mbim_trace_rec *rec);
	/* problem: in words, or ""; err: MBIM_E_* where it FAILED. The modem
	 * may be released from within. */
	void (*ended)(void *ctx, enum mbim_modem_end end, int err,
		      const char *problem);
	/* Links are up, down or have other addresses or name servers. */
	void (*changed)(void *ctx);
	void *ctx;
};

struct mbim_modem {
	struct mbim_modem_options options;
	struct mbim_recorder recorder;
	struct mbim_links links;
	struct port_host host;
	struct port *port;     /* NULL: not open */
	struct port_info info; /* while plugged */
	struct mbim_loop_timer core_timer, port_timer, send_timer, absent_timer;
	enum mbim_want want;
	bool plugged, released, closed, reset_due, trace_ended;
	/* A transfer that the port had no room for; the core waits meanwhile */
	uint8_t transfer[MBIM_MODEM_TRANSFER];
	size_t transfer_len;
	struct mbim_core_status status; /* after the last input */
	/* What was said last */
	char problem[sizeof((struct mbim_core_status *)0)->problem_text];
	bool problem_stays; /* it was said as one that nothing will mend */
};

/* m is zeroed memory, and is to be ended by mbim_modem_fini whatever the result
 * is: 0 or the error of the part that failed, which was reported as a line. */
int mbim_modem_init(struct mbim_modem *m,
		    const struct mbim_modem_options *options);
/* Look for the modem, and bring it online. 0, or an error of open_port, which
 * was reported as a line. */
int mbim_modem_start(struct mbim_modem *m);
/* Deletes the network devices, with a last `changed`. */
void mbim_modem_fini(struct mbim_modem *m);

/* After each turn of the loop: what cannot be done within a call of the port.
 */
void mbim_modem_settle(struct mbim_modem *m);

/* What the user wants of the modem from now on. */
void mbim_modem_want(struct mbim_modem *m, enum mbim_want want);
/* Give the modem back: `ended` tells when it is CLOSED, from here already where
 * it is not open. Nothing more is said of problems. */
void mbim_modem_release(struct mbim_modem *m);
/* The configuration has changed: sessions, their devices and what they are
 * for. Device, trace, mask and streams stay as they were. */
void mbim_modem_reconfigure(struct mbim_modem *m);

/* Where it stands, and what is wanted: views as of struct mbim_manager_status.
 */
void mbim_modem_status(const struct mbim_modem *m,
		       struct mbim_manager_status *out);
/* As mbim_links_dns; none before mbim_modem_init. */
unsigned mbim_modem_dns(const struct mbim_modem *m,
			struct mbim_dns_source *source);

#endif

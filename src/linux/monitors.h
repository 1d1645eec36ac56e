/* Clients of the control socket that are told what happens: MBIM indications of
 * attache's own service, one for each line of the log. They ask nothing more.
 */
#ifndef ATT_LINUX_MONITORS_H
#define ATT_LINUX_MONITORS_H

#include "base/bytes.h"
#include "base/trace.h"
#include "linux/config.h"
#include "linux/loop.h"

#define ATT_MONITORS 8
/* What waits for a client that does not read; it is dropped when that is not
 * enough. Some hundred events. */
#define ATT_MONITOR_WAITING 65536

struct att_monitors;

struct att_monitor {
	struct att_monitors *monitors;
	int fd;			     /* -1: free */
	char modem[ATT_CONFIG_NAME]; /* the one of which it is told; "": all */
	bool slow;
	size_t len, done; /* of `out`: what is in it, what was sent */
	uint8_t out[ATT_MONITOR_WAITING];
};

struct att_monitors {
	struct att_loop *loop;
	unsigned n; /* in use */
	struct att_monitor monitor[ATT_MONITORS];
};

/* Something that the log tells. */
struct att_event {
	uint64_t since_start_ms;
	const char *modem; /* whose, where there are several; "" */
	const struct att_trace_rec *step; /* or NULL: */
	const char *line;
};

/* loop outlives them. */
void att_monitors_init(struct att_monitors *m, struct att_loop *loop);
/* Take this connection over: it gets these bytes first, and then what is of
 * this modem, or with "" of all. ATT_E_BUSY: there are
 * as many as there may be, and the connection stays the caller's; ATT_E_ROOM,
 * ATT_E_IO. */
int att_monitors_add(struct att_monitors *m, int fd, const char *modem,
		     struct att_bytes first);
/* Tell those whom it concerns. Nothing is sent yet. */
void att_monitors_tell(struct att_monitors *m, const struct att_event *event);
/* Send, as far as they read. How many were dropped as they do not. */
unsigned att_monitors_flush(struct att_monitors *m);
/* Tell that attache ends, and hang up. */
void att_monitors_end(struct att_monitors *m, uint64_t since_start_ms);

/* The InformationBuffer of an event with its words, of this kind
 * (MBIM_EVENT_KIND_*): its length or ATT_E_ROOM. */
int att_event_encode(const struct att_event *event, uint32_t kind, uint8_t *buf,
		     size_t cap);

#endif

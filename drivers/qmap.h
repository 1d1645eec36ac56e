/* QMAP: IP datagrams of several links in one USB transfer, version 1, 4 and 5.
 * Each has a header of 4 bytes in front: flags and padding, the mux id, and a
 * length in network order; versions 4 and 5 add what the hardware knows of
 * checksums, which is not used here. Linux Documentation/networking/
 * device_drivers/cellular/qualcomm/rmnet.rst. No I/O, no memory of its own. */
#ifndef MBIM_DRIVERS_QMAP_H
#define MBIM_DRIVERS_QMAP_H

#include <assert.h>

#include "drivers/framing.h"

/* Session i has the mux id i + 1. */
#define QMAP_MAX_MUX 254u
/* Bytes around a datagram at most, its padding among them. */
#define QMAP_OVERHEAD 12u
/* Commands of the modem that wait to be acknowledged; it repeats others. */
#define QMAP_ACKS    8u
#define QMAP_COMMAND 16u /* bytes of a command, without the header */

/* What is around a datagram in one direction. */
enum qmap_form {
	QMAP_V1,
	QMAP_V4_UP,   /* a checksum header of 4 bytes in front */
	QMAP_V4_DOWN, /* a trailer of 8 bytes behind the padding */
	QMAP_V5	      /* a chain of headers of 4 bytes, where a flag says so */
};

struct qmap_params {
	enum qmap_form form;
	uint32_t max_size;	/* of a transfer, bytes */
	uint32_t max_datagrams; /* in it; 0: no limit */
};

/* The state behind qmap_framing. */
struct qmap_link {
	/* Sent: the transfer that is filled, its bytes, and how many datagrams
	 * it may yet have. */
	uint8_t *buf; /* NULL: none is */
	uint32_t len, left;
	int64_t room;	/* for one more datagram, */
	int64_t most;	/* and for the first one */
	uint32_t front; /* bytes before it, */
	uint32_t flags; /* of the first 4, */
	uint32_t extra; /* and the other 4 */
	struct qmap_params out;
	/* Received: the transfer that is walked. */
	enum qmap_form in;
	struct att_bytes transfer;
	uint32_t at;
	uint8_t ack[QMAP_ACKS][4 + QMAP_COMMAND];
	uint32_t n_acks;
	/* Diagnostics. */
	uint32_t commands; /* received */
	uint32_t skipped;  /* packets of nothing but padding */
};

/* l sends as out says, and takes what is of the form `in`. */
void qmap_link_init(struct qmap_link *l, const struct qmap_params *out,
		    enum qmap_form in);
/* The longest datagram that a transfer holds. */
uint32_t qmap_longest(const struct qmap_params *p);

/* --- send ----------------------------------------------------------------- */

/* Begin an empty transfer in buf; its length, and it ends. */
void qmap_begin(struct qmap_link *l, uint8_t *buf);
uint32_t qmap_end(struct qmap_link *l);

/* The first 4 bytes of a packet of len bytes, padding among them. */
static inline void qmap_head_put(uint8_t *p, uint32_t flags, uint32_t mux,
				 uint32_t len)
{
	att_put32_be(p, flags << 24 | mux << 16 | len);
}

/* The session of a flow, or more than there can be; both of its bytes at once.
 */
static inline uint32_t qmap_session(struct flow flow)
{
	uint8_t bytes[sizeof(flow)];

	memcpy(bytes, &flow, sizeof(flow));
	return att_get16(bytes);
}

/* Where the next datagram of up to max bytes may be written, or NULL: it does
 * not fit, end this transfer first. */
static inline uint8_t *qmap_reserve(const struct qmap_link *l, struct flow flow,
				    uint32_t max)
{
	if (max > l->room || qmap_session(flow) >= QMAP_MAX_MUX)
		return NULL;
	return l->buf + l->len + l->front;
}

/* The reserved datagram is len bytes long (<= max); 0 takes it back. */
static inline void qmap_commit(struct qmap_link *l, struct flow flow,
			       uint32_t len)
{
	uint8_t *p = l->buf + l->len;
	uint32_t pad = -len & 3, front = l->front;

	assert(!len || len <= l->room);
	if (!len || len > l->room)
		return;
	/* Where there is no second header, the first takes its place. */
	att_put32(p + front - 4, l->extra);
	att_put32(p + front + len, 0);
	len += pad;
	qmap_head_put(p, l->flags | pad, flow.id + 1u, len);
	l->len += front + len;
	l->room = --l->left ? l->most - l->len : -1;
}

/* --- both, as a framing --------------------------------------------------- */

/* QMAP in either direction; a transfer to send is out->max_size bytes. The
 * modem's commands to stop and to resume a link are acknowledged, and nothing
 * else: what is sent to a link that is stopped, the modem may drop. */
extern const struct framing qmap_framing;

#endif

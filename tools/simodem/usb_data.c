/* The data path of the simulated modem: NTBs from the host to the far side,
 * datagrams from the far side in NTBs to the host. The queues are of QMI's
 * framings as well (usb_qmi.c). */
#include "tools/simodem/usb_modem.h"

#define NS_PER_MS 1000000u

/* With a rate of its uplink the modem takes the next transfer when what it has
 * is sent in this time. So little is in the modem that what waits, waits in the
 * host; and so much that a late turn of the front costs no throughput. */
#define AHEAD_MS 5u

/* With a rate of its downlink the network keeps so much for the modem, and
 * drops what comes then. */
#define BEHIND_MS 20u

void sim_usb_data_reset(struct sim_usb_modem *u)
{
	u->ntb32 = false;
	u->in_size = u->config.usb.in.max;
	u->in_datagrams = 0;
	u->max_datagram = u->config.usb.max_segment;
	u->sequence = 0;
	u->out_len = 0;
	u->out_refused = false;
	u->arp_len = 0;
	memset(u->station, 0xff, sizeof(u->station));
	sim_usb_queue_clear(&u->uplink);
	sim_usb_queue_clear(&u->downlink);
}

/* --- from the host ---------------------------------------------------------
 */

static void to_far_side(struct sim_usb_modem *u, uint8_t session,
			struct att_bytes datagram)
{
	if (!sim_modem_datagram(u->modem, session, datagram, false))
		return;
	if (u->host == NULL) {
		u->far(u->far_ctx, session, datagram);
		return;
	}
	sim_host_network(u->host, session,
			 sim_modem_network_of(u->modem, session));
	sim_host_answers(u->host, !sim_modem_config(u->modem)->no_ping,
			 !sim_modem_config(u->modem)->no_dns);
	sim_host_input(u->host, session, datagram, u->now(u->now_ctx));
}

/* A device service says what it is told. */
static void to_service(struct sim_usb_modem *u, struct flow stream,
		       struct att_bytes datagram)
{
	uint8_t *to = sim_usb_modem_reserve(u, datagram.len);

	if (to == NULL || !sim_modem_dss_up(u->modem, stream.id))
		return;
	memcpy(to, datagram.p, datagram.len);
	sim_usb_queue_commit(&u->downlink, stream, datagram.len,
			     u->now(u->now_ctx));
}

static void leave(struct sim_usb_modem *u, struct flow stream,
		  struct att_bytes datagram)
{
	if (stream.service)
		to_service(u, stream, datagram);
	else
		to_far_side(u, stream.id, datagram);
}

static void flush(struct sim_usb_modem *u)
{
	if (u->far_flush != NULL)
		u->far_flush(u->far_ctx);
}

/* What the radio has sent by now is at the far side. */
static void leave_uplink(struct sim_usb_modem *u, uint64_t now_ms)
{
	struct flow stream;
	struct att_bytes datagram;
	bool any = false;

	while (sim_usb_queue_first(&u->uplink, now_ms, &stream, &datagram)) {
		leave(u, stream, datagram);
		sim_usb_queue_take(&u->uplink);
		any = true;
	}
	if (any)
		flush(u);
}

bool sim_usb_data_full(struct sim_usb_modem *u)
{
	uint64_t now_ms;

	if (u->uplink.rate == 0)
		return false;
	now_ms = u->now(u->now_ctx);
	leave_uplink(u, now_ms);
	u->out_refused = sim_usb_queue_backlog_ns(&u->uplink, now_ms) >
			 (uint64_t)AHEAD_MS * NS_PER_MS;
	return u->out_refused;
}

void sim_usb_data_up(struct sim_usb_modem *u, struct flow stream,
		     struct att_bytes datagram)
{
	uint8_t *to;

	if (u->uplink.rate == 0) {
		leave(u, stream, datagram);
		return;
	}
	to = sim_usb_queue_reserve(&u->uplink, datagram.len);
	if (to == NULL) {
		sim_modem_datagram_lost(u->modem);
		return;
	}
	memcpy(to, datagram.p, datagram.len);
	sim_usb_queue_commit(&u->uplink, stream, datagram.len,
			     u->now(u->now_ctx));
}

void sim_usb_data_sent(struct sim_usb_modem *u)
{
	if (u->uplink.rate == 0)
		flush(u);
}

/* Huawei ME906s: what lies behind the NDP is lost, and a second NDP with what
 * it describes. Says whether the NTB would be understood. */
static bool ndp_is_last(struct att_bytes ntb)
{
	struct ntb_rx rx;
	struct flow stream;
	struct att_bytes datagram;
	uint32_t ndp;

	if (ntb_rx_init(&rx, ntb) != 0)
		return true;
	ndp = rx.ndp;
	while (ntb_rx_next(&rx, &stream, &datagram) == 1)
		if (rx.ndps > 1 || datagram.p >= ntb.p + ndp)
			return false;
	return true;
}

/* A malformed NTB is dropped from the place where it is malformed. */
static void take_ntb(struct sim_usb_modem *u, struct att_bytes ntb)
{
	struct ntb_rx rx;
	struct flow stream;
	struct att_bytes datagram;

	if ((u->config.quirks & SIM_QUIRK_NDP_AT_END) != 0 &&
	    !ndp_is_last(ntb)) {
		sim_modem_ntb_lost(u->modem);
		return;
	}
	if (ntb_rx_init(&rx, ntb) != 0)
		return;
	while (ntb_rx_next(&rx, &stream, &datagram) == 1)
		sim_usb_data_up(u, stream, datagram);
	sim_usb_data_sent(u);
}

/* As one transfer, or as the last of several that belong together. */
static void take_transfer(struct sim_usb_modem *u, const uint8_t *data,
			  size_t len)
{
	if (u->out_len == 0) {
		take_ntb(u, att_bytes_of(data, len));
		return;
	}
	if (len > 0)
		memcpy(u->out + u->out_len, data, len);
	take_ntb(u, att_bytes_of(u->out, u->out_len + len));
	u->out_len = 0;
}

/* A transfer that continues another and begins as an NTB does is one: the ZLP
 * that should have been between them was forgotten, and this NTB is lost. */
static bool zlp_is_missing(const struct sim_usb_modem *u, const uint8_t *data,
			   size_t len)
{
	return u->out_len > 0 && len >= 4 &&
	       (memcmp(data, "NCMH", 4) == 0 || memcmp(data, "ncmh", 4) == 0);
}

/* NCM 1.0 3.2.2: a transfer ends with a short packet, a zero length packet, or
 * at dwNtbOutMaxSize (not where the quirk wants a ZLP all the same). Without
 * one of them the next bytes belong to it. */
int sim_usb_data_out(struct sim_usb_modem *u, const uint8_t *data, size_t len,
		     bool zlp)
{
	bool full_ends = (u->config.quirks & SIM_QUIRK_NEEDS_ZLP) == 0;
	bool ends = zlp || len % u->packet_size != 0 || len == 0;
	uint32_t max = u->config.usb.out.max;

	if (sim_usb_data_full(u))
		return SIM_USB_NAK;
	if (len > max - u->out_len) { /* babble: no NTB is that long */
		bool missing = u->out_len > 0;

		u->out_len = 0;
		sim_modem_ntb_lost(u->modem);
		return missing ? (int)len : SIM_USB_STALL;
	}
	if (zlp_is_missing(u, data, len))
		sim_modem_ntb_lost(u->modem);
	if (!ends && !(full_ends && u->out_len + len == max)) {
		memcpy(u->out + u->out_len, data, len);
		u->out_len += len;
		return (int)len;
	}
	if (u->out_len + len > 0)
		take_transfer(u, data, len);
	return (int)len;
}

/* --- to the host ------------------------------------------------------------
 */

uint8_t *sim_usb_modem_reserve(struct sim_usb_modem *u, size_t max)
{
	return sim_usb_queue_reserve(&u->downlink, max);
}

static bool downlink_is_full(const struct sim_usb_modem *u, uint64_t now_ms)
{
	return sim_usb_queue_backlog_ns(&u->downlink, now_ms) >
	       (uint64_t)BEHIND_MS * NS_PER_MS;
}

/* Of what a queue has no room for the sender learns by its loss. */
void sim_usb_modem_commit(struct sim_usb_modem *u, uint8_t session, size_t len)
{
	bool timed = u->downlink.rate != 0;
	uint64_t now_ms = timed ? u->now(u->now_ctx) : 0;
	struct att_bytes datagram = {u->downlink.reserved, len};

	if (len > u->max_datagram)
		return;
	if (timed && downlink_is_full(u, now_ms)) {
		sim_modem_datagram_lost(u->modem);
		return;
	}
	if (!sim_modem_datagram(u->modem, session, datagram, true))
		return;
	sim_usb_queue_commit(&u->downlink, (struct flow){.id = session}, len,
			     now_ms);
}

void sim_usb_modem_data(struct sim_usb_modem *u, uint8_t session,
			struct att_bytes datagram)
{
	uint8_t *to = sim_usb_modem_reserve(u, datagram.len);

	if (to == NULL)
		return;
	memcpy(to, datagram.p, datagram.len);
	sim_usb_modem_commit(u, session, datagram.len);
}

/* As many datagrams of the queue as the NTB takes. */
static void fill(struct sim_usb_modem *u, struct ntb_tx *tx)
{
	struct flow stream;
	struct att_bytes d;

	while (sim_usb_queue_first(&u->downlink, u->seen_ms, &stream, &d)) {
		uint8_t *to = ntb_tx_reserve(tx, stream, (uint32_t)d.len);

		if (to == NULL && tx->n > 0)
			return;
		if (to != NULL) {
			memcpy(to, d.p, d.len);
			ntb_tx_commit(tx, stream, (uint32_t)d.len);
		}
		/* else: longer than a whole NTB of this host; dropped */
		sim_usb_queue_take(&u->downlink);
	}
}

static bool nothing_is_due(struct sim_usb_modem *u)
{
	struct flow stream;
	struct att_bytes d;

	return !sim_usb_queue_first(&u->downlink, u->seen_ms, &stream, &d);
}

/* It may have become so by a reset, while the far side waited. */
bool sim_usb_data_due(struct sim_usb_modem *u)
{
	u->seen_ms = u->now(u->now_ctx);
	if (nothing_is_due(u) && u->far_writable != NULL)
		u->far_writable(u->far_ctx);
	return !nothing_is_due(u);
}

void sim_usb_data_room(struct sim_usb_modem *u)
{
	if (u->host != NULL)
		sim_host_writable(u->host, u->seen_ms);
	else if (u->far_writable != NULL)
		u->far_writable(u->far_ctx);
}

int sim_usb_data_in(struct sim_usb_modem *u, uint8_t *data, size_t cap)
{
	struct ntb_params params = {
		.max_size = cap < u->in_size ? (uint32_t)cap : u->in_size,
		.divisor = u->config.usb.in.divisor,
		.remainder = u->config.usb.in.remainder,
		.alignment = u->config.usb.in.alignment,
		.max_datagrams = u->in_datagrams,
		.ntb32 = u->ntb32,
	};
	struct ntb_tx tx;

	if (!sim_usb_data_due(u))
		return SIM_USB_NAK;
	ntb_tx_begin(&tx, &params, false, data);
	fill(u, &tx);
	sim_usb_data_room(u);
	if (tx.n == 0)
		return SIM_USB_NAK;
	return (int)ntb_tx_end(&tx, u->sequence++, u->packet_size);
}

/* --- time -------------------------------------------------------------------
 */

/* What was due when the host was looked at waits for the host. */
static uint64_t downlink_deadline(struct sim_usb_modem *u)
{
	uint64_t due = sim_usb_queue_due_ms(&u->downlink);

	return due > u->seen_ms ? due : UINT64_MAX;
}

uint64_t sim_usb_data_deadline(struct sim_usb_modem *u)
{
	uint64_t down = downlink_deadline(u);
	uint64_t up = sim_usb_queue_due_ms(&u->uplink);
	uint64_t at = up < down ? up : down;
	uint64_t free_ms = (u->uplink.free_ns + NS_PER_MS - 1) / NS_PER_MS;

	if (u->out_refused && free_ms - AHEAD_MS < at)
		at = free_ms - AHEAD_MS;
	return at;
}

/* The host's transfers are tried afterwards. */
void sim_usb_data_expire(struct sim_usb_modem *u, uint64_t now_ms)
{
	leave_uplink(u, now_ms);
	u->out_refused = false;
	u->seen_ms = now_ms;
}

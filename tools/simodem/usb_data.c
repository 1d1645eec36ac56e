/* The data path of the simulated modem: NTBs from the host to the far side,
 * datagrams from the far side in NTBs to the host. */
#include "tools/simodem/usb_modem.h"

/* A datagram in the queue: session, is it DSS, length, bytes. */
#define RECORD_HEADER 4u

void sim_usb_data_reset(struct sim_usb_modem *u)
{
	u->ntb32 = false;
	u->in_size = u->config.usb.in.max;
	u->in_datagrams = 0;
	u->max_datagram = u->config.usb.max_segment;
	u->sequence = 0;
	u->out_len = 0;
	u->queue_at = u->queue_end = u->queue_wrap = 0;
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

static void put_record(struct sim_usb_modem *u, struct flow stream, size_t len)
{
	uint8_t *record = u->queue + u->queue_end;

	record[0] = stream.id;
	record[1] = stream.service;
	att_put16(record + 2, (uint16_t)len);
	u->queue_end += RECORD_HEADER + len;
}

/* A device service says what it is told. */
static void to_service(struct sim_usb_modem *u, struct flow stream,
		       struct att_bytes datagram)
{
	uint8_t *to = sim_usb_modem_reserve(u, datagram.len);

	if (to == NULL || !sim_modem_dss_up(u->modem, stream.id))
		return;
	memcpy(to, datagram.p, datagram.len);
	put_record(u, stream, datagram.len);
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
		if (stream.service)
			to_service(u, stream, datagram);
		else
			to_far_side(u, stream.id, datagram);
	if (u->far_flush != NULL)
		u->far_flush(u->far_ctx);
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

/* The queue is a ring of records in one piece each: of what is left at its end
 * when the next one does not fit there, nothing is used. */
uint8_t *sim_usb_modem_reserve(struct sim_usb_modem *u, size_t max)
{
	size_t need = RECORD_HEADER + max;

	if (u->queue_at == u->queue_end)
		u->queue_at = u->queue_end = 0;
	if (u->queue_end < u->queue_at) {
		if (need >= u->queue_at - u->queue_end)
			return NULL;
	} else if (need > sizeof(u->queue) - u->queue_end) {
		if (need >= u->queue_at)
			return NULL;
		u->queue_wrap = u->queue_end;
		u->queue_end = 0;
	}
	return u->queue + u->queue_end + RECORD_HEADER;
}

void sim_usb_modem_commit(struct sim_usb_modem *u, uint8_t session, size_t len)
{
	struct att_bytes datagram = {u->queue + u->queue_end + RECORD_HEADER,
				     len};

	if (len > u->max_datagram ||
	    !sim_modem_datagram(u->modem, session, datagram, true))
		return;
	put_record(u, (struct flow){.id = session}, len);
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

static bool queue_is_empty(struct sim_usb_modem *u)
{
	if (u->queue_end < u->queue_at && u->queue_at == u->queue_wrap)
		u->queue_at = 0;
	return u->queue_at == u->queue_end;
}

/* As many datagrams of the queue as the NTB takes. */
static void fill(struct sim_usb_modem *u, struct ntb_tx *tx)
{
	while (!queue_is_empty(u)) {
		const uint8_t *record = u->queue + u->queue_at;
		struct flow stream = {.service = record[1], .id = record[0]};
		uint16_t len = att_get16(record + 2);
		uint8_t *to = ntb_tx_reserve(tx, stream, len);

		if (to == NULL && tx->n > 0)
			return;
		if (to != NULL) {
			memcpy(to, record + RECORD_HEADER, len);
			ntb_tx_commit(tx, stream, len);
		}
		/* else: longer than a whole NTB of this host; dropped */
		u->queue_at += RECORD_HEADER + len;
	}
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

	/* It may have become so by a reset, while the far side waited. */
	if (queue_is_empty(u) && u->far_writable != NULL)
		u->far_writable(u->far_ctx);
	if (queue_is_empty(u))
		return SIM_USB_NAK;
	ntb_tx_begin(&tx, &params, false, data);
	fill(u, &tx);
	if (u->host != NULL)
		sim_host_writable(u->host, u->now(u->now_ctx));
	else if (u->far_writable != NULL)
		u->far_writable(u->far_ctx);
	if (tx.n == 0)
		return SIM_USB_NAK;
	return (int)ntb_tx_end(&tx, u->sequence++, u->packet_size);
}

/* The control channel of the simulated modem: OPEN, CLOSE, fragments in and
 * out, protocol errors and the queue of messages to the host. */
#include "tools/simodem/modem.h"

#include <assert.h>
#include <stdlib.h>

static void send_simple(struct sim_modem *m, uint32_t type, uint32_t id,
			uint32_t code)
{
	uint8_t buf[MBIM_MSG_HEADER + 4];
	int len = mbim_msg_encode_simple(buf, sizeof(buf), type, id, code);

	assert(len > 0);
	sim_queue(m, buf, (size_t)len, 0);
}

void sim_function_error(struct sim_modem *m, uint32_t id, uint32_t code)
{
	m->counters.function_errors++;
	send_simple(m, (uint32_t)MBIM_MSG_FUNCTION_ERROR, id, code);
}

static void close_function(struct sim_modem *m)
{
	m->open = false;
	sim_queue_drop(m);
	mbim_frag_rx_reset(&m->rx);
	sim_dispatch_close(m);
}

static void open_function(struct sim_modem *m, const struct mbim_msg *msg)
{
	uint32_t status = MBIM_STATUS_NONE;
	struct sim_out *old;

	if (m->open && (m->config.quirks & SIM_QUIRK_REOPEN_CLOSES) != 0) {
		close_function(m);
		send_simple(m, (uint32_t)MBIM_MSG_CLOSE_DONE, msg->transaction,
			    MBIM_STATUS_NONE);
		return;
	}
	old = sim_queue_take(m);
	close_function(m);
	if (msg->code > m->config.max_control) {
		sim_function_error(m, msg->transaction,
				   MBIM_PROTOCOL_MAX_TRANSFER);
		sim_queue_append(m, old);
		return;
	}
	if (msg->code < MBIM_MSG_MIN_CONTROL)
		status = MBIM_STATUS_INVALID_PARAMETERS;
	else if ((m->config.quirks & SIM_QUIRK_NEEDS_NTB_INPUT) != 0 &&
		 !m->ntb_input_set)
		status = MBIM_STATUS_FAILURE;
	if (status == MBIM_STATUS_NONE) {
		m->open = true;
		m->max_transfer = msg->code;
		m->counters.opens++;
	}
	send_simple(m, (uint32_t)MBIM_MSG_OPEN_DONE, msg->transaction, status);
	sim_queue_append(m, old);
}

/* A CLOSE of what is not open is answered all the same, with a failure, as
 * D-Link's DWM-157 does. */
static void close_done(struct sim_modem *m, const struct mbim_msg *msg)
{
	bool was_open = m->open;

	close_function(m);
	m->counters.closes += was_open;
	send_simple(m, (uint32_t)MBIM_MSG_CLOSE_DONE, msg->transaction,
		    was_open ? MBIM_STATUS_NONE : MBIM_STATUS_FAILURE);
}

static void command(struct sim_modem *m, const struct mbim_msg *msg,
		    uint64_t now_ms)
{
	if (!m->open) {
		sim_function_error(m, msg->transaction,
				   MBIM_PROTOCOL_NOT_OPENED);
		return;
	}
	if (sim_outstanding(m, msg->transaction)) {
		sim_function_error(m, msg->transaction,
				   MBIM_PROTOCOL_DUPLICATED_TID);
		return;
	}
	m->counters.commands++;
	sim_dispatch(m, msg, now_ms);
}

static void message(struct sim_modem *m, struct mbim_bytes bytes,
		    uint64_t now_ms)
{
	struct mbim_msg msg = {.type = 0};

	if (mbim_msg_decode(bytes, &msg) != 0) {
		sim_function_error(m, msg.transaction,
				   MBIM_PROTOCOL_LENGTH_MISMATCH);
		return;
	}
	switch (msg.type) {
	case MBIM_MSG_OPEN:
		open_function(m, &msg);
		break;
	case MBIM_MSG_CLOSE:
		close_done(m, &msg);
		break;
	case MBIM_MSG_COMMAND:
		command(m, &msg, now_ms);
		break;
	case MBIM_MSG_HOST_ERROR:
		m->counters.host_errors++;
		break;
	default:
		sim_function_error(m, msg.transaction, MBIM_PROTOCOL_UNKNOWN);
	}
}

/* One control transfer may not exceed what OPEN agreed on (MBIM 1.0 9.3.1). */
static bool too_long(struct sim_modem *m, struct mbim_bytes bytes)
{
	uint32_t max = m->open ? m->max_transfer : m->config.max_control;

	if (!m->rx.framed || bytes.len <= max)
		return false;
	sim_function_error(m, mbim_get32(bytes.p + 8),
			   MBIM_PROTOCOL_MAX_TRANSFER);
	return true;
}

/* Not in the middle of what it is about to do. */
static void reset_by_fault(struct sim_modem *m, uint64_t now_ms)
{
	if (!m->fault_reset)
		return;
	m->fault_reset = false;
	sim_modem_reset(m, now_ms);
}

void sim_take(struct sim_modem *m, struct mbim_bytes bytes)
{
	struct mbim_bytes whole;
	struct mbim_frag_fault fault;
	int got;

	if (too_long(m, bytes))
		return;
	mbim_frag_rx_put(&m->rx, bytes);
	for (;;) {
		fault = (struct mbim_frag_fault){0};
		got = mbim_frag_rx_get(&m->rx, m->now_ms, &whole, &fault);
		if (got == 0)
			break;
		if (got == 1)
			message(m, whole, m->now_ms);
		else if (fault.code != 0)
			sim_function_error(m, fault.transaction, fault.code);
		if (m->fault_reset)
			break;
	}
	reset_by_fault(m, m->now_ms);
}

bool sim_modem_input(struct sim_modem *m, struct mbim_bytes bytes,
		     uint64_t now_ms)
{
	bool taken;

	sim_modem_expire(m, now_ms);
	taken = sim_faults_input(m, bytes);
	reset_by_fault(m, now_ms);
	return taken;
}

static uint64_t sooner(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

uint64_t sim_modem_deadline(const struct sim_modem *m)
{
	uint64_t at = sooner(m->rx.deadline_ms, m->sim_at_ms);

	at = sooner(at, sooner(m->register_at_ms, m->attach_at_ms));
	at = sooner(at, sim_sessions_deadline(m));
	at = sooner(at, sim_queue_deadline(m));
	at = sooner(at, sim_faults_deadline(m));
	return sooner(at, sim_world_deadline(m));
}

void sim_modem_expire(struct sim_modem *m, uint64_t now_ms)
{
	struct mbim_frag_fault fault = {0};

	m->now_ms = now_ms;
	if (mbim_frag_rx_expire(&m->rx, now_ms, &fault) == 1 && fault.code != 0)
		sim_function_error(m, fault.transaction, fault.code);
	/* In the order in which one can start the next. */
	sim_card_expire(m, now_ms);
	sim_network_expire(m, now_ms);
	sim_packet_expire(m, now_ms);
	sim_sessions_expire(m, now_ms);
	sim_queue_expire(m);
	sim_faults_expire(m);
	sim_world_expire(m, now_ms);
	reset_by_fault(m, now_ms);
}

void sim_modem_framing(struct sim_modem *m, bool framed)
{
	mbim_frag_rx_init(&m->rx, framed, m->stream, sizeof(m->stream),
			  m->whole, sizeof(m->whole));
}

void sim_modem_ntb_lost(struct sim_modem *m)
{
	m->counters.lost_ntbs++;
}

void sim_modem_ntb_input(struct sim_modem *m)
{
	m->ntb_input_set = true;
}

void sim_modem_reset(struct sim_modem *m, uint64_t now_ms)
{
	m->now_ms = now_ms;
	m->ntb_input_set = false;
	sim_faults_forget(m);
	close_function(m);
}

void sim_modem_power_up(struct sim_modem *m, uint64_t now_ms)
{
	sim_modem_reset(m, now_ms);
	m->ex = MBIM_EX_1;
	sim_sessions_init(m);
	sim_network_init(m);
	sim_card_insert(m, now_ms);
	sim_slots_indicate(m);
	sim_network_update(m, now_ms);
}

struct sim_modem *sim_modem_new(const struct sim_config *c, uint64_t now_ms)
{
	struct sim_modem *m = calloc(1, sizeof(*m));

	if (m == NULL)
		abort();
	m->config = *c;
	if (m->config.max_sessions > SIM_SESSIONS)
		m->config.max_sessions = SIM_SESSIONS;
	m->network = true;
	m->born_ms = now_ms;
	m->plug_at_ms = SIM_NEVER;
	sim_queue_init(m);
	sim_modem_framing(m, true);
	sim_card_init(m);
	sim_lists_init(m);
	sim_attach_init(m);
	sim_modem_power_up(m, now_ms);
	return m;
}

void sim_modem_free(struct sim_modem *m)
{
	if (m == NULL)
		return;
	sim_queue_drop(m);
	sim_faults_forget(m);
	free(m);
}

struct sim_config *sim_modem_config(struct sim_modem *m)
{
	return &m->config;
}

const struct sim_counters *sim_modem_counters(const struct sim_modem *m)
{
	return &m->counters;
}

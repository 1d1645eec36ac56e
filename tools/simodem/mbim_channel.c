/* The control channel: OPEN, CLOSE, messages out of fragments, and protocol
 * errors. */
#include "tools/simodem/mbim.h"

static void close_function(struct sim_mbim *m)
{
	m->open = false;
	sim_queue_drop(&m->pipe);
	mbim_frag_rx_reset(&m->rx);
	sim_dispatch_close(m);
}

static void open_function(struct sim_mbim *m, const struct mbim_msg *msg)
{
	uint32_t status = MBIM_STATUS_NONE;
	struct sim_out *old;

	if (m->opened) {
		sim_failures_remedy(m->world, SIM_REMEDY_REOPEN,
				    SIM_ANY_SESSION);
		sim_script_remedy(&m->script, SIM_REMEDY_REOPEN);
	}
	if (m->open && (m->config->quirks & SIM_QUIRK_REOPEN_CLOSES) != 0) {
		close_function(m);
		sim_send_simple(m, (uint32_t)MBIM_MSG_CLOSE_DONE,
				msg->transaction, MBIM_STATUS_NONE);
		return;
	}
	old = sim_queue_take(&m->pipe);
	close_function(m);
	if (msg->code > m->config->max_control) {
		sim_send_function_error(m, msg->transaction,
					MBIM_PROTOCOL_MAX_TRANSFER);
		sim_queue_append(&m->pipe, old);
		return;
	}
	if (msg->code < MBIM_MSG_MIN_CONTROL)
		status = MBIM_STATUS_INVALID_PARAMETERS;
	else if ((m->config->quirks & SIM_QUIRK_NEEDS_NTB_INPUT) != 0 &&
		 !m->ntb_input_set)
		status = MBIM_STATUS_FAILURE;
	if (status == MBIM_STATUS_NONE) {
		m->open = m->opened = true;
		m->max_transfer = msg->code;
		m->pipe.counters.opens++;
	}
	sim_send_simple(m, (uint32_t)MBIM_MSG_OPEN_DONE, msg->transaction,
			status);
	sim_queue_append(&m->pipe, old);
}

/* A CLOSE of what is not open is answered all the same, with a failure, as
 * D-Link's DWM-157 does. */
static void close_done(struct sim_mbim *m, const struct mbim_msg *msg)
{
	bool was_open = m->open;

	close_function(m);
	m->pipe.counters.closes += was_open;
	sim_send_simple(m, (uint32_t)MBIM_MSG_CLOSE_DONE, msg->transaction,
			was_open ? MBIM_STATUS_NONE : MBIM_STATUS_FAILURE);
}

static void command(struct sim_mbim *m, const struct mbim_msg *msg,
		    uint64_t now_ms)
{
	if (!m->open) {
		sim_send_function_error(m, msg->transaction,
					MBIM_PROTOCOL_NOT_OPENED);
		return;
	}
	if (sim_outstanding(m, msg->transaction)) {
		sim_send_function_error(m, msg->transaction,
					MBIM_PROTOCOL_DUPLICATED_TID);
		return;
	}
	m->pipe.counters.commands++;
	sim_dispatch(m, msg, now_ms);
}

static void message(struct sim_mbim *m, struct att_bytes bytes, uint64_t now_ms)
{
	struct mbim_msg msg = {.type = 0};

	if (mbim_msg_decode(bytes, &msg) != 0) {
		sim_send_function_error(m, msg.transaction,
					MBIM_PROTOCOL_LENGTH_MISMATCH);
		return;
	}
	if ((m->config->quirks & SIM_QUIRK_FIRST_LOST) != 0 && !m->heard) {
		m->heard = true;
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
		m->pipe.counters.host_errors++;
		break;
	default:
		sim_send_function_error(m, msg.transaction,
					MBIM_PROTOCOL_UNKNOWN);
	}
}

/* One control transfer may not exceed what OPEN agreed on (MBIM 1.0 9.3.1). */
static bool too_long(struct sim_mbim *m, struct att_bytes bytes)
{
	uint32_t max = m->open ? m->max_transfer : m->config->max_control;

	if (!m->rx.framed || bytes.len <= max)
		return false;
	sim_send_function_error(m, att_get32(bytes.p + 8),
				MBIM_PROTOCOL_MAX_TRANSFER);
	return true;
}

void sim_channel_reset(struct sim_mbim *m)
{
	m->ntb_input_set = false;
	sim_late_drop(&m->pipe);
	close_function(m);
}

void sim_take(struct sim_mbim *m, struct att_bytes bytes)
{
	struct att_bytes whole;
	struct mbim_frag_fault fault;
	int got;

	if (too_long(m, bytes))
		return;
	mbim_frag_rx_put(&m->rx, bytes);
	for (;;) {
		fault = (struct mbim_frag_fault){0};
		got = mbim_frag_rx_get(&m->rx, m->pipe.now_ms, &whole, &fault);
		if (got == 0)
			break;
		if (got == 1)
			message(m, whole, m->pipe.now_ms);
		else if (fault.code != 0)
			sim_send_function_error(m, fault.transaction,
						fault.code);
		if (m->pipe.fault_reset)
			break;
	}
	sim_pipe_reset_by_fault(&m->pipe);
}

void sim_channel_expire(struct sim_mbim *m)
{
	struct mbim_frag_fault fault = {0};

	if (mbim_frag_rx_expire(&m->rx, m->pipe.now_ms, &fault) == 1 &&
	    fault.code != 0)
		sim_send_function_error(m, fault.transaction, fault.code);
}

/* The MBIM face as a whole: how it begins, its power and its time, and what the
 * pipe asks of it. */
#include "tools/simodem/mbim.h"
#include "tools/simodem/qmi.h"

#include <assert.h>

#define ORPHAN_LEN 64u

static void set_framing(void *face, bool framed)
{
	struct sim_mbim *m = face;

	mbim_frag_rx_init(&m->rx, framed, m->stream, sizeof(m->stream),
			  m->whole, sizeof(m->whole));
}

static void power_up(void *face)
{
	struct sim_mbim *m = face;

	sim_channel_reset(m);
	m->opened = m->heard = false;
	m->ex = MBIM_EX_1;
	m->wanted_classes = MBIM_DATA_CLASS_LTE;
	sim_sessions_forget(m);
	sim_sar_init(m);
	sim_inside_power_up(m);
}

static uint64_t deadline(const void *face)
{
	const struct sim_mbim *m = face;
	uint64_t at = sim_script_deadline(&m->script);
	uint64_t inside = sim_inside_deadline(m);

	at = m->rx.deadline_ms < at ? m->rx.deadline_ms : at;
	at = m->sar.idle_at_ms < at ? m->sar.idle_at_ms : at;
	return inside < at ? inside : at;
}

/* --- messages ---------------------------------------------------------------
 */

static void describe(const void *face, struct att_bytes bytes,
		     struct sim_message *out)
{
	struct mbim_msg msg = {.type = 0};
	const struct mbim_service *s;

	(void)face;
	/* of a fragment, or a piece, the header is enough */
	(void)mbim_msg_decode(bytes, &msg);
	s = mbim_service_find(&msg.service);
	*out = (struct sim_message){
		.begins = mbim_msg_known(msg.type) && msg.current == 0,
		.named = s != NULL && mbim_msg_fragmented(msg.type),
		.answer = msg.type == (uint32_t)MBIM_MSG_COMMAND_DONE,
		.type = msg.type,
		.service = s != NULL ? (uint8_t)(s - mbim_services) : 0,
		.cid = msg.cid,
		.transaction = msg.transaction,
	};
}

static uint32_t max_transfer(const void *face)
{
	const struct sim_mbim *m = face;

	return m->open ? m->max_transfer : m->config->max_control;
}

static size_t error(void *face, struct att_bytes bytes, uint32_t code,
		    uint8_t *buf, size_t cap)
{
	struct sim_message msg;
	int len;

	describe(face, bytes, &msg);
	len = mbim_msg_encode_simple(buf, cap,
				     (uint32_t)MBIM_MSG_FUNCTION_ERROR,
				     msg.transaction, code);
	assert(len > 0);
	return (size_t)len;
}

/* The second of three fragments of a message that was never begun. */
static size_t orphan(bool to_modem, uint8_t *buf, size_t cap)
{
	uint32_t type = to_modem ? (uint32_t)MBIM_MSG_COMMAND
				 : (uint32_t)MBIM_MSG_COMMAND_DONE;

	(void)cap; /* where nothing is asserted */
	assert(cap >= ORPHAN_LEN);
	memset(buf, 0, ORPHAN_LEN);
	att_put32(buf, type);
	att_put32(buf + 4, ORPHAN_LEN);
	att_put32(buf + 8, 0x7f7f7f7f);
	att_put32(buf + 12, 3);
	att_put32(buf + 16, 1);
	return ORPHAN_LEN;
}

/* The signal strength. */
static size_t news(void *face, uint8_t *buf, size_t cap)
{
	int len = sim_put_signal(face, 0, buf + MBIM_MSG_INDICATION_BODY,
				 cap - MBIM_MSG_INDICATION_BODY);

	assert(len >= 0);
	len = mbim_msg_encode_indication(
		buf, cap, &mbim_services[MBIM_SERVICE_BASIC_CONNECT].uuid,
		MBIM_CID_BASIC_CONNECT_SIGNAL_STATE, (size_t)len);
	assert(len > 0);
	return (size_t)len;
}

static void lengthen(uint8_t *message, uint32_t n)
{
	att_put32(message + 4, att_get32(message + 4) + n);
}

/* --- what belongs to one file ----------------------------------------------
 */

static void take(void *face, struct att_bytes bytes)
{
	sim_take(face, bytes);
}

static void take_facts(void *face)
{
	sim_facts_take(face);
}

static void reset(void *face)
{
	sim_channel_reset(face);
}

static void remedy(void *face, enum sim_remedy done)
{
	sim_script_remedy(&((struct sim_mbim *)face)->script, done);
}

static void expire(void *face)
{
	sim_channel_expire(face);
	sim_inside_answer(face);
	sim_sar_expire(face);
}

static void tell_scenario(void *face)
{
	sim_scenario_expire(face);
}

static const struct sim_face ops = {
	.describe = describe,
	.max_transfer = max_transfer,
	.transfers = mbim_frag_tx_count,
	.transfer = mbim_frag_tx_get,
	.error = error,
	.orphan = orphan,
	.news = news,
	.lengthen = lengthen,
	.take = take,
	.facts = take_facts,
	.reset = reset,
	.power_up = power_up,
	.remedy = remedy,
	.deadline = deadline,
	.expire = expire,
	.scenario = tell_scenario,
	.framing = set_framing,
};

void sim_mbim_init(struct sim_mbim *m, struct sim_world *w, struct sim_qmi *qmi,
		   uint64_t now_ms)
{
	sim_pipe_init(&m->pipe, &ops, m, w, now_ms);
	m->qmi = qmi;
	m->world = w;
	m->qmi = qmi;
	m->config = &w->config;
	m->state = &w->now;
	m->cids = sim_cids;
	m->n_cids = sim_cids_count;
	set_framing(m, true);
	sim_providers_init(m);
	sim_mbim_contexts_init(m);
	sim_attach_init(m);
	sim_parameters_init(m);
	sim_script_init(&m->script, &w->config.scenario, w->born_ms);
	power_up(m);
}

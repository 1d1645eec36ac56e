/* The QMI face as a whole: how it begins, its power and its time, and what the
 * pipe asks of it. */
#include "tools/simodem/qmi.h"

#include <assert.h>

#include "base/errors.h"

/* A stream always: the beginning of a frame is found anew. */
static void set_framing(void *face, bool framed)
{
	(void)face;
	(void)framed;
}

/* Clients are gone; calls go on until the radio ends them. */
static void reset(void *face)
{
	struct sim_qmi *q = face;

	sim_late_drop(&q->pipe);
	sim_qmi_forget(q);
}

/* A host that was there before is told that its clients are gone. */
void sim_qmi_power_up(struct sim_qmi *q)
{
	bool restarted = q->pipe.tried;

	reset(q);
	q->opened = q->used = q->heard = false;
	sim_dms_init(q);
	sim_nas_init(q);
	sim_wds_init(q);
	if (restarted)
		sim_qmi_tell(q, QMI_SERVICE_CTL, SIM_QMI_BROADCAST,
			     QMI_CTL_SYNC, NULL, 0);
}

void sim_qmi_dtr(struct sim_qmi *q, bool on)
{
	if (q->dtr && !on && (q->config->quirks & SIM_QUIRK_NEEDS_DTR) != 0)
		reset(q);
	q->dtr = on;
}

static uint64_t deadline(const void *face)
{
	return sim_script_deadline(&((const struct sim_qmi *)face)->script);
}

static void expire(void *face)
{
	(void)face;
}

/* --- messages ---------------------------------------------------------------
 */

/* The first frame of a piece of the stream. */
static void describe(const void *face, struct att_bytes bytes,
		     struct sim_message *out)
{
	static const uint32_t types[] = {
		[QMI_REQUEST] = SIM_TYPE_REQUEST,
		[QMI_RESPONSE] = SIM_TYPE_RESPONSE,
		[QMI_INDICATION] = SIM_TYPE_INDICATION,
	};
	struct qmi_message m;
	struct att_bytes frame = bytes;
	size_t len = bytes.len >= 3 ? att_get16(bytes.p + 1) + 1u : 0;

	(void)face;
	*out = (struct sim_message){.begins = false};
	if (len < frame.len)
		frame.len = len;
	if (qmi_decode(frame, &m) != 0)
		return;
	*out = (struct sim_message){
		.begins = true,
		.named = true,
		.answer = m.head.kind == QMI_RESPONSE,
		.type = types[m.head.kind],
		.service = m.head.service,
		.cid = m.head.message,
		.transaction = m.head.transaction,
	};
}

static uint32_t max_transfer(const void *face)
{
	(void)face;
	return SIM_MESSAGE_MAX;
}

static uint32_t transfers(struct att_bytes message, uint32_t max)
{
	(void)message;
	(void)max;
	return 1;
}

static int transfer(struct att_bytes message, uint32_t max, uint32_t i,
		    uint8_t *buf, size_t cap)
{
	(void)max;
	(void)i;
	if (message.len > cap)
		return ATT_E_ROOM;
	memcpy(buf, message.p, message.len);
	return (int)message.len;
}

/* A response that only says that it failed. */
static size_t error(void *face, struct att_bytes bytes, uint32_t code,
		    uint8_t *buf, size_t cap)
{
	struct qmi_message m = {.head = {.service = QMI_SERVICE_CTL}};
	uint8_t *to;

	(void)face;
	(void)qmi_decode(bytes, &m);
	m.head.kind = QMI_RESPONSE;
	m.head.from_modem = true;
	to = buf + qmi_head_len(m.head.service);
	(void)cap; /* where nothing is asserted */
	assert(cap >= 32);
	to[0] = 0x02;
	att_put16(to + 1, 4);
	att_put16(to + 3, 1);
	att_put16(to + 5, (uint16_t)code);
	return qmi_head_put(&m.head, 7, buf);
}

/* The rest of a frame whose beginning was lost, with a byte in it that looks
 * like one. */
static size_t orphan(bool to_modem, uint8_t *buf, size_t cap)
{
	static const uint8_t rest[] = {0x00, 0x02, 0x04, 0x00,
				       0x01, 0x00, 0x03, 0x00};

	(void)to_modem;
	(void)cap; /* where nothing is asserted */
	assert(cap >= sizeof(rest));
	memcpy(buf, rest, sizeof(rest));
	return sizeof(rest);
}

/* A synchronisation of nobody would be believed; an event without a TLV is
 * nothing. */
static size_t news(void *face, uint8_t *buf, size_t cap)
{
	const struct qmi_head head = {
		.service = QMI_SERVICE_NAS,
		.client = SIM_QMI_BROADCAST,
		.from_modem = true,
		.kind = QMI_INDICATION,
		.message = QMI_NAS_EVENT_REPORT,
	};

	(void)face;
	(void)cap; /* where nothing is asserted */
	assert(cap >= 32);
	return qmi_head_put(&head, 0, buf);
}

static void lengthen(uint8_t *message, uint32_t n)
{
	att_put16(message + 1, (uint16_t)(att_get16(message + 1) + n));
}

/* --- what belongs to one file ----------------------------------------------
 */

static void take(void *face, struct att_bytes bytes)
{
	sim_qmi_take(face, bytes);
}

static void power_up(void *face)
{
	sim_qmi_power_up(face);
}

static void take_facts(void *face)
{
	sim_qmi_facts_take(face);
}

static void remedy(void *face, enum sim_remedy done)
{
	sim_script_remedy(&((struct sim_qmi *)face)->script, done);
}

static void tell_scenario(void *face)
{
	sim_qmi_scenario_expire(face);
}

static const struct sim_face ops = {
	.describe = describe,
	.max_transfer = max_transfer,
	.transfers = transfers,
	.transfer = transfer,
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

void sim_qmi_init(struct sim_qmi *q, struct sim_world *w, bool inside,
		  uint64_t now_ms)
{
	sim_pipe_init(&q->pipe, &ops, q, w, now_ms);
	q->world = w;
	q->config = &w->config;
	q->state = &w->now;
	q->rows = sim_qmi_rows;
	q->n_rows = sim_qmi_rows_count;
	q->dtr = true;
	q->inside = inside;
	sim_script_init(&q->script, &q->config->scenario, w->born_ms);
	sim_qmi_power_up(q);
}

/* QMI, to those who learn of a capture: what its messages are, and how its host
 * is played. Which client ids and handles the modem gives is no fact of it: in
 * front of the model they are those that the model gives. */
#include "tools/simodem/learn.h"

#include <stdlib.h>
#include <string.h>

#include "capture/manners.h"
#include "generated/qmi_messages.h"
#include "protocol/qmi/qmi.h"
#include "wire/qmi/message.h"

#define RESULT_LEN  7u
#define ANY_HANDLE  0xffffffffu
#define UNREADABLE  0xffffffffu /* a status that no answer has */
#define TRANSACTION 0xffu	/* of a client that is asked for */

/* --- messages --------------------------------------------------------------
 */

static bool is(const struct qmi_head *h, uint8_t service, uint16_t message)
{
	return h->service == service && h->message == message;
}

static struct sim_subject subject_of(const struct qmi_message *m)
{
	const struct qmi_message_info *info = qmi_message_of(m);

	return (struct sim_subject){
		.service = m->head.service,
		.number = m->head.message,
		.name = info ? qmi_message_info_name(info) : NULL,
		.message = info,
	};
}

static uint32_t status_of(const struct qmi_message *m)
{
	uint16_t error;

	return qmi_result(m, &error) ? error : UNREADABLE;
}

/* What a proxy answers says nothing of the modem. */
static void read(struct att_bytes message, struct learn_said *out)
{
	static const enum learn_kind kinds[] = {
		[QMI_REQUEST] = LEARN_COMMAND,
		[QMI_RESPONSE] = LEARN_ANSWER,
		[QMI_INDICATION] = LEARN_NEWS,
	};
	struct qmi_message m;

	*out = (struct learn_said){.kind = LEARN_OTHER};
	if (qmi_decode(message, &m) ||
	    is(&m.head, QMI_SERVICE_CTL, QMI_CTL_INTERNAL_PROXY_OPEN))
		return;
	*out = (struct learn_said){
		.kind = kinds[m.head.kind],
		.subject = subject_of(&m),
		.transaction = (uint32_t)m.head.service << 24 |
			       (uint32_t)m.head.client << 16 |
			       m.head.transaction,
		.body = m.tlvs,
	};
	if (out->kind == LEARN_ANSWER)
		out->status = status_of(&m);
}

static const char *service(uint8_t number)
{
	return qmi_service_name(number);
}

static const char *subject(uint8_t of, uint32_t number)
{
	const struct qmi_head head = {.service = of,
				      .message = (uint16_t)number};

	return qmi_message_name(&head);
}

static const struct att_enum *statuses(void)
{
	return qmi_enum(QMI_ENUM_protocol_error);
}

/* Without TLVs. What ctl answers is about one of them. */
static size_t ask(struct att_bytes answer, uint8_t *buf)
{
	struct qmi_message m;

	if (qmi_decode(answer, &m) || m.head.service == QMI_CTL)
		return 0;
	m.head.kind = QMI_REQUEST;
	m.head.from_modem = false;
	return qmi_head_put(&m.head, 0, buf);
}

static bool can_answer(const struct learn_exchange *e)
{
	return (e->subject.message->kinds & 1u << QMI_REQUEST) != 0;
}

static bool can_indicate(const struct learn_news *n)
{
	return (n->subject.message->kinds & 1u << QMI_INDICATION) != 0;
}

/* --- words -----------------------------------------------------------------
 */

static const struct att_layout *layout_of(const struct qmi_message *m)
{
	const struct qmi_message_info *info = qmi_message_of(m);

	return info ? qmi_message_layout(info, m->head.kind) : NULL;
}

/* The id or the handle that a modem gives is any number. */
static const char *made(const struct qmi_head *h)
{
	if (is(h, QMI_SERVICE_CTL, QMI_CTL_ALLOCATE_CID) ||
	    is(h, QMI_SERVICE_CTL, QMI_CTL_RELEASE_CID))
		return "cid";
	if (is(h, QMI_SERVICE_WDS, QMI_WDS_START_NETWORK))
		return "packet_data_handle";
	return NULL;
}

static char *copy(const char *text)
{
	char *p = strdup(text);

	if (!p)
		abort();
	return p;
}

/* Those TLVs that are known, but for the result of a response; those that are
 * not are left out unless personal data are kept. */
static char *hex(const struct learn *l, struct att_bytes message, uint16_t ex)
{
	uint8_t *masked = malloc(message.len), *kept = malloc(message.len);
	const struct att_layout *layout;
	struct qmi_message m;
	struct qmi_tlv tlv;
	size_t n = 0;
	char *text;

	(void)ex;
	if (!masked || !kept)
		abort();
	(void)qmi_decode(message, &m);
	layout = layout_of(&m);
	memcpy(masked, message.p, message.len);
	if (!l->personal)
		qmi_mask(message, masked);
	while (qmi_tlv_next(&m.tlvs, &tlv)) {
		size_t at = (size_t)(tlv.value.p - message.p) - QMI_TLV_HEADER;
		size_t len = QMI_TLV_HEADER + tlv.value.len;
		bool known = layout && qmi_layout_tlv(layout, tlv.type);

		if ((m.head.kind == QMI_RESPONSE &&
		     tlv.type == QMI_TLV_RESULT) ||
		    (!known && !l->personal))
			continue;
		memcpy(kept + n, masked + at, len);
		n += len;
	}
	text = learn_bytes(att_bytes_of(kept, n));
	free(masked);
	free(kept);
	return text;
}

/* The members that its TLVs are; NULL: there are none. *others: TLVs that are
 * not known stand beside them. The caller frees it. */
static char *tlvs_of(const struct learn *l, struct att_bytes message,
		     bool *others)
{
	static const char begin[] = ",\"tlvs\":{";
	size_t cap = 65536 + 128 * message.len;
	char *json = malloc(cap), *at, *text;
	struct att_text t;

	if (!json)
		abort();
	att_text_init(&t, json, cap);
	(void)qmi_frame_json(message,
			     l->personal ? ATT_SHOW_ALL : ATT_SHOW_MASKED, &t);
	at = strstr(json, begin);
	*others = strstr(json, "},\"others\":[") != NULL;
	text = at && !t.cut ? copy(at + sizeof(begin) - 2) : NULL;
	free(json);
	return text;
}

static char *words(const struct learn *l, struct att_bytes message, uint16_t ex,
		   bool *fields)
{
	struct learn_shape shape;
	struct qmi_message m;
	char *json, *text = NULL;
	bool others;

	*fields = true;
	if (qmi_decode(message, &m))
		return copy("");
	shape = (struct learn_shape){.layout = layout_of(&m),
				     .made = made(&m.head)};
	if (shape.layout && m.head.kind == QMI_RESPONSE)
		shape.skip = qmi_layout_tlv(shape.layout, QMI_TLV_RESULT);
	json = tlvs_of(l, message, &others);
	if (json && shape.layout && !(others && l->personal))
		text = learn_fields(l, &shape, json);
	free(json);
	if (!text) {
		text = hex(l, message, ex);
		*fields = !*text;
	} else if (strcmp(text, "{}") == 0) {
		*text = '\0';
	}
	return text;
}

/* In a message with the header of m. */
static char *body(const struct learn *l, const struct talk_message *m,
		  const struct sim_config *c, const struct sim_body *b)
{
	struct qmi_message msg;
	size_t head, len;
	uint8_t *frame;
	bool fields;
	char *text;

	(void)qmi_decode(m->bytes, &msg);
	head = qmi_head_len(msg.head.service);
	len = msg.head.kind == QMI_RESPONSE ? RESULT_LEN : 0;
	frame = calloc(1, head + len + b->len[0]);
	if (!frame)
		abort();
	if (len > 0) {
		frame[head] = QMI_TLV_RESULT;
		att_put16(frame + head + 1, 4);
	}
	memcpy(frame + head + len, c->scenario.bytes + b->at[0], b->len[0]);
	len = qmi_head_put(&msg.head, len + b->len[0], frame);
	text = words(l, att_bytes_of(frame, len), 0, &fields);
	free(frame);
	return text;
}

/* --- clients ---------------------------------------------------------------
 */

/* The number of a client of the capture, or n_clients. */
static unsigned find(const struct learn_stage *s, uint8_t of, uint8_t theirs)
{
	unsigned i = 0;

	while (i < s->n_clients &&
	       (s->client[i].service != of || s->client[i].theirs != theirs))
		i++;
	return i;
}

static void add(struct learn_stage *s, uint8_t of, uint8_t theirs, uint8_t ours)
{
	unsigned i = find(s, of, theirs);

	if (i == LEARN_CLIENTS)
		return;
	s->n_clients += i == s->n_clients;
	memset(&s->client[i], 0, sizeof(s->client[i]));
	s->client[i].service = of;
	s->client[i].theirs = theirs;
	s->client[i].ours = ours;
}

static void drop(struct learn_stage *s, uint8_t of, uint8_t theirs)
{
	unsigned i = find(s, of, theirs);

	if (i < s->n_clients)
		s->client[i] = s->client[--s->n_clients];
}

/* Service and id that an answer gives or takes back. */
static bool client_in(struct att_bytes message, uint8_t *of, uint8_t *id)
{
	struct qmi_message m;
	struct qmi_tlv tlv;

	if (qmi_decode(message, &m) || status_of(&m) != 0 ||
	    !qmi_tlv_find(m.tlvs, 1, &tlv) || tlv.value.len < 2)
		return false;
	*of = tlv.value.p[0];
	*id = tlv.value.p[1];
	return true;
}

/* One that the capture does not ask for: once. */
static size_t before(struct learn_stage *s, const struct talk_message *m,
		     uint8_t *buf, size_t cap)
{
	const struct qmi_head head = {.kind = QMI_REQUEST,
				      .transaction = TRANSACTION,
				      .message = QMI_CTL_ALLOCATE_CID};
	struct qmi_message msg;
	uint8_t *tlv = buf + qmi_head_len(QMI_CTL);

	(void)cap;
	if (m->to_host || qmi_decode(m->bytes, &msg) ||
	    msg.head.service == QMI_CTL ||
	    find(s, msg.head.service, msg.head.client) < s->n_clients ||
	    (s->asked_service == msg.head.service &&
	     s->asked_client == msg.head.client))
		return 0;
	s->asked_service = msg.head.service;
	s->asked_client = msg.head.client;
	tlv[0] = 1;
	att_put16(tlv + 1, 1);
	tlv[3] = msg.head.service;
	return qmi_head_put(&head, 4, buf);
}

static bool handle_in(struct att_bytes message, uint32_t *handle)
{
	struct qmi_wds_start_network_resp r;
	struct qmi_message m;

	if (qmi_decode(message, &m) ||
	    qmi_wds_start_network_resp_decode(m.tlvs, &r) ||
	    !r.has.packet_data_handle)
		return false;
	*handle = r.packet_data_handle;
	return true;
}

static void hear_start(struct learn_stage *s, const struct learn_exchange *e,
		       struct att_bytes answer)
{
	struct qmi_message m;
	unsigned i;

	(void)qmi_decode(e->asked->bytes, &m);
	i = find(s, QMI_SERVICE_WDS, m.head.client);
	if (i < s->n_clients && e->answer) {
		handle_in(e->answer->bytes, &s->client[i].their_handle);
		handle_in(answer, &s->client[i].our_handle);
	}
}

static void hear(struct learn_stage *s, const struct learn_exchange *e,
		 struct att_bytes answer)
{
	uint8_t of, theirs, ours;

	if (!e) {
		if (client_in(answer, &of, &ours))
			add(s, of, s->asked_client, ours);
		return;
	}
	if (learn_is(&e->subject, QMI_SERVICE_WDS, QMI_WDS_START_NETWORK))
		hear_start(s, e, answer);
	if (learn_is(&e->subject, QMI_SERVICE_CTL, QMI_CTL_SYNC))
		s->n_clients = 0;
	if (!e->answer || !client_in(e->answer->bytes, &of, &theirs))
		return;
	if (learn_is(&e->subject, QMI_SERVICE_CTL, QMI_CTL_RELEASE_CID))
		drop(s, of, theirs);
	if (learn_is(&e->subject, QMI_SERVICE_CTL, QMI_CTL_ALLOCATE_CID) &&
	    client_in(answer, &of, &ours))
		add(s, of, theirs, ours);
}

/* --- the host --------------------------------------------------------------
 */

/* A request that queries changes nothing. */
static bool acts(const struct learn_exchange *e)
{
	struct manners_message m;

	manners_qmi.read(e->asked->bytes, &m);
	return !m.queries;
}

/* A PIN is a test number as well; one that was wrong is another. */
static const char *test_pin(const struct learn_stage *s,
			    const struct learn_exchange *e)
{
	static char wrong[12];
	const char *right = s->l->config.pin;

	if (e->answer && e->status == 0)
		return right;
	memset(wrong, 0, sizeof(wrong));
	memset(wrong, '1', strlen(right));
	return wrong;
}

/* The TLVs of a request that has a PIN, with that one: their length, or 0. */
static size_t put_pin(const struct learn_stage *s,
		      const struct learn_exchange *e,
		      const struct qmi_message *m, uint8_t *to, size_t cap)
{
	struct qmi_uim_verify_pin_req uim;
	struct qmi_dms_uim_verify_pin_req dms;
	int len = 0;

	if (s->l->personal || !s->l->config.pin[0])
		return 0;
	if (is(&m->head, QMI_SERVICE_UIM, QMI_UIM_VERIFY_PIN) &&
	    !qmi_uim_verify_pin_req_decode(m->tlvs, &uim) &&
	    uim.info.pin_id == QMI_UIM_PIN_ID_PIN1) {
		uim.info.pin_value = att_str_utf8(test_pin(s, e));
		len = qmi_uim_verify_pin_req_encode(&uim, to, cap);
	}
	if (is(&m->head, QMI_SERVICE_DMS, QMI_DMS_UIM_VERIFY_PIN) &&
	    !qmi_dms_uim_verify_pin_req_decode(m->tlvs, &dms) &&
	    dms.info.pin_id == QMI_DMS_UIM_PIN_ID_PIN) {
		dms.info.pin = att_str_utf8(test_pin(s, e));
		len = qmi_dms_uim_verify_pin_req_encode(&dms, to, cap);
	}
	return len > 0 ? (size_t)len : 0;
}

/* The byte of the TLV of this type in a copy of the message; NULL: it has not
 * so many. */
static uint8_t *value_in(const struct talk_message *m,
			 const struct qmi_message *msg, uint8_t type,
			 size_t len, uint8_t *buf)
{
	struct qmi_tlv tlv;

	if (!qmi_tlv_find(msg->tlvs, type, &tlv) || tlv.value.len < len)
		return NULL;
	return buf + (tlv.value.p - m->bytes.p);
}

static size_t say(struct learn_stage *s, const struct talk_message *m,
		  const struct learn_exchange *e, uint8_t *buf, size_t cap)
{
	struct qmi_message msg;
	size_t head, len;
	unsigned i;
	uint8_t *p;

	if (m->bytes.len > cap || qmi_decode(m->bytes, &msg))
		return 0;
	memcpy(buf, m->bytes.p, m->bytes.len);
	head = qmi_head_len(msg.head.service);
	if (is(&msg.head, QMI_SERVICE_CTL, QMI_CTL_RELEASE_CID) &&
	    (p = value_in(m, &msg, 1, 2, buf))) {
		i = find(s, p[0], p[1]);
		p[1] = i < s->n_clients ? s->client[i].ours : p[1];
	}
	if (msg.head.service == QMI_CTL)
		return m->bytes.len;
	i = find(s, msg.head.service, msg.head.client);
	if (i == s->n_clients)
		return m->bytes.len;
	msg.head.client = buf[5] = s->client[i].ours;
	if (is(&msg.head, QMI_SERVICE_WDS, QMI_WDS_STOP_NETWORK) &&
	    (p = value_in(m, &msg, 1, 4, buf)) &&
	    att_get32(p) == s->client[i].their_handle)
		att_put32(p, s->client[i].our_handle);
	len = e ? put_pin(s, e, &msg, buf + head, cap - head) : 0;
	return len ? qmi_head_put(&msg.head, len, buf) : m->bytes.len;
}

static bool closes(struct att_bytes message)
{
	(void)message;
	return false;
}

#define MARK(service, message) QMI_SERVICE_##service, QMI_##service##_##message

static const struct learn_times times = {
	.start = {{MARK(DMS, SET_OPERATING_MODE), {""}},
		  {MARK(DMS, UIM_VERIFY_PIN), {""}},
		  {MARK(UIM, VERIFY_PIN), {""}},
		  {MARK(NAS, INITIATE_NETWORK_REGISTER), {""}},
		  {MARK(NAS, SET_SYSTEM_SELECTION_PREFERENCE), {""}}},
	.waits = {{MARK(WDS, START_NETWORK), {""}}},
	.card = {MARK(UIM, CARD_STATUS),
		 {"\"state\":\"ready\"", "_pin_required\"", "_puk_required\""}},
	.registered = {MARK(NAS, SERVING_SYSTEM),
		       {"\"registration_state\":\"registered\"",
			"\"registration_state\":\"registration_denied\""}},
	.attached = {MARK(NAS, SERVING_SYSTEM),
		     {"\"ps_attach_state\":\"attached\""}},
	.connected = {MARK(WDS, START_NETWORK), {"\"packet_data_handle\""}},
};

const struct learn_protocol learn_qmi = {
	.name = "qmi",
	.read = read,
	.service = service,
	.subject = subject,
	.statuses = statuses,
	.words = words,
	.hex = hex,
	.body = body,
	.ask = ask,
	.can_answer = can_answer,
	.can_indicate = can_indicate,
	.acts = acts,
	.readers = learn_qmi_readers,
	.facts = learn_qmi_facts,
	.times = &times,
	.before = before,
	.say = say,
	.hear = hear,
	.closes = closes,
};

/* What QMI's messages ask and answer. */
#include "capture/manners.h"
#include "generated/qmi_messages.h"
#include "protocol/qmi/qmi.h"
#include "wire/qmi/dialect.h"
#include "wire/qmi/message.h"

/* The client that a recording does not have: the first of a service. */
#define MADE_CLIENT 1

/* --- what they are ------------------------------------------------------- */

/* A request whose name in the spec begins so changes nothing. */
static bool queries(const struct qmi_head *h)
{
	static const char *const begins[] = {"get_", "list_", "read_"};
	const char *name = qmi_message_name(h);

	for (unsigned i = 0; name && i < sizeof(begins) / sizeof(begins[0]);
	     i++)
		if (!strncmp(name, begins[i], strlen(begins[i])))
			return true;
	return false;
}

static void read(struct att_bytes message, struct manners_message *out)
{
	struct qmi_message m;
	uint16_t error;

	*out = (struct manners_message){.kind = MANNERS_OTHER};
	if (qmi_decode(message, &m))
		return;
	out->subject[0] = m.head.service;
	att_put16(out->subject + 1, m.head.message);
	out->transaction = (uint32_t)m.head.service << 24 |
			   (uint32_t)m.head.client << 16 | m.head.transaction;
	switch (m.head.kind) {
	case QMI_REQUEST:
		out->kind = MANNERS_REQUEST;
		out->queries = queries(&m.head);
		/* which client, for which service */
		out->exact = m.head.service == QMI_SERVICE_CTL;
		return;
	case QMI_RESPONSE:
		out->kind = MANNERS_ANSWER;
		if (!qmi_result(&m, &error))
			return;
		out->code = error;
		out->refused = error != 0;
		return;
	case QMI_INDICATION:
		out->kind = MANNERS_NEWS;
		return;
	}
}

static const char *code(const struct manners_message *answer)
{
	return qmi_protocol.code_name(answer->code);
}

static void name(struct att_bytes message, struct att_text *t)
{
	struct qmi_message m;
	const char *service, *text;

	if (qmi_decode(message, &m)) {
		att_text_put(t, "?");
		return;
	}
	service = qmi_service_name(m.head.service);
	text = qmi_message_name(&m.head);
	if (service)
		att_text_put(t, service);
	else
		att_text_dec(t, m.head.service);
	att_text_char(t, '.');
	if (text)
		att_text_put(t, text);
	else
		att_text_hex(t, m.head.message, 4);
}

static void fields(struct att_bytes message, uint16_t version,
		   enum att_show show, struct att_text *t)
{
	size_t line;

	qmi_dialect.print(message, version, show, t);
	for (line = 0; line < t->len && t->p[line] != '\n'; line++)
		;
	line += line < t->len;
	memmove(t->p, t->p + line, t->len - line + 1);
	t->len -= line;
}

/* --- answers ------------------------------------------------------------- */

static void readdress(uint8_t *answer, size_t len, struct att_bytes request)
{
	struct qmi_message m, old;

	if (qmi_decode(request, &m) ||
	    qmi_decode(att_bytes_of(answer, len), &old) ||
	    old.head.service != m.head.service)
		return;
	answer[5] = m.head.client;
	if (m.head.service == QMI_SERVICE_CTL)
		answer[7] = (uint8_t)m.head.transaction;
	else
		att_put16(answer + 7, m.head.transaction);
}

static size_t refuse(struct att_bytes request, uint8_t *buf, uint32_t *code)
{
	struct qmi_message m;
	uint8_t *tlv;

	if (qmi_decode(request, &m) || m.head.kind != QMI_REQUEST)
		return 0;
	m.head.kind = QMI_RESPONSE;
	m.head.from_modem = true;
	tlv = buf + qmi_head_len(m.head.service);
	tlv[0] = QMI_TLV_RESULT;
	att_put16(tlv + 1, 4);
	att_put16(tlv + 3, 1); /* failure */
	att_put16(tlv + 5, QMI_PROTOCOL_ERROR_NOT_SUPPORTED);
	if (code)
		*code = QMI_PROTOCOL_ERROR_NOT_SUPPORTED;
	return qmi_head_put(&m.head, QMI_TLV_HEADER + 4, buf);
}

/* Clients are the channel of a service: which number one has says nothing of
 * the modem. */
static size_t accept(struct att_bytes request, uint8_t *buf)
{
	struct qmi_message m;
	struct qmi_tlv asked;
	uint8_t *tlv;
	size_t len = QMI_TLV_HEADER + 4;

	if (qmi_decode(request, &m) || m.head.kind != QMI_REQUEST ||
	    m.head.service != QMI_SERVICE_CTL)
		return 0;
	tlv = buf + qmi_head_len(m.head.service);
	memset(tlv, 0, len);
	tlv[0] = QMI_TLV_RESULT;
	att_put16(tlv + 1, 4);
	switch (m.head.message) {
	case QMI_CTL_ALLOCATE_CID:
	case QMI_CTL_RELEASE_CID:
		if (!qmi_tlv_find(m.tlvs, 1, &asked) || !asked.value.len)
			return 0;
		tlv += len;
		tlv[0] = 1;
		att_put16(tlv + 1, 2);
		tlv[3] = asked.value.p[0];
		tlv[4] = asked.value.len > 1 ? asked.value.p[1] : MADE_CLIENT;
		len += QMI_TLV_HEADER + 2;
		break;
	case QMI_CTL_SYNC:
		break;
	default:
		return 0;
	}
	m.head.kind = QMI_RESPONSE;
	m.head.from_modem = true;
	return qmi_head_put(&m.head, len, buf);
}

static size_t transfer(struct att_bytes message, uint32_t max, uint32_t i,
		       uint8_t *buf, size_t cap)
{
	(void)max;
	if (i || message.len > cap)
		return 0;
	memcpy(buf, message.p, message.len);
	return message.len;
}

/* --- what they tell ------------------------------------------------------ */

static bool is_message(const struct qmi_message *m, uint16_t number)
{
	return m->head.service == QMI_SERVICE_WDS && m->head.message == number;
}

static bool up(struct att_bytes message, uint16_t version)
{
	struct qmi_wds_start_network_resp started;
	struct qmi_wds_packet_service_status_ind told;
	struct qmi_message m;
	uint16_t error;

	(void)version;
	if (qmi_decode(message, &m))
		return false;
	if (m.head.kind == QMI_RESPONSE &&
	    is_message(&m, QMI_WDS_START_NETWORK))
		return qmi_result(&m, &error) && !error &&
		       !qmi_wds_start_network_resp_decode(m.tlvs, &started) &&
		       started.has.packet_data_handle;
	return m.head.kind == QMI_INDICATION &&
	       is_message(&m, QMI_WDS_PACKET_SERVICE_STATUS) &&
	       !qmi_wds_packet_service_status_ind_decode(m.tlvs, &told) &&
	       told.has.connection_status &&
	       told.connection_status.status ==
		       QMI_WDS_CONNECTION_STATUS_CONNECTED;
}

static void learn_start(const struct qmi_message *m,
			struct att_core_config *config)
{
	struct att_core_session *s = &config->session[0];
	struct qmi_wds_start_network_req r;
	enum att_ip_type ip;

	if (qmi_wds_start_network_req_decode(m->tlvs, &r))
		return;
	if (r.has.apn)
		att_str_get(&r.apn, s->apn, sizeof(s->apn));
	if (r.has.username)
		att_str_get(&r.username, s->user, sizeof(s->user));
	if (r.has.password)
		att_str_get(&r.password, s->password, sizeof(s->password));
	if (!r.has.ip_family_preference)
		return;
	ip = r.ip_family_preference == QMI_WDS_IP_FAMILY_IPV6 ? ATT_IP_V6
							      : ATT_IP_V4;
	/* one call for each family */
	s->ip = config->n_sessions ? (enum att_ip_type)(s->ip | ip) : ip;
	config->n_sessions = 1;
}

static void learn_pin(const struct qmi_message *m,
		      struct att_core_config *config)
{
	struct qmi_uim_verify_pin_req r;

	if (!qmi_uim_verify_pin_req_decode(m->tlvs, &r) && r.has.info)
		att_str_get(&r.info.pin_value, config->pin,
			    sizeof(config->pin));
}

static void learn(struct att_bytes message, uint16_t version,
		  struct att_core_config *config, struct att_core_link *link)
{
	struct qmi_message m;

	(void)version;
	link->speaks = qmi_protocol.name;
	if (qmi_decode(message, &m) || m.head.kind != QMI_REQUEST)
		return;
	if (is_message(&m, QMI_WDS_START_NETWORK))
		learn_start(&m, config);
	if (m.head.service == QMI_SERVICE_UIM &&
	    m.head.message == QMI_UIM_VERIFY_PIN)
		learn_pin(&m, config);
}

static const struct manners_reason reasons[] = {
	{QMI_PROTOCOL_ERROR_CLIENT_IDS_EXHAUSTED, false, MANNERS_ORDER,
	 "All clients are given out: those of earlier programs have to be "
	 "given back, by sync or by a restart."},
	{QMI_PROTOCOL_ERROR_INVALID_CLIENT_ID, false, MANNERS_ORDER,
	 "The modem does not know the client: it has restarted, or somebody "
	 "has synchronised it."},
	{QMI_PROTOCOL_ERROR_ACCESS_DENIED, false, MANNERS_ORDER,
	 "The modem does not allow it now; of a PIN: none is wanted."},
	{QMI_PROTOCOL_ERROR_NO_EFFECT, false, MANNERS_ALWAYS,
	 "It is so already."},
	{QMI_PROTOCOL_ERROR_CALL_FAILED, false, MANNERS_ORDER,
	 "The network, or the modem, refused the call: its end reason says "
	 "why."},
	{QMI_PROTOCOL_ERROR_NOT_PROVISIONED, false, MANNERS_ORDER,
	 "The SIM or the network has not said it yet."},
	{QMI_PROTOCOL_ERROR_NOT_SUPPORTED, false, MANNERS_ALWAYS,
	 "The modem does not have this."},
	{QMI_PROTOCOL_ERROR_INVALID_QMI_COMMAND, false, MANNERS_ALWAYS,
	 "The modem does not have this."},
	{QMI_PROTOCOL_ERROR_DEVICE_NOT_READY, false, MANNERS_ORDER,
	 "The modem has not started yet: it is asked again."},
	{QMI_PROTOCOL_ERROR_MISSING_ARGUMENT, false, MANNERS_ALWAYS,
	 "The request lacks something that this modem wants."},
	{QMI_PROTOCOL_ERROR_NO_THRESHOLDS_PROVIDED, false, MANNERS_ALWAYS,
	 "The request lacks the thresholds."},
	{QMI_PROTOCOL_ERROR_INVALID_DATA_FORMAT, false, MANNERS_ALWAYS,
	 "The modem does not have this data format: its own one has to be "
	 "asked for."},
	{0, false, MANNERS_ALWAYS, NULL},
};

const struct manners manners_qmi = {
	.protocol = &qmi_protocol,
	.reasons = reasons,
	.code = code,
	.read = read,
	.name = name,
	.fields = fields,
	.readdress = readdress,
	.refuse = refuse,
	.accept = accept,
	.transfer = transfer,
	.up = up,
	.learn = learn,
};

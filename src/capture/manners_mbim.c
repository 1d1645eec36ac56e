/* What MBIM's messages ask and answer. */
#include "capture/manners.h"
#include "generated/cids.h"
#include "protocol/mbim/mbim.h"
#include "wire/mbim/dialect.h"
#include "wire/mbim/frag.h"
#include "wire/mbim/msg.h"

/* --- what they are ------------------------------------------------------- */

static uint32_t asked_by(uint32_t type)
{
	return type & ~UINT32_C(0x80000000);
}

static void set_subject(const struct mbim_msg *m, struct manners_message *out)
{
	att_put32(out->subject, asked_by(m->type));
	if (asked_by(m->type) != MBIM_MSG_COMMAND)
		return;
	memcpy(out->subject + 4, m->service.b, sizeof(m->service.b));
	att_put32(out->subject + 20, m->cid);
}

/* Of a message of which only the header is there; a simple one. */
static bool read_header(struct att_bytes b, struct mbim_msg *m)
{
	if (b.len < MBIM_MSG_HEADER || mbim_msg_fragmented(att_get32(b.p)))
		return false;
	*m = (struct mbim_msg){.type = att_get32(b.p),
			       .transaction = att_get32(b.p + 8)};
	return true;
}

static void read(struct att_bytes message, struct manners_message *out)
{
	struct mbim_msg m;

	*out = (struct manners_message){.kind = MANNERS_OTHER};
	if (mbim_msg_decode(message, &m) && !read_header(message, &m))
		return;
	out->transaction = m.transaction;
	out->any = out->error = m.type == (uint32_t)MBIM_MSG_FUNCTION_ERROR;
	set_subject(&m, out);
	switch (m.type) {
	case MBIM_MSG_OPEN:
	case MBIM_MSG_CLOSE:
	case MBIM_MSG_COMMAND:
		out->kind = MANNERS_REQUEST;
		out->opens = m.type == MBIM_MSG_OPEN;
		out->queries = m.type == MBIM_MSG_COMMAND && m.code == 0;
		return;
	case (uint32_t)MBIM_MSG_FUNCTION_ERROR:
	case (uint32_t)MBIM_MSG_OPEN_DONE:
	case (uint32_t)MBIM_MSG_CLOSE_DONE:
	case (uint32_t)MBIM_MSG_COMMAND_DONE:
		out->kind = MANNERS_ANSWER;
		out->code = m.code;
		out->refused = m.code != 0;
		return;
	case (uint32_t)MBIM_MSG_INDICATE_STATUS:
		out->kind = MANNERS_NEWS;
		return;
	default:
		return;
	}
}

static const char *code(const struct manners_message *answer)
{
	return answer->error ? mbim_msg_protocol_error_name(answer->code)
			     : mbim_protocol.code_name(answer->code);
}

/* The words of a title behind its type and its transaction, without what it
 * says of a status. */
static void name(struct att_bytes message, struct att_text *t)
{
	const struct mbim_service *s;
	const struct mbim_cid *cid;
	struct mbim_msg m;

	if (mbim_msg_decode(message, &m) || !mbim_msg_fragmented(m.type)) {
		att_text_put(t, mbim_msg_type_name(m.type));
		return;
	}
	s = mbim_service_find(&m.service);
	cid = s ? mbim_cid_find(s, m.cid) : NULL;
	if (s)
		att_text_put(t, s->name);
	else
		for (unsigned i = 0; i < sizeof(m.service.b); i++)
			att_text_hex(t, m.service.b[i], 2);
	att_text_char(t, '.');
	if (cid)
		att_text_put(t, cid->name);
	else
		att_text_dec(t, m.cid);
	if (m.type == MBIM_MSG_COMMAND)
		att_text_put(t, m.code ? " set" : " query");
}

static void fields(struct att_bytes message, uint16_t version,
		   enum att_show show, struct att_text *t)
{
	struct mbim_msg m;
	size_t line;

	if (!mbim_msg_decode(message, &m) && m.type == MBIM_MSG_OPEN) {
		att_text_put(t, "  max_control_transfer: ");
		att_text_dec(t, m.code);
		att_text_char(t, '\n');
		return;
	}
	mbim_dialect.print(message, version, show, t);
	for (line = 0; line < t->len && t->p[line] != '\n'; line++)
		;
	line += line < t->len;
	memmove(t->p, t->p + line, t->len - line + 1);
	t->len -= line;
}

/* --- answers ------------------------------------------------------------- */

static void readdress(uint8_t *answer, size_t len, struct att_bytes request)
{
	if (len >= MBIM_MSG_HEADER && request.len >= MBIM_MSG_HEADER)
		att_put32(answer + 8, att_get32(request.p + 8));
}

static size_t length(int len)
{
	return len > 0 ? (size_t)len : 0;
}

static size_t refuse(struct att_bytes request, uint8_t *buf, uint32_t *code)
{
	struct mbim_msg m;

	if (mbim_msg_decode(request, &m) || m.type != MBIM_MSG_COMMAND)
		return 0;
	if (code)
		*code = MBIM_STATUS_NO_DEVICE_SUPPORT;
	return length(mbim_msg_encode_done(buf, 64, m.transaction, &m.service,
					   m.cid, MBIM_STATUS_NO_DEVICE_SUPPORT,
					   0));
}

static size_t accept(struct att_bytes request, uint8_t *buf)
{
	struct mbim_msg m;

	if (mbim_msg_decode(request, &m) || m.type == MBIM_MSG_COMMAND)
		return 0;
	return length(mbim_msg_encode_simple(
		buf, 64, m.type | UINT32_C(0x80000000), m.transaction, 0));
}

static size_t transfer(struct att_bytes message, uint32_t max, uint32_t i,
		       uint8_t *buf, size_t cap)
{
	if (i >= mbim_frag_tx_count(message, max))
		return 0;
	return length(mbim_frag_tx_get(message, max, i, buf, cap));
}

/* --- what they tell ------------------------------------------------------ */

static bool is_cid(const struct mbim_msg *m, unsigned service, uint32_t cid)
{
	return mbim_service_find(&m->service) == &mbim_services[service] &&
	       m->cid == cid;
}

static bool up(struct att_bytes message, uint16_t version)
{
	struct mbim_basic_connect_connect_response r;
	struct mbim_basic_connect_connect_response_v3 v3;
	struct mbim_msg m;

	if (mbim_msg_decode(message, &m) ||
	    (m.type != (uint32_t)MBIM_MSG_COMMAND_DONE &&
	     m.type != (uint32_t)MBIM_MSG_INDICATE_STATUS) ||
	    !is_cid(&m, MBIM_SERVICE_BASIC_CONNECT,
		    MBIM_CID_BASIC_CONNECT_CONNECT))
		return false;
	if (version >= MBIM_EX_3)
		return !mbim_basic_connect_connect_response_v3_decode(m.body,
								      &v3) &&
		       v3.activation_state == MBIM_ACTIVATION_STATE_ACTIVATED;
	return !mbim_basic_connect_connect_response_decode(m.body, &r) &&
	       r.activation_state == MBIM_ACTIVATION_STATE_ACTIVATED;
}

static void learn_session(const struct mbim_basic_connect_connect_set *set,
			  struct att_core_config *config)
{
	struct att_core_session *s;

	if (set->session_id >= ATT_CORE_SESSIONS ||
	    set->activation_command != MBIM_ACTIVATION_COMMAND_ACTIVATE)
		return;
	if (config->n_sessions <= set->session_id)
		config->n_sessions = set->session_id + 1;
	s = &config->session[set->session_id];
	att_str_get(&set->access_string, s->apn, sizeof(s->apn));
	att_str_get(&set->user_name, s->user, sizeof(s->user));
	att_str_get(&set->password, s->password, sizeof(s->password));
	s->auth = set->auth_protocol;
	s->ip = set->ip_type == MBIM_CONTEXT_IP_TYPE_IPV4   ? ATT_IP_V4
		: set->ip_type == MBIM_CONTEXT_IP_TYPE_IPV6 ? ATT_IP_V6
							    : ATT_IP_V4V6;
}

static void learn_connect(const struct mbim_msg *m, uint16_t version,
			  struct att_core_config *config)
{
	struct mbim_basic_connect_connect_set set;
	struct mbim_basic_connect_connect_set_v3 v3;

	if (version < MBIM_EX_3) {
		if (!mbim_basic_connect_connect_set_decode(m->body, &set))
			learn_session(&set, config);
		return;
	}
	if (mbim_basic_connect_connect_set_v3_decode(m->body, &v3))
		return;
	set = (struct mbim_basic_connect_connect_set){
		.session_id = v3.session_id,
		.activation_command = v3.activation_command,
		.access_string = v3.access_string,
		.user_name = v3.user_name,
		.password = v3.password,
		.auth_protocol = v3.auth_protocol,
		.ip_type = v3.ip_type,
	};
	learn_session(&set, config);
}

static void learn_pin(const struct mbim_msg *m, struct att_core_config *config)
{
	struct mbim_basic_connect_pin_set set;

	if (!mbim_basic_connect_pin_set_decode(m->body, &set) &&
	    set.pin_type == MBIM_PIN_TYPE_PIN1 &&
	    set.pin_operation == MBIM_PIN_OPERATION_ENTER)
		att_str_get(&set.pin, config->pin, sizeof(config->pin));
}

static void learn(struct att_bytes message, uint16_t version,
		  struct att_core_config *config, struct att_core_link *link)
{
	struct mbim_msg m;
	uint16_t agreed;

	link->framed = true;
	if (mbim_msg_decode(message, &m))
		return;
	if (m.type == MBIM_MSG_OPEN && !link->max_control &&
	    m.code <= UINT16_MAX)
		link->max_control = (uint16_t)m.code;
	agreed = mbim_dialect.version(message, MBIM_EX_1);
	if (agreed > MBIM_EX_1)
		link->ex_version = agreed;
	if (m.type != MBIM_MSG_COMMAND || !m.code)
		return;
	if (is_cid(&m, MBIM_SERVICE_BASIC_CONNECT,
		   MBIM_CID_BASIC_CONNECT_CONNECT))
		learn_connect(&m, version, config);
	if (is_cid(&m, MBIM_SERVICE_BASIC_CONNECT, MBIM_CID_BASIC_CONNECT_PIN))
		learn_pin(&m, config);
}

static const struct manners_reason reasons[] = {
	{MBIM_PROTOCOL_MAX_TRANSFER, true, MANNERS_ALWAYS,
	 "The host wants longer messages than the modem has room for: "
	 "wMaxControlMessage of its descriptor is the limit."},
	{MBIM_PROTOCOL_LENGTH_MISMATCH, true, MANNERS_ALWAYS,
	 "The length in the header is not that of the message."},
	{MBIM_PROTOCOL_NOT_OPENED, true, MANNERS_ORDER,
	 "The channel is not open: OPEN comes first."},
	{MBIM_PROTOCOL_DUPLICATED_TID, true, MANNERS_ALWAYS,
	 "The transaction is that of a request that is under way."},
	{MBIM_STATUS_BUSY, false, MANNERS_ALWAYS,
	 "The modem is busy: it is asked again."},
	{MBIM_STATUS_SIM_NOT_INSERTED, false, MANNERS_ALWAYS,
	 "There is no SIM."},
	{MBIM_STATUS_BAD_SIM, false, MANNERS_ALWAYS, "The SIM cannot be used."},
	{MBIM_STATUS_PIN_REQUIRED, false, MANNERS_ORDER,
	 "The PIN has to be entered first."},
	{MBIM_STATUS_PIN_DISABLED, false, MANNERS_ORDER,
	 "No PIN is wanted: the SIM does not ask for one."},
	{MBIM_STATUS_NOT_REGISTERED, false, MANNERS_ORDER,
	 "The modem is not registered yet: register_state tells when it is."},
	{MBIM_STATUS_NO_DEVICE_SUPPORT, false, MANNERS_ALWAYS,
	 "The modem does not have this."},
	{MBIM_STATUS_PACKET_SERVICE_DETACHED, false, MANNERS_ORDER,
	 "There is no packet service yet: packet_service asks for it, and "
	 "tells when it is there."},
	{MBIM_STATUS_MAX_ACTIVATED_CONTEXTS, false, MANNERS_ORDER,
	 "As many contexts are active as the modem has: one that an earlier "
	 "host has left is to be deactivated."},
	{MBIM_STATUS_NOT_INITIALIZED, false, MANNERS_ORDER,
	 "The SIM is not ready yet: subscriber_ready_status tells when it is, "
	 "and whether a PIN is wanted."},
	{MBIM_STATUS_CONTEXT_NOT_ACTIVATED, false, MANNERS_ORDER,
	 "The session is not active."},
	{MBIM_STATUS_INVALID_ACCESS_STRING, false, MANNERS_ALWAYS,
	 "The network does not know this access point."},
	{MBIM_STATUS_INVALID_USER_NAME_PWD, false, MANNERS_ALWAYS,
	 "The network does not take this user or password."},
	{MBIM_STATUS_RADIO_POWER_OFF, false, MANNERS_ORDER,
	 "The radio is off: radio_state switches it on."},
	{MBIM_STATUS_INVALID_PARAMETERS, false, MANNERS_ALWAYS,
	 "The modem does not take what stands in the request."},
	{MBIM_STATUS_OPERATION_NOT_ALLOWED, false, MANNERS_ORDER,
	 "The modem does not allow it in its present state."},
	{MBIM_STATUS_FAILURE, false, MANNERS_OPENING,
	 "A modem that opens nothing may want the size of its NTBs set first "
	 "(SET_NTB_INPUT_SIZE), or not set: the port of attache tries both."},
	{MBIM_STATUS_FAILURE, false, MANNERS_ALWAYS,
	 "The modem does not say why."},
	{0, false, MANNERS_ALWAYS, NULL},
};

const struct manners manners_mbim = {
	.protocol = &mbim_protocol,
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

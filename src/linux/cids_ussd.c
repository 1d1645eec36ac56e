/* USSD. MBIM 1.0 10.5.31; VOICE of QMI. What the network says to a code comes
 * as an indication. Modems that have no originate_ussd_no_wait answer the code
 * itself with it. */
#include "linux/cids_ussd.h"

#include "base/errors.h"
#include "generated/cids.h"
#include "generated/qmi_messages.h"
#include "protocol/qmi/qmi.h"
#include "wire/sms/ussd.h"
#include "wire/utf16.h"

enum { NEWS, NO_WAIT, WAITING, ANSWER, CANCEL, SAYS };

/* --- texts ---------------------------------------------------------------- */

#define UNITS 182 /* characters that a text can have */

/* A text of the modem, as MBIM has it. */
struct text {
	uint8_t dcs, octets[ATT_USSD_MAX];
	size_t len;
};

/* Of UTF-16, in UTF-8; its length, or ATT_E_LENGTH. */
static int utf8_of(const uint8_t *p, size_t len, char *to)
{
	size_t n = 0;

	if (len > 2 * UNITS)
		return ATT_E_LENGTH;
	for (size_t at = 0; at < len;)
		n += att_utf8_put(att_utf16_next(p, len, &at), to + n);
	return (int)n;
}

static int encode(const char *utf8, size_t len, struct text *t)
{
	int n = att_ussd_encode(att_bytes_of((const uint8_t *)utf8, len),
				&t->dcs, t->octets);

	t->len = n < 0 ? 0 : (size_t)n;
	return n < 0 ? n : 0;
}

/* Numbers of the wire, which are in its order where they were decoded. */
static int take_utf16(const struct att_array *units, struct text *t)
{
	uint8_t le[2 * UNITS];
	char utf8[3 * UNITS + 1];
	int len;

	if (units->count > UNITS)
		return ATT_E_LENGTH;
	for (uint32_t i = 0; i < units->count; i++)
		att_put16(le + 2 * i, att_array_u16(units, i));
	len = utf8_of(le, 2 * (size_t)units->count, utf8);
	return len < 0 ? len : encode(utf8, (size_t)len, t);
}

#define DATA_8BIT 0x44u /* 3GPP TS 23.038 5: data, no class */
#define UCS2	  0x48u

static int take_data(const struct qmi_voice_uss_data *d, struct text *t)
{
	char utf8[ATT_USSD_TEXT];
	int len;

	if (d->data.len > UNITS)
		return ATT_E_LENGTH;
	switch (d->data_coding_scheme) {
	case QMI_VOICE_USS_DATA_CODING_SCHEME_ASCII:
		return encode((const char *)d->data.p, d->data.len, t);
	case QMI_VOICE_USS_DATA_CODING_SCHEME_UCS2:
		len = att_ussd_decode(UCS2, d->data, utf8, sizeof(utf8));
		return len < 0 ? len : encode(utf8, (size_t)len, t);
	}
	if (d->data.len > sizeof(t->octets))
		return ATT_E_LENGTH;
	t->dcs = DATA_8BIT;
	t->len = d->data.len;
	if (t->len)
		memcpy(t->octets, d->data.p, t->len);
	return 0;
}

/* The text of a message that has these two; none is an empty one. */
#define TAKE(r, t)                                                   \
	((r).has.uss_data_utf16 ? take_utf16(&(r).uss_data_utf16, t) \
	 : (r).has.uss_data	? take_data(&(r).uss_data, t)        \
				: encode("", 0, t))

/* --- what is asked -------------------------------------------------------- */

static bool get(const struct att_cids_asked *a, struct mbim_ussd_ussd_set *s)
{
	return !mbim_ussd_ussd_set_decode(a->body, s) &&
	       s->action <= MBIM_USSD_ACTION_CANCEL &&
	       s->payload.len <= ATT_USSD_MAX;
}

/* The text of the client as the modem takes it, in room. */
static int give(const struct mbim_ussd_ussd_set *s,
		struct qmi_voice_uss_data *d, uint8_t room[2 * UNITS])
{
	char utf8[ATT_USSD_TEXT];
	bool ascii = true;
	int len = att_ussd_decode((uint8_t)s->data_coding_scheme, s->payload,
				  utf8, sizeof(utf8));

	for (int i = 0; i < len; i++)
		ascii &= (uint8_t)utf8[i] < 0x80;
	if (len < 0)
		return len;
	if (ascii && len <= UNITS)
		memcpy(room, utf8, (size_t)len);
	else
		len = att_utf16_encode((const uint8_t *)utf8, (size_t)len, room,
				       2 * UNITS);
	if (len < 0 || len > UINT8_MAX)
		return ATT_E_LENGTH;
	for (int i = 0; !ascii && i < len; i += 2)
		att_put16_be(room + i, att_get16(room + i));
	d->data_coding_scheme = ascii ? QMI_VOICE_USS_DATA_CODING_SCHEME_ASCII
				      : QMI_VOICE_USS_DATA_CODING_SCHEME_UCS2;
	d->data = att_bytes_of(room, (size_t)len);
	return 0;
}

/* What is no text cannot be said: as if the network did not know it. */
static bool is_text(const struct att_cids_asked *a,
		    struct qmi_voice_uss_data *d, uint8_t room[2 * UNITS])
{
	struct mbim_ussd_ussd_set s;

	return get(a, &s) && !give(&s, d, room);
}

/* ATT_CIDS_SKIP where the client wants something else. */
static int due(const struct att_cids_asked *a, uint32_t action)
{
	struct mbim_ussd_ussd_set s;

	if (!get(a, &s))
		return ATT_E_VALUE;
	return s.action == action ? 0 : ATT_CIDS_SKIP;
}

static int put_news(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	const struct qmi_voice_indication_register_req req = {
		.has.ussd_notification_events = true,
		.ussd_notification_events = true,
	};

	(void)a;
	return qmi_voice_indication_register_req_encode(&req, buf, cap);
}

/* The three requests with a text have one layout. */
static int put_text(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	struct qmi_voice_originate_ussd_req req = {.has.uss_data = true};
	uint8_t room[2 * UNITS];

	return is_text(a, &req.uss_data, room)
		       ? qmi_voice_originate_ussd_req_encode(&req, buf, cap)
		       : ATT_CIDS_SKIP;
}

static int put_no_wait(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	int err = due(a, MBIM_USSD_ACTION_INITIATE);

	return err ? err : put_text(a, buf, cap);
}

static bool is_lacking(uint16_t error)
{
	return att_cids_status(error) == MBIM_STATUS_NO_DEVICE_SUPPORT;
}

static int put_waiting(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	return is_lacking(a->error[NO_WAIT]) ? put_no_wait(a, buf, cap)
					     : ATT_CIDS_SKIP;
}

static int put_answer(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	int err = due(a, MBIM_USSD_ACTION_CONTINUE);

	return err ? err : put_text(a, buf, cap);
}

static int put_cancel(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	(void)buf;
	(void)cap;
	return due(a, MBIM_USSD_ACTION_CANCEL);
}

/* --- what is said --------------------------------------------------------- */

static int put_response(uint32_t response, uint32_t session,
			const struct text *t, uint8_t *buf, size_t cap)
{
	const struct mbim_ussd_ussd_response r = {
		.response = response,
		.session_state = session,
		.data_coding_scheme = t->dcs,
		.payload = att_bytes_of(t->octets, t->len),
	};

	return mbim_ussd_ussd_response_encode(&r, buf, cap);
}

static int without(uint32_t response, uint32_t session, uint8_t *buf,
		   size_t cap)
{
	const struct text none = {.len = 0};

	return put_response(response, session, &none, buf, cap);
}

/* A refusal of the network is no failure of the modem. */
static int refusal(uint16_t error, uint32_t session, uint8_t *buf, size_t cap)
{
	uint32_t response;

	switch (error) {
	case QMI_PROTOCOL_ERROR_SUPS_FAILURE_CASE:
		response = MBIM_USSD_RESPONSE_OPERATION_NOT_SUPPORTED;
		break;
	case QMI_PROTOCOL_ERROR_DEVICE_IN_USE:
		response = MBIM_USSD_RESPONSE_OTHER_LOCAL_CLIENT;
		break;
	case QMI_PROTOCOL_ERROR_NETWORK_ABORTED:
	case QMI_PROTOCOL_ERROR_ABORTED:
		response = MBIM_USSD_RESPONSE_TERMINATED_BY_NETWORK;
		break;
	default:
		return ATT_CIDS_REFUSE(att_cids_status(error));
	}
	return without(response, session, buf, cap);
}

static uint32_t response_of(uint8_t action)
{
	return action == QMI_VOICE_USER_ACTION_REQUIRED
		       ? MBIM_USSD_RESPONSE_ACTION_REQUIRED
		       : MBIM_USSD_RESPONSE_NO_ACTION_REQUIRED;
}

static int put_ussd(struct att_bytes tlvs, uint32_t session, uint8_t *buf,
		    size_t cap)
{
	struct qmi_voice_ussd_ind ind;
	struct text t;

	if (qmi_voice_ussd_ind_decode(tlvs, &ind) || TAKE(ind, &t))
		return ATT_E_STATE;
	return put_response(
		response_of(ind.has.user_action ? ind.user_action : 0), session,
		&t, buf, cap);
}

static int put_result(struct att_bytes tlvs, uint32_t session, uint8_t *buf,
		      size_t cap)
{
	struct qmi_voice_originate_ussd_no_wait_ind ind;
	struct text t;

	if (qmi_voice_originate_ussd_no_wait_ind_decode(tlvs, &ind))
		return ATT_E_STATE;
	if (ind.has.error_code && ind.error_code)
		return refusal(ind.error_code, session, buf, cap);
	if (TAKE(ind, &t))
		return ATT_E_STATE;
	return put_response(MBIM_USSD_RESPONSE_NO_ACTION_REQUIRED, session, &t,
			    buf, cap);
}

/* A question may have come beside the answer to the code. */
static int put_waited(const struct att_cids_asked *a, uint32_t session,
		      uint8_t *buf, size_t cap)
{
	struct qmi_voice_originate_ussd_resp r;
	struct text t;

	if (qmi_voice_originate_ussd_resp_decode(a->heard[WAITING], &r) ||
	    TAKE(r, &t))
		return ATT_E_STATE;
	return put_response(MBIM_USSD_RESPONSE_NO_ACTION_REQUIRED, session, &t,
			    buf, cap);
}

/* An indication that a command waited for, a whole frame. */
static int put_says(const struct att_cids_asked *a, uint32_t session,
		    uint8_t *buf, size_t cap)
{
	struct qmi_message m;

	if (qmi_decode(a->heard[SAYS], &m))
		return ATT_E_STATE;
	switch (m.head.message) {
	case QMI_VOICE_USSD:
		return put_ussd(m.tlvs, session, buf, cap);
	case QMI_VOICE_ORIGINATE_USSD_NO_WAIT:
		return put_result(m.tlvs, session, buf, cap);
	}
	return without(MBIM_USSD_RESPONSE_TERMINATED_BY_NETWORK, session, buf,
		       cap);
}

/* With which the request that was due was refused; 0: it was not. */
static uint16_t error_of(const struct att_cids_asked *a)
{
	if (a->error[NO_WAIT] && !is_lacking(a->error[NO_WAIT]))
		return a->error[NO_WAIT];
	if (a->error[WAITING])
		return a->error[WAITING];
	return a->error[ANSWER] ? a->error[ANSWER] : a->error[CANCEL];
}

static int answer(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	const uint16_t error = error_of(a);
	struct mbim_ussd_ussd_set s;
	uint32_t session;

	if (!get(a, &s))
		return ATT_E_VALUE;
	session = s.action == MBIM_USSD_ACTION_CONTINUE
			  ? MBIM_USSD_SESSION_STATE_EXISTING_SESSION
			  : MBIM_USSD_SESSION_STATE_NEW_SESSION;
	if (error)
		return refusal(error, session, buf, cap);
	if (s.action == MBIM_USSD_ACTION_CANCEL)
		return without(MBIM_USSD_RESPONSE_TERMINATED_BY_NETWORK,
			       session, buf, cap);
	if (a->error[SAYS])
		return without(MBIM_USSD_RESPONSE_NETWORK_TIMEOUT, session, buf,
			       cap);
	if (a->heard[SAYS].len)
		return put_says(a, session, buf, cap);
	if (a->heard[WAITING].len)
		return put_waited(a, session, buf, cap);
	return without(MBIM_USSD_RESPONSE_OPERATION_NOT_SUPPORTED, session, buf,
		       cap);
}

/* --- indications ---------------------------------------------------------- */

/* What is to come is what was asked for: nothing where it was refused, is
 * answered already, or is the end. */
static int put_wait(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	(void)buf;
	(void)cap;
	return !error_of(
		       a) && (a->heard[NO_WAIT].len || a->heard[ANSWER].len) &&
			       !a->heard[WAITING].len
		       ? 0
		       : ATT_CIDS_SKIP;
}

/* What came before was not said to this. */
static bool is_sent(const struct att_cids_asked *a)
{
	if (due(a, MBIM_USSD_ACTION_INITIATE))
		return a->asked > ANSWER;
	return a->asked > (is_lacking(a->error[NO_WAIT]) ? WAITING : NO_WAIT);
}

/* The end of an earlier talk is no answer to a code. */
static bool says(const struct att_cids_asked *a, const struct qmi_head *h)
{
	if (h->service != QMI_SERVICE_VOICE || !is_sent(a))
		return false;
	switch (h->message) {
	case QMI_VOICE_USSD:
		return due(a, MBIM_USSD_ACTION_CANCEL) != 0;
	case QMI_VOICE_ORIGINATE_USSD_NO_WAIT:
		return !due(a, MBIM_USSD_ACTION_INITIATE);
	case QMI_VOICE_RELEASE_USSD:
		return !due(a, MBIM_USSD_ACTION_CONTINUE);
	}
	return false;
}

/* What nobody has asked for. */
static int tell(struct att_bytes tlvs, uint8_t *buf, size_t cap)
{
	int len = put_ussd(tlvs, MBIM_USSD_SESSION_STATE_NEW_SESSION, buf, cap);

	return len < 0 ? ATT_CIDS_SKIP : len;
}

/* --- the table ------------------------------------------------------------ */

#define VOICE(m) .service = QMI_SERVICE_VOICE, .message = QMI_VOICE_##m

static const struct att_cids_row rows[] = {
	{.service = MBIM_SERVICE_USSD,
	 .cid = MBIM_CID_USSD_USSD,
	 .set = true,
	 .step = {[NEWS] = {VOICE(INDICATION_REGISTER), put_news,
			    .optional = true},
		  [NO_WAIT] = {VOICE(ORIGINATE_USSD_NO_WAIT), put_no_wait,
			       .optional = true},
		  [WAITING] = {VOICE(ORIGINATE_USSD), put_waiting,
			       .optional = true},
		  [ANSWER] = {VOICE(ANSWER_USSD), put_answer, .optional = true},
		  [CANCEL] = {VOICE(CANCEL_USSD), put_cancel, .optional = true},
		  [SAYS] = {VOICE(USSD), put_wait, .optional = true,
			    .awaits = says}},
	 .answer = answer},
};

static const struct att_cids_event events[] = {
	{QMI_SERVICE_VOICE, QMI_VOICE_USSD, MBIM_SERVICE_USSD,
	 MBIM_CID_USSD_USSD, tell},
};

static int put_source(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	return att_cids_wants(a, MBIM_SERVICE_USSD, MBIM_CID_USSD_USSD)
		       ? put_news(a, buf, cap)
		       : ATT_CIDS_SKIP;
}

static const struct att_cids_step sources[] = {
	{VOICE(INDICATION_REGISTER), put_source, .optional = true},
};

const struct att_cids_part att_cids_ussd = {
	.rows = rows,
	.n_rows = sizeof(rows) / sizeof(rows[0]),
	.events = events,
	.n_events = sizeof(events) / sizeof(events[0]),
	.sources = sources,
	.n_sources = sizeof(sources) / sizeof(sources[0]),
};

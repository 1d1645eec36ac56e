/* VOICE: USSD alone. What the network asks is an indication, and what it says
 * at the end is the answer to the code that was sent. */
#include "tools/simodem/qmi.h"
#include "tools/simodem/world_messages.h"

#include <assert.h>

#include "wire/utf16.h"

/* A text in QMI's ways: as ASCII, or in UCS-2 in network byte order, and as
 * UTF-16. */
struct text {
	struct qmi_voice_uss_data data;
	bool fits; /* data, whose length is one byte */
	uint8_t bytes[2 * ATT_USSD_TEXT];
	uint16_t units[ATT_USSD_TEXT];
	uint32_t n_units;
};

static void put_text(const char *says, struct text *t)
{
	size_t n = 0;
	bool ascii = true;
	int len;

	for (; says[n] != '\0'; n++)
		ascii &= (uint8_t)says[n] < 0x80;
	len = att_utf16_encode((const uint8_t *)says, n, t->bytes,
			       sizeof(t->bytes));
	assert(len >= 0);
	t->n_units = (uint32_t)len / 2;
	for (uint32_t i = 0; i < t->n_units; i++) {
		t->units[i] = att_get16(t->bytes + 2 * i);
		att_put16_be(t->bytes + 2 * i, t->units[i]);
	}
	t->data.data_coding_scheme =
		ascii ? QMI_VOICE_USS_DATA_CODING_SCHEME_ASCII
		      : QMI_VOICE_USS_DATA_CODING_SCHEME_UCS2;
	t->data.data = ascii ? att_bytes_of(says, n)
			     : att_bytes_of(t->bytes, (size_t)len);
	t->fits = t->data.data.len <= UINT8_MAX;
}

/* What a client sends, in UTF-8. */
static uint16_t get_text(const struct qmi_voice_uss_data *d,
			 char text[ATT_USSD_TEXT])
{
	if (d->data.len > ATT_USSD_MAX)
		return QMI_PROTOCOL_ERROR_ARGUMENT_TOO_LONG;
	switch (d->data_coding_scheme) {
	case QMI_VOICE_USS_DATA_CODING_SCHEME_ASCII:
		for (size_t i = 0; i < d->data.len; i++)
			if (d->data.p[i] == 0 || d->data.p[i] >= 0x80)
				return QMI_PROTOCOL_ERROR_INVALID_ARGUMENT;
		memcpy(text, d->data.p, d->data.len);
		text[d->data.len] = '\0';
		return QMI_PROTOCOL_ERROR_NONE;
	case QMI_VOICE_USS_DATA_CODING_SCHEME_UCS2:
		return att_ussd_decode(0x48, d->data, text, ATT_USSD_TEXT) >= 0
			       ? QMI_PROTOCOL_ERROR_NONE
			       : QMI_PROTOCOL_ERROR_INVALID_ARGUMENT;
	default:
		return QMI_PROTOCOL_ERROR_NOT_SUPPORTED;
	}
}

/* --- requests ---------------------------------------------------------------
 */

uint16_t sim_voice_register(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_voice_indication_register_req r;

	(void)q;
	if (!SIM_QMI_READ(c, voice_indication_register, &r))
		return QMI_PROTOCOL_ERROR_MALFORMED_MESSAGE;
	sim_client_want(c->client, r.has.ussd_notification_events,
			r.ussd_notification_events, SIM_TELL_USSD);
	return QMI_PROTOCOL_ERROR_NONE;
}

static uint16_t originate(struct sim_qmi *q, const struct sim_qmi_call *c,
			  bool given, const struct qmi_voice_uss_data *data)
{
	char text[ATT_USSD_TEXT];
	enum sim_result result;
	uint16_t error;

	if (!given)
		return QMI_PROTOCOL_ERROR_MISSING_ARGUMENT;
	error = get_text(data, text);
	if (error != QMI_PROTOCOL_ERROR_NONE)
		return error;
	result = sim_world_ussd(q->world, text, c->now_ms);
	if (result == SIM_IN_USE)
		return QMI_PROTOCOL_ERROR_DEVICE_IN_USE;
	if (result != SIM_DONE)
		return sim_qmi_error(result);
	q->ussd = (struct sim_qmi_ussd){
		.waits = true,
		.client = c->head.client,
		.transaction = c->head.transaction,
		.no_wait = c->head.message == QMI_VOICE_ORIGINATE_USSD_NO_WAIT,
	};
	return q->ussd.no_wait ? QMI_PROTOCOL_ERROR_NONE : SIM_QMI_LATER;
}

uint16_t sim_voice_originate(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_voice_originate_ussd_req r;

	if (!SIM_QMI_READ(c, voice_originate_ussd, &r))
		return QMI_PROTOCOL_ERROR_MALFORMED_MESSAGE;
	return originate(q, c, r.has.uss_data, &r.uss_data);
}

uint16_t sim_voice_originate_no_wait(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_voice_originate_ussd_no_wait_req r;

	if (!SIM_QMI_READ(c, voice_originate_ussd_no_wait, &r))
		return QMI_PROTOCOL_ERROR_MALFORMED_MESSAGE;
	return originate(q, c, r.has.uss_data, &r.uss_data);
}

uint16_t sim_voice_answer_ussd(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_voice_answer_ussd_req r;
	char text[ATT_USSD_TEXT];
	uint16_t error;

	if (!SIM_QMI_READ(c, voice_answer_ussd, &r) || !r.has.uss_data)
		return QMI_PROTOCOL_ERROR_MISSING_ARGUMENT;
	error = get_text(&r.uss_data, text);
	if (error != QMI_PROTOCOL_ERROR_NONE)
		return error;
	return sim_world_ussd_answer(q->world, text, c->now_ms) == SIM_DONE
		       ? QMI_PROTOCOL_ERROR_NONE
		       : QMI_PROTOCOL_ERROR_INVALID_OPERATION;
}

/* --- what the network says --------------------------------------------------
 */

static uint16_t error_of(enum sim_ussd_result result)
{
	switch (result) {
	case SIM_USSD_DONE:
	case SIM_USSD_ASKS:
		break;
	case SIM_USSD_UNSUPPORTED:
		return QMI_PROTOCOL_ERROR_SUPS_FAILURE_CASE;
	case SIM_USSD_OTHER_CLIENT:
		return QMI_PROTOCOL_ERROR_DEVICE_IN_USE;
	case SIM_USSD_TERMINATED:
	case SIM_USSD_TIMEOUT:
		return QMI_PROTOCOL_ERROR_NETWORK_ABORTED;
	}
	return QMI_PROTOCOL_ERROR_NONE;
}

static void respond(struct sim_qmi *q, const struct text *t, uint16_t error)
{
	static uint8_t out[SIM_QMI_TLVS];
	struct qmi_voice_originate_ussd_resp r = {
		.has = {.uss_data = t->fits, .uss_data_utf16 = true},
		.uss_data = t->data,
		.uss_data_utf16 = att_array_of(t->units, t->n_units),
	};
	struct sim_qmi_call c = {
		.head = {.service = QMI_SERVICE_VOICE,
			 .client = q->ussd.client,
			 .transaction = q->ussd.transaction,
			 .message = QMI_VOICE_ORIGINATE_USSD},
		.out = out,
		.cap = sizeof(out),
	};

	if (error == QMI_PROTOCOL_ERROR_NONE)
		SIM_QMI_PUT(&c, voice_originate_ussd, &r);
	sim_qmi_respond(q, &c, error);
}

static void indicate(struct sim_qmi *q, const struct text *t, uint16_t error)
{
	bool done = error == QMI_PROTOCOL_ERROR_NONE;
	struct qmi_voice_originate_ussd_no_wait_ind ind = {
		.has = {.error_code = !done,
			.uss_data = done && t->fits,
			.uss_data_utf16 = done},
		.error_code = error,
		.uss_data = t->data,
		.uss_data_utf16 = att_array_of(t->units, t->n_units),
	};
	uint8_t tlvs[1024];
	int len = qmi_voice_originate_ussd_no_wait_ind_encode(&ind, tlvs,
							      sizeof(tlvs));

	assert(len >= 0);
	sim_qmi_tell(q, QMI_SERVICE_VOICE, q->ussd.client,
		     QMI_VOICE_ORIGINATE_USSD_NO_WAIT, tlvs, (size_t)len);
}

/* The answer to the code, if somebody waits for it. */
static bool finish(struct sim_qmi *q, uint16_t error)
{
	bool here = q->ussd.waits &&
		    (q->inside || sim_client_find(q, QMI_SERVICE_VOICE,
						  q->ussd.client) != NULL);
	struct text t;

	q->ussd.waits = false;
	if (!here)
		return false;
	put_text(q->world->ussd.says, &t);
	if (q->ussd.no_wait)
		indicate(q, &t, error);
	else
		respond(q, &t, error);
	return true;
}

static void tell(struct sim_qmi *q, uint8_t action)
{
	struct text t;
	struct qmi_voice_ussd_ind ind = {
		.has = {.user_action = true, .uss_data_utf16 = true},
		.user_action = action,
	};
	uint8_t tlvs[1024];
	int len;

	put_text(q->world->ussd.says, &t);
	ind.has.uss_data = t.fits;
	ind.uss_data = t.data;
	ind.uss_data_utf16 = att_array_of(t.units, t.n_units);
	len = qmi_voice_ussd_ind_encode(&ind, tlvs, sizeof(tlvs));
	assert(len > 0);
	sim_qmi_tell_all(q, QMI_SERVICE_VOICE, SIM_TELL_USSD, QMI_VOICE_USSD,
			 tlvs, (size_t)len);
}

/* The session is over. */
static void release(struct sim_qmi *q)
{
	sim_qmi_tell_all(q, QMI_SERVICE_VOICE, SIM_TELL_USSD,
			 QMI_VOICE_RELEASE_USSD, NULL, 0);
}

/* Who did not want to wait for the answer has it with the question: so does
 * ModemManager take it. */
static void ask(struct sim_qmi *q)
{
	if (q->ussd.no_wait)
		q->ussd.waits = false;
	finish(q, QMI_PROTOCOL_ERROR_NONE);
	tell(q, QMI_VOICE_USER_ACTION_REQUIRED);
}

void sim_voice_ussd_tell(struct sim_qmi *q)
{
	enum sim_ussd_result result = q->world->ussd.result;

	if (result == SIM_USSD_ASKS) {
		ask(q);
		return;
	}
	if (!finish(q, error_of(result)) && result == SIM_USSD_DONE)
		tell(q, QMI_VOICE_USER_ACTION_NOT_REQUIRED);
	release(q);
}

/* A code that the network has not answered is answered by that. */
uint16_t sim_voice_cancel_ussd(struct sim_qmi *q, struct sim_qmi_call *c)
{
	(void)c;
	return sim_world_ussd_cancel(q->world) == SIM_DONE
		       ? QMI_PROTOCOL_ERROR_NONE
		       : QMI_PROTOCOL_ERROR_INVALID_OPERATION;
}

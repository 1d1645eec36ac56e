/* See cids_sim.h. MBIM 1.0 10.5.2; the files of a SIM, 3GPP TS 31.102. */
#include "linux/cids_sim.h"

#include "base/errors.h"
#include "generated/cids.h"
#include "linux/cids_card.h"

#define DIGITS 24 /* of an ICCID or IMSI, with a NUL */

enum { ICCID = ATT_CIDS_CARD_STEPS, DMS_ICCID, IMSI, DMS_IMSI, NUMBER, SLOTS };

/* --- what is asked -------------------------------------------------------- */

static bool is_there(const struct att_cids_asked *a)
{
	struct qmi_card_seen card;

	return att_cids_card(a, &card) && card.sim != ATT_SIM_ABSENT;
}

static bool is_ready(const struct att_cids_asked *a)
{
	struct qmi_card_seen card;

	return att_cids_card(a, &card) && card.sim == ATT_SIM_READY;
}

/* path: of two bytes each, of which the low one comes first */
static int put_read(uint8_t session, uint16_t file, const uint8_t *path,
		    size_t path_len, uint8_t *buf, size_t cap)
{
	const struct qmi_uim_read_transparent_req req = {
		.has = {.session = true,
			.file = true,
			.read_information = true},
		.session.session_type = session,
		.file = {file, att_bytes_of(path, path_len)},
	};

	return qmi_uim_read_transparent_req_encode(&req, buf, cap);
}

/* EF ICCID, in the root: readable without a PIN. */
static int put_iccid(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	static const uint8_t root[] = {0x00, 0x3f};
	struct qmi_card_seen card;

	if (!att_cids_has_uim(a) || !att_cids_card(a, &card) ||
	    card.sim == ATT_SIM_ABSENT)
		return ATT_CIDS_SKIP;
	return put_read(card.session_type, 0x2fe2, root, sizeof(root), buf,
			cap);
}

/* EF IMSI, in the USIM in use. */
static int put_imsi(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	static const uint8_t usim[] = {0x00, 0x3f, 0xff, 0x7f};

	if (!att_cids_has_uim(a) || !is_ready(a))
		return ATT_CIDS_SKIP;
	return put_read(QMI_UIM_SESSION_TYPE_PRIMARY_GW_PROVISIONING, 0x6f07,
			usim, sizeof(usim), buf, cap);
}

static bool was_read(const struct att_cids_asked *a, unsigned step)
{
	return a->heard[step].len && !a->error[step];
}

static int dms_iccid(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	(void)buf;
	(void)cap;
	return is_there(a) && !was_read(a, ICCID) ? 0 : ATT_CIDS_SKIP;
}

static int dms_imsi(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	(void)buf;
	(void)cap;
	return is_ready(a) && !was_read(a, IMSI) ? 0 : ATT_CIDS_SKIP;
}

static int number(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	(void)buf;
	(void)cap;
	return is_ready(a) ? 0 : ATT_CIDS_SKIP;
}

/* An eSIM without a profile looks like a card that is starting. */
static int put_slots(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	struct qmi_card_seen card;

	(void)buf;
	(void)cap;
	return att_cids_card(a, &card) && card.empty ? 0 : ATT_CIDS_SKIP;
}

/* --- what is answered ----------------------------------------------------- */

static bool read_file(struct att_bytes tlvs, struct att_bytes *content)
{
	struct qmi_uim_read_transparent_resp r;

	if (qmi_uim_read_transparent_resp_decode(tlvs, &r) ||
	    !r.has.read_result)
		return false;
	*content = r.read_result;
	return true;
}

/* Units that SUBSCRIBER_READY_STATUS has (MBIM 1.0 10.5.2). */
#define ICCID_MAX 20
#define IMSI_MAX  15

static void take_iccid(const struct att_cids_asked *a, char *text)
{
	struct qmi_dms_uim_get_iccid_resp r;
	struct att_bytes content;

	text[0] = '\0';
	if (was_read(a, ICCID) && read_file(a->heard[ICCID], &content))
		qmi_card_digits(content, text, DIGITS);
	else if (was_read(a, DMS_ICCID) &&
		 !qmi_dms_uim_get_iccid_resp_decode(a->heard[DMS_ICCID], &r) &&
		 r.has.iccid)
		(void)att_cids_text(&r.iccid, ICCID_MAX, text);
}

/* The length, then digits, of which the first half is no digit but the parity
 * (3GPP TS 31.102 4.2.2, 24.008 10.5.1.4). */
static void imsi_of_file(struct att_bytes content, char *text)
{
	uint8_t len = content.len ? content.p[0] : 0;
	char digits[2 * 9 + 1];

	if (len < 1 || len > 8 || len > content.len - 1)
		return;
	/* "9" or "1" in front: the parity, and that it is an IMSI. */
	qmi_card_digits(att_bytes_of(content.p + 1, len), digits,
			sizeof(digits));
	if (digits[0])
		memcpy(text, digits + 1, strlen(digits));
}

static void take_imsi(const struct att_cids_asked *a, char *text)
{
	struct qmi_dms_uim_get_imsi_resp r;
	struct att_bytes content;

	text[0] = '\0';
	if (was_read(a, IMSI) && read_file(a->heard[IMSI], &content))
		imsi_of_file(content, text);
	else if (was_read(a, DMS_IMSI) &&
		 !qmi_dms_uim_get_imsi_resp_decode(a->heard[DMS_IMSI], &r) &&
		 r.has.imsi)
		(void)att_cids_text(&r.imsi, IMSI_MAX, text);
}

static uint32_t ready_state(enum att_sim sim)
{
	switch (sim) {
	case ATT_SIM_READY:
		return MBIM_SUBSCRIBER_READY_STATE_INITIALIZED;
	case ATT_SIM_LOCKED:
		return MBIM_SUBSCRIBER_READY_STATE_DEVICE_LOCKED;
	case ATT_SIM_STARTING:
		return MBIM_SUBSCRIBER_READY_STATE_NOT_INITIALIZED;
	case ATT_SIM_ABSENT:
		return MBIM_SUBSCRIBER_READY_STATE_SIM_NOT_INSERTED;
	case ATT_SIM_NO_PROFILE:
		return MBIM_SUBSCRIBER_READY_STATE_NO_ESIM_PROFILE;
	case ATT_SIM_BAD:
		break;
	}
	return MBIM_SUBSCRIBER_READY_STATE_BAD_SIM;
}

static int ready(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	struct mbim_basic_connect_subscriber_ready_status_response_v3 r = {0};
	char iccid[ATT_CIDS_TEXT(ICCID_MAX)], imsi[ATT_CIDS_TEXT(IMSI_MAX)];
	char text[ATT_CIDS_TEXT(DIGITS)];
	struct att_str own;
	struct qmi_dms_get_msisdn_resp number;
	struct qmi_card_seen card;

	if (!att_cids_card(a, &card))
		return ATT_E_STATE;
	if (card.empty && att_cids_euicc(a->heard[SLOTS])) {
		card.sim = ATT_SIM_NO_PROFILE;
		r.flags = MBIM_SUBSCRIBER_READY_STATUS_FLAG_ESIM;
	}
	r.ready_state = ready_state(card.sim);
	take_iccid(a, iccid);
	take_imsi(a, imsi);
	r.sim_icc_id = att_str_utf8(iccid);
	r.subscriber_id = att_str_utf8(imsi);
	if (was_read(a, NUMBER) &&
	    !qmi_dms_get_msisdn_resp_decode(a->heard[NUMBER], &number) &&
	    number.has.msisdn && number.msisdn.len) {
		own = att_cids_text(&number.msisdn, DIGITS - 1, text);
		r.telephone_numbers = att_array_of(&own, 1);
	}
	return mbim_basic_connect_subscriber_ready_status_response_v3_encode(
		&r, buf, cap);
}

/* --- what is told --------------------------------------------------------- */

static int wants(const struct att_cids_asked *a)
{
	return att_cids_wants(a, MBIM_SERVICE_BASIC_CONNECT,
			      MBIM_CID_BASIC_CONNECT_SUBSCRIBER_READY_STATUS);
}

static int put_cards(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	const struct qmi_uim_register_events_req req = {
		.has.event_registration_mask = true,
		.event_registration_mask =
			QMI_UIM_EVENT_REGISTRATION_FLAG_CARD_STATUS,
	};

	return wants(a) ? qmi_uim_register_events_req_encode(&req, buf, cap)
			: ATT_CIDS_SKIP;
}

static int put_pins(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	const struct qmi_dms_set_event_report_req req = {
		.has = {.pin_state_reporting = true,
			.uim_state_reporting = true},
		.pin_state_reporting = true,
		.uim_state_reporting = true,
	};

	return wants(a) ? qmi_dms_set_event_report_req_encode(&req, buf, cap)
			: ATT_CIDS_SKIP;
}

static int tell_dms(struct att_bytes tlvs, uint8_t *buf, size_t cap)
{
	struct qmi_dms_event_report_ind ind;

	(void)buf;
	(void)cap;
	return !qmi_dms_event_report_ind_decode(tlvs, &ind) &&
			       (ind.has.uim_state || ind.has.pin1_status)
		       ? ATT_CIDS_ASK
		       : ATT_CIDS_SKIP;
}

#define DMS(m) .service = QMI_SERVICE_DMS, .message = QMI_DMS_##m
#define UIM(m) .service = QMI_SERVICE_UIM, .message = QMI_UIM_##m

static const struct att_cids_row rows[] = {
	{
		.service = MBIM_SERVICE_BASIC_CONNECT,
		.cid = MBIM_CID_BASIC_CONNECT_SUBSCRIBER_READY_STATUS,
		.step = {ATT_CIDS_CARD_IS,
			 [ICCID] = {UIM(READ_TRANSPARENT), .put = put_iccid,
				    .optional = true},
			 [DMS_ICCID] = {DMS(UIM_GET_ICCID), .put = dms_iccid,
					.optional = true},
			 [IMSI] = {UIM(READ_TRANSPARENT), .put = put_imsi,
				   .optional = true},
			 [DMS_IMSI] = {DMS(UIM_GET_IMSI), .put = dms_imsi,
				       .optional = true},
			 [NUMBER] = {DMS(GET_MSISDN), .put = number,
				     .optional = true},
			 [SLOTS] = {UIM(GET_SLOT_STATUS), .put = put_slots,
				    .optional = true}},
		.answer = ready,
	},
};

static const struct att_cids_event events[] = {
	{QMI_SERVICE_UIM, QMI_UIM_CARD_STATUS, MBIM_SERVICE_BASIC_CONNECT,
	 MBIM_CID_BASIC_CONNECT_SUBSCRIBER_READY_STATUS, NULL},
	{QMI_SERVICE_DMS, QMI_DMS_EVENT_REPORT, MBIM_SERVICE_BASIC_CONNECT,
	 MBIM_CID_BASIC_CONNECT_SUBSCRIBER_READY_STATUS, tell_dms},
};

static const struct att_cids_step sources[] = {
	{UIM(REGISTER_EVENTS), .put = put_cards, .optional = true},
	{DMS(SET_EVENT_REPORT), .put = put_pins, .optional = true},
};

const struct att_cids_part att_cids_sim = {
	.rows = rows,
	.n_rows = sizeof(rows) / sizeof(rows[0]),
	.events = events,
	.n_events = sizeof(events) / sizeof(events[0]),
	.sources = sources,
	.n_sources = sizeof(sources) / sizeof(sources[0]),
};

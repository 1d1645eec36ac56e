/* See cids_uicc.h. MS MB low level UICC access, ETSI TS 102 221 10.1, 11.1; UIM
 * of QMI, which calls the slot in use by its logical number. */
#include "linux/cids_uicc.h"

#include "base/errors.h"
#include "generated/cids.h"
#include "linux/cids_card.h"

#define CLASS_UICC    0x80u
#define CLASS_SECURE  0x08u
#define CLASS_SECURE4 0x20u /* of channels from 4 on, which these bits say: */
#define CLASS_FURTHER 0x40u
#define CHANNELS      20u
#define WORDS	      2u   /* bytes of SW1 and SW2 */
#define APDU_MAX      261u /* bytes: ISO 7816-3, short */

enum { ASKED = ATT_CIDS_CARD_STEPS };

/* From 1; 0: there is no card, or it cannot be reached. */
static uint8_t slot_of(const struct att_cids_asked *a)
{
	struct qmi_card_seen card;

	if (!att_cids_has_uim(a) || !att_cids_card(a, &card) ||
	    card.sim == ATT_SIM_ABSENT)
		return 0;
	return (uint8_t)(card.slot + 1);
}

/* SW1 in the lowest byte. */
static uint32_t words(uint8_t sw1, uint8_t sw2)
{
	return sw1 | (uint32_t)sw2 << 8;
}

#define NO_CARD ATT_CIDS_REFUSE(MBIM_STATUS_SIM_NOT_INSERTED)

/* --- ATR ------------------------------------------------------------------ */

static int put_slots(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	(void)buf;
	(void)cap;
	return slot_of(a) ? 0 : NO_CARD;
}

static int atr(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	struct mbim_ms_uicc_low_level_access_atr_response out = {0};
	struct qmi_uim_get_slot_status_resp r;
	struct qmi_uim_physical_slot_status slot;
	struct qmi_uim_physical_slot_information info;
	struct att_cursor slots, infos;

	if (qmi_uim_get_slot_status_resp_decode(a->heard[ASKED], &r))
		return ATT_E_STATE;
	slots = att_cursor_of(&r.physical_slot_status);
	infos = att_cursor_of(&r.physical_slot_information);
	while (r.has.physical_slot_status && r.has.physical_slot_information &&
	       qmi_uim_physical_slot_status_next(&slots, &slot) &&
	       qmi_uim_physical_slot_information_next(&infos, &info))
		if (slot.physical_slot_status == QMI_UIM_SLOT_STATE_ACTIVE)
			out.atr = info.atr_value;
	if (!out.atr.len)
		return ATT_E_TYPE;
	return mbim_ms_uicc_low_level_access_atr_response_encode(&out, buf,
								 cap);
}

/* --- channels ------------------------------------------------------------- */

/* What P2 of SELECT wants to be told. */
static int information_of(uint32_t p2)
{
	switch (p2 & 0x0cu) {
	case 0x00:
		return QMI_UIM_FILE_CONTROL_INFORMATION_FCI;
	case 0x04:
		return QMI_UIM_FILE_CONTROL_INFORMATION_FCP;
	case 0x08:
		return QMI_UIM_FILE_CONTROL_INFORMATION_FMD;
	}
	return QMI_UIM_FILE_CONTROL_INFORMATION_NO_DATA;
}

static int put_open(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	struct mbim_ms_uicc_low_level_access_open_channel_set set;
	struct qmi_uim_open_logical_channel_req req = {
		.has = {.slot = true,
			.aid = true,
			.file_control_information = true},
		.slot = slot_of(a),
	};

	if (mbim_ms_uicc_low_level_access_open_channel_set_decode(a->body,
								  &set) ||
	    set.select_p2_arg > 0xff)
		return ATT_E_VALUE;
	if (!req.slot)
		return NO_CARD;
	req.aid = set.app_id;
	req.file_control_information =
		(uint8_t)information_of(set.select_p2_arg);
	return qmi_uim_open_logical_channel_req_encode(&req, buf, cap);
}

/* Also of a refusal: the card's words say why. */
static int opened(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	struct mbim_ms_uicc_low_level_access_open_channel_response out = {0};
	struct qmi_uim_open_logical_channel_resp r;

	if (qmi_uim_open_logical_channel_resp_decode(a->heard[ASKED], &r))
		return ATT_E_STATE;
	out.status = r.has.card_result
			     ? words(r.card_result.sw1, r.card_result.sw2)
			     : words(a->error[ASKED] ? 0x6f : 0x90, 0);
	out.channel = r.has.channel_id ? r.channel_id : 0;
	if (r.has.select_response)
		out.response = r.select_response;
	return mbim_ms_uicc_low_level_access_open_channel_response_encode(
		&out, buf, cap);
}

static uint32_t status_of_open(uint16_t error)
{
	switch (error) {
	case QMI_PROTOCOL_ERROR_INSUFFICIENT_RESOURCES:
		return MBIM_STATUS_MS_NO_LOGICAL_CHANNELS;
	case QMI_PROTOCOL_ERROR_SIM_FILE_NOT_FOUND:
	case QMI_PROTOCOL_ERROR_INTERNAL:
		return MBIM_STATUS_MS_SELECT_FAILED;
	}
	return att_cids_status(error);
}

static int put_close(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	struct mbim_ms_uicc_low_level_access_close_channel_set set;
	struct qmi_uim_logical_channel_req req = {
		.has = {.slot = true, .channel_id = true},
		.slot = slot_of(a),
	};

	if (mbim_ms_uicc_low_level_access_close_channel_set_decode(a->body,
								   &set) ||
	    set.channel >= CHANNELS)
		return ATT_E_VALUE;
	if (!set.channel)
		return ATT_E_TYPE;
	if (!req.slot)
		return NO_CARD;
	req.channel_id = (uint8_t)set.channel;
	return qmi_uim_logical_channel_req_encode(&req, buf, cap);
}

static int closed(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	struct mbim_ms_uicc_low_level_access_close_channel_response out;
	struct qmi_uim_logical_channel_resp r;

	if (qmi_uim_logical_channel_resp_decode(a->heard[ASKED], &r))
		return ATT_E_STATE;
	out.status = r.has.card_result
			     ? words(r.card_result.sw1, r.card_result.sw2)
			     : words(0x90, 0);
	return mbim_ms_uicc_low_level_access_close_channel_response_encode(
		&out, buf, cap);
}

/* That a channel is not there the modem says as that an argument is wrong. */
static uint32_t status_on_channel(uint16_t error)
{
	return error == QMI_PROTOCOL_ERROR_INVALID_ARGUMENT
		       ? MBIM_STATUS_MS_INVALID_LOGICAL_CHANNEL
		       : att_cids_status(error);
}

/* --- APDU ----------------------------------------------------------------- */

/* The host's own class byte does not count. */
static uint8_t class_of(
	const struct mbim_ms_uicc_low_level_access_apdu_set *set)
{
	const bool few = set->channel < 4;
	uint32_t class =
		few ? set->channel : CLASS_FURTHER | (set->channel - 4);

	if (set->class_byte_type == MBIM_UICC_CLASS_BYTE_TYPE_EXTENDED)
		class |= CLASS_UICC;
	if (set->secure_messaging == MBIM_UICC_SECURE_MESSAGING_NO_HDR_AUTH)
		class |= few ? CLASS_SECURE : CLASS_SECURE4;
	return (uint8_t) class;
}

static int put_apdu(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	struct mbim_ms_uicc_low_level_access_apdu_set set;
	uint8_t command[APDU_MAX];
	struct qmi_uim_send_apdu_req req = {
		.has = {.slot = true, .apdu = true, .channel_id = true},
		.slot = slot_of(a),
	};

	if (mbim_ms_uicc_low_level_access_apdu_set_decode(a->body, &set) ||
	    !set.command.len || set.command.len > sizeof(command) ||
	    !set.channel || set.channel >= CHANNELS ||
	    set.class_byte_type > MBIM_UICC_CLASS_BYTE_TYPE_EXTENDED ||
	    set.secure_messaging > MBIM_UICC_SECURE_MESSAGING_NO_HDR_AUTH)
		return ATT_E_VALUE;
	if (!req.slot)
		return NO_CARD;
	memcpy(command, set.command.p, set.command.len);
	command[0] = class_of(&set);
	req.apdu = att_bytes_of(command, set.command.len);
	req.channel_id = (uint8_t)set.channel;
	return qmi_uim_send_apdu_req_encode(&req, buf, cap);
}

static int apdu(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	struct mbim_ms_uicc_low_level_access_apdu_response out;
	struct qmi_uim_send_apdu_resp r;
	struct att_bytes b;

	if (qmi_uim_send_apdu_resp_decode(a->heard[ASKED], &r) ||
	    !r.has.apdu_response || r.apdu_response.len < WORDS)
		return ATT_E_STATE;
	b = r.apdu_response;
	out.status = words(b.p[b.len - WORDS], b.p[b.len - WORDS + 1]);
	out.response = att_bytes_of(b.p, b.len - WORDS);
	return mbim_ms_uicc_low_level_access_apdu_response_encode(&out, buf,
								  cap);
}

/* --- rows ----------------------------------------------------------------- */

#define UIM(m) .service = QMI_SERVICE_UIM, .message = QMI_UIM_##m
#define CID(c)                                            \
	.service = MBIM_SERVICE_MS_UICC_LOW_LEVEL_ACCESS, \
	.cid = MBIM_CID_MS_UICC_LOW_LEVEL_ACCESS_##c
#define CARD [ATT_CIDS_CARD] = {UIM(GET_CARD_STATUS)}

static const struct att_cids_row rows[] = {
	{
		CID(ATR),
		.step = {CARD, [ASKED] = {UIM(GET_SLOT_STATUS),
					  .put = put_slots}},
		.answer = atr,
		.lacks = "this modem does not tell the ATR of its card",
	},
	{
		CID(OPEN_CHANNEL),
		.set = true,
		.step = {CARD, [ASKED] = {UIM(OPEN_LOGICAL_CHANNEL),
					  .put = put_open}},
		.answer = opened,
		.refused = opened,
		.status = status_of_open,
	},
	{
		CID(CLOSE_CHANNEL),
		.set = true,
		.step = {CARD, [ASKED] = {UIM(LOGICAL_CHANNEL),
					  .put = put_close}},
		.answer = closed,
		.status = status_on_channel,
		.lacks = "QMI knows no groups of channels: close them one by "
			 "one",
	},
	{
		CID(APDU),
		.set = true,
		.step = {CARD, [ASKED] = {UIM(SEND_APDU), .put = put_apdu}},
		.answer = apdu,
		.status = status_on_channel,
	},
};

const struct att_cids_part att_cids_uicc = {
	.rows = rows,
	.n_rows = sizeof(rows) / sizeof(rows[0]),
};

/* See cids_pin.h. MBIM 1.0 10.5.4, 10.5.5. A code goes to the modem once: by
 * UIM, or by DMS where there is no UIM, never by both. */
#include "linux/cids_pin.h"

#include "base/errors.h"
#include "generated/cids.h"
#include "linux/cids_card.h"
#include "proxy/codes.h"

#define UNKNOWN	 0xffffffffu /* attempts left */
#define PIN_TEXT 32u

enum {
	VERIFY = ATT_CIDS_CARD_STEPS,
	UNBLOCK,
	CHANGE,
	PROTECT,
	DMS_VERIFY,
	DMS_UNBLOCK,
	DMS_CHANGE,
	DMS_PROTECT,
	END
};

/* --- what is asked -------------------------------------------------------- */

/* A PIN operation as QMI has it. */
struct wish {
	unsigned step; /* VERIFY..., by UIM */
	uint8_t session_type, pin_id;
	bool enable;
	char pin[PIN_TEXT], new_pin[PIN_TEXT]; /* UTF-8 */
};

static bool is_puk(uint32_t type)
{
	return type == MBIM_PIN_TYPE_PUK1 || type == MBIM_PIN_TYPE_PUK2;
}

static bool is_second(uint32_t type)
{
	return type == MBIM_PIN_TYPE_PIN2 || type == MBIM_PIN_TYPE_PUK2;
}

/* Less than 0: a PUK is entered, and nothing else. */
static int step_of(const struct mbim_basic_connect_pin_set *set)
{
	const bool puk = is_puk(set->pin_type);

	switch (set->pin_operation) {
	case MBIM_PIN_OPERATION_ENTER:
		return puk ? UNBLOCK : VERIFY;
	case MBIM_PIN_OPERATION_ENABLE:
	case MBIM_PIN_OPERATION_DISABLE:
		return puk ? ATT_E_VALUE : PROTECT;
	case MBIM_PIN_OPERATION_CHANGE:
		return puk ? ATT_E_VALUE : CHANGE;
	}
	return ATT_E_VALUE;
}

static int read_texts(const struct mbim_basic_connect_pin_set *set,
		      struct wish *w)
{
	return att_str_get(&set->pin, w->pin, PIN_TEXT) <= 0 ||
			       att_str_get(&set->new_pin, w->new_pin,
					   PIN_TEXT) < 0
		       ? ATT_E_VALUE
		       : 0;
}

/* ATT_E_TYPE: a code that QMI's PIN messages are not about. */
static int wish_of(const struct att_cids_asked *a, struct wish *w)
{
	struct mbim_basic_connect_pin_set set;
	struct qmi_card_seen card;
	int step;

	if (mbim_basic_connect_pin_set_decode(a->body, &set))
		return ATT_E_VALUE;
	if (set.pin_type != MBIM_PIN_TYPE_PIN1 && !is_puk(set.pin_type) &&
	    !is_second(set.pin_type))
		return ATT_E_TYPE;
	step = step_of(&set);
	if (step < 0 || read_texts(&set, w))
		return ATT_E_VALUE;
	if (!att_cids_card(a, &card) || card.sim == ATT_SIM_ABSENT)
		return ATT_CIDS_REFUSE(MBIM_STATUS_SIM_NOT_INSERTED);
	w->step = (unsigned)step;
	w->session_type = card.session_type;
	w->pin_id = card.pin_id ? card.pin_id : QMI_UIM_PIN_ID_PIN1;
	if (is_second(set.pin_type))
		w->pin_id = QMI_UIM_PIN_ID_PIN2;
	w->enable = set.pin_operation == MBIM_PIN_OPERATION_ENABLE;
	return 0;
}

/* 0: this step carries the wish out. */
static int due(const struct att_cids_asked *a, unsigned step, struct wish *w)
{
	const bool by_dms = step >= DMS_VERIFY;
	int err = wish_of(a, w);

	if (err)
		return err;
	return by_dms == att_cids_has_uim(a) ||
			       w->step != (by_dms ? step - DMS_VERIFY + VERIFY
						  : step)
		       ? ATT_CIDS_SKIP
		       : 0;
}

/* What the requests of UIM have in common. */
#define SESSION(w)                              \
	.has = {.session = true, .info = true}, \
	.session.session_type = (w).session_type

static int verify(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	struct wish w;
	int err = due(a, VERIFY, &w);
	struct qmi_uim_verify_pin_req req;

	if (err)
		return err;
	req = (struct qmi_uim_verify_pin_req){
		SESSION(w),
		.info = {w.pin_id, att_str_utf8(w.pin)},
	};
	return qmi_uim_verify_pin_req_encode(&req, buf, cap);
}

static int unblock(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	struct wish w;
	int err = due(a, UNBLOCK, &w);
	struct qmi_uim_unblock_pin_req req;

	if (err)
		return err;
	req = (struct qmi_uim_unblock_pin_req){
		SESSION(w),
		.info = {w.pin_id, att_str_utf8(w.pin),
			 att_str_utf8(w.new_pin)},
	};
	return qmi_uim_unblock_pin_req_encode(&req, buf, cap);
}

static int change(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	struct wish w;
	int err = due(a, CHANGE, &w);
	struct qmi_uim_change_pin_req req;

	if (err)
		return err;
	req = (struct qmi_uim_change_pin_req){
		SESSION(w),
		.info = {w.pin_id, att_str_utf8(w.pin),
			 att_str_utf8(w.new_pin)},
	};
	return qmi_uim_change_pin_req_encode(&req, buf, cap);
}

static int protect(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	struct wish w;
	int err = due(a, PROTECT, &w);
	struct qmi_uim_set_pin_protection_req req;

	if (err)
		return err;
	req = (struct qmi_uim_set_pin_protection_req){
		SESSION(w),
		.info = {w.pin_id, w.enable, att_str_utf8(w.pin)},
	};
	return qmi_uim_set_pin_protection_req_encode(&req, buf, cap);
}

/* The ids of PIN1 and PIN2 are those of UIM. */
static int dms_verify(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	struct wish w;
	int err = due(a, DMS_VERIFY, &w);
	struct qmi_dms_uim_verify_pin_req req;

	if (err)
		return err;
	req = (struct qmi_dms_uim_verify_pin_req){
		.has.info = true,
		.info = {w.pin_id, att_str_utf8(w.pin)},
	};
	return qmi_dms_uim_verify_pin_req_encode(&req, buf, cap);
}

static int dms_unblock(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	struct wish w;
	int err = due(a, DMS_UNBLOCK, &w);
	struct qmi_dms_uim_unblock_pin_req req;

	if (err)
		return err;
	req = (struct qmi_dms_uim_unblock_pin_req){
		.has.info = true,
		.info = {w.pin_id, att_str_utf8(w.pin),
			 att_str_utf8(w.new_pin)},
	};
	return qmi_dms_uim_unblock_pin_req_encode(&req, buf, cap);
}

static int dms_change(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	struct wish w;
	int err = due(a, DMS_CHANGE, &w);
	struct qmi_dms_uim_change_pin_req req;

	if (err)
		return err;
	req = (struct qmi_dms_uim_change_pin_req){
		.has.info = true,
		.info = {w.pin_id, att_str_utf8(w.pin),
			 att_str_utf8(w.new_pin)},
	};
	return qmi_dms_uim_change_pin_req_encode(&req, buf, cap);
}

static int dms_protect(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	struct wish w;
	int err = due(a, DMS_PROTECT, &w);
	struct qmi_dms_uim_set_pin_protection_req req;

	if (err)
		return err;
	req = (struct qmi_dms_uim_set_pin_protection_req){
		.has.info = true,
		.info = {w.pin_id, w.enable, att_str_utf8(w.pin)},
	};
	return qmi_dms_uim_set_pin_protection_req_encode(&req, buf, cap);
}

/* --- what is answered ----------------------------------------------------- */

static int put_info(uint32_t type, uint32_t state, uint32_t attempts,
		    uint8_t *buf, size_t cap)
{
	const struct mbim_basic_connect_pin_response r = {
		.pin_type = type,
		.pin_state = state,
		.remaining_attempts = attempts,
	};

	return mbim_basic_connect_pin_response_encode(&r, buf, cap);
}

/* A code of the network or the device. */
static const struct {
	uint8_t feature;
	uint32_t pin, puk;
} features[] = {
	{QMI_UIM_CARD_APPLICATION_PERSONALIZATION_FEATURE_STATUS_GW_NETWORK,
	 MBIM_PIN_TYPE_NETWORK_PIN, MBIM_PIN_TYPE_NETWORK_PUK},
	{QMI_UIM_CARD_APPLICATION_PERSONALIZATION_FEATURE_STATUS_GW_NETWORK_SUBSET,
	 MBIM_PIN_TYPE_NETWORK_SUBSET_PIN, MBIM_PIN_TYPE_NETWORK_SUBSET_PUK},
	{QMI_UIM_CARD_APPLICATION_PERSONALIZATION_FEATURE_STATUS_GW_SERVICE_PROVIDER,
	 MBIM_PIN_TYPE_SERVICE_PROVIDER_PIN,
	 MBIM_PIN_TYPE_SERVICE_PROVIDER_PUK},
	{QMI_UIM_CARD_APPLICATION_PERSONALIZATION_FEATURE_STATUS_GW_CORPORATE,
	 MBIM_PIN_TYPE_CORPORATE_PIN, MBIM_PIN_TYPE_CORPORATE_PUK},
	{QMI_UIM_CARD_APPLICATION_PERSONALIZATION_FEATURE_STATUS_GW_UIM,
	 MBIM_PIN_TYPE_DEVICE_SIM_PIN, MBIM_PIN_TYPE_DEVICE_FIRST_SIM_PUK},
};

static int put_feature(const struct qmi_card_seen *card, uint8_t *buf,
		       size_t cap)
{
	uint32_t type = MBIM_PIN_TYPE_CUSTOM;

	for (size_t i = 0; i < sizeof(features) / sizeof(features[0]); i++)
		if (features[i].feature == card->feature)
			type = card->retries ? features[i].pin
					     : features[i].puk;
	return put_info(type, MBIM_PIN_STATE_LOCKED,
			card->retries ? card->retries : card->unblock_retries,
			buf, cap);
}

static bool is_blocked(const struct qmi_pin *pin)
{
	return pin->state == QMI_UIM_PIN_STATE_BLOCKED ||
	       pin->state == QMI_UIM_PIN_STATE_PERMANENTLY_BLOCKED;
}

/* The code that the SIM waits for, or else what PIN1 has left. */
static int put_lock(const struct qmi_card_seen *card, uint8_t *buf, size_t cap)
{
	const struct qmi_pin *pin1 = &card->pin1;

	if (card->personalized)
		return put_feature(card, buf, cap);
	if (!card->has_pins)
		return put_info(MBIM_PIN_TYPE_UNKNOWN, MBIM_PIN_STATE_UNLOCKED,
				UNKNOWN, buf, cap);
	if (is_blocked(pin1))
		return put_info(MBIM_PIN_TYPE_PUK1, MBIM_PIN_STATE_LOCKED,
				pin1->puk, buf, cap);
	return put_info(MBIM_PIN_TYPE_PIN1,
			pin1->state == QMI_UIM_PIN_STATE_ENABLED_NOT_VERIFIED
				? MBIM_PIN_STATE_LOCKED
				: MBIM_PIN_STATE_UNLOCKED,
			pin1->pin, buf, cap);
}

static int query(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	struct qmi_card_seen card;

	if (!att_cids_card(a, &card))
		return ATT_E_STATE;
	if (card.sim == ATT_SIM_ABSENT)
		return ATT_CIDS_REFUSE(MBIM_STATUS_SIM_NOT_INSERTED);
	return put_lock(&card, buf, cap);
}

/* Of what was spoken of; with a success nothing is told of the attempts. */
static int done(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	struct mbim_basic_connect_pin_set set;

	if (mbim_basic_connect_pin_set_decode(a->body, &set))
		return ATT_E_STATE;
	return put_info(set.pin_type, MBIM_PIN_STATE_UNLOCKED, UNKNOWN, buf,
			cap);
}

/* The TLV with what is left is the same in all answers about PINs, of both
 * services. */
static bool left(const struct att_cids_asked *a,
		 struct qmi_uim_retries_remaining *retries)
{
	struct qmi_uim_verify_pin_resp r;

	for (unsigned i = VERIFY; i < END; i++) {
		if (!a->error[i] ||
		    qmi_uim_verify_pin_resp_decode(a->heard[i], &r) ||
		    !r.has.retries_remaining)
			continue;
		*retries = r.retries_remaining;
		return true;
	}
	return false;
}

/* With what is left: of a PIN that has no attempt left, those of its PUK. */
static int refused(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	struct mbim_basic_connect_pin_set set;
	struct qmi_uim_retries_remaining r;
	struct qmi_card_seen card;
	bool locked;

	if (mbim_basic_connect_pin_set_decode(a->body, &set) ||
	    !att_cids_card(a, &card) || !left(a, &r))
		return ATT_E_STATE;
	if (!is_puk(set.pin_type) && !r.verify_retries_left)
		set.pin_type = is_second(set.pin_type) ? MBIM_PIN_TYPE_PUK2
						       : MBIM_PIN_TYPE_PUK1;
	locked = is_puk(set.pin_type) || card.sim == ATT_SIM_LOCKED;
	return put_info(set.pin_type,
			locked ? MBIM_PIN_STATE_LOCKED
			       : MBIM_PIN_STATE_UNLOCKED,
			is_puk(set.pin_type) ? r.unblock_retries_left
					     : r.verify_retries_left,
			buf, cap);
}

/* --- PIN_LIST ------------------------------------------------------------- */

static struct mbim_pin_desc entry(const struct qmi_pin *pin)
{
	if (pin->state == QMI_UIM_PIN_STATE_NOT_INITIALIZED)
		return (struct mbim_pin_desc){
			.pin_mode = MBIM_PIN_MODE_NOT_SUPPORTED};
	return (struct mbim_pin_desc){
		.pin_mode = pin->state == QMI_UIM_PIN_STATE_DISABLED
				    ? MBIM_PIN_MODE_DISABLED
				    : MBIM_PIN_MODE_ENABLED,
		.pin_format = MBIM_PIN_FORMAT_NUMERIC,
		.pin_length_min = ATT_CODES_LEAST,
		.pin_length_max = ATT_CODES_MOST,
	};
}

static int list(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	struct mbim_basic_connect_pin_list_response r = {0};
	struct qmi_card_seen card;

	if (!att_cids_card(a, &card))
		return ATT_E_STATE;
	if (card.sim == ATT_SIM_ABSENT)
		return ATT_CIDS_REFUSE(MBIM_STATUS_SIM_NOT_INSERTED);
	r.pin_desc_pin1 = entry(&card.pin1);
	r.pin_desc_pin2 = entry(&card.pin2);
	return mbim_basic_connect_pin_list_response_encode(&r, buf, cap);
}

#define DMS(m) .service = QMI_SERVICE_DMS, .message = QMI_DMS_##m
#define UIM(m) .service = QMI_SERVICE_UIM, .message = QMI_UIM_##m

static const struct att_cids_row rows[] = {
	{
		.service = MBIM_SERVICE_BASIC_CONNECT,
		.cid = MBIM_CID_BASIC_CONNECT_PIN,
		.step = {ATT_CIDS_CARD_IS},
		.answer = query,
	},
	{
		.service = MBIM_SERVICE_BASIC_CONNECT,
		.cid = MBIM_CID_BASIC_CONNECT_PIN,
		.set = true,
		.step = {ATT_CIDS_CARD_IS,
			 [VERIFY] = {UIM(VERIFY_PIN), .put = verify},
			 [UNBLOCK] = {UIM(UNBLOCK_PIN), .put = unblock},
			 [CHANGE] = {UIM(CHANGE_PIN), .put = change},
			 [PROTECT] = {UIM(SET_PIN_PROTECTION), .put = protect},
			 [DMS_VERIFY] = {DMS(UIM_VERIFY_PIN),
					 .put = dms_verify},
			 [DMS_UNBLOCK] = {DMS(UIM_UNBLOCK_PIN),
					  .put = dms_unblock},
			 [DMS_CHANGE] = {DMS(UIM_CHANGE_PIN),
					 .put = dms_change},
			 [DMS_PROTECT] = {DMS(UIM_SET_PIN_PROTECTION),
					  .put = dms_protect}},
		.answer = done,
		.refused = refused,
		.lacks = "QMI's PIN messages are about PIN1, PIN2 and their "
			 "PUKs, not about the codes of a network or a device",
	},
	{
		.service = MBIM_SERVICE_BASIC_CONNECT,
		.cid = MBIM_CID_BASIC_CONNECT_PIN_LIST,
		.step = {ATT_CIDS_CARD_IS},
		.answer = list,
	},
};

const struct att_cids_part att_cids_pin = {
	.rows = rows,
	.n_rows = sizeof(rows) / sizeof(rows[0]),
};

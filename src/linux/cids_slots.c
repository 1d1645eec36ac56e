/* See cids_slots.h. MS Multi-SIM Operations. A modem has one executor, which is
 * mapped to the slot that QMI calls active. One with a single slot does not
 * know the message. */
#include "linux/cids_slots.h"

#include "base/errors.h"
#include "generated/cids.h"
#include "linux/cids_card.h"

#define MS MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS

/* The first step of each row; of SLOT_INFO_STATUS the card follows. */
enum { SWITCH = ATT_CIDS_CARD_STEPS, SLOTS };

struct slots {
	bool told; /* else it has the one that it uses */
	uint32_t n, active;
	bool present; /* a card in one of them */
};

/* at: whose presence is wanted */
static struct slots slots_of(const struct att_cids_asked *a, uint32_t at)
{
	struct qmi_uim_get_slot_status_resp r;
	struct qmi_uim_physical_slot_status slot;
	struct slots s = {.n = 1};
	struct att_cursor c;

	if (a->error[SLOTS] ||
	    qmi_uim_get_slot_status_resp_decode(a->heard[SLOTS], &r) ||
	    !r.has.physical_slot_status || !r.physical_slot_status.count)
		return s;
	s.told = true;
	s.n = 0;
	c = att_cursor_of(&r.physical_slot_status);
	for (; qmi_uim_physical_slot_status_next(&c, &slot); s.n++) {
		if (slot.physical_slot_status == QMI_UIM_SLOT_STATE_ACTIVE)
			s.active = s.n;
		if (s.n == at)
			s.present = slot.physical_card_status ==
				    QMI_UIM_PHYSICAL_CARD_STATE_PRESENT;
	}
	return s;
}

/* --- SYS_CAPS ------------------------------------------------------------- */

static int caps(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	const struct mbim_ms_basic_connect_extensions_sys_caps_response r = {
		.number_of_executors = 1,
		.number_of_slots = slots_of(a, 0).n,
		.concurrency = 1,
	};

	return mbim_ms_basic_connect_extensions_sys_caps_response_encode(
		&r, buf, cap);
}

/* --- DEVICE_SLOT_MAPPINGS ------------------------------------------------- */

static int mappings(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	const struct mbim_uicc_slot slot = {slots_of(a, 0).active};
	const struct
		mbim_ms_basic_connect_extensions_device_slot_mappings_response
			r = {.slot_map = att_array_of(&slot, 1)};

	return mbim_ms_basic_connect_extensions_device_slot_mappings_response_encode(
		&r, buf, cap);
}

static int put_switch(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	struct mbim_ms_basic_connect_extensions_device_slot_mappings_response
		set;
	struct qmi_uim_switch_slot_req req = {
		.has = {.logical_slot = true, .physical_slot = true},
		.logical_slot = 1,
	};
	struct mbim_uicc_slot slot;
	struct att_cursor c;

	if (mbim_ms_basic_connect_extensions_device_slot_mappings_response_decode(
		    a->body, &set) ||
	    set.slot_map.count != 1)
		return ATT_E_VALUE;
	c = att_cursor_of(&set.slot_map);
	if (!mbim_uicc_slot_next(&c, &slot) || slot.slot == UINT32_MAX)
		return ATT_E_VALUE;
	req.physical_slot = slot.slot + 1;
	return qmi_uim_switch_slot_req_encode(&req, buf, cap);
}

/* --- SLOT_INFO_STATUS ----------------------------------------------------- */

static uint32_t state_in_use(const struct att_cids_asked *a)
{
	const bool euicc = !a->error[SLOTS] && att_cids_euicc(a->heard[SLOTS]);
	struct qmi_card_seen card;

	if (!att_cids_card(a, &card))
		return MBIM_UICC_SLOT_STATE_UNKNOWN;
	switch (card.sim) {
	case ATT_SIM_ABSENT:
		return MBIM_UICC_SLOT_STATE_EMPTY;
	case ATT_SIM_BAD:
		return MBIM_UICC_SLOT_STATE_ERROR;
	case ATT_SIM_STARTING:
		return euicc && card.empty
			       ? MBIM_UICC_SLOT_STATE_ACTIVE_ESIM_NO_PROFILES
			       : MBIM_UICC_SLOT_STATE_NOT_READY;
	case ATT_SIM_NO_PROFILE:
		return MBIM_UICC_SLOT_STATE_ACTIVE_ESIM_NO_PROFILES;
	case ATT_SIM_READY:
	case ATT_SIM_LOCKED:
		break;
	}
	return euicc ? MBIM_UICC_SLOT_STATE_ACTIVE_ESIM
		     : MBIM_UICC_SLOT_STATE_ACTIVE;
}

static int state(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	struct mbim_ms_basic_connect_extensions_slot_info_status_query q;
	struct mbim_ms_basic_connect_extensions_slot_info_status_response r;
	struct slots s;

	if (mbim_ms_basic_connect_extensions_slot_info_status_query_decode(
		    a->body, &q))
		return ATT_E_VALUE;
	s = slots_of(a, q.slot_index);
	if (q.slot_index >= s.n)
		return ATT_E_VALUE;
	r.slot_index = q.slot_index;
	r.state = q.slot_index == s.active ? state_in_use(a)
		  : s.present		   ? MBIM_UICC_SLOT_STATE_OFF
					   : MBIM_UICC_SLOT_STATE_OFF_EMPTY;
	return mbim_ms_basic_connect_extensions_slot_info_status_response_encode(
		&r, buf, cap);
}

#define UIM(m) .service = QMI_SERVICE_UIM, .message = QMI_UIM_##m
#define CID(c) .service = MS, .cid = MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_##c

/* SWITCH, of a set, stands between them. */
#define STEPS \
	ATT_CIDS_CARD_IS, [SLOTS] = {UIM(GET_SLOT_STATUS), .optional = true}

static const struct att_cids_row rows[] = {
	{CID(SYS_CAPS), .step = {STEPS}, .answer = caps},
	{CID(DEVICE_SLOT_MAPPINGS), .step = {STEPS}, .answer = mappings},
	{CID(DEVICE_SLOT_MAPPINGS), .set = true,
	 .step = {STEPS, [SWITCH] = {UIM(SWITCH_SLOT), .put = put_switch}},
	 .answer = mappings},
	{CID(SLOT_INFO_STATUS), .step = {STEPS}, .answer = state},
};

const struct att_cids_part att_cids_slots = {
	.rows = rows,
	.n_rows = sizeof(rows) / sizeof(rows[0]),
};

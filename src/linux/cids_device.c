/* See cids_device.h. MBIM 1.0 10.5.1, 10.5.3; DMS of QMI. */
#include "linux/cids_device.h"

#include "base/errors.h"
#include "generated/cids.h"
#include "generated/qmi_messages.h"

#define MS MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS

/* --- DEVICE_CAPS ---------------------------------------------------------- */

enum { INFO, IDS, REVISION, MODEL, VERSIONS };

static const struct {
	uint8_t radio; /* QMI_DMS_RADIO_INTERFACE_* */
	uint32_t cellular, data;
} radios[] = {
	{QMI_DMS_RADIO_INTERFACE_CDMA20001X, MBIM_CELLULAR_CLASS_CDMA,
	 MBIM_DATA_CLASS_V3_1XRTT},
	{QMI_DMS_RADIO_INTERFACE_EVDO, MBIM_CELLULAR_CLASS_CDMA,
	 MBIM_DATA_CLASS_V3_1XEVDO | MBIM_DATA_CLASS_V3_1XEVDO_REVA},
	{QMI_DMS_RADIO_INTERFACE_GSM, MBIM_CELLULAR_CLASS_GSM,
	 MBIM_DATA_CLASS_V3_GPRS | MBIM_DATA_CLASS_V3_EDGE},
	{QMI_DMS_RADIO_INTERFACE_UMTS, MBIM_CELLULAR_CLASS_GSM,
	 MBIM_DATA_CLASS_V3_UMTS | MBIM_DATA_CLASS_V3_HSDPA |
		 MBIM_DATA_CLASS_V3_HSUPA},
	{QMI_DMS_RADIO_INTERFACE_LTE, MBIM_CELLULAR_CLASS_GSM,
	 MBIM_DATA_CLASS_V3_LTE},
	{QMI_DMS_RADIO_INTERFACE_TDS, MBIM_CELLULAR_CLASS_GSM,
	 MBIM_DATA_CLASS_V3_UMTS},
	{QMI_DMS_RADIO_INTERFACE_5GNR, MBIM_CELLULAR_CLASS_GSM,
	 MBIM_DATA_CLASS_V3_5G},
};

/* Units of UTF-16 that MBIM has room for. */
#define ID	 18u
#define FIRMWARE 30u

struct caps {
	uint32_t cellular, data, voice, sim;
	char id[ATT_CIDS_TEXT(ID)];
	char firmware[ATT_CIDS_TEXT(FIRMWARE)],
		hardware[ATT_CIDS_TEXT(FIRMWARE)];
};

static void take_radio(struct caps *c, uint8_t radio)
{
	for (size_t i = 0; i < sizeof(radios) / sizeof(radios[0]); i++)
		if (radios[i].radio == radio) {
			c->cellular |= radios[i].cellular;
			c->data |= radios[i].data;
		}
}

static uint32_t voice_of(uint8_t capability)
{
	switch (capability) {
	case QMI_DMS_DATA_SERVICE_CAPABILITY_SIMULTANEOUS_CS_PS:
		return MBIM_VOICE_CLASS_SIMULTANEOUS_VOICE_DATA;
	case QMI_DMS_DATA_SERVICE_CAPABILITY_NON_SIMULTANEOUS_CS_PS:
		return MBIM_VOICE_CLASS_SEPARATED_VOICE_DATA;
	}
	return MBIM_VOICE_CLASS_NO_VOICE;
}

static void take_info(struct caps *c, struct att_bytes tlvs)
{
	struct qmi_dms_get_capabilities_resp r;

	if (qmi_dms_get_capabilities_resp_decode(tlvs, &r) || !r.has.info)
		return;
	for (uint32_t i = 0; i < r.info.radio_interface_list.count; i++)
		take_radio(c, att_array_u8(&r.info.radio_interface_list, i));
	c->voice = voice_of(r.info.data_service_capability);
	if (r.info.sim_capability == QMI_DMS_SIM_CAPABILITY_SUPPORTED)
		c->sim = MBIM_SIM_CLASS_REMOVABLE;
}

/* Only digits are the id of a modem of 3GPP: without CDMA an ESN is "0". */
static void take_ids(struct caps *c, struct att_bytes tlvs)
{
	struct qmi_dms_get_ids_resp r;

	if (qmi_dms_get_ids_resp_decode(tlvs, &r))
		return;
	if (r.has.imei && r.imei.len > 1)
		(void)att_cids_text(&r.imei, ID, c->id);
	else if (r.has.meid && r.meid.len > 1)
		(void)att_cids_text(&r.meid, ID, c->id);
	else if (r.has.esn && r.esn.len > 1)
		(void)att_cids_text(&r.esn, ID, c->id);
}

static void take_texts(struct caps *c, const struct att_cids_asked *a)
{
	struct qmi_dms_get_revision_resp revision;
	struct qmi_dms_get_model_resp model;

	if (!qmi_dms_get_revision_resp_decode(a->heard[REVISION], &revision) &&
	    revision.has.revision)
		(void)att_cids_text(&revision.revision, FIRMWARE, c->firmware);
	if (!qmi_dms_get_model_resp_decode(a->heard[MODEL], &model) &&
	    model.has.model)
		(void)att_cids_text(&model.model, FIRMWARE, c->hardware);
}

static struct caps caps_of(const struct att_cids_asked *a)
{
	struct caps c = {.voice = MBIM_VOICE_CLASS_UNKNOWN};

	take_info(&c, a->heard[INFO]);
	take_ids(&c, a->heard[IDS]);
	take_texts(&c, a);
	return c;
}

/* Of attache, which has them by WMS. */
static uint32_t sms_of(const struct att_cids_asked *a)
{
	struct qmi_ctl_get_version_info_resp r;
	struct qmi_ctl_service_list service;
	struct att_cursor c;

	if (qmi_ctl_get_version_info_resp_decode(a->heard[VERSIONS], &r) ||
	    !r.has.service_list)
		return MBIM_SMS_CAPS_NONE;
	c = att_cursor_of(&r.service_list);
	while (qmi_ctl_service_list_next(&c, &service))
		if (service.service == QMI_SERVICE_WMS)
			return MBIM_SMS_CAPS_PDU_RECEIVE |
			       MBIM_SMS_CAPS_PDU_SEND;
	return MBIM_SMS_CAPS_NONE;
}

#define CAPS(a, c)                                                            \
	.device_type = MBIM_DEVICE_TYPE_UNKNOWN,                              \
	.cellular_class = (c).cellular, .voice_class = (c).voice,             \
	.sim_class = (c).sim, .data_class = (c).data, .sms_caps = sms_of(a),  \
	.control_caps = MBIM_CTRL_CAPS_REG_MANUAL,                            \
	.max_sessions = ATT_CORE_SESSIONS, .device_id = att_str_utf8((c).id), \
	.firmware_info = att_str_utf8((c).firmware),                          \
	.hardware_info = att_str_utf8((c).hardware)

static int caps(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	const struct caps c = caps_of(a);
	const struct mbim_basic_connect_device_caps_response r = {CAPS(a, c)};

	return mbim_basic_connect_device_caps_response_encode(&r, buf, cap);
}

static int ms_caps(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	const struct caps c = caps_of(a);
	const struct mbim_ms_basic_connect_extensions_device_caps_response_v3
		r = {CAPS(a, c)};

	return mbim_ms_basic_connect_extensions_device_caps_response_v3_encode(
		&r, buf, cap);
}

/* --- RADIO_STATE ---------------------------------------------------------- */

static int radio(const struct att_bytes tlvs, uint8_t *buf, size_t cap)
{
	struct qmi_dms_get_operating_mode_resp r;
	struct mbim_basic_connect_radio_state_response out;

	if (qmi_dms_get_operating_mode_resp_decode(tlvs, &r) || !r.has.mode)
		return ATT_E_STATE;
	out.hw_radio_state =
		r.has.hardware_restricted_mode && r.hardware_restricted_mode
			? MBIM_RADIO_SWITCH_STATE_OFF
			: MBIM_RADIO_SWITCH_STATE_ON;
	out.sw_radio_state = r.mode == QMI_DMS_OPERATING_MODE_ONLINE
				     ? MBIM_RADIO_SWITCH_STATE_ON
				     : MBIM_RADIO_SWITCH_STATE_OFF;
	return mbim_basic_connect_radio_state_response_encode(&out, buf, cap);
}

static int radio_is(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	return radio(a->heard[0], buf, cap);
}

static int radio_was_set(const struct att_cids_asked *a, uint8_t *buf,
			 size_t cap)
{
	return radio(a->heard[1], buf, cap);
}

static int put_mode(uint8_t mode, uint8_t *buf, size_t cap)
{
	const struct qmi_dms_set_operating_mode_req req = {.has.mode = true,
							   .mode = mode};

	return qmi_dms_set_operating_mode_req_encode(&req, buf, cap);
}

static int set_radio(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	struct mbim_basic_connect_radio_state_set set;

	if (mbim_basic_connect_radio_state_set_decode(a->body, &set) ||
	    set.radio_state > MBIM_RADIO_SWITCH_STATE_ON)
		return ATT_E_VALUE;
	return put_mode(set.radio_state == MBIM_RADIO_SWITCH_STATE_ON
				? QMI_DMS_OPERATING_MODE_ONLINE
				: QMI_DMS_OPERATING_MODE_LOW_POWER,
			buf, cap);
}

static int put_radio_news(const struct att_cids_asked *a, uint8_t *buf,
			  size_t cap)
{
	const struct qmi_dms_set_event_report_req req = {
		.has = {.operating_mode_reporting = true,
			.wireless_disable_state_reporting = true},
		.operating_mode_reporting = true,
		.wireless_disable_state_reporting = true,
	};

	if (!att_cids_wants(a, MBIM_SERVICE_BASIC_CONNECT,
			    MBIM_CID_BASIC_CONNECT_RADIO_STATE))
		return ATT_CIDS_SKIP;
	return qmi_dms_set_event_report_req_encode(&req, buf, cap);
}

static int tell_radio(struct att_bytes tlvs, uint8_t *buf, size_t cap)
{
	struct qmi_dms_event_report_ind ind;

	(void)buf;
	(void)cap;
	return !qmi_dms_event_report_ind_decode(tlvs, &ind) &&
			       (ind.has.operating_mode ||
				ind.has.wireless_disable_state)
		       ? ATT_CIDS_ASK
		       : ATT_CIDS_SKIP;
}

/* --- DEVICE_RESET --------------------------------------------------------- */

/* A reset is taken where the modem is offline, and leaves that. */
static int put_offline(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	(void)a;
	return put_mode(QMI_DMS_OPERATING_MODE_OFFLINE, buf, cap);
}

static int put_reset(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	(void)a;
	return put_mode(QMI_DMS_OPERATING_MODE_RESET, buf, cap);
}

static int nothing(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	(void)a;
	(void)buf;
	(void)cap;
	return 0;
}

/* --- rows ----------------------------------------------------------------- */

#define DMS(m) .service = QMI_SERVICE_DMS, .message = QMI_DMS_##m
#define CTL(m) .service = QMI_SERVICE_CTL, .message = QMI_CTL_##m

#define CAPS_STEPS                                                      \
	{                                                               \
		[INFO] = {DMS(GET_CAPABILITIES)},                       \
		[IDS] = {DMS(GET_IDS), .optional = true},               \
		[REVISION] = {DMS(GET_REVISION), .optional = true},     \
		[MODEL] = {DMS(GET_MODEL), .optional = true},           \
		[VERSIONS] = {CTL(GET_VERSION_INFO), .optional = true}, \
	}

static const struct att_cids_row rows[] = {
	{.service = MBIM_SERVICE_BASIC_CONNECT,
	 .cid = MBIM_CID_BASIC_CONNECT_DEVICE_CAPS,
	 .step = CAPS_STEPS,
	 .answer = caps},
	{.service = MS,
	 .cid = MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_DEVICE_CAPS,
	 .step = CAPS_STEPS,
	 .answer = ms_caps},
	{.service = MBIM_SERVICE_BASIC_CONNECT,
	 .cid = MBIM_CID_BASIC_CONNECT_RADIO_STATE,
	 .step = {{DMS(GET_OPERATING_MODE)}},
	 .answer = radio_is},
	{.service = MBIM_SERVICE_BASIC_CONNECT,
	 .cid = MBIM_CID_BASIC_CONNECT_RADIO_STATE,
	 .set = true,
	 .step = {{DMS(SET_OPERATING_MODE), .put = set_radio},
		  {DMS(GET_OPERATING_MODE)}},
	 .answer = radio_was_set},
	{.service = MS,
	 .cid = MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_DEVICE_RESET,
	 .set = true,
	 .step = {{DMS(SET_OPERATING_MODE), .put = put_offline,
		   .optional = true},
		  {DMS(SET_OPERATING_MODE), .put = put_reset}},
	 .answer = nothing},
};

static const struct att_cids_event events[] = {
	{QMI_SERVICE_DMS, QMI_DMS_EVENT_REPORT, MBIM_SERVICE_BASIC_CONNECT,
	 MBIM_CID_BASIC_CONNECT_RADIO_STATE, tell_radio},
};

static const struct att_cids_step sources[] = {
	{DMS(SET_EVENT_REPORT), .put = put_radio_news, .optional = true},
};

const struct att_cids_part att_cids_device = {
	.rows = rows,
	.n_rows = sizeof(rows) / sizeof(rows[0]),
	.events = events,
	.n_events = sizeof(events) / sizeof(events[0]),
	.sources = sources,
	.n_sources = sizeof(sources) / sizeof(sources[0]),
};

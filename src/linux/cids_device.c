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

struct caps {
	uint32_t cellular, data, voice, sim;
	struct att_str id, firmware, hardware;
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
		c->id = r.imei;
	else if (r.has.meid && r.meid.len > 1)
		c->id = r.meid;
	else if (r.has.esn && r.esn.len > 1)
		c->id = r.esn;
}

static void take_texts(struct caps *c, const struct att_cids_asked *a)
{
	struct qmi_dms_get_revision_resp revision;
	struct qmi_dms_get_model_resp model;

	if (!qmi_dms_get_revision_resp_decode(a->heard[REVISION], &revision) &&
	    revision.has.revision)
		c->firmware = revision.revision;
	if (!qmi_dms_get_model_resp_decode(a->heard[MODEL], &model) &&
	    model.has.model)
		c->hardware = model.model;
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

#define CAPS(a, c)                                                           \
	.device_type = MBIM_DEVICE_TYPE_UNKNOWN,                             \
	.cellular_class = (c).cellular, .voice_class = (c).voice,            \
	.sim_class = (c).sim, .data_class = (c).data, .sms_caps = sms_of(a), \
	.control_caps = MBIM_CTRL_CAPS_REG_MANUAL,                           \
	.max_sessions = ATT_CORE_SESSIONS, .device_id = (c).id,              \
	.firmware_info = (c).firmware, .hardware_info = (c).hardware

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
};

const struct att_cids_part att_cids_device = {
	.rows = rows,
	.n_rows = sizeof(rows) / sizeof(rows[0]),
};

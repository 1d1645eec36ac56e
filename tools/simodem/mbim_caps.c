/* What the device is: DEVICE_CAPS of three kinds, and the MBIMEx version. */
#include "tools/simodem/mbim.h"

/* MBIMEx 1 knows no 5G, 2 two kinds of it, and 3 one, with subclasses. */
static uint32_t nr_classes(const struct sim_mbim *m)
{
	if (!m->config->nr || m->ex < MBIM_EX_2)
		return 0;
	return m->ex >= MBIM_EX_3 ? (uint32_t)MBIM_DATA_CLASS_V3_5G
				  : (uint32_t)MBIM_DATA_CLASS_5G_NSA |
					    MBIM_DATA_CLASS_5G_SA;
}

uint32_t sim_data_classes(const struct sim_mbim *m)
{
	return MBIM_DATA_CLASS_UMTS | MBIM_DATA_CLASS_LTE | nr_classes(m);
}

enum sim_generation sim_generation_told(const struct sim_mbim *m)
{
	return m->ex < MBIM_EX_2 ? SIM_4G
				 : sim_world_generation(m->world, m->state);
}

uint32_t sim_data_class(const struct sim_mbim *m)
{
	enum sim_generation is = sim_generation_told(m);

	if (is == SIM_4G)
		return MBIM_DATA_CLASS_LTE;
	if (m->ex >= MBIM_EX_3)
		return MBIM_DATA_CLASS_V3_5G;
	return is == SIM_5G_SA ? MBIM_DATA_CLASS_5G_SA : MBIM_DATA_CLASS_5G_NSA;
}

uint32_t sim_data_subclass(const struct sim_mbim *m)
{
	enum sim_generation is = sim_generation_told(m);

	if (is == SIM_4G || m->ex < MBIM_EX_3)
		return MBIM_DATA_SUBCLASS_NONE;
	return is == SIM_5G_SA ? MBIM_DATA_SUBCLASS_5G_NR
			       : MBIM_DATA_SUBCLASS_5G_ENDC;
}

/* What the modem can. */
static uint32_t subclasses(const struct sim_mbim *m)
{
	return m->config->nr
		       ? MBIM_DATA_SUBCLASS_5G_ENDC | MBIM_DATA_SUBCLASS_5G_NR
		       : MBIM_DATA_SUBCLASS_NONE;
}

static uint32_t sms_caps(const struct sim_mbim *m)
{
	const struct sim_cid *send = sim_reply_find(
		m, &mbim_services[MBIM_SERVICE_SMS].uuid, MBIM_CID_SMS_SEND);

	return sim_offers(m, send)
		       ? MBIM_SMS_CAPS_PDU_RECEIVE | MBIM_SMS_CAPS_PDU_SEND
		       : MBIM_SMS_CAPS_NONE;
}

/* What all kinds of DEVICE_CAPS have in common. */
#define CAPS(m)                                                             \
	.device_type = MBIM_DEVICE_TYPE_REMOVABLE,                          \
	.cellular_class = MBIM_CELLULAR_CLASS_GSM,                          \
	.voice_class = MBIM_VOICE_CLASS_NO_VOICE,                           \
	.sim_class = MBIM_SIM_CLASS_REMOVABLE,                              \
	.data_class = sim_data_classes(m),                                  \
	.control_caps = MBIM_CTRL_CAPS_REG_MANUAL |                         \
			MBIM_CTRL_CAPS_SIM_HOT_SWAP_CAPABLE,                \
	.sms_caps = sms_caps(m), .max_sessions = (m)->config->max_sessions, \
	.device_id = att_str_utf8((m)->config->imei),                       \
	.firmware_info = att_str_utf8((m)->config->firmware),               \
	.hardware_info = att_str_utf8((m)->config->model)

int sim_put_device_caps(const struct sim_mbim *m, uint32_t arg, uint8_t *out,
			size_t cap)
{
	const struct mbim_basic_connect_device_caps_response r = {
		CAPS(m),
	};

	(void)arg;
	return mbim_basic_connect_device_caps_response_encode(&r, out, cap);
}

static int put_ms_device_caps_v3(const struct sim_mbim *m, uint8_t *out,
				 size_t cap)
{
	static const uint16_t lte_bands[] = {3, 7, 20}, nr_bands[] = {1, 78};
	const struct mbim_ms_basic_connect_extensions_device_caps_response_v3
		r = {
			CAPS(m),
			.data_subclass = subclasses(m),
			.lte_band_class = att_array_of(lte_bands, 3),
			.nr_band_class =
				att_array_of(nr_bands, m->config->nr ? 2 : 0),
		};

	return mbim_ms_basic_connect_extensions_device_caps_response_v3_encode(
		&r, out, cap);
}

int sim_put_ms_device_caps(const struct sim_mbim *m, uint32_t arg, uint8_t *out,
			   size_t cap)
{
	const struct mbim_ms_basic_connect_extensions_device_caps_response r = {
		CAPS(m),
	};

	(void)arg;
	if (m->ex >= MBIM_EX_3)
		return put_ms_device_caps_v3(m, out, cap);
	return mbim_ms_basic_connect_extensions_device_caps_response_encode(
		&r, out, cap);
}

/* --- VERSION -------------------------------------------------------------- */

int sim_put_version(const struct sim_mbim *m, uint32_t arg, uint8_t *out,
		    size_t cap)
{
	struct mbim_ms_basic_connect_extensions_version_response r = {
		.mbim_version = 0x0100,
		.mbim_extended_version = m->ex,
	};

	(void)arg;
	return mbim_ms_basic_connect_extensions_version_response_encode(&r, out,
									cap);
}

uint32_t sim_query_version(struct sim_mbim *m, struct sim_call *c)
{
	struct mbim_ms_basic_connect_extensions_version_query q;

	if (m->config->ex_version < MBIM_EX_2)
		return MBIM_STATUS_NO_DEVICE_SUPPORT;
	if (mbim_ms_basic_connect_extensions_version_query_decode(c->body,
								  &q) != 0)
		return MBIM_STATUS_INVALID_PARAMETERS;
	if (m->may_negotiate)
		m->ex = q.mbim_extended_version < m->config->ex_version
				? q.mbim_extended_version
				: m->config->ex_version;
	return MBIM_STATUS_NONE;
}

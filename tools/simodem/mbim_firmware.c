/* Firmware: Microsoft's id of it, its update, which is refused, and the
 * restarts that makers have. */
#include "tools/simodem/mbim.h"

/* The id is Microsoft's to give; here the USB ids stand for the modem. */
int sim_put_firmware_id(const struct sim_mbim *m, uint32_t arg, uint8_t *out,
			size_t cap)
{
	struct mbim_ms_firmware_id_get_response r = {.firmware_id = {{0}}};
	uint8_t *id = r.firmware_id.b;

	(void)arg;
	id[0] = (uint8_t)(m->config->vendor >> 8);
	id[1] = (uint8_t)m->config->vendor;
	id[2] = (uint8_t)(m->config->product >> 8);
	id[3] = (uint8_t)m->config->product;
	return mbim_ms_firmware_id_get_response_encode(&r, out, cap);
}

/* --- Qualcomm's update (QDU) -----------------------------------------------
 */

int sim_put_update_session(const struct sim_mbim *m, uint32_t arg, uint8_t *out,
			   size_t cap)
{
	const struct mbim_qdu_update_session_response r = {
		.current_session_type = MBIM_QDU_SESSION_TYPE_NONE,
		.current_session_status = MBIM_QDU_SESSION_STATUS_INACTIVE,
	};

	(void)m;
	(void)arg;
	return mbim_qdu_update_session_response_encode(&r, out, cap);
}

/* No image is signed for this modem, so no session begins. */
uint32_t sim_refuse_update(struct sim_mbim *m, struct sim_call *c)
{
	(void)m;
	(void)c;
	return MBIM_STATUS_OPERATION_NOT_ALLOWED;
}

uint32_t sim_set_update_session(struct sim_mbim *m, struct sim_call *c)
{
	struct mbim_qdu_update_session_set s;

	(void)m;
	if (mbim_qdu_update_session_set_decode(c->body, &s) != 0 ||
	    s.session_action > MBIM_QDU_SESSION_ACTION_STOP)
		return MBIM_STATUS_INVALID_PARAMETERS;
	return s.session_action == MBIM_QDU_SESSION_ACTION_STOP
		       ? MBIM_STATUS_NONE
		       : MBIM_STATUS_OPERATION_NOT_ALLOWED;
}

uint32_t sim_set_read_version(struct sim_mbim *m, struct sim_call *c)
{
	struct mbim_qdu_quectel_read_version_set s;

	(void)m;
	if (mbim_qdu_quectel_read_version_set_decode(c->body, &s) != 0 ||
	    s.version_type != MBIM_QDU_QUECTEL_VERSION_TYPE_FW_BUILD_ID)
		return MBIM_STATUS_INVALID_PARAMETERS;
	return MBIM_STATUS_NONE;
}

int sim_put_read_version(const struct sim_mbim *m, uint32_t arg, uint8_t *out,
			 size_t cap)
{
	const struct mbim_qdu_quectel_read_version_response r = {
		.version_id = MBIM_QDU_QUECTEL_VERSION_TYPE_FW_BUILD_ID,
		.version = att_str_utf8(m->config->firmware),
	};

	(void)arg;
	return mbim_qdu_quectel_read_version_response_encode(&r, out, cap);
}

/* --- restarts --------------------------------------------------------------
 */

/* From version 2 on the host says into which mode: only the normal one is
 * there. */
uint32_t sim_set_intel_reboot(struct sim_mbim *m, struct sim_call *c)
{
	struct mbim_intel_firmware_update_modem_reboot_set_v2 s;

	if (m->ex >= MBIM_EX_2) {
		if (mbim_intel_firmware_update_modem_reboot_set_v2_decode(
			    c->body, &s) != 0)
			return MBIM_STATUS_INVALID_PARAMETERS;
		if (s.boot_mode != MBIM_INTEL_BOOT_MODE_NORMAL_MODE)
			return MBIM_STATUS_OPERATION_NOT_ALLOWED;
	}
	sim_world_restart(m->world, c->now_ms);
	return MBIM_STATUS_NONE;
}

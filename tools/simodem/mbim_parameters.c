/* MODEM_CONFIGURATION, REGISTRATION_PARAMETERS, NETWORK_PARAMS, WAKE_REASON and
 * UE_POLICY of Microsoft's extensions. MBIMEx 3.0 3.8 to 3.11. */
#include "tools/simodem/mbim.h"

void sim_parameters_init(struct sim_mbim *m)
{
	m->registering = (struct sim_registering){
		.mico_mode = MBIM_MICO_MODE_UNSUPPORTED,
		.drx_cycle = MBIM_DRX_CYCLE_NOT_SUPPORTED,
		.pdu_hint = MBIM_DEFAULT_PDU_ACTIVATION_HINT_LIKELY,
		.again = true,
	};
}

/* These came with MBIMEx 3. */
uint32_t sim_query_v3(struct sim_mbim *m, struct sim_call *c)
{
	(void)c;
	return m->ex >= MBIM_EX_3 ? MBIM_STATUS_NONE
				  : MBIM_STATUS_NO_DEVICE_SUPPORT;
}

/* The settings of the operator were loaded when the card was seen. */
int sim_put_modem_configuration(const struct sim_mbim *m, uint32_t arg,
				uint8_t *out, size_t cap)
{
	const struct
		mbim_ms_basic_connect_extensions_modem_configuration_response_v3
			r = {.configuration_status =
				     MBIM_MODEM_CONFIGURATION_STATUS_COMPLETED,
			     .configuration_name =
				     att_str_utf8(m->config->operator_.name)};

	(void)arg;
	return mbim_ms_basic_connect_extensions_modem_configuration_response_v3_encode(
		&r, out, cap);
}

uint32_t sim_set_registration_parameters(struct sim_mbim *m, struct sim_call *c)
{
	struct mbim_ms_basic_connect_extensions_registration_parameters_response_v3
		s;

	if (m->ex < MBIM_EX_3)
		return MBIM_STATUS_NO_DEVICE_SUPPORT;
	if (mbim_ms_basic_connect_extensions_registration_parameters_response_v3_decode(
		    c->body, &s) != 0 ||
	    s.mico_mode > MBIM_MICO_MODE_DEFAULT ||
	    s.drx_cycle > MBIM_DRX_CYCLE_256 ||
	    s.ladn_info > MBIM_LADN_INFO_REQUESTED ||
	    s.default_pdu_activation_hint >
		    MBIM_DEFAULT_PDU_ACTIVATION_HINT_LIKELY ||
	    s.re_register_if_needed > 1)
		return MBIM_STATUS_INVALID_PARAMETERS;
	m->registering = (struct sim_registering){
		.mico_mode = s.mico_mode,
		.drx_cycle = s.drx_cycle,
		.ladn_info = s.ladn_info,
		.pdu_hint = s.default_pdu_activation_hint,
		.again = s.re_register_if_needed,
	};
	return MBIM_STATUS_NONE;
}

int sim_put_registration_parameters(const struct sim_mbim *m, uint32_t arg,
				    uint8_t *out, size_t cap)
{
	const struct sim_registering *p = &m->registering;
	const struct
		mbim_ms_basic_connect_extensions_registration_parameters_response_v3
			r = {.mico_mode = p->mico_mode,
			     .drx_cycle = p->drx_cycle,
			     .ladn_info = p->ladn_info,
			     .default_pdu_activation_hint = p->pdu_hint,
			     .re_register_if_needed = p->again};

	(void)arg;
	return mbim_ms_basic_connect_extensions_registration_parameters_response_v3_encode(
		&r, out, cap);
}

/* No host sleeps here: what would wake one is the signal, by its CID. The TLV:
 * service, CID, and where a payload is, which there is not. */
#define COMMAND_LENGTH 28u
#define TLV_HEADER     8u

int sim_put_wake_reason(const struct sim_mbim *m, uint32_t arg, uint8_t *out,
			size_t cap)
{
	uint8_t tlv[TLV_HEADER + COMMAND_LENGTH] = {MBIM_TLV_TYPE_WAKE_COMMAND};
	const struct mbim_ms_basic_connect_extensions_wake_reason_response_v3
		r = {.wake_type = MBIM_WAKE_TYPE_CID_INDICATION,
		     .wake_tlv = att_bytes_of(tlv, sizeof(tlv))};

	(void)m;
	(void)arg;
	att_put32(tlv + 4, COMMAND_LENGTH);
	memcpy(tlv + TLV_HEADER,
	       &mbim_services[MBIM_SERVICE_BASIC_CONNECT].uuid, 16);
	att_put32(tlv + TLV_HEADER + 16, MBIM_CID_BASIC_CONNECT_SIGNAL_STATE);
	return mbim_ms_basic_connect_extensions_wake_reason_response_v3_encode(
		&r, out, cap);
}

/* --- of MBIMEx 4, which Microsoft has put aside ----------------------------
 */

int sim_put_network_params(const struct sim_mbim *m, uint32_t arg, uint8_t *out,
			   size_t cap)
{
	const struct mbim_ms_basic_connect_extensions_network_params_response
		r = {.mico_indication = MBIM_MICO_INDICATION_NOT_AVAILABLE,
		     .drx_cycle = m->registering.drx_cycle};

	(void)arg;
	return mbim_ms_basic_connect_extensions_network_params_response_encode(
		&r, out, cap);
}

/* The network has no policies. */
int sim_put_ue_policy(const struct sim_mbim *m, uint32_t arg, uint8_t *out,
		      size_t cap)
{
	const struct mbim_ms_basic_connect_extensions_ue_policy_response r = {
		.unnamed_ies = {NULL, 0}};

	(void)m;
	(void)arg;
	return mbim_ms_basic_connect_extensions_ue_policy_response_encode(
		&r, out, cap);
}

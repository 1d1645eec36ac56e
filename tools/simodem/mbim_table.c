/* What the simulated modem can do: one row per CID. A row with fields to put
 * and sim_read answers a query from the state alone. */
#include "tools/simodem/mbim.h"

#define BC(cid) MBIM_SERVICE_BASIC_CONNECT, MBIM_CID_BASIC_CONNECT_##cid
#define EXT(cid)                                  \
	MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS, \
		MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_##cid
#define UICC(cid)                              \
	MBIM_SERVICE_MS_UICC_LOW_LEVEL_ACCESS, \
		MBIM_CID_MS_UICC_LOW_LEVEL_ACCESS_##cid

#define SMS(cid)       MBIM_SERVICE_SMS, MBIM_CID_SMS_##cid
#define PHONEBOOK(cid) MBIM_SERVICE_PHONEBOOK, MBIM_CID_PHONEBOOK_##cid
#define SAR(cid)       MBIM_SERVICE_MS_SAR, MBIM_CID_MS_SAR_##cid
#define SHUTDOWN(cid) \
	MBIM_SERVICE_MS_HOST_SHUTDOWN, MBIM_CID_MS_HOST_SHUTDOWN_##cid

/* clang-format off */
const struct sim_cid sim_cids[] = {
	/* service and CID             fields                    query                       set */
	{BC(DEVICE_CAPS),             sim_put_device_caps,      sim_read,                   NULL},
	{BC(SUBSCRIBER_READY_STATUS), sim_put_subscriber,       sim_read,                   NULL},
	{BC(RADIO_STATE),             sim_put_radio,            sim_read,                   sim_set_radio},
	{BC(PIN),                     sim_put_pin,              sim_read,                   sim_set_pin},
	{BC(PIN_LIST),                sim_put_pin_list,         sim_read,                   NULL},
	{BC(HOME_PROVIDER),           sim_put_home,             sim_read,                   sim_set_home},
	{BC(PREFERRED_PROVIDERS),     sim_put_preferred,        sim_read,                   sim_set_preferred},
	{BC(VISIBLE_PROVIDERS),       sim_put_visible,          sim_query_visible,          NULL},
	{BC(REGISTER_STATE),          sim_put_register,         sim_read,                   sim_set_register},
	{BC(PACKET_SERVICE),          sim_put_packet,           sim_read,                   sim_set_packet},
	{BC(SIGNAL_STATE),            sim_put_signal,           sim_read,                   sim_set_signal},
	{BC(CONNECT),                 sim_put_connect,          sim_query_connect,          sim_set_connect},
	{BC(PROVISIONED_CONTEXTS),    sim_put_contexts,         sim_read,                   sim_set_context},
	{BC(SERVICE_ACTIVATION),      sim_put_activation,         NULL,                       sim_set_activation},
	{BC(IP_CONFIGURATION),        sim_put_ip_configuration, sim_query_ip_configuration, NULL},
	{BC(DEVICE_SERVICES),         sim_put_device_services,  sim_read,                   NULL},
	{BC(DEVICE_SERVICE_SUBSCRIBE_LIST), sim_put_nothing,    NULL,                       sim_set_subscribe_list},
	{BC(PACKET_STATISTICS),       sim_put_statistics,       sim_read,                   NULL},
	{BC(NETWORK_IDLE_HINT),       sim_put_idle_hint,        sim_read,                   sim_set_idle_hint},
	{BC(EMERGENCY_MODE),          sim_put_emergency,        sim_read,                   sim_set_emergency},
	{BC(IP_PACKET_FILTERS),       sim_put_filters,          sim_query_filters,          sim_set_filters},
	{BC(MULTICARRIER_PROVIDERS),  sim_put_multicarrier,     sim_read,                   sim_set_multicarrier},
	{SMS(CONFIGURATION),          sim_put_sms_configuration, sim_read,                  sim_set_sms_configuration},
	{SMS(READ),                   sim_put_sms,              sim_query_sms,              NULL},
	{SMS(SEND),                   sim_put_sms_send,         NULL,                       sim_set_sms_send},
	{SMS(DELETE),                 sim_put_nothing,          NULL,                       sim_set_sms_delete},
	{SMS(MESSAGE_STORE_STATUS),   sim_put_sms_status,       sim_query_sms_status,       NULL},
	{MBIM_SERVICE_USSD, MBIM_CID_USSD_USSD, sim_put_ussd,   NULL,                       sim_set_ussd},
	{PHONEBOOK(CONFIGURATION),    sim_put_phonebook_configuration, sim_read,            NULL},
	{PHONEBOOK(READ),             sim_put_phonebook,        sim_query_phonebook,        NULL},
	{PHONEBOOK(DELETE),           sim_put_nothing,          NULL,                       sim_set_phonebook_delete},
	{PHONEBOOK(WRITE),            sim_put_nothing,          NULL,                       sim_set_phonebook_write},
	{SAR(CONFIG),                 sim_put_sar,              sim_read,                   sim_set_sar},
	{SAR(TRANSMISSION_STATUS),    sim_put_transmission,     sim_read,                   sim_set_transmission},
	{SHUTDOWN(NOTIFY),            sim_put_nothing,          NULL,                       sim_set_shutdown},
	{SHUTDOWN(HOSTPRESHUTDOWN),   sim_put_nothing,          NULL,                       sim_set_shutdown},
	{EXT(PROVISIONED_CONTEXTS),   sim_put_ms_contexts,      sim_read,                   sim_set_ms_context},
	{EXT(NETWORK_DENYLIST),       sim_put_denylist,         sim_read,                   sim_set_denylist},
	{EXT(LTE_ATTACH_CONFIGURATION), sim_put_attach_sets,    sim_read,                   sim_set_attach_sets},
	{EXT(LTE_ATTACH_INFO),        sim_put_attach_info,      sim_read,                   NULL},
	{EXT(DEVICE_CAPS),            sim_put_ms_device_caps,   sim_read,                   NULL},
	{EXT(SYS_CAPS),               sim_put_sys_caps,         sim_read,                   NULL},
	{EXT(DEVICE_SLOT_MAPPINGS),   sim_put_slot_mappings,    sim_read,                   sim_set_slot_mappings},
	{EXT(SLOT_INFO_STATUS),       sim_put_slot_info,        sim_query_slot_info,        NULL},
	{EXT(DEVICE_RESET),           sim_put_nothing,          NULL,                       sim_set_device_reset},
	{EXT(PCO),                    sim_put_pco,              sim_query_pco,              NULL},
	{EXT(BASE_STATIONS_INFO),     sim_put_base_stations,    sim_query_base_stations,    NULL},
	{EXT(LOCATION_INFO_STATUS),   sim_put_location,         sim_read,                   NULL},
	{EXT(MODEM_CONFIGURATION),    sim_put_modem_configuration, sim_query_v3,            NULL},
	{EXT(REGISTRATION_PARAMETERS), sim_put_registration_parameters, sim_query_v3,       sim_set_registration_parameters},
	{EXT(NETWORK_PARAMS),         sim_put_network_params,   sim_read,                   NULL},
	{EXT(WAKE_REASON),            sim_put_wake_reason,      sim_query_v3,               NULL},
	{EXT(UE_POLICY),              sim_put_ue_policy,        sim_read,                   NULL},
	{EXT(VERSION),                sim_put_version,          sim_query_version,          NULL},
	{UICC(ATR),                   sim_put_nothing,          sim_query_atr,              NULL},
	{UICC(OPEN_CHANNEL),          sim_put_nothing,          NULL,                       sim_set_open_channel},
	{UICC(CLOSE_CHANNEL),         sim_put_nothing,          NULL,                       sim_set_close_channel},
	{UICC(APDU),                  sim_put_nothing,          NULL,                       sim_set_apdu},
	{UICC(TERMINAL_CAPABILITY),   sim_put_terminal_capability, sim_read,                sim_set_terminal_capability},
	{UICC(RESET),                 sim_put_uicc_reset,       sim_read,                   sim_set_uicc_reset},
	{UICC(APPLICATION_LIST),      sim_put_nothing,          sim_query_applications,     NULL},
	{UICC(FILE_STATUS),           sim_put_nothing,          sim_query_file_status,      NULL},
	{UICC(READ_BINARY),           sim_put_nothing,          sim_access_binary,          sim_access_binary},
	{UICC(READ_RECORD),           sim_put_nothing,          sim_access_record,          sim_access_record},
	{MBIM_SERVICE_DSS, MBIM_CID_DSS_CONNECT, sim_put_nothing, NULL,                     sim_set_dss},
	{MBIM_SERVICE_QMI, MBIM_CID_QMI_MSG, sim_put_nothing,   NULL,                       sim_set_qmi},
	{MBIM_SERVICE_QUECTEL, MBIM_CID_QUECTEL_RADIO_STATE, sim_put_quectel, sim_read,     sim_set_quectel},
	{MBIM_SERVICE_MS_VOICE_EXTENSIONS, MBIM_CID_MS_VOICE_EXTENSIONS_NITZ, sim_put_nitz, sim_query_nitz, NULL},
	{MBIM_SERVICE_MS_FIRMWARE_ID, MBIM_CID_MS_FIRMWARE_ID_GET, sim_put_firmware_id, sim_read, NULL},
	{MBIM_SERVICE_QDU, MBIM_CID_QDU_UPDATE_SESSION, sim_put_update_session, sim_read,   sim_set_update_session},
	{MBIM_SERVICE_QDU, MBIM_CID_QDU_FILE_OPEN, sim_put_nothing, sim_refuse_update,      sim_refuse_update},
	{MBIM_SERVICE_QDU, MBIM_CID_QDU_FILE_WRITE, sim_put_nothing, NULL,                  sim_refuse_update},
	{MBIM_SERVICE_QDU, MBIM_CID_QDU_QUECTEL_REBOOT, sim_put_nothing, NULL,              sim_refuse_update},
	{MBIM_SERVICE_QDU, MBIM_CID_QDU_QUECTEL_READ_VERSION, sim_put_read_version, NULL,   sim_set_read_version},
	{MBIM_SERVICE_QDU, MBIM_CID_QDU_COMMAND, sim_put_qdu_command, NULL,                 sim_set_qdu_command},
	{MBIM_SERVICE_FIBOCOM, MBIM_CID_FIBOCOM_AT_COMMAND, sim_put_nothing, NULL,          sim_at_command},
	{MBIM_SERVICE_COMPAL, MBIM_CID_COMPAL_AT_COMMAND, sim_put_nothing, sim_at_command,  NULL},
	{MBIM_SERVICE_INTEL_AT_TUNNEL, MBIM_CID_INTEL_AT_TUNNEL_AT_COMMAND, sim_put_nothing, NULL, sim_at_command},
	{MBIM_SERVICE_INTEL_FIRMWARE_UPDATE, MBIM_CID_INTEL_FIRMWARE_UPDATE_MODEM_REBOOT, sim_put_nothing, NULL, sim_set_intel_reboot},
	{MBIM_SERVICE_INTEL_THERMAL_RF, MBIM_CID_INTEL_THERMAL_RF_RFIM, sim_put_rfim, sim_read, sim_set_rfim},
	{MBIM_SERVICE_INTEL_THERMAL_RF, MBIM_CID_INTEL_THERMAL_RF_THERMAL_STATE, sim_put_thermal, sim_query_thermal, sim_set_thermal},
	{MBIM_SERVICE_INTEL_MUTUAL_AUTHENTICATION, MBIM_CID_INTEL_MUTUAL_AUTHENTICATION_FCC_LOCK, sim_put_fcc, sim_read, sim_set_fcc},
	{MBIM_SERVICE_INTEL_TOOLS, MBIM_CID_INTEL_TOOLS_TRACE_CONFIG, sim_put_trace, sim_query_trace, sim_set_trace},
	{MBIM_SERVICE_ATDS, MBIM_CID_ATDS_SIGNAL, sim_put_atds_signal, sim_read, NULL},
	{MBIM_SERVICE_ATDS, MBIM_CID_ATDS_LOCATION, sim_put_atds_location, sim_read, NULL},
	{MBIM_SERVICE_ATDS, MBIM_CID_ATDS_OPERATORS, sim_put_atds_operators, sim_read, NULL},
	{MBIM_SERVICE_ATDS, MBIM_CID_ATDS_RAT, sim_put_atds_rat, sim_read, sim_set_atds_rat},
	{MBIM_SERVICE_GOOGLE, MBIM_CID_GOOGLE_CARRIER_LOCK, sim_put_carrier_lock, sim_read, sim_set_carrier_lock},
};
/* clang-format on */

const uint32_t sim_cids_count = sizeof(sim_cids) / sizeof(sim_cids[0]);

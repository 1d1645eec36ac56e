/* The messages that the simulated modem has. Of LOC there is the service, and
 * nothing in it. */
#include "tools/simodem/qmi.h"

/* It is taken, and nothing follows from it here. */
static uint16_t nothing(struct sim_qmi *q, struct sim_qmi_call *c)
{
	(void)q;
	(void)c;
	return QMI_PROTOCOL_ERROR_NONE;
}

#define CTL(message, fn)                               \
	{                                              \
		QMI_SERVICE_CTL, QMI_CTL_##message, fn \
	}
#define DMS(message, fn)                               \
	{                                              \
		QMI_SERVICE_DMS, QMI_DMS_##message, fn \
	}
#define NAS(message, fn)                               \
	{                                              \
		QMI_SERVICE_NAS, QMI_NAS_##message, fn \
	}
#define WDS(message, fn)                               \
	{                                              \
		QMI_SERVICE_WDS, QMI_WDS_##message, fn \
	}
#define WDA(message, fn)                               \
	{                                              \
		QMI_SERVICE_WDA, QMI_WDA_##message, fn \
	}
#define UIM(message, fn)                               \
	{                                              \
		QMI_SERVICE_UIM, QMI_UIM_##message, fn \
	}
#define WMS(message, fn)                               \
	{                                              \
		QMI_SERVICE_WMS, QMI_WMS_##message, fn \
	}
#define VOICE(message, fn)                                 \
	{                                                  \
		QMI_SERVICE_VOICE, QMI_VOICE_##message, fn \
	}
#define LOC(message, fn)                               \
	{                                              \
		QMI_SERVICE_LOC, QMI_LOC_##message, fn \
	}

const struct sim_qmi_row sim_qmi_rows[] = {
	CTL(GET_VERSION_INFO, sim_ctl_version_info),
	CTL(ALLOCATE_CID, sim_ctl_allocate),
	CTL(RELEASE_CID, sim_ctl_release),
	CTL(SET_DATA_FORMAT, sim_ctl_set_data_format),
	CTL(SYNC, sim_ctl_sync),

	DMS(RESET, sim_dms_reset),
	DMS(SET_EVENT_REPORT, sim_dms_set_event_report),
	DMS(GET_CAPABILITIES, sim_dms_capabilities),
	DMS(GET_MANUFACTURER, sim_dms_manufacturer),
	DMS(GET_MODEL, sim_dms_model),
	DMS(GET_REVISION, sim_dms_revision),
	DMS(GET_HARDWARE_REVISION, sim_dms_hardware_revision),
	DMS(GET_MSISDN, sim_dms_msisdn),
	DMS(GET_IDS, sim_dms_ids),
	DMS(GET_POWER_STATE, sim_dms_power_state),
	DMS(GET_BAND_CAPABILITIES, sim_dms_band_capabilities),
	DMS(GET_OPERATING_MODE, sim_dms_get_mode),
	DMS(SET_OPERATING_MODE, sim_dms_set_mode),
	DMS(UIM_GET_PIN_STATUS, sim_dms_pin_status),
	DMS(UIM_VERIFY_PIN, sim_dms_verify_pin),
	DMS(UIM_UNBLOCK_PIN, sim_dms_unblock_pin),
	DMS(UIM_CHANGE_PIN, sim_dms_change_pin),
	DMS(UIM_SET_PIN_PROTECTION, sim_dms_protect_pin),
	DMS(UIM_GET_ICCID, sim_dms_iccid),
	DMS(UIM_GET_IMSI, sim_dms_imsi),
	DMS(UIM_GET_STATE, sim_dms_uim_state),
	DMS(SET_FCC_AUTHENTICATION, sim_dms_fcc_lock),
	DMS(FOXCONN_SET_FCC_AUTHENTICATION, sim_dms_foxconn_lock),

	NAS(RESET, sim_nas_reset),
	NAS(SET_EVENT_REPORT, sim_nas_set_event_report),
	NAS(REGISTER_INDICATIONS, sim_nas_register_indications),
	NAS(GET_SIGNAL_STRENGTH, sim_nas_signal_strength),
	NAS(NETWORK_SCAN, sim_nas_scan),
	NAS(INITIATE_NETWORK_REGISTER, sim_nas_register),
	NAS(ATTACH_DETACH, sim_nas_attach),
	NAS(GET_SERVING_SYSTEM, sim_nas_serving_system),
	NAS(GET_HOME_NETWORK, sim_nas_home_network),
	NAS(GET_PREFERRED_NETWORKS, sim_nas_get_preferred),
	NAS(SET_PREFERRED_NETWORKS, sim_nas_set_preferred),
	NAS(SET_SYSTEM_SELECTION_PREFERENCE, sim_nas_set_preference),
	NAS(GET_SYSTEM_SELECTION_PREFERENCE, sim_nas_get_preference),
	NAS(GET_CELL_LOCATION_INFO, sim_nas_cells),
	NAS(GET_PLMN_NAME, sim_nas_plmn_name),
	NAS(GET_SYSTEM_INFO, sim_nas_system_info),
	NAS(GET_SIGNAL_INFO, sim_nas_signal_info),
	NAS(CONFIG_SIGNAL_INFO, nothing),
	NAS(CONFIG_SIGNAL_INFO_V2, nothing),

	WDS(RESET, sim_wds_reset),
	WDS(SET_EVENT_REPORT, nothing),
	WDS(ABORT, sim_wds_abort),
	WDS(INDICATION_REGISTER, sim_wds_register),
	WDS(START_NETWORK, sim_wds_start),
	WDS(STOP_NETWORK, sim_wds_stop),
	WDS(GET_PACKET_SERVICE_STATUS, sim_wds_status),
	WDS(GET_CHANNEL_RATES, sim_wds_rates),
	WDS(GET_PACKET_STATISTICS, sim_wds_statistics),
	WDS(CREATE_PROFILE, sim_wds_create_profile),
	WDS(MODIFY_PROFILE, sim_wds_modify_profile),
	WDS(DELETE_PROFILE, sim_wds_delete_profile),
	WDS(GET_PROFILE_LIST, sim_wds_profiles),
	WDS(GET_PROFILE_SETTINGS, sim_wds_profile),
	WDS(GET_CURRENT_SETTINGS, sim_wds_settings),
	WDS(GET_DORMANCY_STATUS, sim_wds_dormancy),
	WDS(GET_AUTOCONNECT_SETTINGS, sim_wds_get_autoconnect),
	WDS(SET_AUTOCONNECT_SETTINGS, sim_wds_set_autoconnect),
	WDS(GET_CURRENT_DATA_BEARER_TECHNOLOGY, sim_wds_bearer),
	WDS(GET_DEFAULT_PROFILE_NUMBER, sim_wds_default_profile),
	WDS(SET_IP_FAMILY, sim_wds_set_family),
	WDS(GET_LTE_ATTACH_PARAMETERS, sim_wds_attach_parameters),
	WDS(BIND_DATA_PORT, nothing),
	WDS(GET_LTE_ATTACH_PDN_LIST, sim_wds_attach_list),
	WDS(SET_LTE_ATTACH_PDN_LIST, sim_wds_set_attach_list),
	WDS(BIND_MUX_DATA_PORT, sim_wds_bind_mux),

	WDA(GET_DATA_FORMAT, sim_wda_get),
	WDA(SET_DATA_FORMAT, sim_wda_set),

	UIM(RESET, sim_uim_reset),
	UIM(READ_TRANSPARENT, sim_uim_read_transparent),
	UIM(READ_RECORD, sim_uim_read_record),
	UIM(WRITE_RECORD, sim_uim_write_record),
	UIM(GET_FILE_ATTRIBUTES, sim_uim_file_attributes),
	UIM(SET_PIN_PROTECTION, sim_uim_protect_pin),
	UIM(VERIFY_PIN, sim_uim_verify_pin),
	UIM(UNBLOCK_PIN, sim_uim_unblock_pin),
	UIM(CHANGE_PIN, sim_uim_change_pin),
	UIM(REFRESH_REGISTER, nothing),
	UIM(REFRESH_REGISTER_ALL, nothing),
	UIM(REFRESH_COMPLETE, nothing),
	UIM(REGISTER_EVENTS, sim_uim_register_events),
	UIM(GET_CARD_STATUS, sim_uim_card_status),
	UIM(SEND_APDU, sim_uim_send_apdu),
	UIM(LOGICAL_CHANNEL, sim_uim_logical_channel),
	UIM(OPEN_LOGICAL_CHANNEL, sim_uim_open_channel),
	UIM(SWITCH_SLOT, sim_uim_switch_slot),
	UIM(GET_SLOT_STATUS, sim_uim_slot_status),

	WMS(RESET, sim_wms_reset),
	WMS(SET_EVENT_REPORT, sim_wms_set_event_report),
	WMS(GET_SUPPORTED_MESSAGES, sim_wms_supported),
	WMS(RAW_SEND, sim_wms_send),
	WMS(RAW_WRITE, sim_wms_write),
	WMS(RAW_READ, sim_wms_read),
	WMS(MODIFY_TAG, sim_wms_modify_tag),
	WMS(DELETE, sim_wms_delete),
	WMS(GET_MESSAGE_PROTOCOL, sim_wms_protocol),
	WMS(LIST_MESSAGES, sim_wms_list),
	WMS(SET_ROUTES, sim_wms_set_routes),
	WMS(GET_ROUTES, sim_wms_get_routes),
	WMS(SEND_ACK, nothing),
	WMS(SEND_FROM_MEMORY_STORAGE, sim_wms_send_stored),
	WMS(INDICATION_REGISTER, nothing),
	WMS(GET_TRANSPORT_NETWORK_REGISTRATION_STATUS, sim_wms_network),

	VOICE(INDICATION_REGISTER, sim_voice_register),
	VOICE(ORIGINATE_USSD, sim_voice_originate),
	VOICE(ANSWER_USSD, sim_voice_answer_ussd),
	VOICE(CANCEL_USSD, sim_voice_cancel_ussd),
	VOICE(ORIGINATE_USSD_NO_WAIT, sim_voice_originate_no_wait),

	LOC(REGISTER_EVENTS, nothing),
};
const uint32_t sim_qmi_rows_count =
	sizeof(sim_qmi_rows) / sizeof(sim_qmi_rows[0]);

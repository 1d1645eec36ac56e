/* What the simulated modem can do: one row per CID. A row with fields to put
 * and sim_read answers a query from the state alone. */
#include "tools/simodem/mbim.h"

#define BC(cid) MBIM_SERVICE_BASIC_CONNECT, MBIM_CID_BASIC_CONNECT_##cid
#define EXT(cid)                                  \
	MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS, \
		MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_##cid

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
	{EXT(LTE_ATTACH_CONFIGURATION), sim_put_attach_sets,    sim_read,                   sim_set_attach_sets},
	{EXT(LTE_ATTACH_INFO),        sim_put_attach_info,      sim_read,                   NULL},
	{EXT(DEVICE_CAPS),            sim_put_ms_device_caps,   sim_read,                   NULL},
	{EXT(SYS_CAPS),               sim_put_sys_caps,         sim_read,                   NULL},
	{EXT(DEVICE_SLOT_MAPPINGS),   sim_put_slot_mappings,    sim_read,                   sim_set_slot_mappings},
	{EXT(SLOT_INFO_STATUS),       sim_put_slot_info,        sim_query_slot_info,        NULL},
	{EXT(DEVICE_RESET),           sim_put_nothing,          NULL,                       sim_set_device_reset},
	{EXT(VERSION),                sim_put_version,          sim_query_version,          NULL},
	{MBIM_SERVICE_DSS, MBIM_CID_DSS_CONNECT, sim_put_nothing, NULL,                     sim_set_dss},
	{MBIM_SERVICE_QMI, MBIM_CID_QMI_MSG, sim_put_nothing,   NULL,                       sim_set_qmi},
	{MBIM_SERVICE_QUECTEL, MBIM_CID_QUECTEL_RADIO_STATE, sim_put_quectel, sim_read,     sim_set_quectel},
};
/* clang-format on */

const uint32_t sim_cids_count = sizeof(sim_cids) / sizeof(sim_cids[0]);

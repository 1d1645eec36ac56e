/* Operations of the manager as commands of MBIM. */
#include "base/errors.h"
#include "protocol/mbim/state.h"

static int radio_body(const struct mbim_state *s, const struct att_operation *o,
		      uint8_t *buf, size_t cap)
{
	const struct mbim_basic_connect_radio_state_set set = {
		.radio_state = o->kind == ATT_OP_RADIO_ON
				       ? MBIM_RADIO_SWITCH_STATE_ON
				       : MBIM_RADIO_SWITCH_STATE_OFF,
	};

	(void)s;
	return mbim_basic_connect_radio_state_set_encode(&set, buf, cap);
}

static int enter_pin_body(const struct mbim_state *s,
			  const struct att_operation *o, uint8_t *buf,
			  size_t cap)
{
	const struct mbim_basic_connect_pin_set set = {
		.pin_type = MBIM_PIN_TYPE_PIN1,
		.pin_operation = MBIM_PIN_OPERATION_ENTER,
		.pin = att_str_utf8(o->pin),
	};

	(void)s;
	return mbim_basic_connect_pin_set_encode(&set, buf, cap);
}

/* MBIMEx 3 has one bit for 5G. */
static uint32_t data_classes(const struct mbim_state *s, uint32_t access)
{
	uint32_t classes = MBIM_DATA_CLASS_NONE;

	if (access & ATT_2G)
		classes |= MBIM_DATA_CLASS_GPRS | MBIM_DATA_CLASS_EDGE;
	if (access & ATT_3G)
		classes |= MBIM_DATA_CLASS_UMTS | MBIM_DATA_CLASS_HSDPA |
			   MBIM_DATA_CLASS_HSUPA;
	if (access & ATT_4G)
		classes |= MBIM_DATA_CLASS_LTE;
	if (access & ATT_5G)
		classes |= s->ex_version >= MBIM_EX_3
				   ? (uint32_t)MBIM_DATA_CLASS_V3_5G
				   : MBIM_DATA_CLASS_5G_NSA |
					     MBIM_DATA_CLASS_5G_SA;
	return classes;
}

static int register_body(const struct mbim_state *s,
			 const struct att_operation *o, uint8_t *buf,
			 size_t cap)
{
	const struct mbim_basic_connect_register_state_set set = {
		.provider_id =
			att_str_utf8(o->operator_id ? o->operator_id : ""),
		.register_action = o->operator_id
					   ? MBIM_REGISTER_ACTION_MANUAL
					   : MBIM_REGISTER_ACTION_AUTOMATIC,
		.data_class = data_classes(s, o->access),
	};

	return mbim_basic_connect_register_state_set_encode(&set, buf, cap);
}

/* A set always has one configuration for each kind of roaming. */
static int bearer_body(const struct mbim_state *s,
		       const struct att_operation *o, uint8_t *buf, size_t cap)
{
	struct mbim_lte_attach_configuration e[ATT_CORE_BEARERS] = {0};
	const struct mbim_ms_basic_connect_extensions_lte_attach_configuration_set
		set = {
			.operation = MBIM_LTE_ATTACH_CONTEXT_OPERATION_DEFAULT,
			.configurations = att_array_of(e, ATT_CORE_BEARERS),
		};

	(void)s;
	for (uint32_t i = 0; i < ATT_CORE_BEARERS; i++)
		e[i] = (struct mbim_lte_attach_configuration){
			.ip_type = o->families,
			.roaming = i,
			.source = MBIM_CONTEXT_SOURCE_USER,
			.access_string = att_str_utf8(o->profile.apn),
			.user_name = att_str_utf8(o->profile.user),
			.password = att_str_utf8(o->profile.password),
			.auth_protocol = (uint32_t)o->profile.auth,
		};
	return mbim_ms_basic_connect_extensions_lte_attach_configuration_set_encode(
		&set, buf, cap);
}

/* The other executors keep theirs; who has the chosen one takes ours. */
static int slot_body(const struct mbim_state *s, const struct att_operation *o,
		     uint8_t *buf, size_t cap)
{
	struct mbim_uicc_slot map[MBIM_EXECUTORS] = {{.slot = o->slot - 1}};
	const struct
		mbim_ms_basic_connect_extensions_device_slot_mappings_response
			set = {.slot_map = att_array_of(
				       map, s->n_slots ? s->n_slots : 1)};

	for (uint32_t i = 1; i < s->n_slots; i++)
		map[i].slot =
			s->slot[i] == o->slot - 1 ? s->slot[0] : s->slot[i];
	return mbim_ms_basic_connect_extensions_device_slot_mappings_response_encode(
		&set, buf, cap);
}

static int attach_body(const struct mbim_state *s,
		       const struct att_operation *o, uint8_t *buf, size_t cap)
{
	const struct mbim_basic_connect_packet_service_set set = {
		.packet_service_action = MBIM_PACKET_SERVICE_ACTION_ATTACH,
	};

	(void)s;
	(void)o;
	return mbim_basic_connect_packet_service_set_encode(&set, buf, cap);
}

/* --- CONNECT ------------------------------------------------------------- */

static int session_body(const struct mbim_state *s,
			const struct att_operation *o, uint8_t *buf, size_t cap)
{
	const struct mbim_basic_connect_connect_query_v3 q3 = {
		.session_id = o->session,
	};
	const struct mbim_basic_connect_connect_response q1 = {
		.session_id = o->session,
		.context_type = mbim_context_type_internet,
	};

	if (s->ex_version >= MBIM_EX_3)
		return mbim_basic_connect_connect_query_v3_encode(&q3, buf,
								  cap);
	return mbim_basic_connect_connect_response_encode(&q1, buf, cap);
}

static int set_v3(const struct att_operation *o, uint32_t command, uint8_t *buf,
		  size_t cap)
{
	const struct mbim_basic_connect_connect_set_v3 m = {
		.session_id = o->session,
		.activation_command = command,
		.auth_protocol = (uint32_t)o->profile.auth,
		.ip_type = o->families,
		.context_type = mbim_context_type_internet,
		.media_preference = MBIM_ACCESS_MEDIA_TYPE_UNKNOWN,
		.access_string = att_str_utf8(o->profile.apn),
		.user_name = att_str_utf8(o->profile.user),
		.password = att_str_utf8(o->profile.password),
	};

	return mbim_basic_connect_connect_set_v3_encode(&m, buf, cap);
}

static int set_v1(const struct att_operation *o, uint32_t command, uint8_t *buf,
		  size_t cap)
{
	const struct mbim_basic_connect_connect_set m = {
		.session_id = o->session,
		.activation_command = command,
		.access_string = att_str_utf8(o->profile.apn),
		.user_name = att_str_utf8(o->profile.user),
		.password = att_str_utf8(o->profile.password),
		.auth_protocol = (uint32_t)o->profile.auth,
		.ip_type = o->families,
		.context_type = mbim_context_type_internet,
	};

	return mbim_basic_connect_connect_set_encode(&m, buf, cap);
}

_Static_assert((int)ATT_V4 == MBIM_CONTEXT_IP_TYPE_IPV4 &&
		       (int)ATT_V6 == MBIM_CONTEXT_IP_TYPE_IPV6 &&
		       (int)(ATT_V4 | ATT_V6) == MBIM_CONTEXT_IP_TYPE_IPV4V6,
	       "families are MBIM_CONTEXT_IP_TYPE");
_Static_assert((int)ATT_AUTH_PAP == MBIM_AUTH_PROTOCOL_PAP &&
		       (int)ATT_AUTH_CHAP == MBIM_AUTH_PROTOCOL_CHAP &&
		       (int)ATT_AUTH_MSCHAPV2 == MBIM_AUTH_PROTOCOL_MSCHAPV2,
	       "authentication is MBIM_AUTH_PROTOCOL");

static int activate_body(const struct mbim_state *s,
			 const struct att_operation *o, uint8_t *buf,
			 size_t cap)
{
	if (s->ex_version >= MBIM_EX_3)
		return set_v3(o, MBIM_ACTIVATION_COMMAND_ACTIVATE, buf, cap);
	return set_v1(o, MBIM_ACTIVATION_COMMAND_ACTIVATE, buf, cap);
}

static int deactivate_body(const struct mbim_state *s,
			   const struct att_operation *o, uint8_t *buf,
			   size_t cap)
{
	const struct att_operation none = {
		.session = o->session,
		.profile = {.apn = "", .user = "", .password = ""},
	};

	if (s->ex_version >= MBIM_EX_3)
		return set_v3(&none, MBIM_ACTIVATION_COMMAND_DEACTIVATE, buf,
			      cap);
	return set_v1(&none, MBIM_ACTIVATION_COMMAND_DEACTIVATE, buf, cap);
}

static int addresses_body(const struct mbim_state *s,
			  const struct att_operation *o, uint8_t *buf,
			  size_t cap)
{
	const struct mbim_basic_connect_ip_configuration_response q = {
		.session_id = o->session,
	};

	(void)s;
	return mbim_basic_connect_ip_configuration_response_encode(&q, buf,
								   cap);
}

/* --- beside the machines ------------------------------------------------- */

/* The list replaces the modem's: always the full set. */
int mbim_events_body(uint8_t *buf, size_t cap)
{
	static const uint32_t cids[] = {
		MBIM_CID_BASIC_CONNECT_SUBSCRIBER_READY_STATUS,
		MBIM_CID_BASIC_CONNECT_RADIO_STATE,
		MBIM_CID_BASIC_CONNECT_REGISTER_STATE,
		MBIM_CID_BASIC_CONNECT_PACKET_SERVICE,
		MBIM_CID_BASIC_CONNECT_SIGNAL_STATE,
		MBIM_CID_BASIC_CONNECT_CONNECT,
		MBIM_CID_BASIC_CONNECT_IP_CONFIGURATION,
	};
	const struct mbim_event_entry entry = {
		.device_service_id =
			mbim_services[MBIM_SERVICE_BASIC_CONNECT].uuid,
		.cids = att_array_of(cids, sizeof(cids) / sizeof(cids[0])),
	};
	const struct mbim_basic_connect_device_service_subscribe_list_set set =
		{.events = att_array_of(&entry, 1)};

	return mbim_basic_connect_device_service_subscribe_list_set_encode(
		&set, buf, cap);
}

static int events_body(const struct mbim_state *s,
		       const struct att_operation *o, uint8_t *buf, size_t cap)
{
	(void)o;
	if (!s->list_len)
		return mbim_events_body(buf, cap);
	if (s->list_len > cap)
		return ATT_E_ROOM;
	memcpy(buf, s->list, s->list_len);
	return (int)s->list_len;
}

static int stream_body(const struct mbim_state *s,
		       const struct att_operation *o, uint8_t *buf, size_t cap)
{
	const struct mbim_dss_connect_set set = {
		.device_service_id = *o->service,
		.dss_session_id = o->session,
		.dss_link_state = MBIM_DSS_LINK_STATE_ACTIVATE,
	};

	(void)s;
	return mbim_dss_connect_set_encode(&set, buf, cap);
}

/* As the owner would by hand. */
static int quectel_radio_body(const struct mbim_state *s,
			      const struct att_operation *o, uint8_t *buf,
			      size_t cap)
{
	const struct mbim_quectel_radio_state_set set = {
		.radio_state = MBIM_QUECTEL_RADIO_SWITCH_STATE_ON,
	};

	(void)s;
	(void)o;
	return mbim_quectel_radio_state_set_encode(&set, buf, cap);
}

static int card_body(const struct mbim_state *s, const struct att_operation *o,
		     uint8_t *buf, size_t cap)
{
	const struct mbim_ms_basic_connect_extensions_slot_info_status_query q =
		{.slot_index = o->session};

	(void)s;
	return mbim_ms_basic_connect_extensions_slot_info_status_query_encode(
		&q, buf, cap);
}

static int version_body(const struct mbim_state *s,
			const struct att_operation *o, uint8_t *buf, size_t cap)
{
	const struct mbim_ms_basic_connect_extensions_version_query q = {
		.mbim_version = MBIM_EX_1,
		.mbim_extended_version = s->ex_most,
	};

	(void)o;
	return mbim_ms_basic_connect_extensions_version_query_encode(&q, buf,
								     cap);
}

/* --- the tables ---------------------------------------------------------- */

#define QUERY(name)                            \
	.service = MBIM_SERVICE_BASIC_CONNECT, \
	.cid = MBIM_CID_BASIC_CONNECT_##name
#define SET(name, make) QUERY(name), .set = true, .body = (make)
#define QMI(make)                                                          \
	.service = MBIM_SERVICE_QMI, .cid = MBIM_CID_QMI_MSG, .set = true, \
	.body = (make)
#define EXTENSIONS(name)                                     \
	.service = MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS, \
	.cid = MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_##name
#define QUECTEL_RADIO \
	.service = MBIM_SERVICE_QUECTEL, .cid = MBIM_CID_QUECTEL_RADIO_STATE

static const struct mbim_request requests[] = {
	[ATT_OP_RADIO] = {QUERY(RADIO_STATE)},
	[ATT_OP_RADIO_ON] = {SET(RADIO_STATE, radio_body)},
	[ATT_OP_RADIO_OFF] = {SET(RADIO_STATE, radio_body)},
	[ATT_OP_SIM] = {QUERY(SUBSCRIBER_READY_STATUS)},
	[ATT_OP_LOCK] = {QUERY(PIN)},
	[ATT_OP_ENTER_PIN] = {SET(PIN, enter_pin_body)},
	[ATT_OP_REGISTRATION] = {QUERY(REGISTER_STATE)},
	[ATT_OP_REGISTER] = {SET(REGISTER_STATE, register_body)},
	[ATT_OP_PACKET] = {QUERY(PACKET_SERVICE)},
	[ATT_OP_ATTACH] = {SET(PACKET_SERVICE, attach_body)},
	[ATT_OP_SESSION] = {QUERY(CONNECT), .body = session_body},
	[ATT_OP_ACTIVATE] = {SET(CONNECT, activate_body)},
	[ATT_OP_DEACTIVATE] = {SET(CONNECT, deactivate_body)},
	[ATT_OP_ADDRESSES] = {QUERY(IP_CONFIGURATION), .body = addresses_body},
	[ATT_OP_EVENTS] = {SET(DEVICE_SERVICE_SUBSCRIBE_LIST, events_body)},
	[ATT_OP_DEVICE] = {QUERY(DEVICE_CAPS)},
	[ATT_OP_SIGNAL] = {QUERY(SIGNAL_STATE)},
	[ATT_OP_CARD] =
		{.service = MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS,
		 .cid = MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_SLOT_INFO_STATUS,
		 .body = card_body},
	[ATT_OP_STREAM] = {.service = MBIM_SERVICE_DSS,
			   .cid = MBIM_CID_DSS_CONNECT,
			   .set = true,
			   .body = stream_body},
	[ATT_OP_UNLOCK_QUECTEL] = {QUECTEL_RADIO, .set = true,
				   .body = quectel_radio_body},
	[ATT_OP_RESTART] = {EXTENSIONS(DEVICE_RESET), .set = true},
	[ATT_OP_SLOT] = {EXTENSIONS(DEVICE_SLOT_MAPPINGS)},
	[ATT_OP_USE_SLOT] = {EXTENSIONS(DEVICE_SLOT_MAPPINGS), .set = true,
			     .body = slot_body},
	[ATT_OP_BEARER] = {EXTENSIONS(LTE_ATTACH_CONFIGURATION)},
	[ATT_OP_SET_BEARER] = {EXTENSIONS(LTE_ATTACH_CONFIGURATION),
			       .set = true, .body = bearer_body},
};

static const struct mbim_request quectel_radio = {QUECTEL_RADIO};
static const struct mbim_request intel_fcc_lock = {
	.service = MBIM_SERVICE_INTEL_MUTUAL_AUTHENTICATION,
	.cid = MBIM_CID_INTEL_MUTUAL_AUTHENTICATION_FCC_LOCK,
};

static const struct mbim_request unlock[MBIM_UNLOCK_PARTS] = {
	{QMI(mbim_tunnel_client_body)},
	{QMI(mbim_tunnel_unlock_body)},
};

static const struct mbim_request unlock_foxconn[MBIM_UNLOCK_PARTS] = {
	{QMI(mbim_tunnel_client_body)},
	{QMI(mbim_tunnel_foxconn_body)},
};

static const struct mbim_request cells = {EXTENSIONS(BASE_STATIONS_INFO),
					  .body = mbim_signal_cells_body};

static const struct mbim_request services = {QUERY(DEVICE_SERVICES)};
static const struct mbim_request version = {EXTENSIONS(VERSION),
					    .body = version_body};

/* The CID that tells of the lock. */
static const struct mbim_request *fcc_request(const struct mbim_state *s)
{
	if (s->has.quectel_radio)
		return &quectel_radio;
	return s->has.intel_fcc_lock ? &intel_fcc_lock : NULL;
}

/* What few modems have is not asked of those that do not list it. */
static bool listed(const struct mbim_state *s, uint16_t kind)
{
	switch (kind) {
	case ATT_OP_RESTART:
		return s->has.device_reset;
	case ATT_OP_SLOT:
	case ATT_OP_USE_SLOT:
		return s->has.slot_mappings;
	case ATT_OP_CARD:
		return s->has.slot_info;
	case ATT_OP_BEARER:
	case ATT_OP_SET_BEARER:
		return s->has.attach_configuration;
	}
	return true;
}

const struct mbim_request *mbim_request_of(const struct mbim_state *s,
					   uint16_t kind, unsigned part)
{
	switch (kind) {
	case ATT_OP_FCC:
		return fcc_request(s);
	case ATT_OP_UNLOCK:
		return part < MBIM_UNLOCK_PARTS ? &unlock[part] : NULL;
	case ATT_OP_UNLOCK_FOXCONN:
		return part < MBIM_UNLOCK_PARTS ? &unlock_foxconn[part] : NULL;
	case ATT_OP_SIGNAL:
		if (part)
			return part == 1 && s->has.base_stations ? &cells
								 : NULL;
		break;
	case MBIM_OP_SERVICES:
		return &services;
	case MBIM_OP_VERSION:
		return &version;
	}
	if (kind >= sizeof(requests) / sizeof(requests[0]) ||
	    !requests[kind].cid || !listed(s, kind))
		return NULL;
	return &requests[kind];
}

/* Answers and indications of MBIM as facts. Nothing is decided here. */
#include "base/errors.h"
#include "protocol/mbim/state.h"

typedef int read_fn(struct mbim_state *s, const struct mbim_msg *msg,
		    struct att_report *out);

static int read_radio(struct mbim_state *s, const struct mbim_msg *msg,
		      struct att_report *out)
{
	struct mbim_basic_connect_radio_state_response r;
	int err = mbim_basic_connect_radio_state_response_decode(msg->body, &r);

	(void)s;
	if (err)
		return err;
	out->facts.radio = ATT_RADIO_ON;
	if (r.hw_radio_state == MBIM_RADIO_SWITCH_STATE_OFF)
		out->facts.radio = ATT_RADIO_SWITCHED;
	else if (r.sw_radio_state == MBIM_RADIO_SWITCH_STATE_OFF)
		out->facts.radio = ATT_RADIO_OFF;
	return 0;
}

/* A set may be answered without a word. */
static int read_quectel_radio(struct mbim_state *s, const struct mbim_msg *msg,
			      struct att_report *out)
{
	struct mbim_quectel_radio_state_response r;
	int err = mbim_quectel_radio_state_response_decode(msg->body, &r);

	out->facts.fcc = ATT_FCC_NONE;
	if (err)
		return s->unlock_kind == ATT_OP_UNLOCK_QUECTEL ? 0 : err;
	if (r.radio_state == MBIM_QUECTEL_RADIO_SWITCH_STATE_FCC_LOCKED)
		out->facts.fcc = ATT_FCC_QUECTEL;
	return 0;
}

/* It asks a question whose answer only the maker can compute. */
static int read_intel_fcc_lock(struct mbim_state *s, const struct mbim_msg *msg,
			       struct att_report *out)
{
	struct mbim_intel_mutual_authentication_fcc_lock_response r;
	int err = mbim_intel_mutual_authentication_fcc_lock_response_decode(
		msg->body, &r);

	(void)s;
	out->facts.fcc =
		!err && r.challenge_present ? ATT_FCC_SECRET : ATT_FCC_NONE;
	return err;
}

/* --- SIM ----------------------------------------------------------------- */

static enum att_sim sim_of(uint32_t ready_state)
{
	switch (ready_state) {
	case MBIM_SUBSCRIBER_READY_STATE_INITIALIZED:
		return ATT_SIM_READY;
	case MBIM_SUBSCRIBER_READY_STATE_DEVICE_LOCKED:
		return ATT_SIM_LOCKED;
	case MBIM_SUBSCRIBER_READY_STATE_SIM_NOT_INSERTED:
		return ATT_SIM_ABSENT;
	case MBIM_SUBSCRIBER_READY_STATE_NO_ESIM_PROFILE:
		return ATT_SIM_NO_PROFILE;
	case MBIM_SUBSCRIBER_READY_STATE_BAD_SIM:
	case MBIM_SUBSCRIBER_READY_STATE_FAILURE:
	case MBIM_SUBSCRIBER_READY_STATE_NOT_ACTIVATED:
		return ATT_SIM_BAD;
	}
	return ATT_SIM_STARTING;
}

/* The ready state leads the structure in every MBIMEx version. */
static int read_sim(struct mbim_state *s, const struct mbim_msg *msg,
		    struct att_report *out)
{
	struct mbim_basic_connect_subscriber_ready_status_response_v3 r3;
	struct mbim_basic_connect_subscriber_ready_status_response r1;
	bool v3 = s->ex_version >= MBIM_EX_3;
	int err =
		v3 ? mbim_basic_connect_subscriber_ready_status_response_v3_decode(
			     msg->body, &r3)
		   : mbim_basic_connect_subscriber_ready_status_response_decode(
			     msg->body, &r1);

	out->facts.sim = sim_of(v3 ? r3.ready_state : r1.ready_state);
	if (!err)
		att_str_get(v3 ? &r3.sim_icc_id : &r1.sim_icc_id,
			    out->facts.sim_id, ATT_SIM_ID);
	return err;
}

static enum att_lock lock_of(const struct mbim_basic_connect_pin_response *r)
{
	if (r->pin_state == MBIM_PIN_STATE_UNLOCKED)
		return ATT_LOCK_NONE;
	switch (r->pin_type) {
	case MBIM_PIN_TYPE_PIN2:
	case MBIM_PIN_TYPE_PUK2:
		/* PIN2 guards the fixed dialling list, not the SIM. */
		return ATT_LOCK_NONE;
	case MBIM_PIN_TYPE_PUK1:
		return ATT_LOCK_PUK;
	case MBIM_PIN_TYPE_PIN1:
		return ATT_LOCK_PIN;
	}
	return ATT_LOCK_OTHER;
}

static int read_lock(struct mbim_state *s, const struct mbim_msg *msg,
		     struct att_report *out)
{
	struct mbim_basic_connect_pin_response r;
	int err = mbim_basic_connect_pin_response_decode(msg->body, &r);

	(void)s;
	if (err)
		return err;
	out->facts.lock = (struct att_lock_facts){
		.lock = lock_of(&r),
		.attempts = r.remaining_attempts,
	};
	return 0;
}

/* --- network ------------------------------------------------------------- */

_Static_assert((int)ATT_REGISTRATION_NONE == MBIM_REGISTER_STATE_DEREGISTERED &&
		       (int)ATT_REGISTRATION_DENIED ==
			       MBIM_REGISTER_STATE_DENIED,
	       "registration is MBIM_REGISTER_STATE");

static uint32_t access_of(uint32_t classes)
{
	uint32_t access = 0;

	if (classes & (MBIM_DATA_CLASS_GPRS | MBIM_DATA_CLASS_EDGE))
		access |= ATT_2G;
	if (classes & (MBIM_DATA_CLASS_UMTS | MBIM_DATA_CLASS_HSDPA |
		       MBIM_DATA_CLASS_HSUPA))
		access |= ATT_3G;
	if (classes & MBIM_DATA_CLASS_LTE)
		access |= ATT_4G;
	if (classes & (MBIM_DATA_CLASS_5G_NSA | MBIM_DATA_CLASS_5G_SA))
		access |= ATT_5G;
	return access;
}

/* What the modem prefers, MBIMEx 2 tells; 0: not told. */
static uint32_t preferred(const struct mbim_state *s,
			  const struct mbim_msg *msg)
{
	struct mbim_basic_connect_register_state_response_v2 r;

	if (s->ex_version < MBIM_EX_2 ||
	    mbim_basic_connect_register_state_response_v2_decode(msg->body, &r))
		return 0;
	return access_of(r.preferred_data_classes);
}

/* MBIMEx 2 appends to the structure, so that version 1 decodes both. */
static int read_registration(struct mbim_state *s, const struct mbim_msg *msg,
			     struct att_report *out)
{
	struct att_registration_facts *f = &out->facts.registration;
	struct mbim_basic_connect_register_state_response r;
	int err = mbim_basic_connect_register_state_response_decode(msg->body,
								    &r);

	if (err)
		return err;
	f->access = preferred(s, msg);
	f->state = (enum att_registration)r.register_state;
	f->automatic_attach =
		r.registration_flag &
		MBIM_REGISTRATION_FLAG_PACKET_SERVICE_AUTOMATIC_ATTACH;
	f->cause = r.nw_error;
	att_str_get(&r.provider_id, f->provider_id, sizeof(f->provider_id));
	att_str_get(&r.provider_name, f->provider, sizeof(f->provider));
	return 0;
}

/* The first executor is the one that is driven. */
static int read_slots(struct mbim_state *s, const struct mbim_msg *msg,
		      struct att_report *out)
{
	struct mbim_ms_basic_connect_extensions_device_slot_mappings_response r;
	struct mbim_uicc_slot slot;
	struct att_cursor c;
	int err =
		mbim_ms_basic_connect_extensions_device_slot_mappings_response_decode(
			msg->body, &r);

	if (err || !r.slot_map.count)
		return err ? err : ATT_E_SHORT;
	c = att_cursor_of(&r.slot_map);
	for (s->n_slots = 0;
	     s->n_slots < MBIM_EXECUTORS && mbim_uicc_slot_next(&c, &slot);
	     s->n_slots++)
		s->slot[s->n_slots] = slot.slot;
	out->facts.slot = s->slot[0] + 1;
	return 0;
}

static int read_bearer(struct mbim_state *s, const struct mbim_msg *msg,
		       struct att_report *out)
{
	struct mbim_ms_basic_connect_extensions_lte_attach_configuration_response
		r;
	struct mbim_lte_attach_configuration e;
	struct att_bearer_facts *f = &out->facts.bearer;
	struct att_cursor c;
	int err =
		mbim_ms_basic_connect_extensions_lte_attach_configuration_response_decode(
			msg->body, &r);

	(void)s;
	if (err)
		return err;
	c = att_cursor_of(&r.configurations);
	f->n = c.left < ATT_CORE_BEARERS ? c.left : ATT_CORE_BEARERS;
	for (uint32_t i = 0; i < f->n; i++) {
		mbim_lte_attach_configuration_next(&c, &e);
		att_str_get(&e.access_string, f->bearer[i].apn,
			    sizeof(f->bearer[i].apn));
		f->bearer[i].user_len = (uint32_t)e.user_name.len / 2;
		f->bearer[i].families = e.ip_type;
		f->bearer[i].auth = e.auth_protocol;
	}
	return 0;
}

static enum att_packet packet_of(uint32_t state)
{
	switch (state) {
	case MBIM_PACKET_SERVICE_STATE_ATTACHED:
		return ATT_PACKET_ATTACHED;
	case MBIM_PACKET_SERVICE_STATE_ATTACHING:
		return ATT_PACKET_ATTACHING;
	}
	return ATT_PACKET_DETACHED;
}

/* MBIMEx 2 and 3 append to the structure. */
static int read_packet(struct mbim_state *s, const struct mbim_msg *msg,
		       struct att_report *out)
{
	struct mbim_basic_connect_packet_service_response r;
	int err = mbim_basic_connect_packet_service_response_decode(msg->body,
								    &r);

	(void)s;
	if (err)
		return err;
	out->facts.packet = (struct att_packet_facts){
		.state = packet_of(r.packet_service_state),
		.data_class = r.highest_available_data_class,
		.cause = r.nw_error,
	};
	return 0;
}

/* --- CONNECT, IP_CONFIGURATION ------------------------------------------- */

static enum att_activity activity_of(uint32_t state)
{
	switch (state) {
	case MBIM_ACTIVATION_STATE_ACTIVATED:
		return ATT_SESSION_ACTIVE;
	case MBIM_ACTIVATION_STATE_ACTIVATING:
		return ATT_SESSION_ACTIVATING;
	case MBIM_ACTIVATION_STATE_DEACTIVATING:
		return ATT_SESSION_DEACTIVATING;
	}
	/* UNKNOWN before the first activation (Huawei ME936) is inactive. */
	return ATT_SESSION_INACTIVE;
}

/* MBIMEx 3 appends to the structure. */
static int read_session(struct mbim_state *s, const struct mbim_msg *msg,
			struct att_report *out)
{
	struct mbim_basic_connect_connect_response r;
	int err = mbim_basic_connect_connect_response_decode(msg->body, &r);

	(void)s;
	if (err)
		return err;
	out->facts.session = (struct att_session_facts){
		.session = r.session_id,
		.state = activity_of(r.activation_state),
		.known = r.activation_state != MBIM_ACTIVATION_STATE_UNKNOWN &&
			 r.activation_state <=
				 MBIM_ACTIVATION_STATE_DEACTIVATING,
		.cause = r.nw_error,
	};
	return 0;
}

static uint32_t at_most(uint32_t n)
{
	return n < ATT_CORE_ADDRESSES ? n : ATT_CORE_ADDRESSES;
}

static uint8_t prefix_of(uint32_t length, uint32_t longest)
{
	return (uint8_t)(length > longest ? longest : length);
}

static void read_ipv4(
	const struct mbim_basic_connect_ip_configuration_response *r,
	struct att_ip_config *ip)
{
	struct att_cursor c = att_cursor_of(&r->ipv4_address);
	struct mbim_ipv4_element e;

	ip->n_ipv4 = at_most(c.left);
	for (uint32_t i = 0; i < ip->n_ipv4; i++) {
		mbim_ipv4_element_next(&c, &e);
		ip->ipv4[i].address = e.ipv4_address;
		ip->ipv4[i].prefix = prefix_of(e.on_link_prefix_length, 32);
	}
	ip->n_dns4 = at_most(r->ipv4_dns_server.count);
	for (uint32_t i = 0; i < ip->n_dns4; i++)
		ip->dns4[i] = att_array_ipv4(&r->ipv4_dns_server, i);
	ip->has_gateway4 = r->ipv4_gateway != NULL;
	if (r->ipv4_gateway)
		ip->gateway4 = *r->ipv4_gateway;
}

static void read_ipv6(
	const struct mbim_basic_connect_ip_configuration_response *r,
	struct att_ip_config *ip)
{
	struct att_cursor c = att_cursor_of(&r->ipv6_address);
	struct mbim_ipv6_element e;

	ip->n_ipv6 = at_most(c.left);
	for (uint32_t i = 0; i < ip->n_ipv6; i++) {
		mbim_ipv6_element_next(&c, &e);
		ip->ipv6[i].address = e.ipv6_address;
		ip->ipv6[i].prefix = prefix_of(e.on_link_prefix_length, 128);
	}
	ip->n_dns6 = at_most(r->ipv6_dns_server.count);
	for (uint32_t i = 0; i < ip->n_dns6; i++)
		ip->dns6[i] = att_array_ipv6(&r->ipv6_dns_server, i);
	ip->has_gateway6 = r->ipv6_gateway != NULL;
	if (r->ipv6_gateway)
		ip->gateway6 = *r->ipv6_gateway;
}

static uint32_t smaller(uint32_t a, uint32_t b)
{
	if (!a || !b)
		return a ? a : b;
	return a < b ? a : b;
}

static int read_addresses(struct mbim_state *s, const struct mbim_msg *msg,
			  struct att_report *out)
{
	struct mbim_basic_connect_ip_configuration_response r;
	struct att_ip_config *ip = &out->facts.addresses.ip;
	int err = mbim_basic_connect_ip_configuration_response_decode(msg->body,
								      &r);

	(void)s;
	if (err)
		return err;
	memset(ip, 0, sizeof(*ip)); /* padding too: it is compared */
	read_ipv4(&r, ip);
	read_ipv6(&r, ip);
	ip->mtu = smaller(r.ipv4_mtu, r.ipv6_mtu);
	out->facts.addresses.session = r.session_id;
	return 0;
}

/* --- beside the machines ------------------------------------------------- */

static int read_device(struct mbim_state *s, const struct mbim_msg *msg,
		       struct att_report *out)
{
	struct mbim_basic_connect_device_caps_response r;
	struct att_device_facts *f = &out->facts.device;
	int err = mbim_basic_connect_device_caps_response_decode(msg->body, &r);

	(void)s;
	if (err)
		return err;
	f->max_sessions = r.max_sessions;
	att_str_get(&r.device_id, f->id, sizeof(f->id));
	att_str_get(&r.firmware_info, f->firmware, sizeof(f->firmware));
	att_str_get(&r.hardware_info, f->hardware, sizeof(f->hardware));
	return 0;
}

static bool has_card(uint32_t state)
{
	return state == MBIM_UICC_SLOT_STATE_OFF ||
	       (state > MBIM_UICC_SLOT_STATE_EMPTY &&
		state <= MBIM_UICC_SLOT_STATE_ACTIVE_ESIM_NO_PROFILES);
}

static int read_card(struct mbim_state *s, const struct mbim_msg *msg,
		     struct att_report *out)
{
	struct mbim_ms_basic_connect_extensions_slot_info_status_response r;
	int err =
		mbim_ms_basic_connect_extensions_slot_info_status_response_decode(
			msg->body, &r);

	(void)s;
	if (err)
		return err;
	out->facts.card = (struct att_card_facts){
		.slot = r.slot_index,
		.present = has_card(r.state),
	};
	return 0;
}

/* The channel takes over what these say: only from the answer that is due. */
static bool due(const struct mbim_state *s, const struct mbim_msg *msg,
		uint8_t state)
{
	return s->control.state == state && msg->transaction == s->transaction;
}

static int read_services(struct mbim_state *s, const struct mbim_msg *msg,
			 struct att_report *out)
{
	if (due(s, msg, MBIM_CONTROL_SERVICES))
		out->event = mbim_channel_services(s, msg);
	return 0;
}

static int read_version(struct mbim_state *s, const struct mbim_msg *msg,
			struct att_report *out)
{
	if (due(s, msg, MBIM_CONTROL_VERSION))
		out->event = mbim_channel_version(s, msg);
	return 0;
}

/* --- the table ----------------------------------------------------------- */

struct reader {
	uint8_t service;
	uint32_t cid;
	uint16_t about;
	read_fn *read; /* NULL: its status is all that counts */
};

#define BASIC(name) MBIM_SERVICE_BASIC_CONNECT, MBIM_CID_BASIC_CONNECT_##name

static const struct reader readers[] = {
	{BASIC(SIGNAL_STATE), ATT_ABOUT_SIGNAL, mbim_read_signal},
	{MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS,
	 MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_BASE_STATIONS_INFO,
	 ATT_ABOUT_SIGNAL, mbim_read_cells},
	{BASIC(REGISTER_STATE), ATT_ABOUT_REGISTRATION, read_registration},
	{BASIC(PACKET_SERVICE), ATT_ABOUT_PACKET, read_packet},
	{BASIC(CONNECT), ATT_ABOUT_SESSION, read_session},
	{BASIC(IP_CONFIGURATION), ATT_ABOUT_ADDRESSES, read_addresses},
	{BASIC(SUBSCRIBER_READY_STATUS), ATT_ABOUT_SIM, read_sim},
	{BASIC(RADIO_STATE), ATT_ABOUT_RADIO, read_radio},
	{BASIC(PIN), ATT_ABOUT_LOCK, read_lock},
	{BASIC(DEVICE_CAPS), ATT_ABOUT_DEVICE, read_device},
	{BASIC(DEVICE_SERVICES), MBIM_OP_SERVICES, read_services},
	{BASIC(DEVICE_SERVICE_SUBSCRIBE_LIST), ATT_ABOUT_EVENTS, NULL},
	{MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS,
	 MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_VERSION, MBIM_OP_VERSION,
	 read_version},
	{MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS,
	 MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_DEVICE_SLOT_MAPPINGS,
	 ATT_ABOUT_SLOT, read_slots},
	{MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS,
	 MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_LTE_ATTACH_CONFIGURATION,
	 ATT_ABOUT_BEARER, read_bearer},
	{MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS,
	 MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_SLOT_INFO_STATUS, ATT_ABOUT_CARD,
	 read_card},
	{MBIM_SERVICE_DSS, MBIM_CID_DSS_CONNECT, ATT_ABOUT_STREAM, NULL},
	{MBIM_SERVICE_QMI, MBIM_CID_QMI_MSG, ATT_ABOUT_UNLOCK,
	 mbim_tunnel_read},
	{MBIM_SERVICE_QUECTEL, MBIM_CID_QUECTEL_RADIO_STATE, ATT_ABOUT_UNLOCK,
	 read_quectel_radio},
	{MBIM_SERVICE_INTEL_MUTUAL_AUTHENTICATION,
	 MBIM_CID_INTEL_MUTUAL_AUTHENTICATION_FCC_LOCK, ATT_ABOUT_UNLOCK,
	 read_intel_fcc_lock},
	{MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS,
	 MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_DEVICE_RESET, ATT_ABOUT_RESTART,
	 NULL},
};

static bool same_uuid(const struct att_uuid *a, const struct att_uuid *b)
{
	return att_get64(a->b) == att_get64(b->b) &&
	       att_get64(a->b + 8) == att_get64(b->b + 8);
}

static const struct reader *find(const struct mbim_msg *msg)
{
	for (unsigned i = 0; i < sizeof(readers) / sizeof(readers[0]); i++) {
		const struct reader *r = &readers[i];

		if (msg->cid == r->cid &&
		    same_uuid(&msg->service, &mbim_services[r->service].uuid))
			return r;
	}
	return NULL;
}

/* Not allowed: a second deactivation, or addresses where a link is asked. */
static enum att_refusal refusal_of(uint32_t status, uint16_t about)
{
	switch (status) {
	case MBIM_STATUS_SIM_NOT_INSERTED:
		return ATT_REFUSAL_NO_SIM;
	case MBIM_STATUS_NOT_INITIALIZED: /* 9.4.5: until the SIM is */
		return ATT_REFUSAL_SIM_STARTING;
	case MBIM_STATUS_BUSY:
		return ATT_REFUSAL_NOT_READY;
	case MBIM_STATUS_PIN_REQUIRED:
		return ATT_REFUSAL_LOCKED;
	case MBIM_STATUS_RADIO_POWER_OFF:
		return ATT_REFUSAL_RADIO_OFF;
	case MBIM_STATUS_MAX_ACTIVATED_CONTEXTS:
		return ATT_REFUSAL_FULL;
	case MBIM_STATUS_NO_DEVICE_SUPPORT:
	case MBIM_STATUS_INVALID_PARAMETERS:
	case MBIM_STATUS_CONTEXT_NOT_SUPPORTED:
		return ATT_REFUSAL_FAMILY;
	case MBIM_STATUS_OPERATION_NOT_ALLOWED:
		return about == ATT_ABOUT_ADDRESSES ? ATT_REFUSAL_OTHER
						    : ATT_REFUSAL_INACTIVE;
	case MBIM_STATUS_CONTEXT_NOT_ACTIVATED:
	case MBIM_STATUS_PACKET_SERVICE_DETACHED:
		return ATT_REFUSAL_INACTIVE;
	}
	return ATT_REFUSAL_OTHER;
}

void mbim_read(struct mbim_state *s, const struct mbim_msg *msg,
	       struct att_report *out)
{
	const struct reader *reader = find(msg);
	bool indication = msg->type == (uint32_t)MBIM_MSG_INDICATE_STATUS;
	int read;

	out->about = reader ? reader->about : MBIM_ABOUT_NOTHING;
	if (!reader || (indication && out->about >= ATT_ABOUT_OWN))
		return;
	read = reader->read ? reader->read(s, msg, out) : 0;
	out->has_facts = read >= 0;
	out->result = read >= 0 ? ATT_RESULT_DONE : ATT_RESULT_UNREADABLE;
	if (indication || !msg->code || read > 0)
		return;
	out->result = ATT_RESULT_REFUSED;
	out->code = msg->code;
	out->refusal = refusal_of(msg->code, out->about);
}

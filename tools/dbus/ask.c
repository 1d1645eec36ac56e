/* What the modem itself is asked, by commands of MBIM, as the status does not
 * have it. */
#include "ask.h"

#include <string.h>

#include "messages.h"
#include "wish.h"

#define SLOTS	   8u
#define N_SERVICES (sizeof(services) / sizeof(services[0]))

void ask_with(struct bridge *b, unsigned service, uint32_t cid, int len,
	      client_answer_fn *fn)
{
	client_ask_as(&b->client, CLIENT_OWN, service, cid, false, len, fn,
		      NULL);
}

void ask_plain(struct bridge *b, unsigned service, uint32_t cid,
	       client_answer_fn *fn)
{
	ask_with(b, service, cid, 0, fn);
}

static void on_caps(void *ctx, void *with, uint32_t status,
		    struct att_bytes body)
{
	struct mbim_basic_connect_device_caps_response r;
	struct bridge *b = ctx;

	(void)with;
	if (status || mbim_basic_connect_device_caps_response_decode(body, &r))
		return;
	facts_of_caps(&b->now, &r);
	b->look(b);
}

static bool read_subscriber(struct bridge *b, struct att_bytes body)
{
	struct mbim_basic_connect_subscriber_ready_status_response r;

	if (mbim_basic_connect_subscriber_ready_status_response_decode(body,
								       &r))
		return false;
	facts_of_subscriber(&b->now, &r.subscriber_id, &r.sim_icc_id,
			    &r.telephone_numbers);
	return true;
}

static bool read_subscriber_v3(struct bridge *b, struct att_bytes body)
{
	struct mbim_basic_connect_subscriber_ready_status_response_v3 r;

	if (mbim_basic_connect_subscriber_ready_status_response_v3_decode(body,
									  &r))
		return false;
	facts_of_subscriber(&b->now, &r.subscriber_id, &r.sim_icc_id,
			    &r.telephone_numbers);
	return true;
}

static void on_subscriber(void *ctx, void *with, uint32_t status,
			  struct att_bytes body)
{
	struct bridge *b = ctx;

	(void)with;
	if (!status && (b->ex >= MBIM_EX_3 ? read_subscriber_v3(b, body)
					   : read_subscriber(b, body)))
		b->look(b);
}

static void on_home(void *ctx, void *with, uint32_t status,
		    struct att_bytes body)
{
	struct mbim_basic_connect_home_provider_response r;
	struct bridge *b = ctx;

	(void)with;
	if (status ||
	    mbim_basic_connect_home_provider_response_decode(body, &r))
		return;
	facts_of_home(&b->now, &r.provider);
	b->look(b);
}

static void on_pin(void *ctx, void *with, uint32_t status,
		   struct att_bytes body)
{
	struct mbim_basic_connect_pin_response r;
	struct bridge *b = ctx;

	(void)with;
	if (status || mbim_basic_connect_pin_response_decode(body, &r))
		return;
	b->now.locks.attempts = r.remaining_attempts;
	b->look(b);
}

static void on_pins(void *ctx, void *with, uint32_t status,
		    struct att_bytes body)
{
	struct mbim_basic_connect_pin_list_response r;
	struct bridge *b = ctx;

	(void)with;
	if (status || mbim_basic_connect_pin_list_response_decode(body, &r))
		return;
	facts_of_pins(&b->now, &r);
	b->look(b);
}

void ask_pin(struct bridge *b)
{
	ask_plain(b, MBIM_SERVICE_BASIC_CONNECT, MBIM_CID_BASIC_CONNECT_PIN,
		  on_pin);
	if (b->now.state > MM_STATE_LOCKED)
		ask_plain(b, MBIM_SERVICE_BASIC_CONNECT,
			  MBIM_CID_BASIC_CONNECT_PIN_LIST, on_pins);
}

/* --- slots ---------------------------------------------------------------- */

static void on_slots(void *ctx, void *with, uint32_t status,
		     struct att_bytes body)
{
	struct mbim_ms_basic_connect_extensions_sys_caps_response r;
	struct bridge *b = ctx;

	(void)with;
	if (status ||
	    mbim_ms_basic_connect_extensions_sys_caps_response_decode(body,
								      &r) ||
	    r.number_of_slots < 2)
		return;
	b->now.slots.n = r.number_of_slots < SLOTS ? r.number_of_slots : SLOTS;
}

static void on_used_slot(void *ctx, void *with, uint32_t status,
			 struct att_bytes body)
{
	struct mbim_ms_basic_connect_extensions_device_slot_mappings_response r;
	struct bridge *b = ctx;
	struct mbim_uicc_slot slot;
	struct att_cursor c;

	(void)with;
	if (status || !b->now.slots.n ||
	    mbim_ms_basic_connect_extensions_device_slot_mappings_response_decode(
		    body, &r))
		return;
	c = att_cursor_of(&r.slot_map);
	if (mbim_uicc_slot_next(&c, &slot) && slot.slot < b->now.slots.n)
		b->now.slots.used = slot.slot + 1;
	b->look(b);
}

/* --- the initial bearer of LTE -------------------------------------------- */

static bool read_attach_info_v3(
	struct att_bytes body,
	struct mbim_ms_basic_connect_extensions_lte_attach_info_response *r)
{
	struct mbim_ms_basic_connect_extensions_lte_attach_info_response_v3 v3;

	if (mbim_ms_basic_connect_extensions_lte_attach_info_response_v3_decode(
		    body, &v3))
		return false;
	r->access_string = v3.access_string;
	r->user_name = v3.user_name;
	r->ip_type = v3.ip_type;
	r->lte_attach_state = v3.lte_attach_state;
	return true;
}

static void on_attach_info(void *ctx, void *with, uint32_t status,
			   struct att_bytes body)
{
	struct mbim_ms_basic_connect_extensions_lte_attach_info_response r;
	struct bridge *b = ctx;
	struct facts_wish *w = &b->initial.now.wish;

	(void)with;
	if (status ||
	    (b->ex >= MBIM_EX_3
		     ? !read_attach_info_v3(body, &r)
		     : mbim_ms_basic_connect_extensions_lte_attach_info_response_decode(
			       body, &r) != 0))
		return;
	memset(w, 0, sizeof(*w));
	facts_text(w->apn, sizeof(w->apn), &r.access_string);
	facts_text(w->user, sizeof(w->user), &r.user_name);
	w->families = wish_families(r.ip_type);
	b->attached_by_lte =
		r.lte_attach_state == MBIM_LTE_ATTACH_STATE_ATTACHED;
	b->look(b);
}

static void on_attach_wish(void *ctx, void *with, uint32_t status,
			   struct att_bytes body)
{
	struct mbim_ms_basic_connect_extensions_lte_attach_configuration_response
		r;
	struct mbim_lte_attach_configuration e;
	struct bridge *b = ctx;
	struct att_cursor c;

	(void)with;
	if (status ||
	    mbim_ms_basic_connect_extensions_lte_attach_configuration_response_decode(
		    body, &r))
		return;
	c = att_cursor_of(&r.configurations);
	memset(&b->now.eps, 0, sizeof(b->now.eps));
	while (mbim_lte_attach_configuration_next(&c, &e)) {
		if (e.roaming != MBIM_LTE_ATTACH_CONTEXT_ROAMING_CONTROL_HOME)
			continue;
		facts_text(b->now.eps.apn, sizeof(b->now.eps.apn),
			   &e.access_string);
		facts_text(b->now.eps.user, sizeof(b->now.eps.user),
			   &e.user_name);
		b->now.eps.families = wish_families(e.ip_type);
	}
	b->look(b);
}

void ask_initial(struct bridge *b)
{
	if (!(b->services & BRIDGE_EXTENSIONS))
		return;
	ask_plain(b, MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS,
		  MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_LTE_ATTACH_CONFIGURATION,
		  on_attach_wish);
	ask_plain(b, MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS,
		  MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_LTE_ATTACH_INFO,
		  on_attach_info);
}

/* --- 5G ------------------------------------------------------------------- */

static void on_nr5g(void *ctx, void *with, uint32_t status,
		    struct att_bytes body)
{
	struct mbim_ms_basic_connect_extensions_registration_parameters_response_v3
		r;
	struct bridge *b = ctx;

	(void)with;
	if (status ||
	    mbim_ms_basic_connect_extensions_registration_parameters_response_v3_decode(
		    body, &r))
		return;
	facts_of_nr5g(&b->now.nr5g, r.mico_mode, r.drx_cycle);
	b->look(b);
}

/* It came with MBIMEx 3. */
void ask_nr5g(struct bridge *b)
{
	if (b->ex >= MBIM_EX_3)
		ask_plain(
			b, MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS,
			MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_REGISTRATION_PARAMETERS,
			on_nr5g);
}

/* --- what it has ---------------------------------------------------------- */

static void on_sar(void *ctx, void *with, uint32_t status,
		   struct att_bytes body)
{
	struct mbim_ms_sar_config_response r;
	struct mbim_sar_config_state antenna;
	struct bridge *b = ctx;
	struct att_cursor c;

	(void)with;
	if (status || mbim_ms_sar_config_response_decode(body, &r))
		return;
	b->now.sar.on = r.backoff_state == MBIM_SAR_BACKOFF_STATE_ENABLED;
	c = att_cursor_of(&r.config_states);
	if (mbim_sar_config_state_next(&c, &antenna))
		b->now.sar.level = antenna.backoff_index;
	b->look(b);
}

void ask_sar(struct bridge *b)
{
	ask_plain(b, MBIM_SERVICE_MS_SAR, MBIM_CID_MS_SAR_CONFIG, on_sar);
}

static const struct {
	unsigned service;
	uint32_t bit; /* enum bridge_service */
} services[] = {
	{MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS, BRIDGE_EXTENSIONS},
	{MBIM_SERVICE_USSD, BRIDGE_USSD},
	{MBIM_SERVICE_MS_SAR, BRIDGE_SAR},
	{MBIM_SERVICE_MS_VOICE_EXTENSIONS, BRIDGE_VOICE},
	{MBIM_SERVICE_QDU, BRIDGE_QDU},
};

/* Which of the extensions' CIDs matter. */
static uint32_t extensions_of(const struct mbim_device_service_element *e)
{
	for (uint32_t i = 0; i < e->cids.count; i++)
		if (att_array_u32(&e->cids, i) ==
		    MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_PROVISIONED_CONTEXTS)
			return BRIDGE_CONTEXTS;
	return 0;
}

static uint32_t services_of(const struct mbim_device_service_element *e)
{
	for (size_t i = 0; i < N_SERVICES; i++)
		if (!memcmp(&e->device_service_id,
			    &mbim_services[services[i].service].uuid,
			    sizeof(e->device_service_id)))
			return services[i].bit |
			       (services[i].bit == BRIDGE_EXTENSIONS
					? extensions_of(e)
					: 0);
	return 0;
}

/* With this the modem goes on the bus. */
static void on_services(void *ctx, void *with, uint32_t status,
			struct att_bytes body)
{
	struct mbim_basic_connect_device_services_response r;
	struct mbim_device_service_element e;
	struct bridge *b = ctx;
	struct att_cursor c;

	(void)with;
	b->known = b->now.there;
	b->services &= BRIDGE_SMS; /* of attache, and asked already */
	if (!status &&
	    !mbim_basic_connect_device_services_response_decode(body, &r)) {
		c = att_cursor_of(&r.device_services);
		while (mbim_device_service_element_next(&c, &e))
			b->services |= services_of(&e);
	}
	b->look(b);
}

/* To be told of what attache has no use for itself, and of messages. */
static void subscribe(struct bridge *b)
{
	const uint32_t ussd = MBIM_CID_USSD_USSD;
	const uint32_t messages = MBIM_CID_ATTACHE_MESSAGES;
	const uint32_t contexts = MBIM_CID_BASIC_CONNECT_PROVISIONED_CONTEXTS;
	const uint32_t typed =
		MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_PROVISIONED_CONTEXTS;
	const struct mbim_event_entry events[] = {
		{.device_service_id = mbim_services[MBIM_SERVICE_USSD].uuid,
		 .cids = att_array_of(&ussd, 1)},
		{.device_service_id = mbim_services[MBIM_SERVICE_ATTACHE].uuid,
		 .cids = att_array_of(&messages, 1)},
		{.device_service_id =
			 mbim_services[MBIM_SERVICE_BASIC_CONNECT].uuid,
		 .cids = att_array_of(&contexts, 1)},
		{.device_service_id =
			 mbim_services[MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS]
				 .uuid,
		 .cids = att_array_of(&typed, 1)},
	};
	const struct mbim_basic_connect_device_service_subscribe_list_set set =
		{.events = att_array_of(events, 4)};

	client_ask_as(
		&b->client, CLIENT_OWN, MBIM_SERVICE_BASIC_CONNECT,
		MBIM_CID_BASIC_CONNECT_DEVICE_SERVICE_SUBSCRIBE_LIST, true,
		mbim_basic_connect_device_service_subscribe_list_set_encode(
			&set, client_body(&b->client), CLIENT_BODY),
		client_unasked, NULL);
}

/* attache answers it before what follows; without an answer it is 1. */
static void on_version(void *ctx, void *with, uint32_t status,
		       struct att_bytes body)
{
	struct mbim_ms_basic_connect_extensions_version_response r;
	struct bridge *b = ctx;

	(void)with;
	b->ex = MBIM_EX_1;
	if (!status &&
	    !mbim_ms_basic_connect_extensions_version_response_decode(body, &r))
		b->ex = r.mbim_extended_version;
	ask_nr5g(b);
}

/* The version that knows the cells of 5G. */
static void ask_version(struct bridge *b)
{
	const struct mbim_ms_basic_connect_extensions_version_query q = {
		.mbim_version = 0x0100, .mbim_extended_version = MBIM_EX_3};

	ask_with(b, MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS,
		 MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_VERSION,
		 mbim_ms_basic_connect_extensions_version_query_encode(
			 &q, client_body(&b->client), CLIENT_BODY),
		 on_version);
}

/* Once for each modem. */
static void ask_of_modem(struct bridge *b)
{
	b->asked_caps = true;
	facts_of_device(&b->now, b->wanted);
	client_open(&b->client);
	ask_version(b);
	subscribe(b);
	ask_plain(b, MBIM_SERVICE_BASIC_CONNECT,
		  MBIM_CID_BASIC_CONNECT_DEVICE_CAPS, on_caps);
	ask_plain(b, MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS,
		  MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_SYS_CAPS, on_slots);
	ask_plain(b, MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS,
		  MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_DEVICE_SLOT_MAPPINGS,
		  on_used_slot);
	ask_sar(b);
	messages_look(b);
	ask_plain(b, MBIM_SERVICE_BASIC_CONNECT,
		  MBIM_CID_BASIC_CONNECT_DEVICE_SERVICES, on_services);
}

/* Once for each SIM, when it is unlocked. */
static void ask_of_sim(struct bridge *b)
{
	ask_plain(b, MBIM_SERVICE_BASIC_CONNECT,
		  MBIM_CID_BASIC_CONNECT_SUBSCRIBER_READY_STATUS,
		  on_subscriber);
	ask_plain(b, MBIM_SERVICE_BASIC_CONNECT,
		  MBIM_CID_BASIC_CONNECT_HOME_PROVIDER, on_home);
	ask_preferred(b);
	ask_card(b);
}

void ask_for_more(struct bridge *b)
{
	const bool unlocked = b->now.state > MM_STATE_DISABLED;

	if (!b->now.there)
		return;
	if (!b->asked_caps)
		ask_of_modem(b);
	if (!b->known)
		return;
	if (b->asked_lock != b->now.locks.lock) {
		b->asked_lock = b->now.locks.lock;
		ask_pin(b);
	}
	if (!b->asked_sim && unlocked)
		ask_of_sim(b);
	b->asked_sim = unlocked;
	if (!b->asked_attached && b->way.attached)
		ask_initial(b);
	b->asked_attached = b->way.attached;
}

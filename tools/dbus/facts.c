/* What attache and the modem say, in ModemManager's numbers. */
#include "facts.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The bits of data_class, and of MMModemAccessTechnology. */
static const struct {
	uint32_t mbim, mm;
} access_bits[] = {
	{0x01, 1u << 3},  /* GPRS */
	{0x02, 1u << 4},  /* EDGE */
	{0x04, 1u << 5},  /* UMTS */
	{0x08, 1u << 6},  /* HSDPA */
	{0x10, 1u << 7},  /* HSUPA */
	{0x20, 1u << 14}, /* LTE */
	{0x40, 1u << 15}, /* 5G NR, non-standalone */
	{0x80, 1u << 15}, /* and standalone */
};

uint32_t facts_access(uint32_t data_class)
{
	uint32_t access = 0;

	for (size_t i = 0; i < sizeof(access_bits) / sizeof(access_bits[0]);
	     i++)
		if (data_class & access_bits[i].mbim)
			access |= access_bits[i].mm;
	return access;
}

/* In percent, as ModemManager has it of -113 to -51 dBm. */
static uint32_t quality_of(const struct mbim_attache_status_response *s)
{
	int32_t of = s->rssi_dbm ? s->rssi_dbm + 113 : 0;

	if (!s->rssi_dbm && s->rsrp_dbm) /* -140 to -78 dBm */
		of = s->rsrp_dbm + 140;
	if (of < 0)
		return 0;
	return of > 62 ? 100 : (uint32_t)of * 100 / 62;
}

static uint32_t registration_of(uint32_t register_state)
{
	switch (register_state) {
	case MBIM_REGISTER_STATE_DEREGISTERED:
		return 0;
	case MBIM_REGISTER_STATE_SEARCHING:
		return 2;
	case MBIM_REGISTER_STATE_HOME:
		return 1;
	case MBIM_REGISTER_STATE_ROAMING:
	case MBIM_REGISTER_STATE_PARTNER:
		return 5;
	case MBIM_REGISTER_STATE_DENIED:
		return 3;
	}
	return 4;
}

/* Cut between two letters: the bus takes no half ones. */
static void put_str(char *to, size_t cap, const struct att_str *s)
{
	char text[512];
	int n = att_str_get(s, text, sizeof(text));
	size_t len = n < 0 ? 0 : (size_t)n;

	if (len >= cap)
		for (len = cap - 1; len && (text[len] & 0xc0) == 0x80;)
			len--;
	memset(to, 0, cap);
	memcpy(to, text, len);
}

static bool is(const struct att_str *s, const char *word)
{
	char text[64];

	return att_str_get(s, text, sizeof(text)) >= 0 &&
	       strcmp(text, word) == 0;
}

/* --- the state of the modem ----------------------------------------------- */

/* The states of attache's chart of the way to packet service (attach.rl). */
static const struct {
	const char *attach;
	int32_t state;
} states[] = {
	{"idle", MM_STATE_DISABLED},
	{"sim_absent", MM_STATE_FAILED},
	{"sim_bad", MM_STATE_FAILED},
	{"pin_blocked", MM_STATE_LOCKED},
	{"puk_blocked", MM_STATE_LOCKED},
	{"radio_blocked", MM_STATE_DISABLED},
	{"registration", MM_STATE_ENABLED},
	{"bearer", MM_STATE_ENABLED},
	{"bearer_setting", MM_STATE_ENABLED},
	{"bearer_cycling", MM_STATE_ENABLED},
	{"registering", MM_STATE_SEARCHING},
	{"searching", MM_STATE_SEARCHING},
	{"regaining", MM_STATE_SEARCHING},
	{"denied", MM_STATE_ENABLED},
	{"roaming_barred", MM_STATE_REGISTERED},
	{"packet", MM_STATE_REGISTERED},
	{"attaching", MM_STATE_REGISTERED},
	{"attach_waiting", MM_STATE_REGISTERED},
	{"attach_failed", MM_STATE_REGISTERED},
	{"unattached", MM_STATE_REGISTERED},
	{"attached", MM_STATE_REGISTERED},
};

static int32_t state_of(const struct att_str *attach)
{
	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++)
		if (is(attach, states[i].attach))
			return states[i].state;
	return MM_STATE_ENABLING;
}

/* With an IP session the modem's state is that of the session. */
static int32_t with_session(int32_t state, enum facts_session session)
{
	if (state != MM_STATE_REGISTERED && session != FACTS_SESSION_UP)
		return state;
	switch (session) {
	case FACTS_SESSION_NONE:
		return state;
	case FACTS_SESSION_BEGINS:
		return MM_STATE_CONNECTING;
	case FACTS_SESSION_UP:
		return MM_STATE_CONNECTED;
	case FACTS_SESSION_ENDS:
		return MM_STATE_DISCONNECTING;
	}
	return state;
}

/* The SIM is looked at again, and nothing says that it is another one. */
static bool looks_at_sim(const struct att_str *attach)
{
	return is(attach, "sim") || is(attach, "pin") ||
	       is(attach, "pin_entering") || is(attach, "pin_checking");
}

static void put_state(struct facts *f,
		      const struct mbim_attache_status_response *s)
{
	if (f->state == MM_STATE_LOCKED && looks_at_sim(&s->attach_state))
		return;
	f->state = state_of(&s->attach_state);
	f->locks.lock = is(&s->attach_state, "pin_blocked")   ? MM_LOCK_SIM_PIN
			: is(&s->attach_state, "puk_blocked") ? MM_LOCK_SIM_PUK
							      : MM_LOCK_NONE;
}

/* --- the session ---------------------------------------------------------- */

static void put_ipv4(struct facts_ip *ip, const struct mbim_attache_session *s)
{
	struct att_cursor c = att_cursor_of(&s->ipv4_address);
	struct mbim_ipv4_element e;

	if (mbim_ipv4_element_next(&c, &e)) {
		ip->method = MM_IP_STATIC;
		ip->prefix = e.on_link_prefix_length;
		inet_ntop(AF_INET, e.ipv4_address.b, ip->address,
			  sizeof(ip->address));
	}
	if (s->ipv4_gateway)
		inet_ntop(AF_INET, s->ipv4_gateway->b, ip->gateway,
			  sizeof(ip->gateway));
	for (uint32_t i = 0; i < s->ipv4_dns_server.count && i < FACTS_DNS; i++)
		inet_ntop(AF_INET, att_array_ipv4(&s->ipv4_dns_server, i).b,
			  ip->dns[i], sizeof(ip->dns[i]));
	ip->mtu = s->mtu;
}

static void put_ipv6(struct facts_ip *ip, const struct mbim_attache_session *s)
{
	struct att_cursor c = att_cursor_of(&s->ipv6_address);
	struct mbim_ipv6_element e;

	if (mbim_ipv6_element_next(&c, &e)) {
		ip->method = MM_IP_STATIC;
		ip->prefix = e.on_link_prefix_length;
		inet_ntop(AF_INET6, e.ipv6_address.b, ip->address,
			  sizeof(ip->address));
	}
	if (s->ipv6_gateway)
		inet_ntop(AF_INET6, s->ipv6_gateway->b, ip->gateway,
			  sizeof(ip->gateway));
	for (uint32_t i = 0; i < s->ipv6_dns_server.count && i < FACTS_DNS; i++)
		inet_ntop(AF_INET6, att_array_ipv6(&s->ipv6_dns_server, i).b,
			  ip->dns[i], sizeof(ip->dns[i]));
	ip->mtu = s->mtu;
}

/* Where the modem gives no address at all it is asked for on the link. */
static void put_addresses(struct facts *f, const struct mbim_attache_session *s)
{
	memset(&f->ip4, 0, sizeof(f->ip4));
	memset(&f->ip6, 0, sizeof(f->ip6));
	if (!f->connected)
		return;
	put_ipv4(&f->ip4, s);
	put_ipv6(&f->ip6, s);
	if (!f->ip4.method && !f->ip6.method)
		f->ip4.method = f->ip6.method = MM_IP_DHCP;
}

static enum facts_session session_of(const struct mbim_attache_session *s)
{
	if (is(&s->state, "up"))
		return FACTS_SESSION_UP;
	if (is(&s->state, "releasing"))
		return FACTS_SESSION_ENDS;
	if (s->origin == MBIM_SESSION_ORIGIN_NONE || is(&s->state, "idle"))
		return FACTS_SESSION_NONE;
	return FACTS_SESSION_BEGINS;
}

static void put_session(struct facts *f, struct facts_session_now *now,
			const struct mbim_attache_session *s)
{
	now->session = session_of(s);
	now->clients = s->origin == MBIM_SESSION_ORIGIN_CLIENT;
	now->refused = is(&s->state, "waiting");
	now->cause = s->nw_error;
	now->code = s->code;
	put_str(now->problem, sizeof(now->problem), &s->problem);
	f->connected = now->session == FACTS_SESSION_UP;
	put_str(f->ports.net, sizeof(f->ports.net), &s->name);
	f->stats.rx_bytes = s->rx_bytes;
	f->stats.tx_bytes = s->tx_bytes;
	f->stats.up_s = s->up_s;
	put_addresses(f, s);
}

/* Of a kernel's device its place; else one that nobody has beside. */
static void put_device(struct facts *f,
		       const struct mbim_attache_status_response *s)
{
	char link[64], path[4096], name[64];
	char *real, *end;

	put_str(name, sizeof(name), &s->modem);
	snprintf(link, sizeof(link), "/sys/class/net/%s/device", f->ports.net);
	real = realpath(link, path);
	end = real ? strrchr(real, '/') : NULL;
	if (end)
		*end = '\0'; /* its USB device, not the interface */
	memset(f->device, 0, sizeof(f->device));
	snprintf(f->device, sizeof(f->device), "%.*s",
		 (int)sizeof(f->device) - 1, real ? real : name);
	memset(f->device_id, 0, sizeof(f->device_id));
	snprintf(f->device_id, sizeof(f->device_id), "%s", name);
}

void facts_of_status(struct facts *f, struct facts_session_now *now,
		     const struct mbim_attache_status_response *s)
{
	struct att_cursor c = att_cursor_of(&s->sessions);
	struct mbim_attache_session session;
	const bool was_there = f->there;

	memset(now, 0, sizeof(*now));
	f->there = s->modem.len && (is(&s->control_state, "open") || was_there);
	put_state(f, s);
	f->failed = is(&s->attach_state, "sim_absent") ? MM_FAILED_SIM_MISSING
		    : f->state == MM_STATE_FAILED      ? MM_FAILED_UNKNOWN
						       : MM_FAILED_NONE;
	f->access = facts_access(s->data_class);
	f->quality = quality_of(s);
	f->signal = (struct facts_signal){
		.rssi = s->rssi_dbm,
		.rsrp = s->rsrp_dbm,
		.rsrq = s->rsrq_db,
		.snr = s->snr_db,
		.access = f->access,
	};
	f->registration = registration_of(s->register_state);
	now->attached = is(&s->attach_state, "attached");
	now->denied = is(&s->attach_state, "denied");
	now->roaming_barred = is(&s->attach_state, "roaming_barred");
	now->searching = f->state == MM_STATE_SEARCHING;
	f->packet_service = now->attached ? 2 : 1;
	put_str(f->operator_code, sizeof(f->operator_code), &s->provider_id);
	put_str(f->operator_name, sizeof(f->operator_name), &s->provider_name);
	strcpy(f->ports.control, "attache0");
	if (mbim_attache_session_next(&c, &session))
		put_session(f, now, &session);
	if (!now->problem[0])
		put_str(now->problem, sizeof(now->problem), &s->problem);
	f->state = with_session(f->state, now->session);
	put_device(f, s);
}

void facts_of_caps(struct facts *f,
		   const struct mbim_basic_connect_device_caps_response *r)
{
	put_str(f->imei, sizeof(f->imei), &r->device_id);
	put_str(f->revision, sizeof(f->revision), &r->firmware_info);
	put_str(f->model, sizeof(f->model), &r->hardware_info);
}

void facts_of_subscriber(struct facts *f, const struct att_str *imsi,
			 const struct att_str *iccid,
			 const struct att_array *numbers)
{
	struct att_str number;

	put_str(f->imsi, sizeof(f->imsi), imsi);
	put_str(f->iccid, sizeof(f->iccid), iccid);
	memset(f->number, 0, sizeof(f->number));
	if (!numbers->count)
		return;
	number = att_array_str(numbers, 0);
	put_str(f->number, sizeof(f->number), &number);
}

void facts_of_home(struct facts *f, const struct mbim_provider *home)
{
	put_str(f->sim_operator, sizeof(f->sim_operator), &home->provider_id);
}

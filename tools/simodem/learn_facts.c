/* What the messages say of a modem, its SIM and its network, into the
 * configuration of one. What is seen first counts. */
#include "tools/simodem/learn.h"

#include <stdlib.h>
#include <string.h>

#include "generated/cids.h"
#include "generated/qmi_messages.h"
#include "tools/simodem/mbim.h"
#include "wire/qmi/message.h"

/* Someone who says something: words with their bytes and place. */
struct saying {
	const char *words;
	struct att_bytes body;
	uint32_t record, status;
	uint16_t ex;
	const struct learn_exchange *e; /* NULL: an indication */
};

/* True the first time; then it is known where. */
static bool first(struct learn *l, enum learn_key key, const struct saying *s)
{
	if (l->from[key])
		return false;
	l->from[key] = s->record;
	return true;
}

static void text(struct learn *l, enum learn_key key, const struct saying *s,
		 const char *name, char *to, size_t cap)
{
	char buf[256];

	if (learn_get(s->words, name, buf, sizeof(buf)) && buf[0] &&
	    first(l, key, s))
		sim_copy(to, cap, buf);
}

static bool has(const struct saying *s, const char *name, const char *word)
{
	char buf[256];

	return learn_get(s->words, name, buf, sizeof(buf)) && strstr(buf, word);
}

/* --- the device ------------------------------------------------------------
 */

static void device_caps(struct learn *l, const struct saying *s)
{
	struct sim_config *c = &l->config;
	uint32_t n;

	text(l, LEARN_MODEL, s, "hardware_info", c->model, sizeof(c->model));
	text(l, LEARN_FIRMWARE, s, "firmware_info", c->firmware,
	     sizeof(c->firmware));
	if (learn_number(s->words, "max_sessions", &n) && n >= 1 &&
	    first(l, LEARN_SESSIONS, s))
		c->max_sessions = (uint8_t)(n > 8 ? 8 : n);
	if (has(s, "data_class", "5g") && first(l, LEARN_NR, s))
		c->nr = true;
}

static void offer(struct sim_config *c,
		  const struct mbim_device_service_element *e)
{
	const struct mbim_service *s = mbim_service_find(&e->device_service_id);

	for (uint32_t i = 0; s && i < e->cids.count; i++)
		if (att_array_u32(&e->cids, i) < 64)
			c->offered[s - mbim_services] |=
				1ull << att_array_u32(&e->cids, i);
}

static void services(struct learn *l, const struct saying *s)
{
	struct mbim_basic_connect_device_services_response r;
	struct mbim_device_service_element e;
	struct sim_config *c = &l->config;
	struct att_cursor at;

	if (mbim_basic_connect_device_services_response_decode(s->body, &r) ||
	    !first(l, LEARN_SERVICES, s))
		return;
	c->restricted = true;
	at = att_cursor_of(&r.device_services);
	while (mbim_device_service_element_next(&at, &e)) {
		offer(c, &e);
		if (memcmp(&e.device_service_id, &sim_dss_echo, 16) == 0 &&
		    first(l, LEARN_DSS, s))
			c->max_dss = r.max_dss_sessions > SIM_DSS
					     ? SIM_DSS
					     : (uint8_t)r.max_dss_sessions;
	}
	if (!(c->offered[MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS] >>
		      MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_VERSION &
	      1) &&
	    first(l, LEARN_MBIMEX, s))
		c->ex_version = MBIM_EX_1;
}

static void version(struct learn *l, const struct saying *s)
{
	uint32_t v;

	/* what the services said of it is less */
	if (!learn_number(s->words, "mbim_extended_version", &v))
		return;
	l->from[LEARN_MBIMEX] = s->record;
	l->config.ex_version = v < MBIM_EX_2   ? MBIM_EX_1
			       : v < MBIM_EX_3 ? MBIM_EX_2
					       : MBIM_EX_3;
}

/* One of the locks that a radio can have. */
static void lock(struct learn *l, enum learn_key key, const struct saying *s,
		 uint32_t quirk)
{
	if (!first(l, key, s))
		return;
	/* that a radio is locked tells less than what opens it */
	if (key != LEARN_FCC_LOCK)
		l->from[LEARN_FCC_LOCK] = 0;
	l->config.quirks &= ~SIM_QUIRK_LOCKS;
	l->config.quirks |= quirk;
}

static void radio(struct learn *l, const struct saying *s)
{
	struct mbim_msg asked;

	/* it was told to go on, and is off */
	if (s->e && s->e->set && has(s, "sw_radio_state", "off") &&
	    has(s, "hw_radio_state", "on") &&
	    !mbim_msg_decode(s->e->asked->bytes, &asked) &&
	    asked.body.len >= 4 &&
	    att_get32(asked.body.p) == MBIM_RADIO_SWITCH_STATE_ON &&
	    !(l->config.quirks & SIM_QUIRK_LOCKS))
		lock(l, LEARN_FCC_LOCK, s, SIM_QUIRK_FCC_LOCK);
	if (s->e && !s->e->set && first(l, LEARN_RADIO_OFF, s))
		l->config.radio_off = has(s, "sw_radio_state", "off");
}

static void sys_caps(struct learn *l, const struct saying *s)
{
	uint32_t n;

	if (learn_number(s->words, "number_of_slots", &n) && n >= 1 &&
	    first(l, LEARN_SLOTS, s))
		l->config.slots = n > SIM_SLOTS ? SIM_SLOTS : (uint8_t)n;
}

/* Which lock a host opens in QMI. */
static void qmi(struct learn *l, const struct saying *s)
{
	struct qmi_message m;
	struct mbim_msg msg;

	if (!s->e || mbim_msg_decode(s->e->asked->bytes, &msg) ||
	    qmi_decode(msg.body, &m) || m.head.service != QMI_SERVICE_DMS)
		return;
	if (m.head.message == 0x555f)
		lock(l, LEARN_FCC_LOCK, s, SIM_QUIRK_FCC_LOCK);
	if (m.head.message == 0x5571)
		lock(l, LEARN_FOXCONN_LOCK, s, SIM_QUIRK_FOXCONN_LOCK);
}

static void quectel(struct learn *l, const struct saying *s)
{
	if (s->e && s->e->set)
		lock(l, LEARN_QUECTEL_LOCK, s, SIM_QUIRK_QUECTEL_LOCK);
}

/* --- the SIM ---------------------------------------------------------------
 */

/* So many digits: of a test number, or those that are there. */
static void digits(const struct learn *l, char *to, size_t cap,
		   const char *prefix, const char *real)
{
	size_t len = strlen(real), at = strlen(prefix);

	size_t plus = strspn(real, "+");

	/* others have letters in it, which no key takes */
	if (l->personal && plus <= 1 && len < cap && len <= 20 &&
	    strspn(real + plus, "0123456789") == len - plus) {
		sim_copy(to, cap, real);
		return;
	}
	if (len >= cap)
		len = cap - 1;
	memset(to, '0', len);
	to[len] = '\0';
	memcpy(to, prefix, at < len ? at : len);
}

/* The first number, or none. */
static void number(struct learn *l, const struct saying *s)
{
	struct sim_config *c = &l->config;
	char list[256], *end;

	if (!learn_get(s->words, "telephone_numbers", list, sizeof(list)))
		return;
	if (strcmp(list, "[]") == 0 && first(l, LEARN_NUMBER, s))
		c->number[0] = '\0';
	end = list[0] == '[' && list[1] == '"' ? strchr(list + 2, '"') : NULL;
	if (!end || (size_t)(end - list) > sizeof(c->number) ||
	    !first(l, LEARN_NUMBER, s))
		return;
	*end = '\0';
	digits(l, c->number, sizeof(c->number), "+1", list + 2);
}

static void subscriber(struct learn *l, const struct saying *s)
{
	struct sim_config *c = &l->config;
	char buf[64];

	if (first(l, LEARN_INSERTED, s))
		c->sim_inserted = !has(s, "ready_state", "not_inserted");
	if (has(s, "ready_state", "device_locked") && first(l, LEARN_PIN, s))
		sim_copy(c->pin, sizeof(c->pin), "0000");
	if (learn_get(s->words, "sim_icc_id", buf, sizeof(buf)) &&
	    strlen(buf) >= 10 && first(l, LEARN_ICCID, s))
		digits(l, c->iccid, 21, "89", buf);
	if (learn_get(s->words, "subscriber_id", buf, sizeof(buf)) &&
	    strlen(buf) >= 6 && first(l, LEARN_IMSI, s))
		digits(l, c->imsi, sizeof(c->imsi), "00101", buf);
	if (has(s, "ready_state", "initialized") &&
	    !has(s, "ready_state", "not_"))
		number(l, s);
}

/* A PIN that was right, and how many attempts there are before it. */
static void pin(struct learn *l, const struct saying *s)
{
	struct sim_config *c = &l->config;
	char *asked, buf[16];
	bool fields;
	uint32_t n;

	if (!s->e)
		return;
	if (!s->e->set) {
		if (has(s, "pin_type", "pin1") &&
		    learn_number(s->words, "remaining_attempts", &n) &&
		    n <= 255 && first(l, LEARN_ATTEMPTS, s))
			c->pin_attempts = n;
		if (has(s, "pin_type", "pin1") &&
		    has(s, "pin_state", "unlocked") == false &&
		    first(l, LEARN_PIN, s))
			sim_copy(c->pin, sizeof(c->pin), "0000");
		return;
	}
	asked = learn_words(l, s->e->asked->bytes, s->ex, &fields);
	if (s->status == MBIM_STATUS_NONE && strstr(asked, "\"enter\"") &&
	    strstr(asked, "\"pin1\"") &&
	    learn_get(asked, "pin", buf, sizeof(buf)) && strlen(buf) >= 4 &&
	    strlen(buf) <= 8) {
		l->from[LEARN_PIN] = s->e->asked->record;
		digits(l, c->pin, sizeof(c->pin), "", buf);
	}
	free(asked);
}

/* --- the network -----------------------------------------------------------
 */

static void home(struct learn *l, const struct saying *s)
{
	struct sim_config *c = &l->config;
	char id[8];

	if (!l->personal &&
	    learn_get(s->words, "provider_id", id, sizeof(id)) &&
	    strlen(id) >= 5 && strlen(id) < strlen(c->imsi))
		memcpy(c->imsi, id, strlen(id));
}

static void registration(struct learn *l, const struct saying *s)
{
	struct sim_config *c = &l->config;
	struct sim_operator *o = &c->operator_;
	uint32_t cause = s->body.len >= 4 ? att_get32(s->body.p) : 0;
	char id[8];

	if (first(l, LEARN_AUTO_ATTACH, s))
		c->auto_attach = has(s, "registration_flag", "automatic");
	if (has(s, "register_state", "denied") && cause >= 1 && cause <= 255 &&
	    !l->from[LEARN_OPERATOR] && first(l, LEARN_DENIED, s)) {
		c->deny_registration = true;
		c->deny_cause = cause;
	}
	if (!learn_get(s->words, "provider_id", id, sizeof(id)) ||
	    strlen(id) < 5 || strlen(id) > 6 ||
	    (!has(s, "register_state", "home") &&
	     !has(s, "register_state", "roaming") &&
	     !has(s, "register_state", "partner")) ||
	    !first(l, LEARN_OPERATOR, s))
		return;
	c->deny_registration = false;
	l->from[LEARN_DENIED] = 0;
	sim_copy(o->id, sizeof(o->id), id);
	if (!learn_get(s->words, "provider_name", o->name, sizeof(o->name)))
		o->name[0] = '\0';
	o->partner = has(s, "register_state", "partner");
	o->roaming = has(s, "register_state", "roaming");
	if (has(s, "register_state", "home"))
		home(l, s);
}

static void visible(struct learn *l, const struct saying *s)
{
	struct mbim_basic_connect_visible_providers_response r;
	struct sim_config *c = &l->config;
	struct att_cursor at;
	struct mbim_provider p;

	if (mbim_basic_connect_visible_providers_response_decode(s->body, &r) ||
	    !r.providers.count || !first(l, LEARN_OTHERS, s))
		return;
	c->n_others = 0;
	at = att_cursor_of(&r.providers);
	while (mbim_provider_next(&at, &p) && c->n_others < SIM_OTHERS) {
		struct sim_operator o = {.name = ""};

		if (att_str_get(&p.provider_id, o.id, sizeof(o.id)) < 5 ||
		    att_str_get(&p.provider_name, o.name, sizeof(o.name)) < 0 ||
		    p.provider_state & MBIM_PROVIDER_STATE_REGISTERED)
			continue;
		o.forbidden = p.provider_state & MBIM_PROVIDER_STATE_FORBIDDEN;
		c->other[c->n_others++] = o;
	}
}

static void signal_state(struct learn *l, const struct saying *s)
{
	uint32_t rssi;

	if (learn_number(s->words, "rssi", &rssi) && rssi <= 31 &&
	    first(l, LEARN_SIGNAL, s))
		l->config.strength[0].dbm = (int16_t)(2 * (int)rssi - 113);
}

static void packet(struct learn *l, const struct saying *s)
{
	uint32_t cause = s->body.len >= 4 ? att_get32(s->body.p) : 0;

	if (s->e && s->e->set && s->status != MBIM_STATUS_NONE && cause &&
	    cause <= 255 && first(l, LEARN_ATTACH_ERROR, s))
		l->config.attach_error = cause;
	if (has(s, "packet_service_state", "attached") &&
	    s->status == MBIM_STATUS_NONE) {
		l->config.attach_error = 0;
		l->from[LEARN_ATTACH_ERROR] = 0;
	}
}

#define AT_CAUSE 32u /* in all layouts of CONNECT's answer */

static void connection(struct learn *l, const struct saying *s)
{
	struct sim_config *c = &l->config;
	uint32_t cause = s->body.len >= AT_CAUSE + 4
				 ? att_get32(s->body.p + AT_CAUSE)
				 : 0;

	if (!s->e || !s->e->set)
		return;
	if (s->status != MBIM_STATUS_NONE && cause && cause <= 255 &&
	    first(l, LEARN_CONNECT_ERROR, s))
		c->connect_error = cause;
	if (s->status != MBIM_STATUS_NONE ||
	    !has(s, "activation_state", "activated") ||
	    has(s, "activation_state", "deactivated"))
		return;
	if (c->connect_error == 50) {
		c->ipv4_only = true;
		l->from[LEARN_IPV4_ONLY] = l->from[LEARN_CONNECT_ERROR];
	}
	c->connect_error = 0;
	l->from[LEARN_CONNECT_ERROR] = 0;
}

static void addresses(struct learn *l, const struct saying *s)
{
	struct sim_config *c = &l->config;
	const char *v4 = strstr(s->words, "\"ipv4_address\":[{");
	uint32_t n;

	if (learn_number(s->words, "ipv4_mtu", &n) && n >= 576 && n <= 2048 &&
	    first(l, LEARN_MTU, s))
		c->ipv4_mtu = n;
	if (v4 && learn_number(v4, "on_link_prefix_length", &n) && n >= 1 &&
	    n <= 32 && first(l, LEARN_PREFIX, s))
		c->ipv4_prefix = n;
	if (strstr(s->words, "\"ipv6_address\":\"fe80") &&
	    first(l, LEARN_IPV6, s))
		c->ipv6_advertised = 1;
}

/* --- who says it -----------------------------------------------------------
 */

static const struct {
	uint8_t service;
	uint32_t cid;
	void (*fn)(struct learn *l, const struct saying *s);
	bool failures; /* say something as well */
} readers[] = {
#define BC(cid) MBIM_SERVICE_BASIC_CONNECT, MBIM_CID_BASIC_CONNECT_##cid
#define EXT(cid)                                  \
	MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS, \
		MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_##cid
	{BC(DEVICE_CAPS), device_caps, false},
	{EXT(DEVICE_CAPS), device_caps, false},
	{BC(DEVICE_SERVICES), services, false},
	{EXT(VERSION), version, false},
	{EXT(SYS_CAPS), sys_caps, false},
	{BC(RADIO_STATE), radio, false},
	{BC(SUBSCRIBER_READY_STATUS), subscriber, false},
	{BC(PIN), pin, true},
	{BC(REGISTER_STATE), registration, false},
	{BC(HOME_PROVIDER), home, false},
	{BC(VISIBLE_PROVIDERS), visible, false},
	{BC(SIGNAL_STATE), signal_state, false},
	{BC(PACKET_SERVICE), packet, true},
	{BC(CONNECT), connection, true},
	{BC(IP_CONFIGURATION), addresses, false},
	{MBIM_SERVICE_QMI, MBIM_CID_QMI_MSG, qmi, true},
	{MBIM_SERVICE_QUECTEL, MBIM_CID_QUECTEL_RADIO_STATE, quectel, true},
};

static void take(struct learn *l, const struct mbim_cid *cid, uint8_t service,
		 struct saying *s, const struct talk_message *m)
{
	struct mbim_msg msg;

	if (!cid || mbim_msg_decode(m->bytes, &msg))
		return;
	s->body = msg.body;
	s->record = m->record;
	s->ex = m->ex_version;
	for (size_t i = 0; i < sizeof(readers) / sizeof(readers[0]); i++)
		if (readers[i].service == service &&
		    readers[i].cid == cid->number &&
		    (readers[i].failures || s->status == MBIM_STATUS_NONE))
			readers[i].fn(l, s);
}

/* --- the channel -----------------------------------------------------------
 */

/* What OPEN is answered shows some quirks. */
static void channel(struct learn *l)
{
	struct sim_config *c = &l->config;
	uint32_t code = 0, refused = 0;
	bool open = false; /* and not answered */

	for (size_t i = 0; i < l->talk.n; i++) {
		const struct talk_message *m = &l->talk.messages[i];
		struct saying s = {.record = m->record};
		struct mbim_msg msg = {.type = 0};

		if (!m->bytes.len || mbim_msg_decode(m->bytes, &msg))
			continue;
		if (msg.type == MBIM_MSG_OPEN) {
			open = true;
			code = msg.code;
		}
		if (msg.type == MBIM_MSG_CLOSE)
			open = false;
		/* unasked, with whatever transaction */
		if (msg.type == (uint32_t)MBIM_MSG_CLOSE_DONE && open &&
		    first(l, LEARN_REOPEN_CLOSES, &s))
			c->quirks |= SIM_QUIRK_REOPEN_CLOSES;
		if (msg.type != (uint32_t)MBIM_MSG_OPEN_DONE)
			continue;
		open = false;
		if (msg.code != MBIM_STATUS_NONE) {
			refused = m->record;
		} else if (refused) {
			l->from[LEARN_NTB_INPUT] = refused;
			c->quirks |= SIM_QUIRK_NEEDS_NTB_INPUT;
		}
		/* it takes at least as much */
		if (msg.code == MBIM_STATUS_NONE && code >= 64 &&
		    code <= 4096 && first(l, LEARN_MAX_CONTROL, &s))
			c->max_control = (uint16_t)code;
	}
}

/* An answer whose command is not in the capture. */
static void orphan(struct learn *l, const struct talk_message *m)
{
	const struct mbim_cid *cid;
	struct saying s = {.e = NULL};
	struct mbim_msg msg;
	uint8_t service = 0;
	bool fields;
	char *words;

	if (mbim_msg_decode(m->bytes, &msg))
		return;
	cid = learn_cid(&msg, &service);
	words = learn_words(l, m->bytes, m->ex_version, &fields);
	s.words = words;
	s.status = msg.code;
	take(l, cid, service, &s, m);
	free(words);
}

void learn_facts(struct learn *l)
{
	for (size_t i = 0; i < l->n_orphans; i++)
		orphan(l, l->orphan[i]);
	for (size_t i = 0; i < l->n_exchanges; i++) {
		const struct learn_exchange *e = &l->exchange[i];
		struct saying s = {
			.words = e->words, .status = e->status, .e = e};

		if (e->answer)
			take(l, e->cid, e->service, &s, e->answer);
	}
	for (size_t i = 0; i < l->n_news; i++) {
		const struct learn_news *n = &l->news[i];
		struct saying s = {.words = n->words};

		take(l, n->cid, n->service, &s, n->message);
	}
	channel(l);
}

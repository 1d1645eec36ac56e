/* What the messages of MBIM say of a modem, its SIM and its network, and what
 * its channel shows. */
#include "tools/simodem/learn.h"

#include <stdlib.h>
#include <string.h>

#include "generated/cids.h"
#include "generated/qmi_messages.h"
#include "tools/simodem/mbim.h"
#include "wire/qmi/message.h"

/* --- the device ------------------------------------------------------------
 */

static void device_caps(struct learn *l, const struct learn_saying *s)
{
	struct sim_config *c = &l->config;
	uint32_t n;

	learn_text(l, LEARN_MODEL, s, "hardware_info", c->model,
		   sizeof(c->model));
	learn_text(l, LEARN_FIRMWARE, s, "firmware_info", c->firmware,
		   sizeof(c->firmware));
	if (learn_number(s->words, "max_sessions", &n) && n >= 1 &&
	    learn_first(l, LEARN_SESSIONS, s))
		c->max_sessions = (uint8_t)(n > 8 ? 8 : n);
	if (learn_has(s, "data_class", "5g") && learn_first(l, LEARN_NR, s))
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

static void services(struct learn *l, const struct learn_saying *s)
{
	struct mbim_basic_connect_device_services_response r;
	struct mbim_device_service_element e;
	struct sim_config *c = &l->config;
	struct att_cursor at;

	if (mbim_basic_connect_device_services_response_decode(s->body, &r) ||
	    !learn_first(l, LEARN_SERVICES, s))
		return;
	c->restricted = true;
	at = att_cursor_of(&r.device_services);
	while (mbim_device_service_element_next(&at, &e)) {
		offer(c, &e);
		if (memcmp(&e.device_service_id, &sim_dss_echo, 16) == 0 &&
		    learn_first(l, LEARN_DSS, s))
			c->max_dss = r.max_dss_sessions > SIM_DSS
					     ? SIM_DSS
					     : (uint8_t)r.max_dss_sessions;
	}
	if (!(c->offered[MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS] >>
		      MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_VERSION &
	      1) &&
	    learn_first(l, LEARN_MBIMEX, s))
		c->ex_version = MBIM_EX_1;
}

static void version(struct learn *l, const struct learn_saying *s)
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

static void radio(struct learn *l, const struct learn_saying *s)
{
	struct mbim_msg asked;

	/* it was told to go on, and is off */
	if (s->e && s->e->set && learn_has(s, "sw_radio_state", "off") &&
	    learn_has(s, "hw_radio_state", "on") &&
	    !mbim_msg_decode(s->e->asked->bytes, &asked) &&
	    asked.body.len >= 4 &&
	    att_get32(asked.body.p) == MBIM_RADIO_SWITCH_STATE_ON &&
	    !(l->config.quirks & SIM_QUIRK_LOCKS))
		learn_lock(l, LEARN_FCC_LOCK, s, SIM_QUIRK_FCC_LOCK);
	if (s->e && !s->e->set && learn_first(l, LEARN_RADIO_OFF, s))
		l->config.radio_off = learn_has(s, "sw_radio_state", "off");
}

static void sys_caps(struct learn *l, const struct learn_saying *s)
{
	uint32_t n;

	if (learn_number(s->words, "number_of_slots", &n) && n >= 1 &&
	    learn_first(l, LEARN_SLOTS, s))
		l->config.slots = n > SIM_SLOTS ? SIM_SLOTS : (uint8_t)n;
}

/* Which lock a host opens in QMI. */
static void qmi(struct learn *l, const struct learn_saying *s)
{
	struct qmi_message m;
	struct mbim_msg msg;

	if (!s->e || mbim_msg_decode(s->e->asked->bytes, &msg) ||
	    qmi_decode(msg.body, &m) || m.head.service != QMI_SERVICE_DMS)
		return;
	if (m.head.message == 0x555f)
		learn_lock(l, LEARN_FCC_LOCK, s, SIM_QUIRK_FCC_LOCK);
	if (m.head.message == 0x5571)
		learn_lock(l, LEARN_FOXCONN_LOCK, s, SIM_QUIRK_FOXCONN_LOCK);
}

static void quectel(struct learn *l, const struct learn_saying *s)
{
	if (s->e && s->e->set)
		learn_lock(l, LEARN_QUECTEL_LOCK, s, SIM_QUIRK_QUECTEL_LOCK);
}

/* --- the SIM ---------------------------------------------------------------
 */

/* The first number, or none. */
static void number(struct learn *l, const struct learn_saying *s)
{
	char list[256], *end;

	if (!learn_get(s->words, "telephone_numbers", list, sizeof(list)))
		return;
	if (strcmp(list, "[]") == 0)
		learn_phone(l, s, "");
	end = list[0] == '[' && list[1] == '"' ? strchr(list + 2, '"') : NULL;
	if (!end)
		return;
	*end = '\0';
	learn_phone(l, s, list + 2);
}

static void subscriber(struct learn *l, const struct learn_saying *s)
{
	struct sim_config *c = &l->config;
	char buf[64];

	if (learn_first(l, LEARN_INSERTED, s))
		c->sim_inserted = !learn_has(s, "ready_state", "not_inserted");
	if (learn_has(s, "ready_state", "device_locked") &&
	    learn_first(l, LEARN_PIN, s))
		sim_copy(c->pin, sizeof(c->pin), "0000");
	if (learn_get(s->words, "sim_icc_id", buf, sizeof(buf)) &&
	    strlen(buf) >= 10 && learn_first(l, LEARN_ICCID, s))
		learn_digits(l, c->iccid, 21, "89", buf);
	if (learn_get(s->words, "subscriber_id", buf, sizeof(buf)) &&
	    strlen(buf) >= 6 && learn_first(l, LEARN_IMSI, s))
		learn_digits(l, c->imsi, sizeof(c->imsi), "00101", buf);
	if (learn_has(s, "ready_state", "initialized") &&
	    !learn_has(s, "ready_state", "not_"))
		number(l, s);
}

/* A PIN that was right, and how many attempts there are before it. */
static void pin(struct learn *l, const struct learn_saying *s)
{
	struct sim_config *c = &l->config;
	char *asked, buf[16];
	bool fields;
	uint32_t n;

	if (!s->e)
		return;
	if (!s->e->set) {
		if (learn_has(s, "pin_type", "pin1") &&
		    learn_number(s->words, "remaining_attempts", &n) &&
		    n <= 255 && learn_first(l, LEARN_ATTEMPTS, s))
			c->pin_attempts = n;
		if (learn_has(s, "pin_type", "pin1") &&
		    learn_has(s, "pin_state", "unlocked") == false &&
		    learn_first(l, LEARN_PIN, s))
			sim_copy(c->pin, sizeof(c->pin), "0000");
		return;
	}
	asked = l->protocol->words(l, s->e->asked->bytes, s->ex, &fields);
	if (s->status == MBIM_STATUS_NONE && strstr(asked, "\"enter\"") &&
	    strstr(asked, "\"pin1\"") &&
	    learn_get(asked, "pin", buf, sizeof(buf)))
		learn_pin(l, s->e->asked->record, buf);
	free(asked);
}

/* --- the network -----------------------------------------------------------
 */

static void home(struct learn *l, const struct learn_saying *s)
{
	char id[8];

	if (learn_get(s->words, "provider_id", id, sizeof(id)))
		learn_home(l, id);
}

static void registration(struct learn *l, const struct learn_saying *s)
{
	struct sim_config *c = &l->config;
	struct sim_operator *o = &c->operator_;
	uint32_t cause = s->body.len >= 4 ? att_get32(s->body.p) : 0;
	char id[8];

	if (learn_first(l, LEARN_AUTO_ATTACH, s))
		c->auto_attach = learn_has(s, "registration_flag", "automatic");
	if (learn_has(s, "register_state", "denied") && cause >= 1 &&
	    cause <= 255 && !l->from[LEARN_OPERATOR] &&
	    learn_first(l, LEARN_DENIED, s)) {
		c->deny_registration = true;
		c->deny_cause = cause;
	}
	if (!learn_get(s->words, "provider_id", id, sizeof(id)) ||
	    strlen(id) < 5 || strlen(id) > 6 ||
	    (!learn_has(s, "register_state", "home") &&
	     !learn_has(s, "register_state", "roaming") &&
	     !learn_has(s, "register_state", "partner")) ||
	    !learn_first(l, LEARN_OPERATOR, s))
		return;
	c->deny_registration = false;
	l->from[LEARN_DENIED] = 0;
	sim_copy(o->id, sizeof(o->id), id);
	if (!learn_get(s->words, "provider_name", o->name, sizeof(o->name)))
		o->name[0] = '\0';
	o->partner = learn_has(s, "register_state", "partner");
	o->roaming = learn_has(s, "register_state", "roaming");
	if (learn_has(s, "register_state", "home"))
		home(l, s);
}

static void visible(struct learn *l, const struct learn_saying *s)
{
	struct mbim_basic_connect_visible_providers_response r;
	struct sim_config *c = &l->config;
	struct att_cursor at;
	struct mbim_provider p;

	if (mbim_basic_connect_visible_providers_response_decode(s->body, &r) ||
	    !r.providers.count || !learn_first(l, LEARN_OTHERS, s))
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

static void signal_state(struct learn *l, const struct learn_saying *s)
{
	uint32_t rssi;

	if (learn_number(s->words, "rssi", &rssi) && rssi <= 31 &&
	    learn_first(l, LEARN_SIGNAL, s))
		l->config.strength[0].dbm = (int16_t)(2 * (int)rssi - 113);
}

static void packet(struct learn *l, const struct learn_saying *s)
{
	uint32_t cause = s->body.len >= 4 ? att_get32(s->body.p) : 0;

	if (s->e && s->e->set && s->status != MBIM_STATUS_NONE && cause &&
	    cause <= 255 && learn_first(l, LEARN_ATTACH_ERROR, s))
		l->config.attach_error = cause;
	if (learn_has(s, "packet_service_state", "attached") &&
	    s->status == MBIM_STATUS_NONE) {
		l->config.attach_error = 0;
		l->from[LEARN_ATTACH_ERROR] = 0;
	}
}

#define AT_CAUSE 32u /* in all layouts of CONNECT's answer */

static void connection(struct learn *l, const struct learn_saying *s)
{
	struct sim_config *c = &l->config;
	uint32_t cause = s->body.len >= AT_CAUSE + 4
				 ? att_get32(s->body.p + AT_CAUSE)
				 : 0;

	if (!s->e || !s->e->set)
		return;
	if (s->status != MBIM_STATUS_NONE && cause && cause <= 255 &&
	    learn_first(l, LEARN_CONNECT_ERROR, s))
		c->connect_error = cause;
	if (s->status != MBIM_STATUS_NONE ||
	    !learn_has(s, "activation_state", "activated") ||
	    learn_has(s, "activation_state", "deactivated"))
		return;
	if (c->connect_error == 50) {
		c->ipv4_only = true;
		l->from[LEARN_IPV4_ONLY] = l->from[LEARN_CONNECT_ERROR];
	}
	c->connect_error = 0;
	l->from[LEARN_CONNECT_ERROR] = 0;
}

static void addresses(struct learn *l, const struct learn_saying *s)
{
	struct sim_config *c = &l->config;
	const char *v4 = strstr(s->words, "\"ipv4_address\":[{");
	uint32_t n;

	if (learn_number(s->words, "ipv4_mtu", &n) && n >= 576 && n <= 2048 &&
	    learn_first(l, LEARN_MTU, s))
		c->ipv4_mtu = n;
	if (v4 && learn_number(v4, "on_link_prefix_length", &n) && n >= 1 &&
	    n <= 32 && learn_first(l, LEARN_PREFIX, s))
		c->ipv4_prefix = n;
	if (strstr(s->words, "\"ipv6_address\":\"fe80") &&
	    learn_first(l, LEARN_IPV6, s))
		c->ipv6_advertised = 1;
}

/* --- who says it -----------------------------------------------------------
 */

const struct learn_reader learn_mbim_readers[] = {
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
	{0, 0, NULL, false},
};

/* --- the channel -----------------------------------------------------------
 */

static uint32_t type_of(const struct talk_message *m)
{
	struct mbim_msg msg = {.type = 0};

	if (m->bytes.len && !m->cut_from)
		(void)mbim_msg_decode(m->bytes, &msg);
	return msg.type;
}

/* Was the function opened between these two? */
static bool opened_between(const struct talk_message *a,
			   const struct talk_message *b)
{
	bool open = false;

	for (const struct talk_message *m = a + 1; m < b; m++) {
		if (type_of(m) == MBIM_MSG_OPEN)
			open = true;
		if (open && type_of(m) == (uint32_t)MBIM_MSG_OPEN_DONE)
			return true;
	}
	return false;
}

/* Answers to what was asked before it was opened again. */
static void late_answers(struct learn *l)
{
	for (size_t i = 0; i < l->n_exchanges; i++) {
		const struct learn_exchange *e = &l->exchange[i];
		struct learn_saying s = {.record = 0};

		if (!e->answer || !opened_between(e->asked, e->answer))
			continue;
		s.record = e->answer->record;
		if (learn_first(l, LEARN_LATE_ANSWERS, &s))
			l->config.quirks |= SIM_QUIRK_LATE_ANSWERS;
	}
}

/* Is the OPEN of this transaction answered? */
static bool is_answered(const struct learn *l, uint32_t transaction)
{
	for (size_t i = 0; i < l->talk.n; i++) {
		const struct talk_message *m = &l->talk.messages[i];

		if (type_of(m) == (uint32_t)MBIM_MSG_OPEN_DONE &&
		    att_get32(m->bytes.p + 8) == transaction)
			return true;
	}
	return false;
}

/* The first message is an OPEN that nobody answers, and the next one is one
 * that is answered. */
static void first_lost(struct learn *l)
{
	const struct talk_message *first = NULL;

	for (size_t i = 0; i < l->talk.n; i++) {
		const struct talk_message *m = &l->talk.messages[i];

		if (!m->bytes.len)
			continue;
		if (type_of(m) != MBIM_MSG_OPEN ||
		    is_answered(l, att_get32(m->bytes.p + 8)) !=
			    (first != NULL))
			return;
		if (first)
			break;
		first = m;
	}
	if (!first)
		return;
	l->from[LEARN_FIRST_LOST] = first->record;
	l->config.quirks |= SIM_QUIRK_FIRST_LOST;
}

/* What OPEN is answered. */
static void channel(struct learn *l)
{
	struct sim_config *c = &l->config;
	uint32_t code = 0, refused = 0;
	bool open = false; /* and not answered */

	for (size_t i = 0; i < l->talk.n; i++) {
		const struct talk_message *m = &l->talk.messages[i];
		struct learn_saying s = {.record = m->record};
		struct mbim_msg msg = {.type = 0};

		if (!m->bytes.len || m->cut_from ||
		    mbim_msg_decode(m->bytes, &msg))
			continue;
		if (msg.type == MBIM_MSG_OPEN) {
			open = true;
			code = msg.code;
		}
		if (msg.type == MBIM_MSG_CLOSE)
			open = false;
		/* unasked, with whatever transaction */
		if (msg.type == (uint32_t)MBIM_MSG_CLOSE_DONE && open &&
		    learn_first(l, LEARN_REOPEN_CLOSES, &s))
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
		    code <= 4096 && learn_first(l, LEARN_MAX_CONTROL, &s))
			c->max_control = (uint16_t)code;
	}
}

void learn_mbim_facts(struct learn *l)
{
	channel(l);
	late_answers(l);
	first_lost(l);
}

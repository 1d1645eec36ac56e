/* What a modem says, as facts, beside the stimuli of tests/transcript:
 *
 *   opened | open_refused | closed      answer the last open or close
 *   not_opened                          it says that its channel is not open
 *   report SUBJECT [FACT...]            answer the last request about that
 *   refuse SUBJECT [REFUSAL] [FACT...]  no_sim, starting, locked, radio_off,
 *                                       full, family, inactive, not_ready
 *   unreadable SUBJECT                  an answer that cannot be understood
 *   lost SUBJECT                        no whole message came in its place
 *   news SUBJECT FACT...                what nobody asked for
 *   cannot | can OPERATION              from now on it cannot do that, or can
 *
 *   radio         on off switched
 *   unlock        goes_on=1; open sierra foxconn quectel secret: the lock
 *   restart, slot N, bearer APN|none
 *   sim           ready locked starting absent no_profile bad
 *   lock          none pin puk other, attempts=N
 *   registration  unknown none searching home roaming partner denied,
 *                 cause=N automatic=1 access=BITS id=NNNNN
 *   packet        detached attaching attached, cause=N
 *   session       inactive activating active deactivating unknown,
 *                 cause=N session=N
 *   addresses     none, A.B.C.D/N..., X:X::X/N..., via=ADDRESS dns=ADDRESS
 *                 mtu=N session=N
 *   device        HARDWARE, sessions=N
 *   signal        N
 *   events stream
 *   card          slot=N present=1
 *
 * Each takes code=N, the modem's own number of a refusal. */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "core/state.h"
#include "tests/policy/rig.h"
#include "tests/policy/toy_channel.h"

#define FACT(member) offsetof(struct att_report, facts.member)
#define COUNT(a)     (sizeof(a) / sizeof((a)[0]))
#define MOST_VALUES  8

/* What there can be said about, and the words of its enum. */
static const struct subject {
	const char *name;
	uint16_t about;
	size_t at;
	const char *values[MOST_VALUES];
} subjects[] = {
	{"radio", ATT_ABOUT_RADIO, FACT(radio), {"on", "off", "switched"}},
	{"unlock",
	 ATT_ABOUT_UNLOCK,
	 FACT(fcc),
	 {"open", "sierra", "foxconn", "quectel", "secret"}},
	{"restart", ATT_ABOUT_RESTART, 0, {NULL}},
	{"slot", ATT_ABOUT_SLOT, 0, {NULL}},
	{"bearer", ATT_ABOUT_BEARER, 0, {NULL}},
	{"sim",
	 ATT_ABOUT_SIM,
	 FACT(sim),
	 {"ready", "locked", "starting", "absent", "no_profile", "bad"}},
	{"lock",
	 ATT_ABOUT_LOCK,
	 FACT(lock.lock),
	 {"none", "pin", "puk", "other"}},
	{"registration",
	 ATT_ABOUT_REGISTRATION,
	 FACT(registration.state),
	 {"unknown", "none", "searching", "home", "roaming", "partner",
	  "denied"}},
	{"packet",
	 ATT_ABOUT_PACKET,
	 FACT(packet.state),
	 {"detached", "attaching", "attached"}},
	{"session",
	 ATT_ABOUT_SESSION,
	 FACT(session.state),
	 {"inactive", "activating", "active", "deactivating"}},
	{"addresses", ATT_ABOUT_ADDRESSES, 0, {NULL}},
	{"device", ATT_ABOUT_DEVICE, 0, {NULL}},
	{"signal", ATT_ABOUT_SIGNAL, 0, {NULL}},
	{"events", ATT_ABOUT_EVENTS, 0, {NULL}},
	{"stream", ATT_ABOUT_STREAM, 0, {NULL}},
	{"card", ATT_ABOUT_CARD, 0, {NULL}},
};

/* Numbers; about ATT_ABOUT_ANY is no fact. */
static const struct key {
	const char *name;
	uint16_t about;
	size_t at, size;
} keys[] = {
	{"code", ATT_ABOUT_ANY, offsetof(struct att_report, code), 4},
	{"goes_on", ATT_ABOUT_ANY, offsetof(struct att_report, goes_on), 1},
	{"attempts", ATT_ABOUT_LOCK, FACT(lock.attempts), 4},
	{"cause", ATT_ABOUT_REGISTRATION, FACT(registration.cause), 4},
	{"access", ATT_ABOUT_REGISTRATION, FACT(registration.access), 4},
	{"automatic", ATT_ABOUT_REGISTRATION,
	 FACT(registration.automatic_attach), 1},
	{"cause", ATT_ABOUT_PACKET, FACT(packet.cause), 4},
	{"cause", ATT_ABOUT_SESSION, FACT(session.cause), 4},
	{"session", ATT_ABOUT_SESSION, FACT(session.session), 4},
	{"session", ATT_ABOUT_ADDRESSES, FACT(addresses.session), 4},
	{"slot", ATT_ABOUT_CARD, FACT(card.slot), 4},
	{"present", ATT_ABOUT_CARD, FACT(card.present), 1},
	{"mtu", ATT_ABOUT_ADDRESSES, FACT(addresses.ip.mtu), 4},
	{"sessions", ATT_ABOUT_DEVICE, FACT(device.max_sessions), 4},
};

static const char *const refusals[] = {"other",	 "no_sim",    "starting",
				       "locked", "radio_off", "full",
				       "family", "inactive",  "not_ready"};

static const struct subject *subject_of(const char *name)
{
	for (unsigned i = 0; i < COUNT(subjects); i++)
		if (!strcmp(subjects[i].name, name))
			return &subjects[i];
	return NULL;
}

/* The place of a word in a list that may end early; -1: it is not there. */
static int place(const char *const list[], size_t n, const char *word)
{
	for (size_t i = 0; i < n && list[i]; i++)
		if (!strcmp(list[i], word))
			return (int)i;
	return -1;
}

/* --- one word ------------------------------------------------------------ */

static int put_number(struct att_report *r, const char *name, const char *v)
{
	uint32_t number = (uint32_t)strtoul(v, NULL, 0);
	bool flag = number;

	if (!strcmp(name, "id") && r->about == ATT_ABOUT_REGISTRATION) {
		snprintf(r->facts.registration.provider_id,
			 sizeof(r->facts.registration.provider_id), "%s", v);
		return 0;
	}

	for (unsigned i = 0; i < COUNT(keys); i++) {
		const struct key *k = &keys[i];

		if (strcmp(k->name, name) ||
		    (k->about != ATT_ABOUT_ANY && k->about != r->about))
			continue;
		memcpy((char *)r + k->at,
		       k->size == 1 ? (void *)&flag : (void *)&number, k->size);
		r->has_facts |= k->about != ATT_ABOUT_ANY;
		return 0;
	}
	return -1;
}

static int put_address(struct att_ip_config *ip, char *word)
{
	char *slash = strchr(word, '/');

	if (!strcmp(word, "none"))
		return 0;
	if (!slash)
		return -1;
	*slash = 0;
	if (inet_pton(AF_INET, word, ip->ipv4[ip->n_ipv4].address.b) == 1)
		ip->ipv4[ip->n_ipv4++].prefix = (uint8_t)atoi(slash + 1);
	else if (inet_pton(AF_INET6, word, ip->ipv6[ip->n_ipv6].address.b) == 1)
		ip->ipv6[ip->n_ipv6++].prefix = (uint8_t)atoi(slash + 1);
	else
		return -1;
	return 0;
}

/* Of a gateway or a name server. */
static int put_named_address(struct att_ip_config *ip, const char *name,
			     const char *v)
{
	bool v6 = strchr(v, ':'), via = !strcmp(name, "via");
	void *to;

	if (via)
		to = v6 ? (void *)&ip->gateway6 : (void *)&ip->gateway4;
	else
		to = v6 ? (void *)&ip->dns6[ip->n_dns6++]
			: (void *)&ip->dns4[ip->n_dns4++];
	if (via)
		*(v6 ? &ip->has_gateway6 : &ip->has_gateway4) = true;
	return inet_pton(v6 ? AF_INET6 : AF_INET, v, to) == 1 ? 0 : -1;
}

static void put_bearer(struct att_bearer_facts *f, const char *word)
{
	f->n = strcmp(word, "none") ? 1 : 0;
	snprintf(f->bearer[0].apn, sizeof(f->bearer[0].apn), "%s", word);
	f->bearer[0].families = ATT_V4 | ATT_V6;
}

static int put_value(struct att_report *r, const struct subject *s, char *word)
{
	int value = place(s->values, MOST_VALUES, word);

	r->has_facts = true;
	switch (r->about) {
	case ATT_ABOUT_ADDRESSES:
		return put_address(&r->facts.addresses.ip, word);
	case ATT_ABOUT_DEVICE:
		snprintf(r->facts.device.hardware,
			 sizeof(r->facts.device.hardware), "%s", word);
		return 0;
	case ATT_ABOUT_SLOT:
		r->facts.slot = (uint32_t)strtoul(word, NULL, 0);
		return 0;
	case ATT_ABOUT_BEARER:
		put_bearer(&r->facts.bearer, word);
		return 0;
	case ATT_ABOUT_SIGNAL:
		r->facts.signal.rssi = (uint32_t)strtoul(word, NULL, 0);
		return 0;
	case ATT_ABOUT_SESSION:
		r->facts.session.known = value >= 0;
		if (!strcmp(word, "unknown"))
			return 0;
		break;
	}
	if (value >= 0)
		memcpy((char *)r + s->at, &value, sizeof(value));
	return value < 0 ? -1 : 0;
}

static int put_word(struct att_report *r, const struct subject *s, char *word)
{
	const char *v = rig_value(word);
	int refusal = place(refusals, COUNT(refusals), word);

	if (v && (!strcmp(word, "via") || !strcmp(word, "dns")))
		return put_named_address(&r->facts.addresses.ip, word, v);
	if (v)
		return put_number(r, word, v);
	if (r->result == ATT_RESULT_REFUSED && refusal > 0) {
		r->refusal = (enum att_refusal)refusal;
		return 0;
	}
	return put_value(r, s, word);
}

/* --- one line ------------------------------------------------------------ */

static int say(struct rig *r, const struct subject *s, struct att_report *what,
	       char *word[], int n)
{
	what->about = s->about;
	if (s->about == ATT_ABOUT_LOCK)
		what->facts.lock.attempts = ATT_ATTEMPTS_UNKNOWN;
	for (int i = 0; i < n; i++)
		if (put_word(what, s, word[i]))
			return -1;
	rig_input(r, what, sizeof(*what));
	return 0;
}

static const struct scripted_request *last_about(const struct rig_policy *own,
						 uint16_t about)
{
	for (unsigned i = 1; i <= RIG_SENT && i <= own->n_sent; i++) {
		const struct scripted_request *s =
			&own->sent[(own->n_sent - i) % RIG_SENT];

		if (att_operation_about(s->kind) == about)
			return s;
	}
	return NULL;
}

static int answer(struct rig *r, enum att_result result, char *word[], int n)
{
	const struct subject *s = n > 1 ? subject_of(word[1]) : NULL;
	const struct scripted_request *sent =
		s ? last_about(r->own, s->about) : NULL;
	struct att_report what = {.kind = ATT_REPORT_ANSWER, .result = result};

	if (!sent)
		return -1;
	what.tag = sent->tag;
	if (s->about == ATT_ABOUT_SESSION)
		what.facts.session.session = sent->session;
	else if (s->about == ATT_ABOUT_ADDRESSES)
		what.facts.addresses.session = sent->session;
	return say(r, s, &what, word + 2, n - 2);
}

static int news(struct rig *r, char *word[], int n)
{
	const struct subject *s = n > 1 ? subject_of(word[1]) : NULL;
	struct att_report what = {.kind = ATT_REPORT_NEWS};

	return s ? say(r, s, &what, word + 2, n - 2) : -1;
}

static int channel(struct rig *r, uint16_t kind, uint16_t event)
{
	const struct scripted_request *sent = last_about(r->own, kind);
	struct att_report what = {
		.kind = ATT_REPORT_ANSWER,
		.about = kind,
		.event = event,
	};

	if (!sent)
		return -1;
	what.tag = sent->tag;
	rig_input(r, &what, sizeof(what));
	return 0;
}

static int not_opened(struct rig *r)
{
	const struct att_report what = {.kind = ATT_REPORT_NOT_OPENED};

	rig_input(r, &what, sizeof(what));
	return 0;
}

int rig_policy_stimulus(struct rig *r, char *word[], int n)
{
	static const char *const results[] = {"report", "refuse", "unreadable",
					      "lost"};
	int result = place(results, COUNT(results), word[0]);

	if (result >= 0)
		return answer(r, (enum att_result)result, word, n);
	if (!strcmp(word[0], "news"))
		return news(r, word, n);
	if (!strcmp(word[0], "opened"))
		return channel(r, TOY_OP_HELLO, TOY_CONTROL_EV_OPENED);
	if (!strcmp(word[0], "open_refused"))
		return channel(r, TOY_OP_HELLO, TOY_CONTROL_EV_REFUSED);
	if (!strcmp(word[0], "closed"))
		return channel(r, TOY_OP_BYE, TOY_CONTROL_EV_CLOSED);
	if (!strcmp(word[0], "not_opened"))
		return not_opened(r);
	if (!strncmp(word[0], "can", 3) && n == 2)
		return scripted_can(r->core->t, word[1],
				    strcmp(word[0], "cannot"))
			       ? 0
			       : -1;
	return -1;
}

/* The protocol of the policy transcripts. */
#include <stdio.h>
#include <string.h>

#include "tests/policy/scripted.h"
#include "tests/policy/toy_channel.h"

#define TIMEOUT_MS	10000u
#define OPEN_TIMEOUT_MS 5000u

struct scripted {
	struct toy_control control; /* first: toy_channel.h */
	uint32_t tag;
	bool cannot[ATT_OP_ANNOUNCE_OPEN];
	bool to_send, to_report;
	struct scripted_request request;
	struct att_report report;
};

static const char *name_of(uint16_t kind)
{
	static const char *const names[ATT_OP_ANNOUNCE_OPEN] = {
		[ATT_OP_RADIO] = "radio",
		[ATT_OP_RADIO_ON] = "radio_on",
		[ATT_OP_RADIO_OFF] = "radio_off",
		[ATT_OP_FCC] = "fcc",
		[ATT_OP_UNLOCK] = "unlock",
		[ATT_OP_UNLOCK_FOXCONN] = "unlock_foxconn",
		[ATT_OP_UNLOCK_QUECTEL] = "unlock_quectel",
		[ATT_OP_RESTART] = "restart",
		[ATT_OP_SLOT] = "slot",
		[ATT_OP_USE_SLOT] = "use_slot",
		[ATT_OP_BEARER] = "bearer",
		[ATT_OP_SET_BEARER] = "set_bearer",
		[ATT_OP_SIM] = "sim",
		[ATT_OP_LOCK] = "lock",
		[ATT_OP_ENTER_PIN] = "enter_pin",
		[ATT_OP_REGISTRATION] = "registration",
		[ATT_OP_REGISTER] = "register",
		[ATT_OP_PACKET] = "packet",
		[ATT_OP_ATTACH] = "attach",
		[ATT_OP_SESSION] = "session",
		[ATT_OP_ACTIVATE] = "activate",
		[ATT_OP_DEACTIVATE] = "deactivate",
		[ATT_OP_ADDRESSES] = "addresses",
		[ATT_OP_EVENTS] = "events",
		[ATT_OP_DEVICE] = "device",
		[ATT_OP_SIGNAL] = "signal",
		[ATT_OP_STREAM] = "stream",
		[ATT_OP_CARD] = "card",
	};

	if (kind >= ATT_OP_OWN)
		return kind == TOY_OP_HELLO ? "open" : "close";
	return names[kind];
}

bool scripted_can(void *t, const char *operation, bool can)
{
	struct scripted *s = t;

	for (uint16_t i = 0; i < ATT_OP_ANNOUNCE_OPEN; i++)
		if (name_of(i) && !strcmp(name_of(i), operation)) {
			s->cannot[i] = !can;
			return true;
		}
	return false;
}

/* --- out ----------------------------------------------------------------- */

static unsigned parts(const void *t, uint16_t kind)
{
	const struct scripted *s = t;

	if (kind < ATT_OP_OWN && s->cannot[kind])
		return 0;
	return kind == ATT_OP_UNLOCK || kind == ATT_OP_UNLOCK_FOXCONN ? 2 : 1;
}

static const char *stars(const char *secret)
{
	static const char most[] = "****************";

	return most + sizeof(most) - 1 - strlen(secret);
}

static void put_values(char *text, size_t cap, const struct att_operation *o,
		       unsigned part)
{
	static const char *const families[] = {"", "v4", "v6", "v4+v6"};

	switch (o->kind) {
	case ATT_OP_UNLOCK:
	case ATT_OP_UNLOCK_FOXCONN:
		snprintf(text, cap, " part=%u", part);
		return;
	case ATT_OP_REGISTER:
		if (o->operator_id || o->access)
			snprintf(text, cap, " %s access=%u",
				 o->operator_id ? o->operator_id : "any",
				 o->access);
		return;
	case ATT_OP_USE_SLOT:
		snprintf(text, cap, " %u", o->slot);
		return;
	case ATT_OP_SET_BEARER:
		snprintf(text, cap, " %s apn=%.80s", families[o->families],
			 o->profile.apn);
		return;
	case ATT_OP_ENTER_PIN:
		snprintf(text, cap, " pin=%s", stars(o->pin));
		return;
	case ATT_OP_ACTIVATE:
		snprintf(text, cap, " %u %s apn=%.80s", o->session,
			 families[o->families], o->profile.apn);
		return;
	case ATT_OP_SESSION:
	case ATT_OP_DEACTIVATE:
	case ATT_OP_ADDRESSES:
	case ATT_OP_STREAM:
	case ATT_OP_CARD:
		snprintf(text, cap, " %u", o->session);
		return;
	}
}

static int write(void *t, const struct att_operation *o, unsigned part,
		 uint32_t *tag)
{
	struct scripted *s = t;
	struct scripted_request *r = &s->request;
	size_t len;

	*tag = ++s->tag;
	r->tag = *tag;
	r->kind = o->kind;
	r->session = o->session;
	snprintf(r->text, sizeof(r->text), "%s", name_of(o->kind));
	len = strlen(r->text);
	put_values(r->text + len, sizeof(r->text) - len, o, part);
	s->to_send = true;
	return 0;
}

static uint32_t timeout_ms(const void *t, const struct att_operation *o,
			   unsigned part)
{
	(void)t;
	(void)part;
	return toy_channel_anew(o->kind) ? OPEN_TIMEOUT_MS : TIMEOUT_MS;
}

static size_t output(void *t, uint8_t *buf, size_t cap)
{
	struct scripted *s = t;

	if (!s->to_send || cap < sizeof(s->request))
		return 0;
	s->to_send = false;
	memcpy(buf, &s->request, sizeof(s->request));
	return sizeof(s->request);
}

/* --- in ------------------------------------------------------------------ */

static void input(void *t, struct att_bytes bytes)
{
	struct scripted *s = t;

	memcpy(&s->report, bytes.p, sizeof(s->report));
	s->to_report = true;
}

static bool next(void *t, uint64_t now_ms, struct att_report *out)
{
	struct scripted *s = t;

	(void)now_ms;
	if (!s->to_report)
		return false;
	s->to_report = false;
	*out = s->report;
	return true;
}

/* --- the rest ------------------------------------------------------------ */

static void init(void *t, uint32_t random)
{
	(void)random;
	memset(t, 0, sizeof(struct scripted));
	toy_control_init(&((struct scripted *)t)->control);
	/* What few modems can. */
	scripted_can(t, "fcc", false);
	scripted_can(t, "restart", false);
}

static void plug(void *t, const struct att_core_link *link)
{
	(void)link;
	((struct scripted *)t)->to_send = false;
}

static void forget(void *t)
{
	(void)t;
}

static uint64_t deadline(const void *t)
{
	(void)t;
	return UINT64_MAX;
}

static void expire(void *t, uint64_t now_ms)
{
	(void)t;
	(void)now_ms;
}

static const char *request_name(const void *t, uint16_t kind)
{
	(void)t;
	return name_of(kind);
}

static const char *no_name(uint32_t number)
{
	(void)number;
	return NULL;
}

static void status(const void *t, struct att_channel_status *out)
{
	(void)t;
	*out = (struct att_channel_status){.version = 1};
}

static bool no_format(const void *t, struct att_data_format *out)
{
	(void)t;
	(void)out;
	return false;
}

static const struct att_protocol scripted_protocol = {
	.name = "scripted",
	.size = sizeof(struct scripted),
	.control = &toy_control_info,
	.waiting = TOY_CONTROL_WAITING,
	.outstanding = 1,
	.news = toy_channel_news,
	.init = init,
	.plug = plug,
	.forget = forget,
	.step = toy_channel_step,
	.state = toy_channel_state,
	.channel = toy_channel,
	.order = toy_channel_order,
	.unanswered = toy_channel_unanswered,
	.parts = parts,
	.anew = toy_channel_anew,
	.write = write,
	.timeout_ms = timeout_ms,
	.output = output,
	.input = input,
	.next = next,
	.deadline = deadline,
	.expire = expire,
	.request_name = request_name,
	.code_name = no_name,
	.status = status,
	.data_format = no_format,
};

const struct att_protocol *const scripted_protocols[] = {&scripted_protocol,
							 NULL};

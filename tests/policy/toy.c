/* The toy protocol: operations to lines of text, and lines to facts. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/policy/toy.h"
#include "tests/policy/toy_channel.h"

#define TIMEOUT_MS 2000u

struct toy {
	struct toy_control control; /* first: toy_channel.h */
	uint32_t number;
	char out[160], in[160];
	size_t out_len;
	char *rest; /* of in: lines not yet read */
};

/* --- facts --------------------------------------------------------------- */

static bool read_where(const char *text, struct att_report *out)
{
	struct att_registration_facts *f = &out->facts.registration;

	f->automatic_attach = true;
	f->state = ATT_REGISTRATION_SEARCHING;
	if (!strcmp(text, "home"))
		f->state = ATT_REGISTRATION_HOME;
	else if (!strcmp(text, "roaming"))
		f->state = ATT_REGISTRATION_ROAMING;
	return true;
}

static bool read_net(const char *text, struct att_report *out)
{
	out->facts.packet.state =
		strcmp(text, "on") ? ATT_PACKET_DETACHED : ATT_PACKET_ATTACHED;
	return true;
}

static bool read_up(const char *text, struct att_report *out)
{
	struct att_session_facts *f = &out->facts.session;

	f->known = true;
	f->state = ATT_SESSION_ACTIVE;
	if (!strcmp(text, "on"))
		return true;
	out->result = ATT_RESULT_REFUSED;
	f->state = ATT_SESSION_INACTIVE;
	f->cause = (uint32_t)strtoul(text + strcspn(text, " "), NULL, 10);
	return true;
}

static bool read_addresses(const char *text, struct att_report *out)
{
	struct att_ip_config *ip = &out->facts.addresses.ip;
	uint8_t *b = ip->ipv4[0].address.b;

	ip->n_ipv4 = 1;
	return sscanf(text, "%hhu.%hhu.%hhu.%hhu/%hhu", &b[0], &b[1], &b[2],
		      &b[3], &ip->ipv4[0].prefix) == 5;
}

/* --- operations ---------------------------------------------------------- */

/* All that this modem can do, beside hello and bye. */
static const struct operation {
	const char *word;
	uint16_t kind, about;
	bool (*read)(const char *text, struct att_report *out);
	uint16_t event; /* of the control chart */
} operations[] = {
	{"where", ATT_OP_REGISTRATION, ATT_ABOUT_REGISTRATION, read_where, 0},
	{"net", ATT_OP_PACKET, ATT_ABOUT_PACKET, read_net, 0},
	{"up", ATT_OP_ACTIVATE, ATT_ABOUT_SESSION, read_up, 0},
	{"addresses", ATT_OP_ADDRESSES, ATT_ABOUT_ADDRESSES, read_addresses, 0},
	{"hello", TOY_OP_HELLO, TOY_OP_HELLO, NULL, TOY_CONTROL_EV_OPENED},
	{"bye", TOY_OP_BYE, TOY_OP_BYE, NULL, TOY_CONTROL_EV_CLOSED},
};
#define OPERATIONS (sizeof(operations) / sizeof(operations[0]))

static const struct operation *of_kind(uint16_t kind)
{
	for (unsigned i = 0; i < OPERATIONS; i++)
		if (operations[i].kind == kind)
			return &operations[i];
	return NULL;
}

static const struct operation *of_word(const char *word)
{
	for (unsigned i = 0; i < OPERATIONS; i++)
		if (!strcmp(operations[i].word, word))
			return &operations[i];
	return NULL;
}

static unsigned parts(const void *t, uint16_t kind)
{
	(void)t;
	return of_kind(kind) != NULL;
}

static int write(void *t, const struct att_operation *o, unsigned part,
		 uint32_t *tag)
{
	struct toy *s = t;
	int len;

	(void)part;
	*tag = ++s->number;
	len = snprintf(s->out, sizeof(s->out), "%u %s", s->number,
		       of_kind(o->kind)->word);
	if (o->kind == ATT_OP_ACTIVATE)
		len += snprintf(s->out + len, sizeof(s->out) - (size_t)len,
				" %u %s", o->session, o->profile.apn);
	else if (o->kind == ATT_OP_ADDRESSES)
		len += snprintf(s->out + len, sizeof(s->out) - (size_t)len,
				" %u", o->session);
	s->out[len++] = '\n';
	s->out_len = (size_t)len;
	return 0;
}

static uint32_t timeout_ms(const void *t, const struct att_operation *o,
			   unsigned part)
{
	(void)t;
	(void)o;
	(void)part;
	return TIMEOUT_MS;
}

static size_t output(void *t, uint8_t *buf, size_t cap)
{
	struct toy *s = t;
	size_t len = s->out_len < cap ? s->out_len : cap;

	memcpy(buf, s->out, len);
	s->out_len = 0;
	return len;
}

/* --- lines --------------------------------------------------------------- */

static void input(void *t, struct att_bytes bytes)
{
	struct toy *s = t;
	size_t len = bytes.len < sizeof(s->in) ? bytes.len : sizeof(s->in) - 1;

	memcpy(s->in, bytes.p, len);
	s->in[len] = 0;
	s->rest = s->in;
}

static bool read_line(char *line, struct att_report *out)
{
	char word[16] = "";
	int at = 0;
	const struct operation *o;

	*out = (struct att_report){.kind = ATT_REPORT_ANSWER};
	if (sscanf(line, "%u %15s %n", &out->tag, word, &at) < 2)
		return false;
	o = of_word(word);
	if (!o)
		return false;
	out->kind = out->tag ? ATT_REPORT_ANSWER : ATT_REPORT_NEWS;
	out->about = o->about;
	out->event = o->event;
	if (!o->read)
		return true;
	out->has_facts = o->read(line + at, out);
	if (!out->has_facts)
		out->result = ATT_RESULT_UNREADABLE;
	return true;
}

static bool next(void *t, uint64_t now_ms, struct att_report *out)
{
	struct toy *s = t;
	char *line;

	(void)now_ms;
	while ((line = s->rest) && *line) {
		s->rest = strchr(line, '\n');
		if (s->rest)
			*s->rest++ = 0;
		if (read_line(line, out))
			return true;
	}
	return false;
}

/* --- the rest ------------------------------------------------------------ */

static void init(void *t, uint32_t random)
{
	(void)random;
	memset(t, 0, sizeof(struct toy));
	toy_control_init(&((struct toy *)t)->control);
}

static void plug(void *t, const struct att_core_link *link)
{
	struct toy *s = t;

	(void)link;
	s->out_len = 0;
	s->rest = NULL;
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
	const struct operation *o = of_kind(kind);

	(void)t;
	return o ? o->word : NULL;
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

const struct att_protocol toy_protocol = {
	.name = "toy",
	.size = sizeof(struct toy),
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

const struct att_protocol *const toy_protocols[] = {&toy_protocol, NULL};

/* Text records: the first record and the inputs as words. */
#include "trace/protocols.h"
#include "trace/text.h"

#include "base/errors.h"
#include "trace/text_words.h"

/* --- the first record -------------------------------------------------- */

void att_start_put(struct att_text *t, const struct att_start *start,
		   const struct att_tracefile_revisions *r)
{
	att_text_put(t, "start format=1 attache=" ATTACHE_VERSION " masked=");
	att_text_dec(t, start->masked);
	att_text_put(t, " seed=");
	att_text_dec(t, start->seed);
	att_text_put(t, " start_ms=");
	att_text_dec(t, start->start_ms);
	if (start->part) {
		att_text_put(t, " part=");
		att_text_dec(t, start->part);
	}
	att_text_put(t, start->foreign ? " foreign=1" : "");
	att_tracefile_config_put(t, &start->config, r);
}

bool att_start_is(struct att_bytes text)
{
	uint64_t format;

	return att_words_begin(text, "start") &&
	       !att_words_get_number(text, "format", 1, &format) && format;
}

int att_start_get(struct att_bytes text, struct att_start *start)
{
	uint64_t seed, masked, part = 0, foreign = 0;
	int err = 0;

	err |= att_words_get_number(text, "seed", UINT32_MAX, &seed);
	err |= att_words_get_number(text, "masked", 1, &masked);
	err |= att_words_get_number(text, "start_ms", UINT64_MAX / 2,
				    &start->start_ms);
	err |= att_tracefile_config_get(text, &start->config);
	if (err)
		return ATT_E_CONFIG;
	start->seed = (uint32_t)seed;
	start->masked = masked;
	(void)att_words_get_number(text, "part", UINT32_MAX, &part);
	start->part = (uint32_t)part;
	(void)att_words_get_number(text, "foreign", 1, &foreign);
	start->foreign = foreign;
	return 0;
}

/* --- inputs ------------------------------------------------------------ */

/* The first word of each; of a wish, all of it. */
static const char *const inputs[] = {
	[ATT_INPUT_PLUG] = "plug",
	[ATT_INPUT_UNPLUG] = "unplug",
	[ATT_INPUT_WANT] = "want",
	[ATT_INPUT_EXPIRE] = "expire",
	[ATT_INPUT_OBSERVE] = "observe",
	[ATT_INPUT_RECONFIGURE] = "reconfigure",
	[ATT_INPUT_ASK] = "ask",
	[ATT_INPUT_END] = "end",
};

static const char *const wants[] = {
	[ATT_WANT_OFF] = "want off",
	[ATT_WANT_OPEN] = "want open",
	[ATT_WANT_KNOWN] = "want known",
	[ATT_WANT_ATTACHED] = "want attached",
	[ATT_WANT_CONNECTED] = "want connected",
};

static const char *const observed[] = {
	[ATT_OBSERVED_LINK_WELL] = "link_well",
	[ATT_OBSERVED_LINK_PROBLEM] = "link_problem",
	[ATT_OBSERVED_TRAFFIC] = "traffic",
	[ATT_OBSERVED_NO_TRAFFIC] = "no_traffic",
	[ATT_OBSERVED_PROBE_ANSWERED] = "probe_answered",
	[ATT_OBSERVED_PROBE_FAILED] = "probe_failed",
	[ATT_OBSERVED_IDLE] = "idle",
	[ATT_OBSERVED_RESUMED] = "resumed",
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static bool is(struct att_bytes b, const char *s)
{
	return att_bytes_equal(b, att_bytes_of(s, strlen(s)));
}

static void put_link(struct att_text *t, const struct att_core_link *link)
{
	att_text_put(t, " max_control=");
	att_text_dec(t, link->max_control);
	att_text_put(t, " ex_version=0x");
	att_text_hex(t, link->ex_version, 4);
	att_text_put(t, " max_outstanding=");
	att_text_dec(t, link->max_outstanding);
	att_text_put(t, " mtu=");
	att_text_dec(t, link->mtu);
	att_text_put(t, link->framed ? " framed=1" : " framed=0");
	att_text_put(t, link->stale ? " stale=1" : "");
	att_words_put_number(t, "vendor", link->vendor);
	att_words_put_number(t, "product", link->product);
	att_words_put_number(t, "shared", link->shared);
	att_words_put_number(t, "inside", link->inside);
	att_words_put_number(t, "links", link->links);
	att_words_put_number(t, "aggregations", link->aggregations);
	att_words_put_number(t, "down_max_size", link->down_max_size);
	att_words_put_number(t, "endpoint", link->endpoint);
	att_words_put_number(t, "interface", link->interface);
	if (link->left.len)
		att_text_put(t, " left=");
	for (size_t i = 0; i < link->left.len; i++)
		att_text_hex(t, link->left.b[i], 2);
}

/* What there is to agree on about the data path: absent from most. */
static int get_path(struct att_bytes text, struct att_core_link *link)
{
	uint64_t links, aggregations, down_max_size, endpoint, interface;
	int err = 0;

	err |= att_words_get_optional(text, "links", UINT32_MAX, &links);
	err |= att_words_get_optional(text, "aggregations", UINT32_MAX,
				      &aggregations);
	err |= att_words_get_optional(text, "down_max_size", UINT32_MAX,
				      &down_max_size);
	err |= att_words_get_optional(text, "endpoint", UINT8_MAX, &endpoint);
	err |= att_words_get_optional(text, "interface", UINT8_MAX, &interface);
	link->links = (uint32_t)links;
	link->aggregations = (uint32_t)aggregations;
	link->down_max_size = (uint32_t)down_max_size;
	link->endpoint = (uint8_t)endpoint;
	link->interface = (uint8_t)interface;
	return err;
}

static int get_left(struct att_bytes text, struct att_left *left)
{
	struct att_bytes hex;
	int n;

	left->len = 0;
	if (att_words_find(text, "left", &hex))
		return 0;
	n = att_words_bytes(hex, left->b, sizeof(left->b));
	if (n < 0)
		return n;
	left->len = (size_t)n;
	return 0;
}

static int get_link(struct att_bytes text, struct att_core_link *link)
{
	uint64_t max_control, ex_version, max_outstanding, mtu, framed;
	uint64_t stale = 0; /* absent from most */
	uint64_t vendor, product, shared, inside;
	struct att_bytes value;
	int err = 0;

	err |= att_words_get_number(text, "max_control", UINT16_MAX,
				    &max_control);
	err |= att_words_get_number(text, "ex_version", UINT16_MAX,
				    &ex_version);
	err |= att_words_get_number(text, "max_outstanding", UINT8_MAX,
				    &max_outstanding);
	err |= att_words_get_number(text, "mtu", UINT16_MAX, &mtu);
	err |= att_words_get_number(text, "framed", 1, &framed);
	if (!att_words_find(text, "stale", &value))
		err |= att_words_number(value, 1, &stale);
	err |= att_words_get_optional(text, "vendor", UINT16_MAX, &vendor);
	err |= att_words_get_optional(text, "product", UINT16_MAX, &product);
	err |= att_words_get_optional(text, "shared", 1, &shared);
	err |= att_words_get_optional(text, "inside", 1, &inside);
	if (err)
		return ATT_E_CONFIG;
	*link = (struct att_core_link){
		.max_control = (uint16_t)max_control,
		.ex_version = (uint16_t)ex_version,
		.max_outstanding = (uint8_t)max_outstanding,
		.mtu = (uint16_t)mtu,
		.framed = framed,
		.stale = stale,
		.vendor = (uint16_t)vendor,
		.product = (uint16_t)product,
		.shared = shared,
		.inside = inside,
	};
	err = get_left(text, &link->left);
	return err ? err : get_path(text, link);
}

static int get_protocol(struct att_bytes text,
			const struct att_protocol **protocol)
{
	struct att_bytes name = att_bytes_of(NULL, 0);

	(void)att_words_find(text, "speaks", &name);
	*protocol = att_protocols_find(att_protocols, name);
	return *protocol ? 0 : ATT_E_CONFIG;
}

static int get_want(struct att_bytes text, enum att_want *want)
{
	for (unsigned i = 0; i < COUNT(wants); i++)
		if (is(text, wants[i])) {
			*want = (enum att_want)i;
			return 0;
		}
	return ATT_E_CONFIG;
}

static void put_observation(struct att_text *t, const struct att_observation *o)
{
	char words[ATT_OBSERVED_WORDS];
	struct att_text cut;

	att_text_init(&cut, words, sizeof(words));
	att_text_put(&cut, o->words ? o->words : "");
	att_text_put(t, " what=");
	att_text_put(t, observed[o->what]);
	att_text_put(t, " session=");
	att_text_dec(t, o->session);
	att_text_put(t, " words=");
	att_words_put(t, words);
}

static int get_observation(struct att_bytes text, struct att_input *in)
{
	struct att_observation *o = &in->observation;
	struct att_bytes what;
	uint64_t session;
	unsigned i = 0;

	if (att_words_find(text, "what", &what) ||
	    att_words_get_number(text, "session", UINT32_MAX, &session) ||
	    att_words_get_text(text, "words", in->words, sizeof(in->words)))
		return ATT_E_CONFIG;
	while (i < COUNT(observed) && !is(what, observed[i]))
		i++;
	o->what = (enum att_observed)i;
	o->session = (uint32_t)session;
	o->words = in->words;
	return i < COUNT(observed) ? 0 : ATT_E_CONFIG;
}

static void put_ask(struct att_text *t, const struct att_input *in)
{
	att_text_put(t, " number=");
	att_text_dec(t, in->ask);
	att_text_put(t, " timeout_ms=");
	att_text_dec(t, in->timeout_ms);
	att_text_put(t, " request=");
	for (size_t i = 0; i < in->request.len; i++)
		att_text_hex(t, in->request.p[i], 2);
}

static int get_ask(struct att_bytes text, struct att_input *in)
{
	uint64_t ask, timeout_ms;

	if (att_words_get_number(text, "number", ATT_CORE_ASKS - 1, &ask) ||
	    att_words_get_number(text, "timeout_ms", UINT32_MAX, &timeout_ms))
		return ATT_E_CONFIG;
	in->ask = (uint32_t)ask;
	in->timeout_ms = (uint32_t)timeout_ms;
	return att_words_find(text, "request", &in->request);
}

void att_input_put(struct att_text *t, const struct att_input *in,
		   const struct att_tracefile_revisions *r)
{
	att_text_put(t, in->kind == ATT_INPUT_WANT ? wants[in->want]
						   : inputs[in->kind]);
	if (in->kind == ATT_INPUT_RECONFIGURE)
		att_tracefile_config_put(t, &in->config, r);
	if (in->kind == ATT_INPUT_OBSERVE)
		put_observation(t, &in->observation);
	if (in->kind == ATT_INPUT_ASK)
		put_ask(t, in);
	if (in->kind != ATT_INPUT_PLUG)
		return;
	put_link(t, &in->link);
	if (strcmp(in->protocol->name, att_protocols[0]->name) != 0) {
		att_text_put(t, " speaks=");
		att_text_put(t, in->protocol->name);
	}
}

int att_input_get(struct att_bytes text, struct att_input *in)
{
	unsigned kind = 0;
	int err;

	while (kind < COUNT(inputs) && !att_words_begin(text, inputs[kind]))
		kind++;
	in->kind = (enum att_input_kind)kind;
	in->protocol = att_protocols[0];
	switch (in->kind) {
	case ATT_INPUT_PLUG:
		err = get_link(text, &in->link);
		if (!err)
			err = get_protocol(text, &in->protocol);
		if (!err)
			in->link.speaks = in->protocol->name;
		return err;
	case ATT_INPUT_WANT:
		return get_want(text, &in->want);
	case ATT_INPUT_RECONFIGURE:
		return att_tracefile_config_get(text, &in->config);
	case ATT_INPUT_OBSERVE:
		return get_observation(text, in);
	case ATT_INPUT_ASK:
		return get_ask(text, in);
	case ATT_INPUT_UNPLUG:
	case ATT_INPUT_EXPIRE:
	case ATT_INPUT_END:
		return 0;
	}
	return ATT_E_CONFIG;
}

bool att_input_is_message(struct att_bytes dissector)
{
	for (const struct att_protocol *const *p = att_protocols; *p; p++)
		if (is(dissector, (*p)->dialect->dissector))
			return true;
	return false;
}

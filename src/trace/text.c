/* Text records: the configuration and the inputs as words. */
#include "trace/text.h"

#include "base/errors.h"
#include "protocol/mbim/mbim.h"
#include "wire/utf16.h"

/* --- writing ----------------------------------------------------------- */

void att_tracefile_revise(struct att_tracefile_revisions *r,
			  const struct att_core_config *old,
			  const struct att_core_config *config)
{
	r->pin += strcmp(old->pin, config->pin) != 0;
	for (unsigned i = 0; i < ATT_CORE_SESSIONS; i++) {
		const struct att_core_session *a = &old->session[i];
		const struct att_core_session *b = &config->session[i];

		r->user[i] += strcmp(a->user, b->user) != 0;
		r->password[i] += strcmp(a->password, b->password) != 0;
	}
}

/* Letters, digits and harmless signs; the rest as %XX. */
static void put_escaped(struct att_text *t, const char *s)
{
	for (; *s; s++) {
		uint8_t c = (uint8_t)*s;

		if (c > ' ' && c < 0x7f && c != '%' && c != '#' && c != '*') {
			att_text_char(t, *s);
			continue;
		}
		att_text_char(t, '%');
		att_text_hex(t, c, 2);
	}
}

/* One '*' for each UTF-16 unit, as in the message that carries it. Text that
 * is not UTF-8 must not become valid: the core cannot send it. */
static void put_stars(struct att_text *t, const char *s)
{
	uint8_t utf16[512];
	int len = att_utf16_encode((const uint8_t *)s, strlen(s), utf16,
				   sizeof(utf16));

	if (len < 0)
		att_text_put(t, "%ff");
	for (int i = 0; i < len; i += 2)
		att_text_char(t, '*');
}

static void put_secret(struct att_text *t, const char *s,
		       const uint32_t *revision)
{
	if (!revision) {
		put_escaped(t, s);
		return;
	}
	put_stars(t, s);
	att_text_char(t, '#');
	att_text_dec(t, *revision);
}

/* " 3.name=" */
static void put_key(struct att_text *t, uint32_t session, const char *key)
{
	att_text_char(t, ' ');
	att_text_dec(t, session);
	att_text_char(t, '.');
	att_text_put(t, key);
	att_text_char(t, '=');
}

static void put_session(struct att_text *t, uint32_t i,
			const struct att_core_session *s,
			const struct att_tracefile_revisions *r)
{
	put_key(t, i, "name");
	put_escaped(t, s->name);
	put_key(t, i, "apn");
	put_escaped(t, s->apn);
	put_key(t, i, "user");
	put_secret(t, s->user, r ? &r->user[i] : NULL);
	put_key(t, i, "password");
	put_secret(t, s->password, r ? &r->password[i] : NULL);
	put_key(t, i, "auth");
	att_text_dec(t, s->auth);
	put_key(t, i, "ip");
	att_text_dec(t, s->ip);
	put_key(t, i, "roaming");
	att_text_dec(t, s->roaming);
}

void att_tracefile_config_put(struct att_text *t,
			      const struct att_core_config *config,
			      const struct att_tracefile_revisions *r)
{
	att_text_put(t, " sessions=");
	att_text_dec(t, config->n_sessions);
	att_text_put(t, " pin=");
	put_secret(t, config->pin, r ? &r->pin : NULL);
	for (uint32_t i = 0; i < config->n_sessions; i++)
		put_session(t, i, &config->session[i], r);
	if (config->n_streams) {
		att_text_put(t, " streams=");
		att_text_dec(t, config->n_streams);
	}
	for (uint32_t i = 0; i < config->n_streams; i++) {
		put_key(t, i, "stream");
		for (unsigned k = 0; k < sizeof(config->stream[i].b); k++)
			att_text_hex(t, config->stream[i].b[k], 2);
	}
}

/* --- reading ----------------------------------------------------------- */

/* The next word of a line; false at its end. */
static bool next_word(struct att_bytes *line, struct att_bytes *word)
{
	while (line->len && *line->p == ' ') {
		line->p++;
		line->len--;
	}
	*word = att_bytes_of(line->p, 0);
	while (line->len && *line->p != ' ') {
		line->p++;
		line->len--;
		word->len++;
	}
	return word->len > 0;
}

static bool starts(struct att_bytes word, const char *s)
{
	size_t n = strlen(s);

	return word.len >= n && memcmp(word.p, s, n) == 0;
}

static bool is_word(struct att_bytes text, const char *word)
{
	struct att_bytes first;

	return next_word(&text, &first) && first.len == strlen(word) &&
	       starts(first, word);
}

static int find(struct att_bytes text, const char *key, struct att_bytes *value)
{
	size_t n = strlen(key);

	while (next_word(&text, value)) {
		if (!starts(*value, key) || value->len == n ||
		    value->p[n] != '=')
			continue;
		value->p += n + 1;
		value->len -= n + 1;
		return 0;
	}
	return ATT_E_CONFIG;
}

static int digit(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

static int to_number(struct att_bytes s, uint64_t max, uint64_t *value)
{
	unsigned base = starts(s, "0x") ? 16 : 10;
	size_t i = base == 16 ? 2 : 0;

	*value = 0;
	if (i == s.len)
		return ATT_E_CONFIG;
	for (; i < s.len; i++) {
		int d = digit(s.p[i]);

		if (d < 0 || (unsigned)d >= base || (unsigned)d > max ||
		    *value > (max - (unsigned)d) / base)
			return ATT_E_CONFIG;
		*value = *value * base + (unsigned)d;
	}
	return 0;
}

static int get_number(struct att_bytes text, const char *key, uint64_t max,
		      uint64_t *value)
{
	struct att_bytes s;
	int err = find(text, key, &s);

	return err ? err : to_number(s, max, value);
}

/* Undo put_escaped, up to an unescaped '#' or the end: what was read of s, or
 * ATT_E_CONFIG. The array behind the string is zero. */
static int get_escaped(struct att_bytes s, char *to, size_t cap)
{
	size_t i = 0, n = 0;

	memset(to, 0, cap);
	while (i < s.len && s.p[i] != '#') {
		int c = s.p[i++];

		if (c == '%') {
			if (s.len - i < 2 || digit(s.p[i]) < 0 ||
			    digit(s.p[i + 1]) < 0)
				return ATT_E_CONFIG;
			c = digit(s.p[i]) << 4 | digit(s.p[i + 1]);
			i += 2;
		}
		if (n + 1 >= cap || !c)
			return ATT_E_CONFIG;
		to[n++] = (char)c;
	}
	return (int)i;
}

static int get_text(struct att_bytes text, const char *key, char *to,
		    size_t cap)
{
	struct att_bytes s;
	int n = find(text, key, &s);

	if (!n)
		n = get_escaped(s, to, cap);
	return n < 0 || (size_t)n < s.len ? ATT_E_CONFIG : 0;
}

/* The core compares configurations to the last byte of their arrays and reads
 * strings to their end: a revision is visible to the comparison only. */
static int get_secret(struct att_bytes text, const char *key, char *to,
		      size_t cap)
{
	struct att_bytes s;
	uint64_t revision;
	int n = find(text, key, &s);

	if (!n)
		n = get_escaped(s, to, cap);
	if (n < 0)
		return ATT_E_CONFIG;
	if ((size_t)n == s.len)
		return 0;
	if (to_number(att_bytes_of(s.p + n + 1, s.len - (size_t)n - 1),
		      UINT32_MAX, &revision))
		return ATT_E_CONFIG;
	if (strlen(to) + 1 < cap)
		to[cap - 1] = (char)revision;
	return 0;
}

static const char *key_of(char *buf, size_t cap, uint32_t session,
			  const char *key)
{
	struct att_text t;

	att_text_init(&t, buf, cap);
	att_text_dec(&t, session);
	att_text_char(&t, '.');
	att_text_put(&t, key);
	return buf;
}

static int get_session(struct att_bytes text, uint32_t i,
		       struct att_core_session *s)
{
	uint64_t auth = 0, ip = 0, roaming = 0;
	char key[16];
	int err = 0;

#define KEY(name) key_of(key, sizeof(key), i, name)
	err |= get_text(text, KEY("name"), s->name, sizeof(s->name));
	err |= get_text(text, KEY("apn"), s->apn, sizeof(s->apn));
	err |= get_secret(text, KEY("user"), s->user, sizeof(s->user));
	err |= get_secret(text, KEY("password"), s->password,
			  sizeof(s->password));
	err |= get_number(text, KEY("auth"), UINT32_MAX, &auth);
	err |= get_number(text, KEY("ip"), ATT_IP_V4V6, &ip);
	err |= get_number(text, KEY("roaming"), 1, &roaming);
#undef KEY
	s->auth = (uint32_t)auth;
	s->ip = (enum att_ip_type)ip;
	s->roaming = roaming;
	return err ? ATT_E_CONFIG : 0;
}

static int get_stream(struct att_bytes text, uint32_t i,
		      struct att_uuid *stream)
{
	struct att_bytes s;
	char key[16];

	if (find(text, key_of(key, sizeof(key), i, "stream"), &s) ||
	    s.len != 2 * sizeof(stream->b))
		return ATT_E_CONFIG;
	for (unsigned k = 0; k < sizeof(stream->b); k++) {
		int high = digit(s.p[2 * k]), low = digit(s.p[2 * k + 1]);

		if (high < 0 || low < 0)
			return ATT_E_CONFIG;
		stream->b[k] = (uint8_t)(high << 4 | low);
	}
	return 0;
}

/* Traces of those who have none say nothing of streams. */
static int get_streams(struct att_bytes text, struct att_core_config *config)
{
	struct att_bytes s;
	uint64_t n = 0;
	int err = 0;

	if (find(text, "streams", &s) == 0)
		err = to_number(s, ATT_CORE_STREAMS, &n);
	if (!err)
		config->n_streams = (uint32_t)n;
	for (uint32_t i = 0; i < config->n_streams && !err; i++)
		err = get_stream(text, i, &config->stream[i]);
	return err;
}

int att_tracefile_config_get(struct att_bytes text,
			     struct att_core_config *config)
{
	uint64_t n;
	int err;

	memset(config, 0, sizeof(*config));
	err = get_number(text, "sessions", ATT_CORE_SESSIONS, &n);
	if (!err)
		err = get_secret(text, "pin", config->pin, sizeof(config->pin));
	if (err)
		return err;
	config->n_sessions = (uint32_t)n;
	for (uint32_t i = 0; i < config->n_sessions && !err; i++)
		err = get_session(text, i, &config->session[i]);
	return err ? err : get_streams(text, config);
}

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
	att_tracefile_config_put(t, &start->config, r);
}

bool att_start_is(struct att_bytes text)
{
	uint64_t format;

	return is_word(text, "start") &&
	       !get_number(text, "format", 1, &format) && format;
}

int att_start_get(struct att_bytes text, struct att_start *start)
{
	uint64_t seed, masked;
	int err = 0;

	err |= get_number(text, "seed", UINT32_MAX, &seed);
	err |= get_number(text, "masked", 1, &masked);
	err |= get_number(text, "start_ms", UINT64_MAX / 2, &start->start_ms);
	err |= att_tracefile_config_get(text, &start->config);
	if (err)
		return ATT_E_CONFIG;
	start->seed = (uint32_t)seed;
	start->masked = masked;
	return 0;
}

/* --- inputs ------------------------------------------------------------ */

/* The first word of each; of a wish, all of it. */
static const char *const inputs[] = {
	[ATT_INPUT_PLUG] = "plug",
	[ATT_INPUT_UNPLUG] = "unplug",
	[ATT_INPUT_WANT] = "want",
	[ATT_INPUT_EXPIRE] = "expire",
	[ATT_INPUT_RECONFIGURE] = "reconfigure",
	[ATT_INPUT_END] = "end",
};

static const char *const wants[] = {
	[ATT_WANT_OFF] = "want off",
	[ATT_WANT_OPEN] = "want open",
	[ATT_WANT_ATTACHED] = "want attached",
	[ATT_WANT_CONNECTED] = "want connected",
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* What a modem speaks of which nothing is said. */
static const char usual[] = "mbim";

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
}

static int get_link(struct att_bytes text, struct att_core_link *link)
{
	uint64_t max_control, ex_version, max_outstanding, mtu, framed;
	uint64_t stale = 0; /* absent from most */
	struct att_bytes value;
	int err = 0;

	err |= get_number(text, "max_control", UINT16_MAX, &max_control);
	err |= get_number(text, "ex_version", UINT16_MAX, &ex_version);
	err |= get_number(text, "max_outstanding", UINT8_MAX, &max_outstanding);
	err |= get_number(text, "mtu", UINT16_MAX, &mtu);
	err |= get_number(text, "framed", 1, &framed);
	if (!find(text, "stale", &value))
		err |= to_number(value, 1, &stale);
	if (err)
		return ATT_E_CONFIG;
	*link = (struct att_core_link){
		.max_control = (uint16_t)max_control,
		.ex_version = (uint16_t)ex_version,
		.max_outstanding = (uint8_t)max_outstanding,
		.mtu = (uint16_t)mtu,
		.framed = framed,
		.stale = stale,
	};
	return 0;
}

static int get_protocol(struct att_bytes text,
			const struct att_protocol **protocol)
{
	struct att_bytes name = att_bytes_of(usual, strlen(usual)), said;

	if (!find(text, "speaks", &said))
		name = said;
	for (const struct att_protocol *const *p = mbim_protocols; *p; p++) {
		if (!is(name, (*p)->name))
			continue;
		*protocol = *p;
		return 0;
	}
	return ATT_E_CONFIG;
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

void att_input_put(struct att_text *t, const struct att_input *in,
		   const struct att_tracefile_revisions *r)
{
	att_text_put(t, in->kind == ATT_INPUT_WANT ? wants[in->want]
						   : inputs[in->kind]);
	if (in->kind == ATT_INPUT_RECONFIGURE)
		att_tracefile_config_put(t, &in->config, r);
	if (in->kind != ATT_INPUT_PLUG)
		return;
	put_link(t, &in->link);
	if (strcmp(in->protocol->name, usual) != 0) {
		att_text_put(t, " speaks=");
		att_text_put(t, in->protocol->name);
	}
}

int att_input_get(struct att_bytes text, struct att_input *in)
{
	unsigned kind = 0;
	int err;

	while (kind < COUNT(inputs) && !is_word(text, inputs[kind]))
		kind++;
	in->kind = (enum att_input_kind)kind;
	in->protocol = mbim_protocols[0];
	switch (in->kind) {
	case ATT_INPUT_PLUG:
		err = get_link(text, &in->link);
		return err ? err : get_protocol(text, &in->protocol);
	case ATT_INPUT_WANT:
		return get_want(text, &in->want);
	case ATT_INPUT_RECONFIGURE:
		return att_tracefile_config_get(text, &in->config);
	case ATT_INPUT_UNPLUG:
	case ATT_INPUT_EXPIRE:
	case ATT_INPUT_END:
		return 0;
	}
	return ATT_E_CONFIG;
}

bool att_input_is_message(struct att_bytes dissector)
{
	for (const struct att_protocol *const *p = mbim_protocols; *p; p++)
		if (is(dissector, (*p)->dialect->dissector))
			return true;
	return false;
}

/* The configuration as words of a record, its secrets masked. */
#include "base/errors.h"
#include "trace/stars.h"
#include "trace/text.h"
#include "trace/text_words.h"

/* --- writing ----------------------------------------------------------- */

void att_tracefile_revise(struct att_tracefile_revisions *r,
			  const struct att_core_config *old,
			  const struct att_core_config *config)
{
	r->pin += strcmp(old->pin, config->pin) != 0;
	r->attach_user += strcmp(old->choice.user, config->choice.user) != 0;
	r->attach_password +=
		strcmp(old->choice.password, config->choice.password) != 0;
	for (unsigned i = 0; i < ATT_CORE_SESSIONS; i++) {
		const struct att_core_session *a = &old->session[i];
		const struct att_core_session *b = &config->session[i];

		r->user[i] += strcmp(a->user, b->user) != 0;
		r->password[i] += strcmp(a->password, b->password) != 0;
	}
}

static void put_secret(struct att_text *t, const char *s,
		       const uint32_t *revision)
{
	if (!revision) {
		att_words_put(t, s);
		return;
	}
	att_stars_put(t, s);
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

/* Of those that not every trace has. */
static void put_flag(struct att_text *t, uint32_t session, const char *key,
		     bool set)
{
	if (!set)
		return;
	put_key(t, session, key);
	att_text_dec(t, 1);
}

static void put_session(struct att_text *t, uint32_t i,
			const struct att_core_session *s,
			const struct att_tracefile_revisions *r)
{
	put_key(t, i, "name");
	att_words_put(t, s->name);
	put_key(t, i, "apn");
	att_words_put(t, s->apn);
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
	put_flag(t, i, "share_prefix", s->share_prefix);
	put_flag(t, i, "partner", s->partner);
	put_flag(t, i, "off", s->off);
}

static void put_recovery(struct att_text *t, const struct att_core_recovery *r)
{
	att_words_put_number(t, "rungs", r->rungs);
	att_words_put_number(t, "ask_ms", r->ask_ms);
	att_words_put_number(t, "refusals", r->refusals);
	att_words_put_number(t, "sim_ms", r->sim_ms);
	att_words_put_number(t, "rest_ms", r->rest_ms);
	att_words_put_number(t, "steady_ms", r->steady_ms);
}

/* Of what is not chosen nothing is said. */
static void put_choice(struct att_text *t, const struct att_core_choice *w,
		       const struct att_tracefile_revisions *r)
{
	att_words_put_number(t, "slot", w->slot);
	att_words_put_number(t, "access", w->access);
	att_words_put_number(t, "fallback", w->fallback);
	if (w->operator_[0]) {
		att_text_put(t, " operator=");
		att_words_put(t, w->operator_);
	}
	if (!w->attach)
		return;
	att_words_put_number(t, "attach", 1);
	att_text_put(t, " attach_apn=");
	att_words_put(t, w->apn);
	att_text_put(t, " attach_user=");
	put_secret(t, w->user, r ? &r->attach_user : NULL);
	att_text_put(t, " attach_password=");
	put_secret(t, w->password, r ? &r->attach_password : NULL);
	att_words_put_number(t, "attach_auth", w->auth);
	att_words_put_number(t, "attach_ip", w->ip);
}

void att_tracefile_config_put(struct att_text *t,
			      const struct att_core_config *config,
			      const struct att_tracefile_revisions *r)
{
	att_text_put(t, " sessions=");
	att_text_dec(t, config->n_sessions);
	/* An attache that knew no such wish opened every lock. */
	att_words_put_number(t, "keep_lock", !config->unlock);
	att_text_put(t, " pin=");
	put_secret(t, config->pin, r ? &r->pin : NULL);
	if (config->in_band)
		att_text_put(t, " in_band=1");
	put_recovery(t, &config->recovery);
	put_choice(t, &config->choice, r);
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

/* The core compares configurations to the last byte of their arrays and reads
 * strings to their end: a revision is visible to the comparison only. */
static int get_secret(struct att_bytes text, const char *key, char *to,
		      size_t cap)
{
	struct att_bytes s;
	uint64_t revision;
	int n = att_words_find(text, key, &s);

	if (!n)
		n = att_words_unescape(s, to, cap);
	if (n < 0)
		return ATT_E_CONFIG;
	if ((size_t)n == s.len)
		return 0;
	if (att_words_number(att_bytes_of(s.p + n + 1, s.len - (size_t)n - 1),
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
	uint64_t auth = 0, ip = 0, roaming = 0, share = 0, partner = 0;
	uint64_t off = 0;
	char key[16];
	int err = 0;

#define KEY(name) key_of(key, sizeof(key), i, name)
	err |= att_words_get_text(text, KEY("name"), s->name, sizeof(s->name));
	err |= att_words_get_text(text, KEY("apn"), s->apn, sizeof(s->apn));
	err |= get_secret(text, KEY("user"), s->user, sizeof(s->user));
	err |= get_secret(text, KEY("password"), s->password,
			  sizeof(s->password));
	err |= att_words_get_number(text, KEY("auth"), UINT32_MAX, &auth);
	err |= att_words_get_number(text, KEY("ip"), ATT_IP_V4V6, &ip);
	err |= att_words_get_number(text, KEY("roaming"), 1, &roaming);
	err |= att_words_get_optional(text, KEY("share_prefix"), 1, &share);
	err |= att_words_get_optional(text, KEY("partner"), 1, &partner);
	err |= att_words_get_optional(text, KEY("off"), 1, &off);
#undef KEY
	s->auth = (uint32_t)auth;
	s->ip = (enum att_ip_type)ip;
	s->roaming = roaming;
	s->share_prefix = share;
	s->partner = partner;
	s->off = off;
	return err ? ATT_E_CONFIG : 0;
}

static int get_stream(struct att_bytes text, uint32_t i,
		      struct att_uuid *stream)
{
	struct att_bytes s;
	char key[16];

	if (att_words_find(text, key_of(key, sizeof(key), i, "stream"), &s) ||
	    s.len != 2 * sizeof(stream->b) ||
	    att_words_bytes(s, stream->b, sizeof(stream->b)) < 0)
		return ATT_E_CONFIG;
	return 0;
}

/* Traces of those who have none say nothing of streams. */
static int get_streams(struct att_bytes text, struct att_core_config *config)
{
	struct att_bytes s;
	uint64_t n = 0;
	int err = 0;

	if (att_words_find(text, "streams", &s) == 0)
		err = att_words_number(s, ATT_CORE_STREAMS, &n);
	if (!err)
		config->n_streams = (uint32_t)n;
	for (uint32_t i = 0; i < config->n_streams && !err; i++)
		err = get_stream(text, i, &config->stream[i]);
	return err;
}

static int get_recovery(struct att_bytes text, struct att_core_recovery *r)
{
	const struct {
		const char *key;
		uint32_t *to;
	} numbers[] = {
		{"rungs", &r->rungs},	    {"ask_ms", &r->ask_ms},
		{"refusals", &r->refusals}, {"sim_ms", &r->sim_ms},
		{"rest_ms", &r->rest_ms},   {"steady_ms", &r->steady_ms},
	};
	int err = 0;

	for (unsigned i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		uint64_t value;

		err |= att_words_get_optional(text, numbers[i].key, UINT32_MAX,
					      &value);
		*numbers[i].to = (uint32_t)value;
	}
	return err ? ATT_E_CONFIG : 0;
}

static int get_bearer(struct att_bytes text, struct att_core_choice *w)
{
	uint64_t auth = 0, ip = 0;
	int err = 0;

	err |= att_words_get_text(text, "attach_apn", w->apn, sizeof(w->apn));
	err |= get_secret(text, "attach_user", w->user, sizeof(w->user));
	err |= get_secret(text, "attach_password", w->password,
			  sizeof(w->password));
	err |= att_words_get_optional(text, "attach_auth", UINT32_MAX, &auth);
	err |= att_words_get_optional(text, "attach_ip", ATT_IP_V4V6, &ip);
	w->auth = (uint32_t)auth;
	w->ip = (enum att_ip_type)ip;
	return err;
}

static int get_choice(struct att_bytes text, struct att_core_choice *w)
{
	uint64_t slot = 0, access = 0, fallback = 0, attach = 0;
	struct att_bytes s;
	int err = 0;

	err |= att_words_get_optional(text, "slot", UINT32_MAX, &slot);
	err |= att_words_get_optional(text, "access", UINT32_MAX, &access);
	err |= att_words_get_optional(text, "fallback", 1, &fallback);
	err |= att_words_get_optional(text, "attach", 1, &attach);
	if (!att_words_find(text, "operator", &s))
		err |= att_words_get_text(text, "operator", w->operator_,
					  sizeof(w->operator_));
	w->slot = (uint32_t)slot;
	w->access = (uint32_t)access;
	w->fallback = fallback;
	w->attach = attach;
	return attach ? err | get_bearer(text, w) : err;
}

int att_tracefile_config_get(struct att_bytes text,
			     struct att_core_config *config)
{
	uint64_t n, keep_lock = 0, in_band = 0;
	int err;

	memset(config, 0, sizeof(*config));
	err = att_words_get_number(text, "sessions", ATT_CORE_SESSIONS, &n);
	if (!err)
		err = get_secret(text, "pin", config->pin, sizeof(config->pin));
	if (!err)
		err = att_words_get_optional(text, "in_band", 1, &in_band);
	if (!err)
		err = att_words_get_optional(text, "keep_lock", 1, &keep_lock);
	err |= get_recovery(text, &config->recovery);
	err |= get_choice(text, &config->choice);
	if (err)
		return ATT_E_CONFIG;
	config->in_band = in_band;
	config->unlock = !keep_lock;
	config->n_sessions = (uint32_t)n;
	for (uint32_t i = 0; i < config->n_sessions && !err; i++)
		err = get_session(text, i, &config->session[i]);
	return err ? err : get_streams(text, config);
}

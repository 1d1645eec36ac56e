/* The recorded modem: which request of the recording the host's is, and what is
 * due when. */
#include "capture/as_modem.h"

#include <stdlib.h>
#include <string.h>

#include "capture/as_modem_match.h"
#include "wire/mbim/msg.h"

#define NOTHING UINT32_MAX
/* News that comes so soon after a request comes of it. */
#define CAUSED_MS 1000u

bool as_modem_init(struct as_modem *m, const struct recording *r,
		   uint32_t max_control)
{
	memset(m, 0, sizeof(*m));
	m->r = r;
	m->max_control = max_control >= MBIM_MSG_MIN_CONTROL
				 ? max_control
				 : MBIM_MSG_MIN_CONTROL;
	m->version = r->manners->protocol->dialect->announced(0);
	m->in.ex_version = m->version;
	m->progress = NOTHING;
	m->used = calloc(r->n + 1, sizeof(*m->used));
	m->fields = calloc(r->n + 1, sizeof(*m->fields));
	return m->used && m->fields;
}

void as_modem_fini(struct as_modem *m)
{
	for (uint32_t i = 0; i < m->n_asked; i++)
		free((void *)(uintptr_t)m->asked[i].bytes.p);
	for (uint32_t i = 0; i < m->n_due; i++)
		free(m->due[i].bytes);
	for (uint32_t i = 0; m->fields && i < m->r->n; i++)
		free(m->fields[i]);
	free(m->fields);
	free(m->asked);
	free(m->due);
	free(m->used);
	messages_fini(&m->in);
}

char *as_modem_fields(const struct manners *manners, struct att_bytes message,
		      uint16_t version, enum att_show show)
{
	size_t cap = 65536 + 64 * message.len;
	char *text = malloc(cap), *fitting;
	struct att_text t;

	if (!text)
		return NULL;
	att_text_init(&t, text, cap);
	manners->fields(message, version, show, &t);
	fitting = realloc(text, t.len + 1);
	return fitting ? fitting : text;
}

/* --- what is on its way -------------------------------------------------- */

/* Is it due before that one? */
static bool is_before(const struct as_modem_due *a,
		      const struct as_modem_due *b)
{
	return a->ms != b->ms ? a->ms < b->ms : a->at < b->at;
}

/* The bytes become the queue's. */
static void enqueue(struct as_modem *m, struct as_modem_due due)
{
	uint32_t at = m->n_due;

	if (m->n_due == m->cap_due) {
		uint32_t cap = m->cap_due ? 2 * m->cap_due : 16;
		void *p = realloc(m->due, cap * sizeof(*m->due));

		if (!p) {
			m->failed = true;
			free(due.bytes);
			return;
		}
		m->due = p;
		m->cap_due = cap;
	}
	while (at > 0 && is_before(&due, &m->due[at - 1]))
		at--;
	memmove(m->due + at + 1, m->due + at,
		(m->n_due - at) * sizeof(*m->due));
	m->due[at] = due;
	m->n_due++;
}

static uint8_t *copy(struct as_modem *m, struct att_bytes b)
{
	uint8_t *p = malloc(b.len + 1);

	if (p && b.len)
		memcpy(p, b.p, b.len);
	m->failed = m->failed || !p;
	return p;
}

/* --- news ---------------------------------------------------------------- */

static bool is_news(const struct recorded *m)
{
	return m->from_modem && m->says.kind != MANNERS_REQUEST &&
	       m->request < 0 && !m->cut_from;
}

/* What came of a request that the host has not made here, though it did
 * there: what is up, or what followed at once. */
static bool is_of_other(const struct as_modem *m, uint32_t at)
{
	const struct recorded *news = &m->r->m[at];
	bool up = m->r->manners->up(news->bytes, news->version);

	for (uint32_t i = at; i-- > 0;) {
		const struct recorded *r = &m->r->m[i];

		if (!up && news->ms - r->ms > CAUSED_MS)
			return false;
		if (r->says.kind == MANNERS_REQUEST && !r->says.queries)
			return !m->used[i];
	}
	return false;
}

/* The next news that can come; NOTHING: there is none. */
static uint32_t find_news(const struct as_modem *m)
{
	uint32_t i = m->news;

	while (i < m->r->n && (!is_news(&m->r->m[i]) || is_of_other(m, i)))
		i++;
	return i == m->r->n || !m->begun ? NOTHING : i;
}

static uint64_t news_ms(const struct as_modem *m, uint32_t at)
{
	const uint64_t ms = m->r->m[at].ms;

	/* What the modem told before the host asked for a change. */
	if (ms < m->anchor_recorded_ms ||
	    (m->progress != NOTHING && at < m->progress))
		return m->anchor_ms;
	return m->anchor_ms + (ms - m->anchor_recorded_ms);
}

static void tell(struct as_modem *m, uint32_t at, uint64_t ms)
{
	const struct recorded *news = &m->r->m[at];
	uint8_t *bytes = copy(m, news->bytes);

	m->used[at] = true;
	m->news = at + 1;
	m->told++;
	if (bytes)
		enqueue(m,
			(struct as_modem_due){ms, at, bytes, news->bytes.len});
}

/* The host has come to this request of the recording: what the modem told
 * before it comes first. */
static void go_on(struct as_modem *m, uint32_t to, uint64_t now_ms)
{
	uint32_t news;

	m->begun = true;
	if (m->r->m[to].says.queries && m->progress != NOTHING)
		return;
	if (m->progress != NOTHING && to <= m->progress)
		return;
	while ((news = find_news(m)) < to)
		tell(m, news, now_ms);
	m->progress = to;
	m->anchor_ms = now_ms;
	m->anchor_recorded_ms = m->r->m[to].ms;
}

/* --- requests ------------------------------------------------------------ */

/* How many fields of a request are others there; of one that is cut, as many
 * as there can be. */
static unsigned differ(const struct as_modem *m, const char *fields,
		       uint32_t at, bool *decides)
{
	const struct recorded *r = &m->r->m[at];

	*decides = r->cut_from > 0;
	if (r->cut_from)
		return UINT32_MAX;
	if (!m->fields[at])
		m->fields[at] = as_modem_fields(m->r->manners, r->bytes,
						r->version, ATT_SHOW_ALL);
	return m->fields[at] ? as_modem_differ(m->fields[at], fields,
					       m->r->start.masked, decides)
			     : UINT32_MAX;
}

/* Is a better than b? First those behind what the host
 * has come to, in their order; then the last of those before. */
static bool is_better(const struct as_modem *m, uint32_t a, uint32_t b)
{
	uint32_t from = m->progress == NOTHING ? 0 : m->progress + 1;
	bool a_behind = a >= from && !m->used[a];
	bool b_behind = b >= from && !m->used[b];

	if (a_behind != b_behind)
		return a_behind;
	return a_behind ? a < b : a > b;
}

/* What of the recording a request is like. */
struct like {
	uint32_t at; /* NOTHING: there is no such request */
	unsigned differences;
	bool decides; /* one of them */
};

static bool is_closer(const struct as_modem *m, const struct like *a,
		      const struct like *b)
{
	if (b->at == NOTHING)
		return true;
	if (a->decides != b->decides)
		return !a->decides;
	if (a->differences != b->differences)
		return a->differences < b->differences;
	return is_better(m, a->at, b->at);
}

static struct like find(const struct as_modem *m,
			const struct manners_message *says, const char *fields)
{
	struct like best = {.at = NOTHING};

	for (uint32_t i = 0; i < m->r->n; i++) {
		struct like one = {.at = i};

		if (!manners_same_request(&m->r->m[i].says, says))
			continue;
		one.differences = differ(m, fields, i, &one.decides);
		if (is_closer(m, &one, &best))
			best = one;
	}
	return best;
}

static const struct recorded *answer_of(const struct as_modem *m, uint32_t at)
{
	int32_t answer = at == NOTHING ? -1 : m->r->m[at].answer;

	return answer < 0 ? NULL : &m->r->m[answer];
}

/* How a request is answered, and which of the recording it is (*as). */
static enum as_modem_how judge(const struct as_modem *m,
			       const struct manners_message *says,
			       struct att_bytes bytes, const char *fields,
			       uint32_t *as)
{
	uint8_t buf[64];
	struct like like = find(m, says, fields);
	const struct recorded *answer = answer_of(m, like.at);

	*as = like.at;
	if (like.at == NOTHING ||
	    (says->exact && like.differences && !m->r->m[like.at].cut_from))
		return m->r->manners->accept(bytes, buf) ? AS_MODEM_ANY
							 : AS_MODEM_UNKNOWN;
	if (m->r->m[like.at].cut_from)
		return AS_MODEM_CUT;
	if (like.differences &&
	    (like.decides || (answer && answer->says.refused)))
		return AS_MODEM_UNLIKE;
	if (!answer)
		return AS_MODEM_SILENT;
	if (answer->cut_from)
		return AS_MODEM_CUT;
	return like.differences ? AS_MODEM_OTHERWISE : AS_MODEM_SAME;
}

static void give_recorded(struct as_modem *m, struct att_bytes request,
			  uint32_t as, uint64_t now_ms)
{
	const struct recorded *answer = answer_of(m, as);
	uint8_t *bytes = copy(m, answer->bytes);

	if (!bytes)
		return;
	m->r->manners->readdress(bytes, answer->bytes.len, request);
	enqueue(m, (struct as_modem_due){now_ms + (answer->ms - m->r->m[as].ms),
					 (uint32_t)m->r->m[as].answer, bytes,
					 answer->bytes.len});
}

/* What the recording does not have. False: there is no such answer. */
static bool give_made(struct as_modem *m, struct att_bytes request, bool any,
		      uint64_t now_ms)
{
	uint8_t buf[64];
	size_t len = any ? m->r->manners->accept(request, buf)
			 : m->r->manners->refuse(request, buf, NULL);
	uint8_t *bytes = len ? copy(m, att_bytes_of(buf, len)) : NULL;

	if (bytes)
		enqueue(m, (struct as_modem_due){now_ms, NOTHING, bytes, len});
	return bytes;
}

static struct as_modem_asked *note(struct as_modem *m)
{
	if (m->n_asked == m->cap_asked) {
		uint32_t cap = m->cap_asked ? 2 * m->cap_asked : 64;
		void *p = realloc(m->asked, cap * sizeof(*m->asked));

		if (!p)
			return NULL;
		m->asked = p;
		m->cap_asked = cap;
	}
	return &m->asked[m->n_asked];
}

static void answer(struct as_modem *m, struct as_modem_asked *a, uint32_t as,
		   uint64_t now_ms)
{
	switch (a->how) {
	case AS_MODEM_SAME:
	case AS_MODEM_OTHERWISE:
		give_recorded(m, a->bytes, as, now_ms);
		return;
	case AS_MODEM_SILENT:
		return;
	case AS_MODEM_ANY:
		m->begun = true;
		a->made = give_made(m, a->bytes, true, now_ms);
		return;
	case AS_MODEM_CUT:
		a->made = give_made(m, a->bytes, true, now_ms);
		a->refused = !a->made && give_made(m, a->bytes, false, now_ms);
		return;
	case AS_MODEM_UNLIKE:
	case AS_MODEM_UNKNOWN:
		a->refused = give_made(m, a->bytes, false, now_ms);
		return;
	}
}

static void take_request(struct as_modem *m, struct att_bytes bytes,
			 const struct manners_message *says, uint64_t now_ms)
{
	struct as_modem_asked *a = note(m);
	uint8_t *kept = a ? copy(m, bytes) : NULL;
	char *fields =
		as_modem_fields(m->r->manners, bytes, m->version, ATT_SHOW_ALL);
	uint32_t as;

	m->failed = m->failed || !kept || !fields;
	if (m->failed) {
		free(kept);
		free(fields);
		return;
	}
	*a = (struct as_modem_asked){
		.how = judge(m, says, bytes, fields, &as),
		.ms = now_ms,
		.says = *says,
		.bytes = att_bytes_of(kept, bytes.len),
		.version = m->version,
	};
	free(fields);
	a->as = as == NOTHING ? -1 : (int32_t)as;
	m->n_asked++;
	if (as != NOTHING && a->how != AS_MODEM_UNLIKE &&
	    a->how != AS_MODEM_ANY && a->how != AS_MODEM_UNKNOWN) {
		a->again = m->used[as];
		go_on(m, as, now_ms);
		m->used[as] = true;
	}
	answer(m, a, as, now_ms);
}

void as_modem_take(struct as_modem *m, struct att_bytes transfer,
		   uint64_t now_ms)
{
	const struct transfer t = {.bytes = transfer,
				   .full_len = transfer.len,
				   .way = TRANSFER_TO_DEVICE};
	struct manners_message says;
	struct message whole;

	m->failed = m->failed || !messages_put(&m->in, &t);
	while (messages_next(&m->in, &whole)) {
		m->r->manners->read(whole.bytes, &says);
		if (says.kind == MANNERS_REQUEST)
			take_request(m, whole.bytes, &says, now_ms);
		else
			m->host_errors++;
	}
}

/* --- what the host gets -------------------------------------------------- */

uint64_t as_modem_next_ms(const struct as_modem *m)
{
	uint32_t news = find_news(m);
	uint64_t ms = m->n_due ? m->due[0].ms : UINT64_MAX;
	uint64_t told = news == NOTHING ? UINT64_MAX : news_ms(m, news);

	return told < ms ? told : ms;
}

bool as_modem_give(struct as_modem *m, uint64_t now_ms,
		   struct as_modem_due *out)
{
	uint32_t news;

	while ((news = find_news(m)) != NOTHING && news_ms(m, news) <= now_ms)
		tell(m, news, news_ms(m, news));
	if (!m->n_due || m->due[0].ms > now_ms)
		return false;
	*out = m->due[0];
	m->n_due--;
	memmove(m->due, m->due + 1, m->n_due * sizeof(*m->due));
	m->version = m->r->manners->protocol->dialect->version(
		att_bytes_of(out->bytes, out->len), m->version);
	return true;
}

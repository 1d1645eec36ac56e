/* See cids_news.h. */
#include "linux/cids_news.h"

/* FNV-1a; never 0 */
static uint64_t hash_of(struct att_bytes b)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (size_t i = 0; i < b.len; i++)
		h = (h ^ b.p[i]) * 0x100000001b3u;
	return h | 1;
}

/* Its place, or that for it; ATT_CIDS_TOLD: there is no room. */
static unsigned place_of(const struct att_cids_news *s,
			 const struct att_cids_event *e, uint64_t query)
{
	unsigned i = 0;

	while (i < ATT_CIDS_TOLD && s->told[i].event &&
	       (s->told[i].event->service != e->service ||
		s->told[i].event->cid != e->cid || s->told[i].query != query))
		i++;
	return i;
}

bool att_cids_is_new(struct att_cids_news *s, const struct att_cids_event *e,
		     struct att_bytes query, struct att_bytes body)
{
	const uint64_t about = hash_of(query), hash = hash_of(body);
	const unsigned i = place_of(s, e, about);

	if (i == ATT_CIDS_TOLD)
		return true;
	if (s->told[i].event && s->told[i].body == hash)
		return false;
	s->told[i].event = e;
	s->told[i].query = about;
	s->told[i].body = hash;
	return true;
}

void att_cids_forget_news(struct att_cids_news *s,
			  const struct att_cids_event *e,
			  struct att_bytes query)
{
	const unsigned i = place_of(s, e, hash_of(query));

	if (i < ATT_CIDS_TOLD)
		s->told[i].body = 0;
}

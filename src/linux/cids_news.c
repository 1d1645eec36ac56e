/* See cids_news.h. */
#include "linux/cids_news.h"

/* FNV-1a */
static uint64_t hash_of(struct att_bytes b)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (size_t i = 0; i < b.len; i++)
		h = (h ^ b.p[i]) * 0x100000001b3u;
	return h | 1;
}

bool att_cids_is_new(struct att_cids_news *s, const struct att_cids_event *e,
		     struct att_bytes body)
{
	const uint64_t hash = hash_of(body);
	unsigned i = 0;

	while (i < ATT_CIDS_TOLD && s->told[i].event &&
	       (s->told[i].event->service != e->service ||
		s->told[i].event->cid != e->cid))
		i++;
	if (i == ATT_CIDS_TOLD)
		return true;
	if (s->told[i].event && s->told[i].hash == hash)
		return false;
	s->told[i].event = e;
	s->told[i].hash = hash;
	return true;
}

/* What clients were told last of each CID, and of each session where a CID is
 * about one, so that they are told what is new. */
#ifndef ATT_LINUX_CIDS_NEWS_H
#define ATT_LINUX_CIDS_NEWS_H

#include "linux/cids_row.h"

#define ATT_CIDS_TOLD 32

/* Zeroed: nothing was told. */
struct att_cids_news {
	struct {
		const struct att_cids_event *event;
		uint64_t query, body; /* hashes; body 0: none is known */
	} told[ATT_CIDS_TOLD];
};

/* True if this is not what was told last of the event's CID, of which the body
 * of the query says more; it is now. Where there is no room for one more,
 * always. */
bool att_cids_is_new(struct att_cids_news *s, const struct att_cids_event *e,
		     struct att_bytes query, struct att_bytes body);
/* What was told last holds no more: whatever comes next is new. */
void att_cids_forget_news(struct att_cids_news *s,
			  const struct att_cids_event *e,
			  struct att_bytes query);

#endif

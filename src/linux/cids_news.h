/* What clients were told last of each CID, so that they are told what is new.
 */
#ifndef ATT_LINUX_CIDS_NEWS_H
#define ATT_LINUX_CIDS_NEWS_H

#include "linux/cids_row.h"

#define ATT_CIDS_TOLD 16 /* CIDs */

/* Zeroed: nothing was told. */
struct att_cids_news {
	struct {
		const struct att_cids_event *event;
		uint64_t hash;
	} told[ATT_CIDS_TOLD];
};

/* True if this is not what was told of the event's CID last; it is now. Where
 * there is no room for one more CID, always. */
bool att_cids_is_new(struct att_cids_news *s, const struct att_cids_event *e,
		     struct att_bytes body);

#endif

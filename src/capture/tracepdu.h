/* The control channel's transfers in a trace of attache (attache run --trace),
 * or in another file with exported PDUs of MBIM. */
#ifndef ATTACHE_TRACEPDU_H
#define ATTACHE_TRACEPDU_H

#include "trace/pcapng.h"
#include "capture/transfer.h"

struct tracepdu {
	bool begun, stream;
	struct transfer_link link;
	uint64_t first_ms;
	char time[32];
};

/* Before the first packet of a file. */
void tracepdu_init(struct tracepdu *t);
/* NULL, and the transfer that the packet holds: bytes are a view of the packet,
 * texts last until the next call. Else why it holds none. */
const char *tracepdu_take(struct tracepdu *t,
			  const struct att_pcapng_view *packet,
			  struct transfer *out);

#endif

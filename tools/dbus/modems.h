/* Which modems attache has: each of them is a bridge. And the events that tell
 * that one of them is to be looked at, or that there are others now. */
#ifndef ATTACHE_DBUS_MODEMS_H
#define ATTACHE_DBUS_MODEMS_H

#include <systemd/sd-bus.h>
#include <systemd/sd-event.h>

#include "client/attache_client.h"

struct bridge;

struct modems {
	sd_event *event;
	sd_bus *bus;
	const char *path;		 /* of the control socket */
	struct bridge *first;		 /* of those that attache has */
	unsigned modem, bearer, message; /* the number of the next of each */
	uint64_t wait_us;		 /* for those without a bridge, or 0 */
	int fd;				 /* -1 */
	sd_event_source *source, *timer, *looks;
	struct mbim_frag_rx rx;
	uint8_t stream[ATT_CLIENT_ANSWER], whole[ATT_CLIENT_ANSWER];
};

/* m is zeroed memory, with event and bus; path outlives it. Where nobody
 * listens it is tried again twice a second; so is a modem whose bridge could
 * not be opened, after waits that grow to 10 s. 0 or -errno. */
int modems_init(struct modems *m, const char *path);
void modems_fini(struct modems *m);

#endif

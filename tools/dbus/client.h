/* attache's control socket as a part of an event loop: commands of MBIM, one
 * after the other, and the news that something has changed. */
#ifndef ATTACHE_DBUS_CLIENT_H
#define ATTACHE_DBUS_CLIENT_H

#include <systemd/sd-event.h>

#include "wire/mbim/frag.h"
#include "wire/mbim/msg.h"

#define CLIENT_WAITING 16
#define CLIENT_REQUEST 2048
#define CLIENT_ANSWER  65536

/* The answer to a command: status MBIM_STATUS_*, and its InformationBuffer, a
 * view for the time of the call. */
typedef void client_answer_fn(void *ctx, void *with, uint32_t status,
			      struct att_bytes body);

/* What the modem, or attache, tells without being asked. */
typedef void client_told_fn(void *ctx, const struct mbim_msg *told);

struct client_request {
	client_answer_fn *fn;
	void *with;
	size_t len;
	uint8_t bytes[CLIENT_REQUEST];
};

struct client {
	sd_event *event;
	const char *path;
	/* attache may say something else now, or is there, or has gone. */
	void (*changed)(void *ctx);
	client_told_fn *told;
	void *ctx;
	int commands, events; /* sockets; -1 */
	sd_event_source *command_source, *event_source, *timer;
	struct mbim_frag_rx rx;
	uint32_t transaction;
	unsigned first, n; /* of the ring `request`; the first was sent */
	struct client_request request[CLIENT_WAITING];
	uint8_t in[4096], stream[CLIENT_ANSWER], whole[CLIENT_ANSWER];
};

/* c is zeroed memory; where nobody listens it is tried again twice a second.
 * 0 or -errno. */
int client_init(struct client *c, sd_event *event, const char *path,
		void (*changed)(void *ctx), client_told_fn *told, void *ctx);
void client_fini(struct client *c);
bool client_is_there(const struct client *c);

/* For each modem anew: from here on it is told what a host is told that
 * subscribes to nothing, and all is as in MBIM 1.0, whatever attache speaks
 * with it. */
void client_open(struct client *c);
/* For a command whose answer says nothing. */
client_answer_fn client_unasked;
/* Where the InformationBuffer of the next request is to be written; NULL: there
 * is no room for one, or nobody to ask. */
uint8_t *client_body(struct client *c, size_t *cap);
/* Ask with len bytes there. fn is called once, also if attache goes: with
 * MBIM_STATUS_FAILURE. len < 0 or no room: it is called here. */
void client_ask(struct client *c, const struct att_uuid *service, uint32_t cid,
		bool set, int len, client_answer_fn *fn, void *with);

#endif

/* One modem at attache's control socket, as a part of an event loop: commands
 * of MBIM and their answers, and what the modem tells by itself. */
#ifndef ATTACHE_DBUS_CLIENT_H
#define ATTACHE_DBUS_CLIENT_H

#include <systemd/sd-event.h>

#include "client/attache_client.h"

/* Commands that wait, or are under way: of calls, and of all. */
#define CLIENT_CALLS   16
#define CLIENT_WAITING 64
/* Calls under way. With one of those in order and the status they are 8: of so
 * many attache reads the next only when one is answered. */
#define CLIENT_CALLS_MAX 6
/* Where nobody listens it is tried again after this time. */
#define CLIENT_AGAIN_US 500000u

/* What a command ended with that the modem was not asked, no MBIM_STATUS_*:
 * attache has gone, too many wait (or memory lacks), or it does not fit into a
 * command. */
#define CLIENT_GONE 0xFFFFFFFFu
#define CLIENT_FULL 0xFFFFFFFEu
#define CLIENT_LONG 0xFFFFFFFDu

enum client_turn {
	CLIENT_CALL, /* of a call: beside the others, as it may take minutes */
	CLIENT_OWN,  /* one after the other; there is room after all calls */
	CLIENT_AT_ONCE /* before all that wait: attache answers by itself */
};

/* The answer to a command: status MBIM_STATUS_* or CLIENT_*, and its
 * InformationBuffer, a view for the time of the call. */
typedef void client_answer_fn(void *ctx, void *with, uint32_t status,
			      struct att_bytes body);

/* What the modem, or attache, tells without being asked. */
typedef void client_told_fn(void *ctx, const struct mbim_msg *told);

struct client_request {
	client_answer_fn *fn;
	void *with;
	enum client_turn turn;
	uint32_t transaction;
	size_t len;
	uint8_t *bytes; /* NULL: it was sent */
};

struct client {
	sd_event *event;
	const char *path, *modem;
	void (*changed)(void *ctx); /* the modem is there, or has gone */
	client_told_fn *told;
	void *ctx;
	int fd;	    /* -1 */
	bool named; /* attache knows which modem is meant */
	sd_event_source *source, *timer;
	struct mbim_frag_rx rx;
	uint32_t transaction;
	/* Places of `request`: n in the order of the calls, then the free. */
	uint8_t order[CLIENT_WAITING];
	unsigned n;
	struct client_request request[CLIENT_WAITING];
	uint8_t out[ATT_CLIENT_REQUEST]; /* the next, as it is being made */
	uint8_t stream[ATT_CLIENT_ANSWER], whole[ATT_CLIENT_ANSWER];
};

/* c is zeroed memory; path and modem, its name in attache's configuration,
 * outlive it. Where nobody listens, or has no such modem, it is tried again
 * twice a second. 0 or -errno. */
int client_init(struct client *c, sd_event *event, const char *path,
		const char *modem, void (*changed)(void *ctx),
		client_told_fn *told, void *ctx);
/* What has come on a socket, if anything, into rx, to be read out of it before
 * another is received; false: it is closed. */
bool client_receive(int fd, struct mbim_frag_rx *rx);
/* Who waits for an answer gets CLIENT_GONE. */
void client_fini(struct client *c);
bool client_is_there(const struct client *c);
/* All of these bytes into a socket. False: it does not take them. */
bool client_put(int fd, const uint8_t *bytes, size_t len);

/* For each modem anew: from here on it is told what a host is told that
 * subscribes to nothing, and all is as in MBIM 1.0, whatever attache speaks
 * with it. */
void client_open(struct client *c);
/* For a command whose answer says nothing. */
client_answer_fn client_unasked;
/* Where the InformationBuffer of the next request is to be written, and the
 * bytes that it may have. */
uint8_t *client_body(struct client *c);
#define CLIENT_BODY (ATT_CLIENT_REQUEST - MBIM_MSG_COMMAND_BODY)
/* Ask a CID of MBIM_SERVICE_* with len bytes there, in this turn. fn is called
 * once, also if attache goes; it is called here if attache is not there, or has
 * no room for the request, or len < 0: an encoder's error. */
void client_ask_as(struct client *c, enum client_turn turn, unsigned service,
		   uint32_t cid, bool set, int len, client_answer_fn *fn,
		   void *with);
/* The same as CLIENT_CALL. */
void client_ask(struct client *c, unsigned service, uint32_t cid, bool set,
		int len, client_answer_fn *fn, void *with);

#endif

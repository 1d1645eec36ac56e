/* The control socket's side of the daemon: a Unix stream socket on which local
 * clients send MBIM messages, each answered before the next is looked at. */
#ifndef MBIM_LINUX_SERVER_H
#define MBIM_LINUX_SERVER_H

#include "linux/loop.h"
#include "wire/frag.h"
#include "wire/msg.h"

#define MBIM_SERVER_CLIENTS 8
#define MBIM_SERVER_MESSAGE 16384 /* longest answer */
#define MBIM_SERVER_REQUEST 4096  /* longest request, and read */

struct mbim_server;

struct mbim_server_client {
	struct mbim_server *server;
	int fd; /* -1: free */
	struct mbim_frag_rx rx;
	size_t out_len, out_done;
	uint8_t in[MBIM_SERVER_REQUEST];
	uint8_t stream[MBIM_SERVER_REQUEST], whole[MBIM_SERVER_REQUEST];
	uint8_t out[MBIM_SERVER_MESSAGE];
};

/* Answer a COMMAND: write the whole answer to buf; its length, or MBIM_E_* (the
 * client is dropped). */
typedef int mbim_server_answer(void *ctx, const struct mbim_msg *command,
			       uint8_t *buf, size_t cap);

struct mbim_server {
	struct mbim_loop *loop;
	int fd; /* -1: not open */
	char path[108];
	mbim_server_answer *answer;
	void *ctx;
	struct mbim_server_client client[MBIM_SERVER_CLIENTS];
};

/* Listen at path: 0 or the errors of mbim_listen_open. */
int mbim_server_open(struct mbim_server *s, struct mbim_loop *loop,
		     const char *path, mbim_server_answer *answer, void *ctx);
void mbim_server_close(struct mbim_server *s);

#endif

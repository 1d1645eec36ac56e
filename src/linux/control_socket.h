/* The control socket: a Unix stream socket on which local clients send MBIM
 * messages, each answered before the next is looked at. Commands of attache's
 * own service are answered by what the manager says of modem 0; others are that
 * modem's to answer. */
#ifndef MBIM_LINUX_CONTROL_SOCKET_H
#define MBIM_LINUX_CONTROL_SOCKET_H

#include "linux/loop.h"
#include "linux/manager.h"
#include "wire/mbim/frag.h"

#define MBIM_CONTROL_CLIENTS 8
#define MBIM_CONTROL_MESSAGE 16384 /* longest answer */
#define MBIM_CONTROL_REQUEST 4096  /* longest request, and read */

struct mbim_control_socket;

struct mbim_control_client {
	struct mbim_control_socket *socket;
	int fd; /* -1: free */
	struct mbim_frag_rx rx;
	/* The manager has a command of this client: which, and by what number;
	 * nothing else is read meanwhile. */
	bool waiting, asking; /* asking: the manager has not returned yet */
	uint32_t token;
	struct mbim_msg command;
	int answered; /* length of the answer, or MBIM_E_ROOM */
	size_t out_len, out_done;
	uint8_t in[MBIM_CONTROL_REQUEST];
	uint8_t stream[MBIM_CONTROL_REQUEST], whole[MBIM_CONTROL_REQUEST];
	uint8_t out[MBIM_CONTROL_MESSAGE];
};

struct mbim_control_socket {
	struct mbim_loop *loop;
	const struct mbim_manager *manager;
	int fd; /* -1: not open */
	char path[108];
	struct mbim_manager_reply reply; /* with the last token */
	struct mbim_control_client client[MBIM_CONTROL_CLIENTS];
};

/* Listen at path: 0 or the errors of mbim_listen_open. loop and manager outlive
 * the socket. */
int mbim_control_socket_open(struct mbim_control_socket *s,
			     struct mbim_loop *loop, const char *path,
			     const struct mbim_manager *manager);
/* Clients are dropped, also those that wait for an answer. */
void mbim_control_socket_close(struct mbim_control_socket *s);

#endif

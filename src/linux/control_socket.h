/* The control socket: a Unix stream socket on which local clients send MBIM
 * messages, each answered before the next is looked at. Commands of attache's
 * own service are answered by what the manager says of modem 0; others are that
 * modem's to answer, as libmbim's proxy has it (proxy.h). One that asks for
 * events becomes a monitor. */
#ifndef ATT_LINUX_CONTROL_SOCKET_H
#define ATT_LINUX_CONTROL_SOCKET_H

#include "linux/config.h"
#include "linux/loop.h"
#include "linux/manager.h"
#include "linux/monitors.h"
#include "linux/proxy.h"
#include "wire/mbim/frag.h"

/* As many at once. One more takes the place of the client that was idle for
 * longest and has no channel of its own; if there is none, its commands are
 * answered MBIM_STATUS_BUSY. */
#define ATT_CONTROL_CLIENTS 64
#define ATT_CONTROL_MESSAGE 131072 /* longest answer */
#define ATT_CONTROL_REQUEST 4096   /* longest request, and read */
/* What waits for a client that does not read; it is dropped when that is not
 * enough. */
#define ATT_CONTROL_WAITING (ATT_CONTROL_MESSAGE + 32768)

#define ATT_CONTROL_PROXY "@mbim-proxy"

struct att_control_socket;

/* What a client needs while it is there. */
struct att_control_room {
	struct att_proxy_client proxy;
	uint8_t in[ATT_CONTROL_REQUEST];
	uint8_t stream[ATT_CONTROL_REQUEST], whole[ATT_CONTROL_REQUEST];
	uint8_t out[ATT_CONTROL_WAITING];
};

struct att_control_client {
	struct att_control_socket *socket;
	int fd;			       /* -1: free */
	struct att_control_room *room; /* NULL: free */
	uint32_t used;		       /* its place in the order of use */
	struct mbim_frag_rx rx;
	/* The manager has a command of this client: which, and by what number;
	 * nothing else is read meanwhile. */
	bool waiting;
	uint32_t token;
	struct mbim_msg command;
	size_t out_len, out_done; /* of room->out: what is in it, what was sent
				   */
};

struct att_control_socket {
	const struct att_config *config; /* of its groups; NULL: none */
	struct att_loop *loop;
	const struct att_manager *manager;
	int fd, proxy_fd; /* -1: not open */
	char path[108];
	struct att_manager_reply reply; /* with the last token */
	uint32_t uses;
	struct att_monitors monitors;
	uint8_t message[ATT_CONTROL_MESSAGE]; /* that is being written */
	/* the last one is for whom there is no room */
	struct att_control_client client[ATT_CONTROL_CLIENTS + 1];
};

/* Listen at path: 0 or the errors of att_listen_open. loop and manager outlive
 * the socket. */
int att_control_socket_open(struct att_control_socket *s, struct att_loop *loop,
			    const char *path,
			    const struct att_manager *manager);
/* Listen where the programs of libmbim look for its proxy, too: for root, the
 * user of attache, and those of the groups. 0 or the errors of att_listen_open:
 * ATT_E_BUSY, a proxy is running. */
int att_control_socket_proxy(struct att_control_socket *s);
/* Those of the groups of config, which outlives the socket, may use it, too. 0,
 * or ATT_E_IO (errno), and the socket is closed. */
int att_control_socket_share(struct att_control_socket *s,
			     const struct att_config *config);
/* The modem says this by itself, a whole INDICATE_STATUS: who wants it is told.
 */
void att_control_socket_told(struct att_control_socket *s,
			     struct att_bytes message);
/* The modem's channel is closed: those who had one of their own are hung up. */
void att_control_socket_lost(struct att_control_socket *s);
/* Clients are dropped, also those that wait for an answer; monitors stay until
 * att_monitors_end. */
void att_control_socket_close(struct att_control_socket *s);

#endif

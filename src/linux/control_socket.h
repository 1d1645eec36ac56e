/* The control socket: a Unix stream socket for local clients. One speaks MBIM,
 * as libmbim's proxy has it, or QMI, as libqmi's has it: its first bytes tell.
 * Commands of attache's own service are answered by what the manager says of
 * the modem that the client means; others are that modem's to answer (proxy.h).
 * One that asks for events becomes a monitor. */
#ifndef ATT_LINUX_CONTROL_SOCKET_H
#define ATT_LINUX_CONTROL_SOCKET_H

#include "linux/asks.h"
#include "linux/config.h"
#include "linux/control_client.h"
#include "linux/control_standard.h"
#include "linux/loop.h"
#include "linux/manager.h"
#include "linux/monitors.h"
#include "linux/qmi_ids.h"

/* As many at once. One more takes the place of the client that was idle for
 * longest and has neither a channel of its own nor a list of what it is told;
 * if there is none, its commands are answered MBIM_STATUS_BUSY. */
#define ATT_CONTROL_CLIENTS 64
/* What clients may ask beyond one thing each, all together. */
#define ATT_CONTROL_FURTHER 64

#define ATT_CONTROL_PROXY     "@mbim-proxy"
#define ATT_CONTROL_QMI_PROXY "@qmi-proxy"
#define ATT_CONTROL_PROXIES   2

/* What there is of each modem. */
struct att_control_of {
	struct att_qmi_ids ids;
	struct att_control_standard standard;
	bool sms; /* short messages are to be indicated to attache, too */
};

struct att_control_socket {
	const struct att_config *config; /* of its groups; NULL: none */
	struct att_loop *loop;
	const struct att_manager *manager;
	int fd, proxy_fd[ATT_CONTROL_PROXIES]; /* -1: not open */
	char path[108];
	struct att_manager_reply reply; /* with the last token */
	uint32_t uses;
	unsigned n_asked; /* by all clients */
	struct att_control_of of[ATT_CONFIG_MODEMS];
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
/* Listen where the programs of libmbim, or of libqmi (ATT_CONTROL_QMI_PROXY),
 * look for its proxy, too: for root, the user of attache, and those of the
 * groups. 0 or the errors of att_listen_open: ATT_E_BUSY, a proxy is running.
 */
int att_control_socket_proxy(struct att_control_socket *s, const char *name);
/* Those of the groups of config, which outlives the socket, may use it, too. 0,
 * or ATT_E_IO (errno), and the socket is closed. */
int att_control_socket_share(struct att_control_socket *s,
			     const struct att_config *config);
/* The modem, or attache, says this by itself, a whole INDICATE_STATUS (in the
 * version of att_control_modem_proxy) or an indication of QMI: who wants it is
 * told.
 */
void att_control_socket_told(struct att_control_socket *s, uint32_t modem,
			     struct att_bytes message);
/* After each turn of the loop: the modem is asked for what clients need without
 * a word of theirs. True if it was: what it answers at once may make that it is
 * to be asked for more. */
bool att_control_socket_settle(struct att_control_socket *s);
/* The modem's channel is closed: those who had one of their own, or a list of
 * what they are told, are hung up. */
void att_control_socket_lost(struct att_control_socket *s, uint32_t modem);
/* There is no such modem any more: who meant it is hung up. */
void att_control_socket_gone(struct att_control_socket *s, uint32_t modem);
/* Clients are dropped, also those that wait for an answer; monitors stay until
 * att_monitors_end. */
void att_control_socket_close(struct att_control_socket *s);

#endif

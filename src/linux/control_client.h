/* A client of the control socket: what it has sent, what waits for it, and what
 * the modem is asked for it. */
#ifndef ATT_LINUX_CONTROL_CLIENT_H
#define ATT_LINUX_CONTROL_CLIENT_H

#include "linux/asks.h"
#include "proxy/proxy.h"
#include "wire/mbim/frag.h"
#include "wire/mbim/msg.h"
#include "wire/qmi/qmi.h"

#define ATT_CONTROL_MESSAGE ATT_CLIENT_ANSWER  /* longest answer */
#define ATT_CONTROL_REQUEST ATT_CLIENT_REQUEST /* longest request */
#define ATT_CONTROL_READ    4096
/* What waits for a client that does not read; it is dropped when that is not
 * enough. */
#define ATT_CONTROL_WAITING (ATT_CONTROL_MESSAGE + 32768)
/* Commands of one client that the manager has at once. */
#define ATT_CONTROL_ASKED 8

struct att_control_socket;

enum att_control_speaks {
	ATT_CONTROL_SILENT, /* it has said too little to tell */
	ATT_CONTROL_MBIM,
	ATT_CONTROL_QMI
};

/* A command of a client that the manager has. */
struct att_control_asked {
	uint32_t token;		 /* 0: none */
	struct mbim_msg command; /* of MBIM; its body is not there any more */
	uint16_t ex;		 /* of the client when it asked */
	struct qmi_head request; /* of QMI */
};

/* What a client needs while it is there. */
struct att_control_room {
	struct att_proxy_client proxy;
	struct att_control_asked asked[ATT_CONTROL_ASKED];
	uint8_t list[ATT_ASK_BODY]; /* that it subscribes with */
	size_t list_len;
	uint8_t first[3];
	uint8_t in[ATT_CONTROL_READ];
	/* of MBIM for rx; of QMI what was not looked at yet */
	uint8_t stream[ATT_CONTROL_REQUEST + ATT_CONTROL_READ];
	uint8_t whole[ATT_CONTROL_REQUEST];
	uint8_t out[ATT_CONTROL_WAITING];
};

struct att_control_client {
	struct att_control_socket *socket;
	int fd;			       /* -1: free */
	struct att_control_room *room; /* NULL: free */
	enum att_control_speaks speaks;
	unsigned n_first; /* of room->first, while that is not clear */
	uint32_t modem;	  /* that it means, see control_modem.h */
	uint32_t used;	  /* its place in the order of use */
	struct mbim_frag_rx rx;
	size_t stream_len, stream_used; /* of room->stream, of QMI; used: a
					   frame that was given out */
	unsigned n_asked;		/* of room->asked */
	size_t out_len, out_done; /* of room->out: what is in it, what was sent
				   */
};

/* A client at this socket begins; its room is there. */
void att_control_client_begin(struct att_control_client *c);
/* Its place is free; the descriptor is the caller's. */
void att_control_client_leave(struct att_control_client *c);
/* What waits goes out: 0: nothing is left; ATT_E_BUSY: the client has to read
 * first; ATT_E_IO. */
int att_control_client_flush(struct att_control_client *c);
/* Room for more behind what waits: its length. */
size_t att_control_client_room(struct att_control_client *c, uint8_t **to);
/* As many bytes were put there. */
void att_control_client_put(struct att_control_client *c, size_t len);
/* True if the manager may be asked one thing more for it: one at any time, more
 * while there is room for all. */
bool att_control_client_may_ask(const struct att_control_client *c);
/* The channels of those of MBIM that are there, and how many they are. */
unsigned att_control_client_proxies(struct att_control_socket *s,
				    uint32_t modem,
				    struct att_proxy_client **all);
/* A token for what this one of ATT_ASKERS asks next; socket->reply is for the
 * answer. */
uint32_t att_control_client_token(struct att_control_socket *s,
				  unsigned client);
/* What a client asks next, after may_ask; with a token. */
struct att_control_asked *att_control_client_ask(struct att_control_client *c);
/* What has this token; NULL: nothing. */
struct att_control_asked *att_control_client_asked(struct att_control_client *c,
						   uint32_t token);
/* It was answered. */
void att_control_client_heard(struct att_control_client *c,
			      struct att_control_asked *asked);
/* It waits for no answer any more. */
void att_control_client_forget(struct att_control_client *c);
/* It has no client ids of QMI any more, and is told nothing. */
void att_control_client_give_back(struct att_control_client *c);

#endif

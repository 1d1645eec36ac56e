/* One device service stream (MBIM 1.0 section 7, "DSS") as a local socket:
 * a Unix socket of the type SOCK_SEQPACKET, whose packets are the stream's
 * datagrams. One program uses it at a time. */
#ifndef ATT_LINUX_STREAM_H
#define ATT_LINUX_STREAM_H

#include "drivers/port.h"
#include "linux/loop.h"

struct att_stream {
	int listener; /* -1: closed */
	int fd;	      /* of the program; -1: none */
	uint8_t id;
	uint32_t max; /* longest datagram to the modem */
	bool blocked; /* the port had no room: wait for its `writable` */
	struct att_loop *loop;
	struct port *port; /* NULL: no data path at the moment */
	char path[108];
	uint64_t tx, tx_dropped, rx, rx_dropped; /* datagrams */
};

/* Listen at path as att_listen_open does, with its errors. */
int att_stream_open(struct att_stream *s, const char *path, uint8_t id,
		    struct att_loop *loop);
void att_stream_close(struct att_stream *s);

/* Where datagrams go from now on, of up to max bytes; NULL: they are dropped
 * and counted. */
void att_stream_port(struct att_stream *s, struct port *port, uint32_t max);
/* The port has room again. */
void att_stream_writable(struct att_stream *s);
/* A datagram from the modem. One that the program does not take is lost. */
void att_stream_input(struct att_stream *s, struct att_bytes datagram);

#endif

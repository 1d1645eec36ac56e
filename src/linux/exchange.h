/* One exchange with a modem for a program that has a question and then ends: a
 * manager with the wish for an open channel, whose caller asks on it. A control
 * socket has no channel to open: there a command is sent as it is.
 * Every function waits for what it asked for, in a loop of its own. */
#ifndef MBIM_LINUX_EXCHANGE_H
#define MBIM_LINUX_EXCHANGE_H

#include "core/core.h"
#include "drivers/port.h"
#include "linux/loop.h"
#include "protocol/mbim/mbim.h"
#include "wire/mbim/frag.h"
#include "wire/mbim/msg.h"

#define MBIM_EXCHANGE_PROXY "@mbim-proxy" /* libmbim's, an abstract socket */
/* The longest request, and answer or indication. */
#define MBIM_EXCHANGE_REQUEST MBIM_RAW_REQUEST
#define MBIM_EXCHANGE_ANSWER  MBIM_RAW_ANSWER

struct mbim_exchange_options {
	/* port_open or mbim_exchange_socket, and the name for it. */
	int (*open_port)(const char *name, const struct port_host *host,
			 struct port **port);
	const char *name;
	const char *proxied; /* the port is a proxy: the device it shall use */
	bool no_channel;     /* neither OPEN nor CLOSE: a control socket */
	uint16_t ex;	     /* agree on at most this MBIMEx version */
	/* For tests: the time, in ms; NULL: CLOCK_MONOTONIC. */
	uint64_t (*clock)(void *ctx);
	/* What the port says, for a log; may be NULL. */
	void (*log)(void *ctx, const char *line);
	/* Opening takes its time: a line for people, once; may be NULL. */
	void (*waits)(void *ctx, const char *line);
	void *ctx;
};

struct mbim_exchange {
	struct mbim_exchange_options options;
	struct mbim_loop loop;
	struct mbim_loop_timer port_timer;
	struct port_host host;
	struct port *port; /* NULL: not open */
	struct port_info info;
	struct mbim_frag_rx rx;
	int gone; /* MBIM_E_*: the port has ended */
	bool up;
	unsigned signals;     /* that ask for the end */
	unsigned signals_let; /* as many do not end the waiting: 1 for CLOSE */
	uint16_t ex;	      /* MBIMEx version in use */
	struct mbim_core *core; /* NULL: the channel is not ours */
	size_t unsent;	   /* bytes of `transfer` that the port did not take */
	uint8_t told[128]; /* the proxy's indication before there is a core */
	size_t told_len;
	char problem[160]; /* of the last failure, if there is more to say */
	/* the request, and what it is waiting for */
	uint32_t transaction;
	bool waiting;
	size_t answer_len;
	struct mbim_msg msg; /* the answer, decoded: views of `answer` */
	uint8_t transfer[65536];
	uint8_t out[MBIM_EXCHANGE_REQUEST], answer[MBIM_EXCHANGE_ANSWER];
	uint8_t stream[MBIM_EXCHANGE_ANSWER], whole[MBIM_EXCHANGE_ANSWER];
};

/* Wait for the device, open the channel and agree on the version; SIGINT and
 * SIGTERM end every waiting (a second one, a second later or more, ends that of
 * mbim_exchange_close, too). x is to be closed whatever the result is. 0,
 * MBIM_E_TIMEOUT, MBIM_E_GONE, MBIM_E_STATE (refused or interrupted, see
 * x->problem), MBIM_E_IO, or an error of open_port. */
int mbim_exchange_open(struct mbim_exchange *x,
		       const struct mbim_exchange_options *options);
/* Close the channel and give the device back. */
void mbim_exchange_close(struct mbim_exchange *x);

/* Where the InformationBuffer of the next request is to be written. */
uint8_t *mbim_exchange_body(struct mbim_exchange *x, size_t *cap);
/* Send the command with body_len bytes of it and wait for its COMMAND_DONE,
 * which is in x->msg and, whole, in x->answer until the next request. Errors
 * as for open. */
int mbim_exchange_ask(struct mbim_exchange *x, const struct mbim_uuid *service,
		      uint32_t cid, bool set, size_t body_len,
		      uint32_t timeout_ms);

/* A Unix stream socket as a port: MBIM messages and no data. 0, MBIM_E_CONFIG
 * (the name is too long), MBIM_E_GONE (nobody listens), MBIM_E_ACCESS,
 * MBIM_E_IO, MBIM_E_MEMORY. */
int mbim_exchange_socket(const char *name, const struct port_host *host,
			 struct port **port);

#endif

/* One exchange with a modem for a program that has a question and then ends: a
 * manager with the wish for an open channel, whose caller asks on it. A control
 * socket has no channel to open: there a command is sent as it is.
 * Every function waits for what it asked for, in a loop of its own. */
#ifndef ATT_LINUX_EXCHANGE_H
#define ATT_LINUX_EXCHANGE_H

#include "core/core.h"
#include "drivers/port.h"
#include "linux/hearing.h"
#include "linux/loop.h"
#include "protocol/mbim/mbim.h"
#include "wire/mbim/frag.h"
#include "wire/mbim/msg.h"

/* libmbim's and libqmi's, abstract sockets. */
#define ATT_EXCHANGE_PROXY     "@mbim-proxy"
#define ATT_EXCHANGE_QMI_PROXY "@qmi-proxy"
/* The longest request, and answer or indication. */
#define ATT_EXCHANGE_REQUEST MBIM_RAW_REQUEST
#define ATT_EXCHANGE_ANSWER  MBIM_RAW_ANSWER

struct att_exchange_options {
	/* port_open or att_exchange_socket, and the name for it. */
	int (*open_port)(const char *name, const struct port_host *host,
			 struct port **port);
	const char *name;
	/* The port is a proxy: the device it shall use; or attache's socket:
	 * the modem that is meant, "" the only one. */
	const char *proxied;
	bool no_channel; /* neither OPEN nor CLOSE: attache's own service */
	bool reasons;	 /* a refusal may come with words: a control socket */
	bool qmi;	 /* what is asked is QMI: att_exchange_ask_qmi */
	uint16_t ex;	 /* agree on at most this MBIMEx version */
	bool plain;	 /* agree on none, which the modem would keep */
	/* All together may take this long, from opening to the answer; 0: each
	 * as long as is usual. What is another program's is not waited for in
	 * closing either. */
	uint32_t limit_s;
	/* For tests: the time, in ms; NULL: CLOCK_MONOTONIC. */
	uint64_t (*clock)(void *ctx);
	/* What the port says, for a log; may be NULL. */
	void (*log)(void *ctx, const char *line);
	/* It takes its time: a line for people that says what is waited for;
	 * may be NULL. */
	void (*waits)(void *ctx, const char *line);
	/* An indication that came past the core, decoded; may be NULL. */
	void (*told)(void *ctx, const struct mbim_msg *msg);
	void *ctx;
};

struct att_exchange {
	struct att_exchange_options options;
	struct att_loop loop;
	struct att_loop_timer port_timer;
	struct port_host host;
	struct port *port; /* NULL: not open */
	struct port_info info;
	struct mbim_frag_rx rx;
	int gone;    /* ATT_E_*: the port has ended */
	bool opened; /* the port is, or was: somebody listens */
	bool up;
	/* The next `gone`, and then `up`, is our own doing. */
	bool resetting, unplugged;
	char absence[256];    /* why it is not up, if the port has said so */
	uint64_t until_ms;    /* of limit_s */
	unsigned signals;     /* that ask for the end */
	unsigned signals_let; /* as many do not end the waiting: 1 for CLOSE */
	uint16_t ex;	      /* MBIMEx version in use */
	struct att_hearing hearing;
	struct att_core *core; /* NULL: the channel is not ours */
	size_t unsent;	   /* bytes of `transfer` that the port did not take */
	uint8_t told[128]; /* the proxy's indication before there is a core */
	size_t told_len;
	char problem[160]; /* of the last failure, if there is more to say */
	/* the request, and what it is waiting for */
	uint32_t transaction;
	bool waiting;
	struct att_heard heard; /* of the core; its message is in `answer` */
	size_t answer_len;
	struct mbim_msg msg; /* the answer, decoded: views of `answer` */
	uint8_t transfer[65536];
	uint8_t out[ATT_EXCHANGE_REQUEST], answer[ATT_EXCHANGE_ANSWER];
	uint8_t stream[ATT_EXCHANGE_ANSWER], whole[ATT_EXCHANGE_ANSWER];
};

/* Wait for the device, open the channel and agree on the version; SIGINT and
 * SIGTERM end every waiting (a second one, a second later or more, ends that of
 * att_exchange_close, too). x is zeroed memory, as clearing half a megabyte
 * here would touch all of it, and is to be closed whatever the result is. 0,
 * ATT_E_TIMEOUT, ATT_E_GONE, ATT_E_STATE (refused or interrupted, see
 * x->problem), ATT_E_IO, or an error of open_port. */
int att_exchange_open(struct att_exchange *x,
		      const struct att_exchange_options *options);
/* Close the channel and give the device back. */
void att_exchange_close(struct att_exchange *x);

/* Where the InformationBuffer of the next request is to be written. */
uint8_t *att_exchange_body(struct att_exchange *x, size_t *cap);
/* Send the command with body_len bytes of it and wait for its COMMAND_DONE,
 * which is in x->msg and, whole, in x->answer until the next request. Errors
 * as for open. */
int att_exchange_ask(struct att_exchange *x, const struct att_uuid *service,
		     uint32_t cid, bool set, size_t body_len,
		     uint32_t timeout_ms);
/* Only listen, to what is told: until the port has gone (ATT_E_GONE) or a
 * signal came (ATT_E_STATE). */
int att_exchange_listen(struct att_exchange *x);

/* Where the TLVs of the next request of QMI are to be written. */
uint8_t *att_exchange_tlvs(struct att_exchange *x, size_t *cap);
/* Send this message with tlvs_len bytes of them, from a client that the modem
 * gives for it, and wait for the response, a frame that is whole in x->answer
 * until the next request; timeout_ms 0: as long as is usual. Errors as for
 * open. */
int att_exchange_ask_qmi(struct att_exchange *x, uint8_t service,
			 uint16_t message, size_t tlvs_len,
			 uint32_t timeout_ms);

/* A Unix stream socket as a port: control messages and no data. 0, ATT_E_CONFIG
 * (the name is too long), ATT_E_GONE (nobody listens), ATT_E_ACCESS,
 * ATT_E_IO, ATT_E_MEMORY. */
int att_exchange_socket(const char *name, const struct port_host *host,
			struct port **port);
/* True if somebody listens there. */
bool att_exchange_listened(const char *name);
/* The same of one that speaks QMI. */
int att_exchange_socket_qmi(const char *name, const struct port_host *host,
			    struct port **port);

#endif

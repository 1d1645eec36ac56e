/* The loop's side of a port for tests: poll(2), one timer, and everything the
 * port said, as text. */
#ifndef TESTS_DRIVERS_HOST_H
#define TESTS_DRIVERS_HOST_H

#include "drivers/port.h"

#define HOST_WATCHES 32

struct host {
	struct port_host host; /* give &h.host to the port */
	struct {
		int fd;
		uint32_t events;
		void (*fn)(void *arg, uint32_t revents);
		void *arg;
	} watch[HOST_WATCHES];
	uint64_t timer_at; /* ms; UINT64_MAX: not set */
	void (*timer_fn)(void *arg);
	void *timer_arg;

	struct port_info info; /* of the last `up` */
	char said[4096];       /* "up control:abc gone:the device..." */
	char logged[4096];     /* lines for the log */
	char waits[256];       /* why there is no modem yet, the last one */
	unsigned n_waits;
	uint8_t control[65536]; /* every byte of control */
	size_t control_len;
	uint64_t datagrams, bytes; /* of data */
	unsigned ups, gones, writables, moves;
	struct port *close_in_up; /* close this port from inside `up` */
	bool verbose;		  /* log lines to stderr */
	void (*on_data)(void *ctx, struct flow stream,
			struct att_bytes datagram);
	void *on_data_ctx;
};

void host_init(struct host *h);
/* Wait for and carry out one round of events; false: nothing within max_ms. */
bool host_turn(struct host *h, int max_ms);
/* CLOCK_MONOTONIC, in ms. */
uint64_t host_now(void);
/* The timer's time has come, if it is set. */
void host_jump(struct host *h);
/* Turn until *counter reaches at_least; false after 10 seconds of silence. */
bool host_until(struct host *h, const unsigned *counter, unsigned at_least);
bool host_until_control(struct host *h, size_t len);

#endif

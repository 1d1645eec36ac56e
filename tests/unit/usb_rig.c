/* See usb_rig.h. */
#include "usb_rig.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/errors.h"
#include "support/fuse_room.h"

/* Datagrams carry their number behind the first byte. */
static void on_datagram(void *ctx, struct flow stream, struct att_bytes d)
{
	struct fixture *x = ctx;

	if (stream.id || stream.service || d.len < 8 ||
	    att_get32(d.p + 4) != x->expected++)
		x->disorder++;
}

void rig_start(struct fixture *x)
{
	assert_int_equal(port_open(RIG_USB "1209:0002", &x->h.host, &x->port),
			 0);
	assert_int_equal(x->h.ups, 0); /* only from inside the loop */
}

void rig_until_up(struct fixture *x)
{
	assert_true(host_until(&x->h, &x->h.ups, x->h.ups + 1));
}

void rig_send(struct fixture *x, const char *command)
{
	assert_int_equal(
		x->port->ops->send(x->port,
				   att_bytes_of(command, strlen(command))),
		0);
}

/* Send a command and wait for what it adds to the control bytes. */
void rig_ask(struct fixture *x, const char *command, const char *answer)
{
	size_t at = x->h.control_len, len = strlen(answer);

	rig_send(x, command);
	assert_true(host_until_control(&x->h, at + len));
	assert_int_equal(x->h.control_len, at + len);
	assert_memory_equal(x->h.control + at, answer, len);
}

void rig_counters(struct fixture *x, struct echo_counters *n)
{
	size_t at = x->h.control_len;

	rig_send(x, "c");
	assert_true(host_until_control(&x->h, at + sizeof(*n)));
	memcpy(n, x->h.control + at, sizeof(*n));
}

void rig_begin(struct fixture *x)
{
	host_init(&x->h);
	x->h.verbose = getenv("VERBOSE");
	x->h.on_data = on_datagram;
	x->h.on_data_ctx = x;
}

int rig_setup_waiting(void **state)
{
	struct fixture *x = calloc(1, sizeof(*x));

	assert_non_null(x);
	rig_begin(x);
	*state = x;
	return 0;
}

int rig_setup(void **state)
{
	struct fixture *x;

	rig_setup_waiting(state);
	x = *state;
	rig_start(x);
	rig_until_up(x);
	rig_ask(x, "C", "C");
	return 0;
}

void rig_stop(struct fixture *x)
{
	if (x->port)
		x->port->ops->close(x->port);
	x->port = NULL;
	for (int i = 0; i < HOST_WATCHES; i++)
		assert_int_equal(x->h.watch[i].fd, -1);
	assert_true(x->h.timer_at == UINT64_MAX);
}

int rig_teardown(void **state)
{
	rig_stop(*state);
	free(*state);
	return 0;
}

/* The front is our parent. */
void rig_unplug(void)
{
	assert_int_equal(kill(getppid(), SIGUSR1), 0);
}

void rig_plug(void)
{
	assert_int_equal(kill(getppid(), SIGUSR2), 0);
}

int rig_main(int argc, const struct sim_usb_device *device, int (*tests)(void))
{
	char inside[] = "inside", exe[] = "/proc/self/exe";
	char *again[] = {exe, inside, NULL};
	const char *why;

	if (argc > 1)
		return tests();
	why = fuse_room_missing();
	if (why) {
		printf("1..0 # SKIP %s\n", why);
		return 0;
	}
	return sim_front_usbfs(device, 1, again);
}

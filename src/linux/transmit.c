/* The memory of the queues is mapped once, and given back page by page when
 * nothing had to wait for some seconds. */
#include "linux/transmit.h"

#include <sys/mman.h>
#include <sys/random.h>

#include "base/errors.h"
#include "drivers/port_clock.h"

#define REST_MS 5000u

/* --- memory ------------------------------------------------------------- */

/* Without huge pages: the first datagram that waits would touch all of it. */
static int map(struct att_transmit *t)
{
	uint64_t seed = 0;
	void *p = mmap(NULL, sizeof(*t->memory), PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (p == MAP_FAILED)
		return ATT_E_MEMORY;
	madvise(p, sizeof(*t->memory), MADV_NOHUGEPAGE);
	t->memory = p;
	(void)!getrandom(&seed, sizeof(seed), GRND_NONBLOCK);
	att_queue_init(&t->queue, t->memory, seed);
	return 0;
}

static void look_again(struct att_transmit *t)
{
	t->rest_queued = t->queue.stats.queued;
	t->rest_timer.at_ms = att_loop_now(t->loop) + REST_MS;
}

static void on_rest(void *arg)
{
	struct att_transmit *t = arg;

	if (t->queue.n || t->rest_queued != t->queue.stats.queued) {
		look_again(t);
		return;
	}
	if (madvise(t->memory, sizeof(*t->memory), MADV_DONTNEED) == 0)
		att_queue_forget(&t->queue);
}

/* From now on memory is in use. */
static void use(struct att_transmit *t)
{
	if (t->rest_timer.at_ms == ATT_LOOP_NEVER)
		look_again(t);
}

void att_transmit_init(struct att_transmit *t, struct att_loop *loop)
{
	*t = (struct att_transmit){.loop = loop, .clock_us = port_clock_us};
	att_loop_timer_init(loop, &t->rest_timer, on_rest, t);
}

void att_transmit_fini(struct att_transmit *t)
{
	if (t->memory)
		munmap(t->memory, sizeof(*t->memory));
	t->memory = NULL;
	t->port = NULL;
}

int att_transmit_port(struct att_transmit *t, struct port *port)
{
	int err = port && !t->memory ? map(t) : 0;

	if (t->memory && t->port != port)
		att_queue_clear(&t->queue);
	t->port = err ? NULL : port;
	t->blocked = false;
	return err;
}

void att_transmit_ended(struct att_transmit *t, uint8_t session)
{
	if (t->memory)
		att_queue_clear_session(&t->queue, session);
}

/* --- out ---------------------------------------------------------------- */

/* False: the port has no room. */
static bool send_one(struct att_transmit *t, uint64_t now_us)
{
	const struct port_ops *ops = t->port->ops;
	struct flow flow = {0, false};
	uint32_t len = att_queue_next(&t->queue, &flow.id);
	uint8_t *slot = ops->send_reserve(t->port, flow, len);

	t->blocked = !slot;
	if (slot)
		ops->send_commit(t->port, flow,
				 att_queue_output(&t->queue, slot, now_us));
	return slot;
}

void att_transmit_flush(struct att_transmit *t)
{
	uint64_t now_us = t->queue.n && !t->blocked ? t->clock_us() : 0;

	while (t->queue.n && !t->blocked && send_one(t, now_us))
		;
	t->port->ops->send_flush(t->port);
}

void att_transmit_writable(struct att_transmit *t)
{
	if (!t->blocked)
		return;
	t->blocked = false;
	att_transmit_flush(t);
}

/* --- in ----------------------------------------------------------------- */

static int read_to_queue(struct att_transmit *t, struct att_vnet *v,
			 uint8_t session, uint32_t mtu)
{
	struct virtio_net_hdr h;
	struct iovec iov[1 + ATT_QUEUE_IOV] = {{&h, sizeof(h)}};
	int n_iov = 1 + (int)att_queue_room(&t->queue, iov + 1);
	ssize_t n = readv(v->fd, iov, n_iov);
	int err;

	if (n <= (ssize_t)sizeof(h))
		return 0;
	use(t);
	err = att_queue_input(&t->queue, session, mtu, &h,
			      (size_t)n - sizeof(h), t->clock_us());
	return err ? err : 1;
}

/* The port has no room for the rest of a super-packet. */
static void rest_to_queue(struct att_transmit *t, struct att_vnet *v,
			  uint8_t session)
{
	if (!v->gso.left)
		return;
	use(t);
	att_queue_rest(&t->queue, session, &v->gso, v->payload, t->clock_us());
	v->gso.left = 0;
}

int att_transmit_read(struct att_transmit *t, struct att_vnet *v,
		      uint8_t session, uint32_t mtu)
{
	const struct flow flow = {session, false};
	const struct port_ops *ops = t->port->ops;
	uint32_t room = att_vnet_room(v, mtu);
	uint8_t *slot;
	int n;

	if (t->blocked || t->queue.n)
		return read_to_queue(t, v, session, mtu);
	slot = ops->send_reserve(t->port, flow, room);
	t->blocked = !slot;
	if (!slot) {
		rest_to_queue(t, v, session);
		return read_to_queue(t, v, session, mtu);
	}
	n = att_vnet_read(v, slot, room);
	ops->send_commit(t->port, flow, n > 0 ? (uint32_t)n : 0);
	return n > 0 ? 1 : n;
}

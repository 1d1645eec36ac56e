/* A TUN device: hands what it reads on to the port, writes what the modem sent.
 * The descriptor is edge triggered. */
#include "linux/tun.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/errors.h"
#include "linux/rights.h"

/* Datagrams and super-packets read before other descriptors get their turn. */
#define BATCH 64

/* The kernel's default for a new TUN device. */
#define DEFAULT_MTU 1500

static void discard(struct att_tun *tun)
{
	struct virtio_net_hdr h;

	/* a short read takes the whole datagram out of the queue */
	while (read(tun->fd, &h, sizeof(h)) > 0)
		tun->tx_dropped++;
}

static bool read_one(struct att_tun *tun)
{
	int n = att_transmit_read(tun->transmit, tun->vnet, tun->session,
				  tun->mtu);

	tun->tx += n > 0;
	tun->tx_dropped += n < 0;
	return n != 0;
}

static void readable(void *arg, uint32_t revents)
{
	struct att_tun *tun = arg;
	unsigned n = 0;

	(void)revents;
	if (!tun->transmit->port) {
		discard(tun);
		return;
	}
	/* Of a super-packet nothing is left: for that no edge is reported. */
	while ((n < BATCH || tun->vnet->gso.left) && read_one(tun))
		n++;
	if (n)
		att_transmit_flush(tun->transmit);
	if (n >= BATCH) /* reports the edge again */
		att_loop_watch(tun->loop, tun->fd, EPOLLIN | EPOLLET, readable,
			       tun);
}

static int prepare(struct att_tun *tun)
{
	tun->vnet = att_vnet_new(tun->fd, false);
	if (!tun->vnet)
		return ATT_E_MEMORY;
	tun->ifindex = (int)att_rights->index(tun->name);
	if (tun->ifindex <= 0)
		return ATT_E_IO;
	return att_loop_watch(tun->loop, tun->fd, EPOLLIN | EPOLLET, readable,
			      tun);
}

int att_tun_open(struct att_tun *tun, const char *name, uint8_t session,
		 struct att_transmit *transmit)
{
	int err;

	*tun = (struct att_tun){.session = session,
				.mtu = DEFAULT_MTU,
				.loop = transmit->loop,
				.transmit = transmit};
	for (size_t i = 0; i + 1 < sizeof(tun->name) && name[i]; i++)
		tun->name[i] = name[i];
	tun->fd = att_rights->tun(tun->name);
	if (tun->fd < 0) {
		err = tun->fd;
		tun->fd = -1;
		return err;
	}
	err = prepare(tun);
	if (err)
		att_tun_close(tun);
	return err;
}

void att_tun_close(struct att_tun *tun)
{
	if (tun->fd < 0)
		return;
	att_loop_unwatch(tun->loop, tun->fd);
	close(tun->fd);
	free(tun->vnet);
	tun->vnet = NULL;
	tun->fd = -1;
}

void att_tun_port(struct att_tun *tun)
{
	att_vnet_clear(tun->vnet);
	readable(tun, EPOLLIN);
}

void att_tun_input(struct att_tun *tun, struct att_bytes datagram)
{
	att_vnet_write(tun->vnet, datagram);
}

void att_tun_input_end(struct att_tun *tun)
{
	att_vnet_flush(tun->vnet);
}

const char *att_tun_why(int err, int error)
{
	if (err == ATT_E_BUSY)
		return "it exists and is not attache's";
	if (err == ATT_E_ACCESS)
		return "permission denied (CAP_NET_ADMIN is needed)";
	if (err != ATT_E_IO)
		return att_errors_text(err);
	if (error == ENOENT || error == ENODEV || error == ENXIO)
		return "/dev/net/tun is missing (modprobe tun)";
	return strerror(error);
}

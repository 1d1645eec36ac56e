/* A TUN device: reads into the port's NTB, writes what the modem sent. The
 * descriptor is edge triggered, so that a full port costs no system call. */
#include "linux/tun.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/errors.h"

/* Datagrams read before other descriptors get their turn. */
#define BATCH 256

/* The kernel's default for a new TUN device. */
#define DEFAULT_MTU 1500

static bool read_one(struct mbim_tun *tun)
{
	const struct mbim_ntb_stream stream = {tun->session, false};
	const struct mbim_port_ops *ops = tun->port->ops;
	uint8_t *slot = ops->send_reserve(tun->port, stream, tun->mtu);
	ssize_t n;

	if (!slot) {
		tun->blocked = true;
		return false;
	}
	n = read(tun->fd, slot, tun->mtu);
	ops->send_commit(tun->port, stream, n > 0 ? (uint32_t)n : 0);
	if (n > 0)
		tun->tx++;
	return n > 0;
}

static void discard(struct mbim_tun *tun)
{
	uint8_t byte;

	/* a short read takes the whole datagram out of the queue */
	while (read(tun->fd, &byte, 1) > 0)
		tun->tx_dropped++;
}

static void readable(void *arg, uint32_t revents)
{
	struct mbim_tun *tun = arg;
	unsigned n = 0;

	(void)revents;
	if (!tun->port) {
		discard(tun);
		return;
	}
	if (tun->blocked)
		return;
	while (n < BATCH && read_one(tun))
		n++;
	if (n)
		tun->port->ops->send_flush(tun->port);
	if (n == BATCH) /* reports the edge again */
		mbim_loop_watch(tun->loop, tun->fd, EPOLLIN | EPOLLET, readable,
				tun);
}

static int create(struct mbim_tun *tun, const char *name)
{
	struct ifreq ifr = {.ifr_flags = IFF_TUN | IFF_NO_PI};
	int sock;

	for (size_t i = 0; i + 1 < sizeof(ifr.ifr_name) && name[i]; i++)
		ifr.ifr_name[i] = name[i];
	if (ioctl(tun->fd, TUNSETIFF, &ifr) < 0) {
		if (errno == EPERM || errno == EACCES)
			return MBIM_E_ACCESS;
		return errno == EBUSY || errno == EINVAL ? MBIM_E_BUSY
							 : MBIM_E_IO;
	}
	memcpy(tun->name, ifr.ifr_name, sizeof(tun->name));
	sock = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (sock < 0)
		return MBIM_E_IO;
	tun->ifindex =
		ioctl(sock, SIOCGIFINDEX, &ifr) < 0 ? 0 : ifr.ifr_ifindex;
	close(sock);
	return tun->ifindex > 0 ? 0 : MBIM_E_IO;
}

int mbim_tun_open(struct mbim_tun *tun, const char *name, uint8_t session,
		  struct mbim_loop *loop)
{
	int err;

	*tun = (struct mbim_tun){
		.fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC),
		.session = session,
		.mtu = DEFAULT_MTU,
		.loop = loop,
	};
	if (tun->fd < 0)
		return errno == EACCES || errno == EPERM ? MBIM_E_ACCESS
							 : MBIM_E_IO;
	err = create(tun, name);
	if (!err)
		err = mbim_loop_watch(loop, tun->fd, EPOLLIN | EPOLLET,
				      readable, tun);
	if (err)
		mbim_tun_close(tun);
	return err;
}

void mbim_tun_close(struct mbim_tun *tun)
{
	if (tun->fd < 0)
		return;
	mbim_loop_unwatch(tun->loop, tun->fd);
	close(tun->fd);
	tun->fd = -1;
}

void mbim_tun_port(struct mbim_tun *tun, struct mbim_port *port)
{
	tun->port = port;
	tun->blocked = false;
	readable(tun, EPOLLIN);
}

void mbim_tun_writable(struct mbim_tun *tun)
{
	if (!tun->blocked)
		return;
	tun->blocked = false;
	readable(tun, EPOLLIN);
}

void mbim_tun_input(struct mbim_tun *tun, struct mbim_bytes datagram)
{
	/* refused (not IP, or the device is down): only this one is lost */
	if (write(tun->fd, datagram.p, datagram.len) == (ssize_t)datagram.len)
		tun->rx++;
	else
		tun->rx_dropped++;
}

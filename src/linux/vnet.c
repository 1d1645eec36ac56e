/* A TUN device whose datagrams have a virtio header before them. */
#include "linux/vnet.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/errors.h"

/* Newer than the headers of Debian 12. */
#define USO4 0x20u
#define USO6 0x40u

#define TSO (TUN_F_CSUM | TUN_F_TSO4 | TUN_F_TSO6)

int att_vnet_open(char name[16])
{
	struct ifreq ifr = {.ifr_flags = IFF_TUN | IFF_NO_PI | IFF_VNET_HDR};
	int fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
	int err = 0, error;

	if (fd < 0)
		return errno == EACCES || errno == EPERM ? ATT_E_ACCESS
							 : ATT_E_IO;
	memcpy(ifr.ifr_name, name, sizeof(ifr.ifr_name));
	ifr.ifr_name[sizeof(ifr.ifr_name) - 1] = 0;
	if (ioctl(fd, TUNSETIFF, &ifr) == 0) {
		memcpy(name, ifr.ifr_name, sizeof(ifr.ifr_name));
		return fd;
	}
	error = errno;
	if (error == EPERM || error == EACCES)
		err = ATT_E_ACCESS;
	else
		err = error == EBUSY || error == EINVAL ? ATT_E_BUSY : ATT_E_IO;
	close(fd);
	errno = error;
	return err;
}

/* --- out -------------------------------------------------------------- */

/* Of a small datagram the kernel needs longer to take a list of two pieces (400
 * instructions of Linux 6.1) than it takes to make one of them. */
#define SMALL 128u

static ssize_t write_out(int fd, const struct iovec *iov, int n_iov)
{
	uint8_t whole[sizeof(struct virtio_net_hdr) + SMALL];
	size_t head = iov[0].iov_len, len = iov[1].iov_len;

	if (n_iov != 2 || head + len > sizeof(whole))
		return writev(fd, iov, n_iov);
	memcpy(whole, iov[0].iov_base, head);
	memcpy(whole + head, iov[1].iov_base, len);
	return write(fd, whole, head + len);
}

static void write_pieces(void *ctx, const struct iovec *iov, int n_iov,
			 unsigned datagrams)
{
	struct att_vnet *v = ctx;

	/* refused (not IP, or the device is down): only these are lost */
	if (write_out(v->fd, iov, n_iov) > 0)
		v->written += datagrams;
	else
		v->refused += datagrams;
}

void att_vnet_write(struct att_vnet *v, struct att_bytes datagram)
{
	att_gro_input(&v->gro, datagram);
}

void att_vnet_flush(struct att_vnet *v)
{
	att_gro_flush(&v->gro);
}

void att_vnet_clear(struct att_vnet *v)
{
	v->gso.left = 0;
	att_gro_clear(&v->gro);
}

struct att_vnet *att_vnet_new(int fd, bool plain)
{
	struct att_vnet *v = malloc(sizeof(*v));
	bool uso, tso;

	if (!v)
		return NULL;
	uso = !plain && ioctl(fd, TUNSETOFFLOAD, TSO | USO4 | USO6) == 0;
	tso = uso || (!plain && ioctl(fd, TUNSETOFFLOAD, TSO) == 0);
	v->fd = fd;
	v->written = v->refused = 0;
	v->gso.left = 0;
	att_gro_init(&v->gro, tso, uso, write_pieces, v);
	return v;
}

/* --- in --------------------------------------------------------------- */

/* The next segment of the super-packet whose headers and first segment, but
 * for the latter's checksum, may be in the slot already. */
static int next_segment(struct att_vnet *v, uint8_t *slot, bool in_place)
{
	uint32_t len = att_gso_len(&v->gso), n = len - v->gso.headers;

	if (!in_place) {
		memcpy(slot + v->gso.headers, v->payload, n);
		v->payload += n;
	}
	att_gso_next(&v->gso, slot);
	return (int)len;
}

/* A super-packet: `here` bytes are in the slot, the others in the second half
 * of the spill; the first half is for what the slot has beyond a segment. */
static int take_super(struct att_vnet *v, const struct virtio_net_hdr *h,
		      uint8_t *slot, uint32_t here, size_t len)
{
	uint32_t first, beyond;

	if (att_gso_init(&v->gso, h, att_bytes_of(slot, here), len, v->head))
		return ATT_E_VALUE;
	first = att_gso_len(&v->gso);
	if (first > here) { /* the MTU was lowered meanwhile */
		v->gso.left = 0;
		return ATT_E_LENGTH;
	}
	beyond = here - first;
	v->payload = v->spill + ATT_VNET_MAX - beyond;
	if (beyond)
		memcpy(v->spill + ATT_VNET_MAX - beyond, slot + first, beyond);
	return next_segment(v, slot, true);
}

int att_vnet_read(struct att_vnet *v, uint8_t *slot, uint32_t room)
{
	struct virtio_net_hdr h;
	struct iovec iov[3] = {
		{&h, sizeof(h)},
		{slot, room},
		{v->spill + ATT_VNET_MAX, ATT_VNET_MAX},
	};
	ssize_t n;
	size_t len;

	if (v->gso.left)
		return next_segment(v, slot, false);
	n = readv(v->fd, iov, 3);
	if (n <= (ssize_t)sizeof(h))
		return 0;
	len = (size_t)n - sizeof(h);
	if (h.gso_type != VIRTIO_NET_HDR_GSO_NONE)
		return take_super(v, &h, slot,
				  len < room ? (uint32_t)len : room, len);
	if (len > room)
		return ATT_E_LENGTH;
	return att_gso_finish(&h, slot, len) ? ATT_E_VALUE : (int)len;
}

/* The far side of the modem as a TUN device: the user gives it addresses and
 * decides what is behind it. */
#include "tools/simodem/tun.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/errors.h"

/* Datagrams read before the front gets its turn. */
#define BATCH 256u

/* The longest datagram that MBIM can carry; longer ones are dropped. */
#define DATAGRAM_MAX 16384u

int sim_tun_open(struct sim_tun *t, const char *name, bool plain)
{
	char buf[16] = {0};

	if (strlen(name) >= sizeof(buf))
		return ATT_E_CONFIG;
	memcpy(buf, name, strlen(name));
	t->fd = att_vnet_open(buf);
	if (t->fd < 0)
		return t->fd;
	t->vnet = att_vnet_new(t->fd, plain);
	if (t->vnet == NULL)
		abort();
	return 0;
}

void sim_tun_close(struct sim_tun *t)
{
	if (t->fd >= 0)
		close(t->fd);
	free(t->vnet);
	t->vnet = NULL;
	t->fd = -1;
}

void sim_tun_datagram(void *tun, uint8_t session, struct att_bytes datagram)
{
	struct sim_tun *t = tun;

	(void)session;
	att_vnet_write(t->vnet, datagram);
}

void sim_tun_flush(void *tun)
{
	struct sim_tun *t = tun;

	att_vnet_flush(t->vnet);
}

/* False: there is nothing to read. */
static bool read_one(struct sim_tun *t, uint8_t *to, uint32_t room)
{
	int n = att_vnet_read(t->vnet, to, room), session;

	if (n <= 0)
		return n < 0;
	session = sim_modem_session_of(sim_usb_modem_modem(t->usb),
				       att_bytes_of(to, (size_t)n));
	if (session >= 0)
		sim_usb_modem_commit(t->usb, (uint8_t)session, (size_t)n);
	return true;
}

/* With the last of a batch the queue is not empty, so it will be writable; or
 * all were dropped, and the next edge does. */
void sim_tun_read(void *tun)
{
	struct sim_tun *t = tun;

	t->waits = true;
	for (unsigned i = 0; i < BATCH; i++) {
		uint32_t room = att_vnet_room(t->vnet, DATAGRAM_MAX);
		uint8_t *to = sim_usb_modem_reserve(t->usb, room);

		if (to == NULL)
			return;
		if (!read_one(t, to, room)) {
			t->waits = false;
			return;
		}
	}
}

void sim_tun_writable(void *tun)
{
	struct sim_tun *t = tun;

	if (t->waits)
		sim_tun_read(t);
}

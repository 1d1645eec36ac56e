/* The address of a network device. Linux net/core/dev_ioctl.c. */
#include "drivers/port_netdev.h"

#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LOCAL = 0x02, NO_IP_NOR_GROUP = 0xbe };

bool port_netdev_readdress(const char *name)
{
	struct ifreq r = {.ifr_ifindex = 0};
	int sock = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), error;
	bool done;

	if (sock < 0)
		return false;
	snprintf(r.ifr_name, sizeof(r.ifr_name), "%.15s", name);
	done = !ioctl(sock, SIOCGIFHWADDR, &r);
	r.ifr_hwaddr.sa_data[0] =
		(char)((r.ifr_hwaddr.sa_data[0] & NO_IP_NOR_GROUP) | LOCAL);
	done = done && !ioctl(sock, SIOCSIFHWADDR, &r);
	error = errno;
	close(sock);
	errno = error;
	return done;
}

/* The far side of the modem as a TUN device: the user gives it addresses and
 * decides what is behind it. */
#include "tools/simodem/simodem.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/errors.h"

int sim_tun_open(const char *name)
{
	struct ifreq r = {.ifr_flags = IFF_TUN | IFF_NO_PI};
	int fd;

	if (strlen(name) >= sizeof(r.ifr_name))
		return MBIM_E_CONFIG;
	strcpy(r.ifr_name, name);
	fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return errno == EACCES ? MBIM_E_ACCESS : MBIM_E_IO;
	if (ioctl(fd, TUNSETIFF, &r) != 0) {
		int err = errno == EPERM ? MBIM_E_ACCESS : MBIM_E_IO;

		close(fd);
		return err;
	}
	return fd;
}

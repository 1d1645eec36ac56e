/* In place of the usbfs front where it is not built in. */
#include <stdio.h>

#include "base/errors.h"
#include "tools/simodem/sim.h"

int sim_front_usbfs(const struct sim_usb_device *devices, unsigned n,
		    char *const argv[])
{
	(void)devices;
	(void)n;
	(void)argv;
	fputs("simodem: --usbfs: this simodem was built without libfuse3\n",
	      stderr);
	return ATT_E_ACCESS;
}

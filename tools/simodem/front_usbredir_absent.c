/* In place of the usbredir front where it is not built in. */
#include <stdio.h>

#include "base/errors.h"
#include "tools/simodem/sim.h"

int sim_front_usbredir(const struct sim_usb_device *device, const char *where)
{
	(void)device;
	(void)where;
	fputs("simodem: --usbredir: this simodem was built without usbredir's "
	      "parser\n",
	      stderr);
	return ATT_E_ACCESS;
}

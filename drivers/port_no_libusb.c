/* Stands in for the libusb back end in a build without libusb. */
#include "drivers/port.h"

#include "base/errors.h"

int port_open_libusb(const struct port_wish *wish, const struct port_host *host,
		     struct port **port)
{
	(void)wish;
	(void)port;
	host->log(host->ctx, "this build has no libusb: name a /dev/cdc-wdm");
	return ATT_E_IO;
}

/* Stands in for the libusb back end in a build without libusb. */
#include "drivers/port.h"

#include "base/errors.h"

int mbim_port_open_libusb(int vendor, int product,
			  const struct mbim_port_host *host,
			  struct mbim_port **port)
{
	(void)vendor;
	(void)product;
	(void)port;
	host->log(host->ctx, "this build has no libusb: name a /dev/cdc-wdm");
	return MBIM_E_IO;
}

/* Options that do not go together. */
#include "tools/simodem/simodem.h"

#include <string.h>

static bool has_rate(const struct sim_options *o)
{
	for (unsigned i = 0; i < o->modems; i++)
		if (o->modem[i].rate_up != 0 || o->modem[i].rate_down != 0)
			return true;
	return false;
}

/* One may print where it is; of several nobody would know which is which. */
static bool linked(const struct sim_options *o)
{
	for (unsigned i = 0; i < o->modems; i++)
		for (unsigned j = i + 1; j < o->modems; j++)
			if (o->link[i] == NULL || o->link[j] == NULL ||
			    strcmp(o->link[i], o->link[j]) == 0)
				return false;
	return true;
}

const char *sim_options_problem(const struct sim_options *o)
{
	const char *problem = NULL;
	bool usb = o->usbfs || o->usbredir != NULL;
	int fronts = o->pty + (int)o->proxies + o->qrtr + o->usbfs +
		     (o->usbredir != NULL);

	if (o->learn != NULL)
		problem = fronts > 0 ? "--learn starts no modem" : NULL;
	else if (o->output != NULL || o->personal)
		problem = "-o and --personal belong to --learn";
	else if (fronts != 1)
		problem = "one of --pty, --mbim-proxy, --qmi-proxy, --qrtr, "
			  "--usbfs and --usbredir is needed";
	else if (o->qrtr && !o->modem[0].speaks_qmi)
		problem = "--qrtr needs a modem that speaks QMI";
	else if (o->proxy != NULL && o->qmi_proxy != o->modem[0].speaks_qmi)
		problem = "the proxy has to be that of the modem's protocol";
	else if (!usb && o->tun != NULL)
		problem = "--tun needs USB: nothing else carries data";
	else if (!usb && has_rate(o))
		problem = "--rate-up and --rate-down need USB: nothing else "
			  "carries data";
	else if (!o->usbfs && o->program != NULL)
		problem = "only --usbfs starts a program";
	else if (o->modems > 1 && !o->pty && (!o->usbfs || o->tun != NULL))
		problem = "--modem needs --pty, or --usbfs without --tun";
	else if (o->pty && !linked(o))
		problem = "each of several modems needs --pty and a link of "
			  "its own";
	return problem;
}

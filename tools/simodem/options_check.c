/* Options that do not go together. */
#include "tools/simodem/simodem.h"

#include <string.h>

#include "base/text.h"

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

#define FRONTS                                                          \
	"one of --pty, --mbim-proxy, --qmi-proxy, --qrtr, --usbfs and " \
	"--usbredir"

/* The fronts that were asked for, "--pty, --qrtr and --usbfs"; how many. */
static unsigned fronts(const struct sim_options *o, struct att_text *t)
{
	const struct {
		const char *name;
		bool given;
	} all[] = {{"--pty", o->pty},
		   {"--mbim-proxy", o->mbim_proxy},
		   {"--qmi-proxy", o->qmi_proxy},
		   {"--qrtr", o->qrtr},
		   {"--usbfs", o->usbfs},
		   {"--usbredir", o->usbredir != NULL}};
	unsigned n = 0, told = 0;

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		n += all[i].given;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		if (!all[i].given)
			continue;
		att_text_put(t, told == 0	? ""
				: told + 1 == n ? " and "
						: ", ");
		att_text_put(t, all[i].name);
		told++;
	}
	return n;
}

/* A modem has one front. */
static const char *problem_of_fronts(const struct sim_options *o)
{
	static char text[256];
	struct att_text t;
	unsigned n;

	att_text_init(&t, text, sizeof(text));
	n = fronts(o, &t);
	if (o->learn != NULL)
		return n > 0 ? "--learn starts no modem" : NULL;
	if (o->output != NULL || o->personal)
		return "-o and --personal belong to --learn";
	if (n == 0)
		return FRONTS " is needed";
	att_text_put(&t, " do not go together: a modem has " FRONTS);
	return n > 1 ? text : NULL;
}

const char *sim_options_problem(const struct sim_options *o)
{
	const char *problem = problem_of_fronts(o);
	bool usb = o->usbfs || o->usbredir != NULL;

	if (problem != NULL || o->learn != NULL)
		return problem;
	if (o->qrtr && !o->modem[0].speaks_qmi)
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

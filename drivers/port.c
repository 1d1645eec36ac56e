/* Chooses the back end that a device name means. */
#include "drivers/port.h"

#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/errors.h"
#include "drivers/port_dir.h"
#include "drivers/port_holder.h"
#include "drivers/port_rights.h"
#include "drivers/port_usb_place.h"

/* --- nodes of the kernel's driver -------------------------------- */

#define NODES "/sys/class/usbmisc"

/* What a node carries that this driver of the kernel made; NULL: neither. */
static const char *driver_speaks(const char *driver)
{
	if (!strcmp(driver, "cdc_mbim"))
		return "mbim";
	return strcmp(driver, "qmi_wwan") ? NULL : "qmi";
}

/* Is this the class device of a node that carries what is wanted? */
static bool is_modem(const char *node, const char *wanted)
{
	char path[PATH_MAX], target[PATH_MAX];
	const char *speaks;

	snprintf(path, sizeof(path), NODES "/%s/device/driver", node);
	if (!port_rights->link(path, target, sizeof(target)))
		return false;
	speaks = driver_speaks(basename(target));
	return speaks && (!wanted || !strcmp(speaks, wanted));
}

static bool fits(const char *node, const struct port_wish *wish,
		 const struct port_host *host)
{
	char path[PATH_MAX], real[PATH_MAX], place[PORT_PLACE];

	if (!is_modem(node, wish->speaks))
		return false;
	snprintf(path, sizeof(path), NODES "/%s/device/..", node);
	if (!port_rights->real(path, real))
		return true;
	port_usb_place_now(basename(real), place);
	return port_usb_place_fits(basename(real), wish->place, wish->serial) &&
	       !port_wish_passed(host, place);
}

/* The node of the first modem that the kernel drives and nobody uses; or one
 * that is used. */
static bool find_node(const struct port_wish *wish,
		      const struct port_host *host, char *path, size_t cap)
{
	bool found = false, is_free = false;
	struct port_holder holder;
	char name[32] = "", node[64];

	while (!is_free &&
	       port_rights->next(NODES, "cdc-wdm", name, sizeof(name))) {
		if (!fits(name, wish, host))
			continue;
		snprintf(node, sizeof(node), "/dev/%s", name);
		is_free = !port_rights->holder(node, &holder);
		if (is_free || !found)
			snprintf(path, cap, "%s", node);
		found = true;
	}
	return found;
}

/* --- the choice --------------------------------------------------- */

int port_open(const char *device, const struct port_host *host,
	      struct port **port)
{
	struct port_wish wish;
	char path[64];
	int err;

	if (strchr(device, '/')) {
		wish = (struct port_wish){.speaks =
						  port_wish_protocol(&device)};
		return port_open_cdc_wdm(device, &wish, host, port);
	}
	if (port_wish_parse(device, &wish))
		return ATT_E_CONFIG;
	if (wish.qrtr)
		return port_open_qrtr(&wish, host, port);
	if (wish.follow && find_node(&wish, host, path, sizeof(path)))
		return port_open_cdc_wdm(path, &wish, host, port);
	err = port_open_usb(&wish, host, port);
	/* It watches for nodes from now on; one may have come meanwhile. */
	if (err || !wish.follow || !find_node(&wish, host, path, sizeof(path)))
		return err;
	(*port)->ops->close(*port);
	return port_open_cdc_wdm(path, &wish, host, port);
}

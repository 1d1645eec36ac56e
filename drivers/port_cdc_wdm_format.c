/* The network device of the kernel's qmi_wwan: raw IP or 802.3, and with QMAP a
 * device of its own for each session, its mux. All of it is in sysfs. The
 * format of a device can only be changed while it is down. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/errors.h"
#include "drivers/port_cdc_wdm.h"
#include "drivers/port_dir.h"
#include "drivers/port_file.h"
#include "drivers/port_netdev.h"
#include "drivers/port_rights.h"

#define NET "/sys/class/net"

enum {
	UP = 0x1, /* IFF_UP */
	PLAIN_MTU = 1500,
	QMAP_DOWN = 16384, /* the kernel's buffers are as long as the MTU */
	PCIE_INTERFACE = 4,
	ATTEMPTS = 3 /* where others bring it up meanwhile */
};

static void path_of(const struct wdm_port *p, const char *attribute,
		    char path[PATH_MAX])
{
	snprintf(path, PATH_MAX, NET "/%.15s/%s", p->info.netdev, attribute);
}

static bool has(const struct wdm_port *p, const char *attribute)
{
	char path[PATH_MAX];

	path_of(p, attribute, path);
	return port_rights_exists(path);
}

static bool put(const struct wdm_port *p, const char *attribute,
		const char *text)
{
	char path[PATH_MAX];

	path_of(p, attribute, path);
	return port_rights->put(path, text);
}

static bool put_number(const struct wdm_port *p, const char *attribute,
		       const char *format, unsigned v)
{
	char text[16];

	snprintf(text, sizeof(text), format, v);
	return put(p, attribute, text);
}

/* A number in a file; base as for strtoul. */
static unsigned long number_in(const char *path)
{
	char text[16];
	size_t n = port_file_read(path, text, sizeof(text) - 1);

	text[n] = '\0';
	return strtoul(text, NULL, 0);
}

static unsigned long get_number(const struct wdm_port *p, const char *attribute)
{
	char path[PATH_MAX];

	path_of(p, attribute, path);
	return number_in(path);
}

static bool is_raw(const struct wdm_port *p)
{
	char path[PATH_MAX], text[4] = "";

	path_of(p, "qmi/raw_ip", path);
	return port_file_read(path, text, sizeof(text) - 1) && text[0] == 'Y';
}

static bool be_down(const struct wdm_port *p)
{
	unsigned flags = (unsigned)get_number(p, "flags");

	return !(flags & UP) || put_number(p, "flags", "0x%x", flags & ~1u);
}

/* qmi_wwan tells bare IP from frames by the first byte, which in frames to us
 * is the first one of our address. Linux 6.1 may have chosen one that begins
 * like an IP header; then all frames are lost. One that is set has that bit
 * cleared by the driver. */
static bool looks_like_ip(const struct wdm_port *p)
{
	char path[PATH_MAX], text[4] = "";

	path_of(p, "address", path);
	port_file_read(path, text, sizeof(text) - 1);
	return text[0] == '4' || text[0] == '6';
}

/* --- muxes -------------------------------------------------------- */

/* The devices above ours, one after the other, from name "": which has which
 * mux id, 0: it is no mux. */
static bool mux_next(const struct wdm_port *p, char name[32], unsigned *id)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), NET "/%.15s", p->info.netdev);
	if (!port_rights->next(path, "upper_", name, 32))
		return false;
	snprintf(path, sizeof(path), NET "/%.15s/qmap/mux_id",
		 name + strlen("upper_"));
	*id = (unsigned)number_in(path);
	return true;
}

static bool mux_find(const struct wdm_port *p, unsigned wanted, char name[16])
{
	char upper[32] = "";
	unsigned id;

	while (mux_next(p, upper, &id))
		if (id == wanted) {
			snprintf(name, 16, "%.15s", upper + strlen("upper_"));
			return true;
		}
	return false;
}

static bool is_ours(const struct wdm_port *p, unsigned id)
{
	for (unsigned i = 0; i < 32; i++)
		if (p->muxes & 1u << i && id == ATT_DATA_FORMAT_MUX(i))
			return true;
	return false;
}

/* Those of an earlier run: none of them carries anything now. */
static void delete_others(const struct wdm_port *p)
{
	char upper[32] = "";
	unsigned id;

	while (mux_next(p, upper, &id))
		if (id && !is_ours(p, id))
			put_number(p, "qmi/del_mux", "%u", id);
}

/* --- the format --------------------------------------------------- */

/* The MTU has an end at 1500 until the device went from raw IP to 802.3: then
 * it has a larger one, and keeps what it has on the way back (Linux 6.1). */
static bool be_raw(const struct wdm_port *p, unsigned mtu)
{
	bool raw = is_raw(p);

	if (raw && get_number(p, "mtu") == mtu)
		return true;
	if (mtu > PLAIN_MTU)
		return (raw || put(p, "qmi/raw_ip", "Y")) &&
		       put(p, "qmi/raw_ip", "N") &&
		       put_number(p, "mtu", "%u", mtu) &&
		       put(p, "qmi/raw_ip", "Y");
	return put_number(p, "mtu", "%u", mtu) &&
	       (raw || put(p, "qmi/raw_ip", "Y"));
}

static bool change(const struct wdm_port *p, const struct att_data_format *f)
{
	if (!be_down(p))
		return false;
	if (f->link == ATT_LINK_ETHERNET)
		return (!is_raw(p) || put(p, "qmi/raw_ip", "N")) &&
		       (!looks_like_ip(p) ||
			port_rights->readdress(p->info.netdev));
	return be_raw(p, p->qmap && f->down_max_size > PLAIN_MTU
				 ? f->down_max_size
				 : PLAIN_MTU);
}

static bool as_wanted(const struct wdm_port *p, const struct att_data_format *f)
{
	bool raw = f->link == ATT_LINK_RAW_IP;

	return raw == is_raw(p) && (raw || !looks_like_ip(p)) &&
	       (!p->qmap || get_number(p, "mtu") >= f->down_max_size);
}

static int error_of(int error)
{
	if (error == EBUSY)
		return ATT_E_BUSY;
	if (error == EACCES || error == EPERM)
		return ATT_E_ACCESS;
	return error == ENODEV || error == ENOENT ? ATT_E_GONE : ATT_E_IO;
}

/* qmi_wwan has no checksums, and the same in both directions. */
static bool can_be(const struct att_data_format *f)
{
	if (f->link == ATT_LINK_UNKNOWN || f->up != f->down)
		return false;
	return f->up == ATT_AGGREGATION_NONE ||
	       (f->up == ATT_AGGREGATION_QMAP && f->link == ATT_LINK_RAW_IP);
}

int wdm_format_follow(struct wdm_port *p, const struct att_data_format *f)
{
	int err = ATT_E_IO; /* written, and not there */

	if (!p->info.links)
		return 0; /* there is no network device */
	if (!can_be(f))
		return ATT_E_VALUE;
	p->qmap = f->up == ATT_AGGREGATION_QMAP;
	if (!p->qmap)
		p->muxes = 0;
	delete_others(p);
	for (int i = 0; i < ATTEMPTS && !as_wanted(p, f); i++)
		if (!change(p, f)) {
			err = error_of(errno);
			if (err != ATT_E_BUSY)
				return err;
		}
	if (!as_wanted(p, f))
		return err;
	wdm_port_log(p, "%s carries %s%s", p->info.netdev,
		     f->link == ATT_LINK_RAW_IP ? "raw IP" : "802.3",
		     p->qmap ? " in QMAP" : "");
	return 0;
}

int wdm_format_netdev(struct wdm_port *p, unsigned session, char name[16])
{
	unsigned id = ATT_DATA_FORMAT_MUX(session);

	if (!p->qmap && session)
		return ATT_E_STATE;
	if (!p->qmap) {
		memcpy(name, p->info.netdev, 16);
		return 0;
	}
	if (mux_find(p, id, name))
		return 0;
	if (!put_number(p, "qmi/add_mux", "%u", id))
		return error_of(errno);
	p->muxes |= 1u << (session & 31);
	return mux_find(p, id, name) ? 0 : ATT_E_GONE;
}

void wdm_format_end(struct wdm_port *p)
{
	for (unsigned i = 0; i < 32; i++)
		if (p->muxes & 1u << i)
			put_number(p, "qmi/del_mux", "%u",
				   ATT_DATA_FORMAT_MUX(i));
	p->muxes = 0;
	p->qmap = false;
}

/* What the node belongs to; 4 is the number that PCIe modems have for it. */
static void endpoint_info(struct wdm_port *p)
{
	struct port_info *info = &p->info;
	char path[96], text[4] = "";

	port_cdc_wdm_sysfs_path(p->node, "/device/bInterfaceNumber", path,
				sizeof(path));
	if (port_file_read(path, text, 3)) {
		info->endpoint = ATT_ENDPOINT_USB;
		info->interface = (uint8_t)strtoul(text, NULL, 16);
	} else if (port_cdc_wdm_sysfs_known(p->node)) {
		info->endpoint = ATT_ENDPOINT_PCIE;
		info->interface = PCIE_INTERFACE;
	}
}

void wdm_format_info(struct wdm_port *p)
{
	struct port_info *info = &p->info;

	endpoint_info(p);
	if (!info->netdev[0] || !has(p, "qmi/raw_ip"))
		return;
	info->links = 1u << ATT_LINK_ETHERNET | 1u << ATT_LINK_RAW_IP;
	info->aggregations = 1u << ATT_AGGREGATION_NONE;
	if (has(p, "qmi/add_mux"))
		info->aggregations |= 1u << ATT_AGGREGATION_QMAP;
	info->down_max_size = QMAP_DOWN;
}

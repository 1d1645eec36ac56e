/* What the cdc-wdm back end reads in /sys and /run/udev, and how its port waits
 * for it: with a tree of the test's own there, in a mount namespace. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <pty.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "drivers/port_cdc_wdm.h"
#include "drivers_host.h"
#include "tools/simodem/sim.h"

#define CONTROL "/run/udev/control"
#define RECORD	"/run/udev/data/n7"

struct fixture {
	struct host h;
	struct port *port;
	int modem;
	char name[64], sys[96]; /* the node, and its folder in /sys */
	dev_t node;
};

static const char *why_not;

static void need_namespace(void)
{
	if (!why_not)
		return;
	print_message("# SKIP %s\n", why_not);
	skip();
}

static void make_folders(const char *path)
{
	char part[256];

	for (const char *p = path; (p = strchr(p + 1, '/'));) {
		snprintf(part, sizeof(part), "%.*s", (int)(p - path), path);
		mkdir(part, 0755);
	}
}

static void put(const char *path, const void *bytes, size_t len)
{
	FILE *f;

	make_folders(path);
	f = fopen(path, "w");
	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, len, f), len);
	fclose(f);
}

static void put_text(const char *path, const char *text)
{
	put(path, text, strlen(text));
}

static void put_sys(const struct fixture *x, const char *below,
		    const char *text)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/device/%s", x->sys, below);
	put_text(path, text);
}

static void put_netdev(const struct fixture *x)
{
	put_sys(x, "net/wwp0s1/ifindex", "7\n");
}

static int setup(void **state)
{
	static struct fixture x;
	struct stat st;
	int slave;

	memset(&x, 0, sizeof(x));
	*state = &x;
	if (why_not)
		return 0;
	assert_int_equal(mount("none", "/sys", "tmpfs", 0, NULL), 0);
	assert_int_equal(mount("none", "/run", "tmpfs", 0, NULL), 0);
	host_init(&x.h);
	assert_int_equal(openpty(&x.modem, &slave, x.name, NULL, NULL), 0);
	assert_int_equal(fstat(slave, &st), 0);
	close(slave);
	x.node = st.st_rdev;
	snprintf(x.sys, sizeof(x.sys), "/sys/dev/char/%u:%u", major(x.node),
		 minor(x.node));
	return 0;
}

static int teardown(void **state)
{
	struct fixture *x = *state;

	if (why_not)
		return 0;
	if (x->port)
		x->port->ops->close(x->port);
	close(x->modem);
	assert_int_equal(umount("/sys"), 0);
	assert_int_equal(umount("/run"), 0);
	return 0;
}

static bool netdev_is(const struct fixture *x, const char *expected)
{
	struct port_info info = {.netdev = ""};

	return port_cdc_wdm_sysfs_netdev(x->node, &info) &&
	       !strcmp(info.netdev, expected);
}

static void a_node_that_sysfs_does_not_know_has_no_device(void **state)
{
	struct fixture *x = *state;

	need_namespace();
	assert_false(port_cdc_wdm_sysfs_known(x->node));
	assert_false(netdev_is(x, ""));
	put_netdev(x);
	assert_true(port_cdc_wdm_sysfs_known(x->node));
}

static void without_udev_the_network_device_is_taken_at_once(void **state)
{
	struct fixture *x = *state;

	need_namespace();
	put_netdev(x);
	assert_true(netdev_is(x, "wwp0s1"));
}

static void udev_must_have_seen_to_the_network_device(void **state)
{
	struct fixture *x = *state;

	need_namespace();
	put_text(CONTROL, "");
	put_netdev(x);
	assert_false(netdev_is(x, "wwp0s1"));
	put_text("/run/udev/data/n8", "I:1\n"); /* another device's */
	assert_false(netdev_is(x, "wwp0s1"));
	put_text(RECORD, "I:1\nE:ID_RENAMING=1\n");
	assert_false(netdev_is(x, "wwp0s1"));
	put_text(RECORD, "I:1\nE:ID_NET_NAME=wwp0s1\n");
	assert_true(netdev_is(x, "wwp0s1"));
}

static uint64_t no_time(void *ctx)
{
	(void)ctx;
	return 0;
}

static void descriptors_tell_what_the_node_does_not(void **state)
{
	static uint8_t scratch[65536];
	struct fixture *x = *state;
	struct port_info info = {.mtu = 0};
	struct sim_config config;
	struct sim_usb_modem *usb;
	struct att_bytes all;
	char path[256];

	need_namespace();
	sim_config_default(&config);
	config.configuration = 3;
	config.max_outstanding = 5;
	config.usb.ex_version = 0x0200;
	config.usb.mtu = 1430;
	usb = sim_usb_modem_new(&config, no_time, NULL, NULL, NULL);
	all = sim_usb_modem_device(usb)->descriptors;
	snprintf(path, sizeof(path), "%s/descriptors", x->sys);
	put(path, all.p, all.len);
	sim_usb_modem_free(usb);
	put_sys(x, "bInterfaceNumber", "07\n");
	port_cdc_wdm_sysfs_function(x->node, scratch, sizeof(scratch), &info);
	assert_int_equal(info.mtu, 0);
	put_sys(x, "bInterfaceNumber", "00\n");
	port_cdc_wdm_sysfs_function(x->node, scratch, sizeof(scratch), &info);
	assert_int_equal(info.mtu, 1430);
	assert_int_equal(info.ex_version, 0x0200);
	assert_int_equal(info.max_outstanding, 5);
}

/* The port's timer comes due; when, is not the test's business. */
static void let_time_pass(struct fixture *x)
{
	assert_true(x->h.timer_at != UINT64_MAX);
	x->h.timer_at = UINT64_MAX;
	x->h.timer_fn(x->h.timer_arg);
}

static void start(struct fixture *x)
{
	assert_int_equal(port_open(x->name, &x->h.host, &x->port), 0);
	let_time_pass(x);
}

static void the_port_is_up_once_udev_is_done(void **state)
{
	struct fixture *x = *state;

	need_namespace();
	put_text(CONTROL, "");
	put_sys(x, "bInterfaceNumber", "00\n");
	start(x);
	let_time_pass(x);
	assert_int_equal(x->h.ups, 0);
	put_netdev(x);
	let_time_pass(x);
	assert_int_equal(x->h.ups, 0);
	put_text(RECORD, "I:1\n");
	let_time_pass(x);
	assert_int_equal(x->h.ups, 1);
	assert_string_equal(x->h.info.netdev, "wwp0s1");
	assert_int_equal(x->h.info.data, PORT_KERNEL);
}

static void the_port_is_up_at_last_without_a_network_device(void **state)
{
	struct fixture *x = *state;

	need_namespace();
	put_sys(x, "bInterfaceNumber", "00\n");
	start(x);
	for (unsigned i = 0; i < 1000 && !x->h.ups; i++)
		let_time_pass(x);
	assert_int_equal(x->h.ups, 1);
	assert_string_equal(x->h.info.netdev, "");
	assert_int_equal(x->h.info.data, PORT_NO_DATA);
	assert_true(x->h.timer_at == UINT64_MAX);
}

static void reset_the_port(struct fixture *x)
{
	put_netdev(x);
	start(x);
	assert_int_equal(x->h.ups, 1);
	x->port->ops->reset(x->port, PORT_RESET);
	let_time_pass(x);
	assert_int_equal(x->h.gones, 1);
	let_time_pass(x);
	assert_int_equal(x->h.ups, 2);
}

static void put_usb(const struct fixture *x, const char *below,
		    const char *text)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", x->sys, below);
	put_text(path, text);
}

/* A device number that no bus has: then the kernel takes the device's drivers
 * away and gives them back. */
static void reset_without_usbfs_authorizes_the_device_anew(void **state)
{
	struct fixture *x = *state;
	char path[256], text[3] = "";
	FILE *f;

	need_namespace();
	put_usb(x, "busnum", "999\n");
	put_usb(x, "devnum", "999\n");
	put_usb(x, "authorized", "_");
	reset_the_port(x);
	assert_non_null(strstr(x->h.logged, "USB device was reset"));
	snprintf(path, sizeof(path), "%s/authorized", x->sys);
	f = fopen(path, "r");
	assert_non_null(f);
	assert_non_null(fgets(text, sizeof(text), f));
	fclose(f);
	assert_string_equal(text, "1");
}

static void reset_that_cannot_be_says_so_and_opens_anew(void **state)
{
	struct fixture *x = *state;

	need_namespace();
	put_usb(x, "busnum", "999\n");
	put_usb(x, "devnum", "999\n");
	reset_the_port(x);
	assert_non_null(strstr(x->h.logged,
			       "cannot be reset (No such file or directory), "
			       "so the node is only opened anew"));
}

static bool put_map(const char *path, const char *format, unsigned id)
{
	FILE *f = fopen(path, "w");

	return f && fprintf(f, format, id) > 0 && !fclose(f);
}

/* A user without privileges has them in a namespace, as its root. */
static bool be_root(void)
{
	unsigned uid = getuid(), gid = getgid();

	return !unshare(CLONE_NEWUSER | CLONE_NEWNS) &&
	       put_map("/proc/self/uid_map", "0 %u 1", uid) &&
	       put_map("/proc/self/setgroups", "deny", 0) &&
	       put_map("/proc/self/gid_map", "0 %u 1", gid);
}

static void enter_namespace(void)
{
	if (unshare(CLONE_NEWNS) < 0 && !be_root())
		why_not = "no mount namespace can be made here";
	else if (mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL))
		why_not = "mounts cannot be made private here";
}

static void put_link(const char *path, const char *to)
{
	make_folders(path);
	unlink(path);
	assert_int_equal(symlink(to, path), 0);
}

/* A node of the USB class, of this driver. */
static void kind_is(enum wdm_kind kind, const char *subsystem,
		    const char *driver, const char *speaks, const char *text)
{
	const char *carries = NULL;
	const struct stat st = {.st_mode = S_IFCHR | 0600,
				.st_rdev = makedev(180, 3)};
	char got[128] = "";

	put_link("/sys/dev/char/180:3/subsystem", subsystem);
	put_link("/sys/dev/char/180:3/device/driver", driver);
	assert_int_equal(wdm_port_kind(&st, &carries, got, sizeof(got)), kind);
	assert_string_equal(carries ? carries : "", speaks);
	assert_string_equal(got, text);
}

static void a_node_is_what_its_driver_is(void **state)
{
	(void)state;
	need_namespace();
	kind_is(WDM_MODEM, "../class/usbmisc", "../drivers/cdc_mbim", "mbim",
		"");
	kind_is(WDM_MODEM, "../class/usbmisc", "../drivers/qmi_wwan", "qmi",
		"");
	kind_is(WDM_OTHER, "../class/usbmisc", "../drivers/huawei_cdc_ncm", "",
		"a node of the driver huawei_cdc_ncm, which carries neither "
		"MBIM nor QMI");
	kind_is(WDM_OTHER, "../class/tty", "../drivers/option", "",
		"a serial port: modems take AT commands there, and neither "
		"MBIM nor QMI");
	kind_is(WDM_OTHER, "../class/hidraw", "../drivers/hid", "",
		"a device of the kernel's class hidraw");
	kind_is(WDM_NEVER, "../class/mem", "../none", "",
		"a device of the kernel's memory driver");
}

/* A node of the WWAN class; type: of the kernel's file, NULL: it has none. */
static void wwan_is(enum wdm_kind kind, const char *port, const char *type,
		    const char *speaks, const char *text)
{
	const struct stat st = {.st_mode = S_IFCHR | 0600,
				.st_rdev = makedev(240, 3)};
	char got[128] = "", folder[64], path[96];
	const char *carries = NULL;

	snprintf(folder, sizeof(folder), "/sys/class/wwan/%s", port);
	snprintf(path, sizeof(path), "%s/subsystem", folder);
	put_link(path, "../../wwan");
	snprintf(path, sizeof(path), "%s/type", folder);
	if (type)
		put_text(path, type);
	put_link("/sys/dev/char/240:3", folder);
	assert_int_equal(wdm_port_kind(&st, &carries, got, sizeof(got)), kind);
	assert_string_equal(carries ? carries : "", speaks);
	assert_string_equal(got, text);
}

static void a_wwan_port_is_what_its_type_says(void **state)
{
	(void)state;
	need_namespace();
	wwan_is(WDM_MODEM, "wwan0p1MBIM", "MBIM\n", "mbim", "");
	wwan_is(WDM_MODEM, "wwan0p2QMI", "QMI\n", "qmi", "");
	wwan_is(WDM_OTHER, "wwan0qmi7", "AT\n", "",
		"the port wwan0qmi7 of a modem, which carries neither MBIM nor "
		"QMI");
}

static void a_wwan_port_without_a_type_is_what_its_name_says(void **state)
{
	(void)state;
	need_namespace();
	wwan_is(WDM_MODEM, "wwan0mbim0", NULL, "mbim", "");
	wwan_is(WDM_MODEM, "wwan0qmi0", NULL, "qmi", "");
	wwan_is(WDM_OTHER, "wwan0at0", NULL, "",
		"the port wwan0at0 of a modem, which carries neither MBIM nor "
		"QMI");
}

/* On modems with two interfaces the node is on the other one. */
static void network_device_of_qmi_wwan_may_be_on_the_interface_beside(
	void **state)
{
	struct fixture *x = *state;
	char path[256];

	need_namespace();
	snprintf(path, sizeof(path), "%s/1-1:1.2/net/wwan7/ifindex", x->sys);
	put_text(path, "9\n");
	snprintf(path, sizeof(path), "%s/1-1:1.2/driver", x->sys);
	put_link(path, "../drivers/qmi_wwan");
	put_sys(x, "bInterfaceNumber", "01\n");
	assert_false(netdev_is(x, "wwan7"));
	snprintf(path, sizeof(path), "%s/device/driver", x->sys);
	put_link(path, "../drivers/qmi_wwan");
	assert_true(netdev_is(x, "wwan7"));
	put_link(path, "../drivers/cdc_mbim"); /* it has its own, or none yet */
	assert_false(netdev_is(x, "wwan7"));
}

/* The node of the fixture is a pty, which says nothing of itself. */
static void a_pty_speaks_what_is_asked_for(void **state)
{
	struct fixture *x = *state;
	char name[80];

	need_namespace();
	snprintf(name, sizeof(name), "qmi:%s", x->name);
	assert_int_equal(port_open(name, &x->h.host, &x->port), 0);
	let_time_pass(x);
	assert_int_equal(x->h.ups, 1);
	assert_string_equal(x->h.info.speaks, "qmi");
	assert_int_equal(x->h.info.links, 0);
	x->port->ops->close(x->port);
	start(x);
	assert_string_equal(x->h.info.speaks, "mbim");
}

#define TEST(t) cmocka_unit_test_setup_teardown(t, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_node_that_sysfs_does_not_know_has_no_device),
		TEST(without_udev_the_network_device_is_taken_at_once),
		TEST(udev_must_have_seen_to_the_network_device),
		TEST(descriptors_tell_what_the_node_does_not),
		TEST(the_port_is_up_once_udev_is_done),
		TEST(the_port_is_up_at_last_without_a_network_device),
		TEST(reset_without_usbfs_authorizes_the_device_anew),
		TEST(reset_that_cannot_be_says_so_and_opens_anew),
		TEST(a_node_is_what_its_driver_is),
		TEST(a_wwan_port_is_what_its_type_says),
		TEST(a_wwan_port_without_a_type_is_what_its_name_says),
		TEST(network_device_of_qmi_wwan_may_be_on_the_interface_beside),
		TEST(a_pty_speaks_what_is_asked_for),
	};

	enter_namespace();
	return cmocka_run_group_tests_name("cdc_wdm_sysfs", tests, NULL, NULL);
}

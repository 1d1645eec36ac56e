/* The network device of qmi_wwan, whose knobs are in sysfs: with a tree of the
 * test's own in a mount namespace, and a kernel that answers what is written as
 * Linux 6.1 does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/errors.h"
#include "drivers/port_cdc_wdm.h"
#include "drivers/port_file.h"
#include "drivers_host.h"

#define NET    "/sys/class/net/"
#define NETDEV NET "wwp0s1/"

bool __real_port_file_write(const char *path, const char *text);
bool __wrap_port_file_write(const char *path, const char *text);

/* The kernel. */
static struct {
	unsigned flags, mtu, max_mtu;
	bool raw, mux[255];
	unsigned raised; /* so often, somebody brings it up again */
	char order[512]; /* what was written */
} kernel;

static struct host h;
static struct wdm_port *port;
static const char *why_not;

static void put_text(const char *path, const char *text)
{
	char part[256];
	FILE *f;

	for (const char *p = path; (p = strchr(p + 1, '/'));) {
		snprintf(part, sizeof(part), "%.*s", (int)(p - path), path);
		mkdir(part, 0755);
	}
	f = fopen(path, "w");
	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	fclose(f);
}

static void put_number(const char *path, const char *format, unsigned v)
{
	char text[16];

	snprintf(text, sizeof(text), format, v);
	put_text(path, text);
}

static void show(void)
{
	put_number(NETDEV "flags", "0x%x\n", kernel.flags);
	put_number(NETDEV "mtu", "%u\n", kernel.mtu);
	put_text(NETDEV "qmi/raw_ip", kernel.raw ? "Y\n" : "N\n");
}

static bool refuse(int error)
{
	errno = error;
	return false;
}

static bool set_raw(bool raw)
{
	if (kernel.flags & 1)
		return refuse(EBUSY);
	if (kernel.raw && !raw)
		kernel.max_mtu = 65535;
	kernel.raw = raw;
	return true;
}

static bool set_mux(unsigned id, bool there)
{
	char path[64];

	if (!id || id > 254 || kernel.mux[id] == there || !kernel.raw)
		return refuse(EINVAL);
	kernel.mux[id] = there;
	snprintf(path, sizeof(path), NETDEV "upper_qmimux%u", id);
	if (!there)
		return !unlink(path);
	put_text(path, "");
	snprintf(path, sizeof(path), NET "qmimux%u/qmap/mux_id", id);
	put_number(path, "0x%02x\n", id);
	return true;
}

static bool set_flags(unsigned flags)
{
	kernel.flags = flags;
	if (!(flags & 1) && kernel.raised) {
		kernel.raised--;
		kernel.flags |= 1;
	}
	return true;
}

static bool set_mtu(unsigned mtu)
{
	if (mtu > kernel.max_mtu)
		return refuse(EINVAL);
	kernel.mtu = mtu;
	return true;
}

static bool take(const char *name, const char *text)
{
	unsigned v = (unsigned)strtoul(text, NULL, 0);

	if (!strcmp(name, "qmi/raw_ip"))
		return set_raw(text[0] == 'Y');
	if (!strcmp(name, "qmi/add_mux"))
		return set_mux(v, true);
	if (!strcmp(name, "qmi/del_mux"))
		return set_mux(v, false);
	if (!strcmp(name, "flags"))
		return set_flags(v);
	assert_string_equal(name, "mtu");
	return set_mtu(v);
}

bool __wrap_port_file_write(const char *path, const char *text)
{
	size_t n = strlen(kernel.order);
	const char *name = path + strlen(NETDEV);
	bool done;
	int error;

	assert_memory_equal(path, NETDEV, strlen(NETDEV));
	if (access(path, F_OK))
		return refuse(ENOENT);
	done = take(name, text);
	error = errno;
	snprintf(kernel.order + n, sizeof(kernel.order) - n, "%s%s=%s%s",
		 n ? " " : "", name, text, done ? "" : "!");
	show();
	errno = error;
	return done;
}

bool __wrap_port_netdev_readdress(const char *name);
bool __wrap_port_netdev_readdress(const char *name)
{
	assert_string_equal(name, "wwp0s1");
	assert_int_equal(kernel.flags & 1, 0);
	strcat(kernel.order, " readdress");
	put_text(NETDEV "address", "0a:64:80:b4:4e:a6\n");
	return true;
}

static int setup(void **state)
{
	(void)state;
	memset(&kernel, 0, sizeof(kernel));
	kernel.flags = 0x1002;
	kernel.mtu = kernel.max_mtu = 1500;
	host_init(&h);
	port = calloc(1, sizeof(*port));
	assert_non_null(port);
	port->port.host = &h.host;
	port->node = makedev(180, 3);
	strcpy(port->path, "/dev/cdc-wdm0");
	if (why_not)
		return 0;
	assert_int_equal(mount("none", "/sys", "tmpfs", 0, NULL), 0);
	put_text("/sys/dev/char/180:3/device/bInterfaceNumber", "0a\n");
	put_text(NETDEV "qmi/add_mux", "");
	put_text(NETDEV "qmi/del_mux", "");
	show();
	strcpy(port->info.netdev, "wwp0s1");
	wdm_format_info(port);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	free(port);
	if (!why_not)
		assert_int_equal(umount("/sys"), 0);
	return 0;
}

static void need_namespace(void)
{
	if (!why_not)
		return;
	print_message("# SKIP %s\n", why_not);
	skip();
}

static int follow(enum att_link_layer link, enum att_aggregation a,
		  uint32_t down)
{
	const struct att_data_format f = {
		.link = link, .up = a, .down = a, .down_max_size = down};

	return wdm_format_follow(port, &f);
}

static int be_raw(void)
{
	return follow(ATT_LINK_RAW_IP, ATT_AGGREGATION_NONE, 0);
}

static int be_qmap(uint32_t down)
{
	return follow(ATT_LINK_RAW_IP, ATT_AGGREGATION_QMAP, down);
}

static void assert_netdev(unsigned session, const char *want)
{
	char name[16] = "";

	assert_int_equal(wdm_format_netdev(port, session, name), 0);
	assert_string_equal(name, want);
}

/* --- the tests ---------------------------------------------------- */

static void port_says_what_the_kernel_can(void **state)
{
	(void)state;
	need_namespace();
	assert_int_equal(port->info.links,
			 1u << ATT_LINK_ETHERNET | 1u << ATT_LINK_RAW_IP);
	assert_int_equal(port->info.aggregations,
			 1u << ATT_AGGREGATION_NONE |
				 1u << ATT_AGGREGATION_QMAP);
	assert_true(port->info.down_max_size >= 4096);
	assert_int_equal(port->info.endpoint, ATT_ENDPOINT_USB);
	assert_int_equal(port->info.interface, 10);
	assert_int_equal(unlink(NETDEV "qmi/add_mux"), 0);
	wdm_format_info(port);
	assert_int_equal(port->info.aggregations, 1u << ATT_AGGREGATION_NONE);
}

static void device_of_another_driver_has_nothing_to_agree_on(void **state)
{
	(void)state;
	need_namespace();
	memset(&port->info, 0, sizeof(port->info));
	strcpy(port->info.netdev, "eth0");
	wdm_format_info(port);
	assert_int_equal(port->info.links, 0);
	assert_int_equal(be_raw(), 0);
	assert_string_equal(kernel.order, "");
}

static void device_that_is_as_wanted_is_left_alone(void **state)
{
	(void)state;
	need_namespace();
	assert_int_equal(follow(ATT_LINK_ETHERNET, ATT_AGGREGATION_NONE, 0), 0);
	assert_string_equal(kernel.order, "");
	kernel.raw = true;
	kernel.flags = 0x1003;
	show();
	assert_int_equal(be_raw(), 0);
	assert_string_equal(kernel.order, "");
	assert_netdev(0, "wwp0s1");
}

static void raw_ip_is_set_while_the_device_is_down(void **state)
{
	(void)state;
	need_namespace();
	kernel.flags = 0x1003;
	show();
	assert_int_equal(be_raw(), 0);
	assert_true(kernel.raw);
	assert_string_equal(kernel.order, "flags=0x1002 mtu=1500 qmi/raw_ip=Y");
	assert_int_equal(follow(ATT_LINK_ETHERNET, ATT_AGGREGATION_NONE, 0), 0);
	assert_false(kernel.raw);
}

static void device_that_others_bring_up_is_tried_again(void **state)
{
	(void)state;
	need_namespace();
	kernel.flags = 0x1003;
	kernel.raised = 2;
	show();
	assert_int_equal(be_raw(), 0);
	assert_true(kernel.raw);
}

static void device_that_is_always_up_is_told(void **state)
{
	(void)state;
	need_namespace();
	kernel.flags = 0x1003;
	kernel.raised = 1000;
	show();
	assert_int_equal(be_raw(), ATT_E_BUSY);
	assert_false(kernel.raw);
}

/* The MTU has no room for it before the device was in raw IP and back. */
static void qmap_makes_room_for_long_transfers_first(void **state)
{
	(void)state;
	need_namespace();
	assert_int_equal(be_qmap(16384), 0);
	assert_string_equal(kernel.order, "qmi/raw_ip=Y qmi/raw_ip=N "
					  "mtu=16384 qmi/raw_ip=Y");
	assert_true(kernel.raw);
	assert_int_equal(kernel.mtu, 16384);
	kernel.order[0] = '\0';
	assert_int_equal(be_qmap(4096), 0); /* it has room enough */
	assert_string_equal(kernel.order, "");
}

static void each_session_gets_a_mux_when_it_asks(void **state)
{
	(void)state;
	need_namespace();
	assert_int_equal(be_qmap(4096), 0);
	kernel.order[0] = '\0';
	assert_netdev(0, "qmimux1");
	assert_netdev(2, "qmimux3");
	assert_netdev(0, "qmimux1");
	assert_string_equal(kernel.order, "qmi/add_mux=1 qmi/add_mux=3");
	wdm_format_end(port);
	assert_false(kernel.mux[1]);
	assert_false(kernel.mux[3]);
}

/* A run that was killed has left it. */
/* The driver would take frames to it for bare IP. */
static void address_that_looks_like_ip_is_changed(void **state)
{
	(void)state;
	need_namespace();
	put_text(NETDEV "address", "4a:64:80:b4:4e:a6\n");
	assert_int_equal(follow(ATT_LINK_ETHERNET, ATT_AGGREGATION_NONE, 0), 0);
	assert_string_equal(kernel.order, " readdress");
	assert_int_equal(follow(ATT_LINK_ETHERNET, ATT_AGGREGATION_NONE, 0), 0);
	assert_string_equal(kernel.order, " readdress");
	put_text(NETDEV "address", "4a:64:80:b4:4e:a6\n");
	assert_int_equal(be_raw(), 0);
	assert_null(strstr(kernel.order + 2, " readdress"));
}

/* What a run that was killed has left carries nothing, and has addresses. */
static void muxes_of_an_earlier_run_go(void **state)
{
	(void)state;
	need_namespace();
	kernel.raw = true;
	kernel.mtu = 4096;
	kernel.max_mtu = 65535;
	assert_true(set_mux(2, true));
	assert_true(set_mux(7, true));
	show();
	assert_int_equal(be_qmap(4096), 0);
	assert_false(kernel.mux[2] || kernel.mux[7]);
	assert_netdev(1, "qmimux2");
	assert_int_equal(be_qmap(4096), 0);
	assert_true(kernel.mux[2]);
	wdm_format_end(port);
	assert_false(kernel.mux[2]);
}

static void muxes_go_when_the_modem_has_no_aggregation(void **state)
{
	char name[16];

	(void)state;
	need_namespace();
	kernel.raw = true;
	assert_true(set_mux(2, true));
	assert_true(set_mux(7, true));
	show();
	assert_int_equal(be_raw(), 0);
	assert_false(kernel.mux[2] || kernel.mux[7]);
	assert_netdev(0, "wwp0s1");
	assert_int_equal(wdm_format_netdev(port, 1, name), ATT_E_STATE);
}

static void what_qmi_wwan_cannot_do_is_refused(void **state)
{
	const struct att_data_format uneven = {.link = ATT_LINK_RAW_IP,
					       .down = ATT_AGGREGATION_QMAP};

	(void)state;
	need_namespace();
	assert_int_equal(follow(ATT_LINK_UNKNOWN, ATT_AGGREGATION_NONE, 0),
			 ATT_E_VALUE);
	assert_int_equal(follow(ATT_LINK_ETHERNET, ATT_AGGREGATION_QMAP, 4096),
			 ATT_E_VALUE);
	assert_int_equal(follow(ATT_LINK_RAW_IP, ATT_AGGREGATION_QMAP_V5, 4096),
			 ATT_E_VALUE);
	assert_int_equal(wdm_format_follow(port, &uneven), ATT_E_VALUE);
	assert_string_equal(kernel.order, "");
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

#define TEST(t) cmocka_unit_test_setup_teardown(t, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(port_says_what_the_kernel_can),
		TEST(device_of_another_driver_has_nothing_to_agree_on),
		TEST(device_that_is_as_wanted_is_left_alone),
		TEST(raw_ip_is_set_while_the_device_is_down),
		TEST(device_that_others_bring_up_is_tried_again),
		TEST(device_that_is_always_up_is_told),
		TEST(qmap_makes_room_for_long_transfers_first),
		TEST(each_session_gets_a_mux_when_it_asks),
		TEST(address_that_looks_like_ip_is_changed),
		TEST(muxes_of_an_earlier_run_go),
		TEST(muxes_go_when_the_modem_has_no_aggregation),
		TEST(what_qmi_wwan_cannot_do_is_refused),
	};

	enter_namespace();
	return cmocka_run_group_tests(tests, NULL, NULL);
}

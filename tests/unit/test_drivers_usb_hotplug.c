/* How usbfs hears of devices that come and leave: uevents of the kernel and of
 * udevd, and nodes. Inside the front, for it has namespaces of its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "drivers/port_usb_usbfs.h"
#include "usb_rig.h"

enum { KERNEL = 1, UDEV = 2, HEADER = 40 };

struct listener {
	struct host h;
	struct usb_host_user user;
	struct usbfs_hotplug hotplug;
	unsigned begun, came, left;
	uint16_t number;
	int sender;
};

static void on_begin(void *arg)
{
	((struct listener *)arg)->begun++;
}

static void on_came(void *arg)
{
	((struct listener *)arg)->came++;
}

static void on_left(void *arg, uint16_t number)
{
	struct listener *l = arg;

	l->left++;
	l->number = number;
}

static void on_end(void *arg)
{
	((struct listener *)arg)->begun--;
}

static void start(struct listener *l)
{
	memset(l, 0, sizeof(*l));
	host_init(&l->h);
	l->user = (struct usb_host_user){l, on_begin, on_came, on_left, on_end};
	assert_int_equal(usbfs_hotplug_init(&l->hotplug, &l->user, &l->h.host),
			 0);
	l->sender = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC,
			   NETLINK_KOBJECT_UEVENT);
	assert_true(l->sender >= 0);
}

static void stop(struct listener *l)
{
	assert_int_equal(l->begun, 0);
	close(l->sender);
	usbfs_hotplug_fini(&l->hotplug);
	for (int i = 0; i < HOST_WATCHES; i++)
		assert_int_equal(l->h.watch[i].fd, -1);
}

/* Everything that is there to be read. */
static void turn(struct listener *l)
{
	while (host_turn(&l->h, 50))
		;
}

/* Lines are NUL-ended properties on the wire. */
static size_t properties(char *to, const char *lines)
{
	size_t n = strlen(lines);

	for (size_t i = 0; i <= n; i++)
		to[i] = lines[i] == '\n' ? '\0' : lines[i];
	return n;
}

static void put(const struct listener *l, const char *p, size_t len,
		struct sockaddr_nl to)
{
	to.nl_family = AF_NETLINK;
	assert_int_equal(sendto(l->sender, p, len, 0, (struct sockaddr *)&to,
				sizeof(to)),
			 len);
}

static void put_kernel(struct listener *l, const char *lines)
{
	char text[512] = "add@/devices/usb1/1-1";
	size_t at = strlen(text) + 1;

	at += properties(text + at, lines);
	put(l, text, at, (struct sockaddr_nl){.nl_groups = KERNEL});
	turn(l);
}

static void put_udev_at(struct listener *l, const char *lines, uint32_t off)
{
	char text[512] = "libudev";
	size_t len = properties(text + HEADER, lines);

	memcpy(text + 16, &off, sizeof(off));
	put(l, text, HEADER + len, (struct sockaddr_nl){.nl_groups = UDEV});
	turn(l);
}

#define DEVICE "SUBSYSTEM=usb\nDEVTYPE=usb_device\nBUSNUM=001\nDEVNUM=012\n"

static void uevents_of_the_kernel_are_heard(void **state)
{
	struct listener l;

	(void)state;
	start(&l);
	put_kernel(&l, "ACTION=add\n" DEVICE);
	assert_int_equal(l.came, 1);
	put_kernel(&l, "ACTION=remove\n" DEVICE);
	assert_int_equal(l.left, 1);
	assert_int_equal(l.number, usb_host_number(1, 12));
	stop(&l);
}

static void uevents_of_udevd_are_heard(void **state)
{
	struct listener l;

	(void)state;
	start(&l);
	put_udev_at(&l, "ACTION=add\n" DEVICE, HEADER);
	assert_int_equal(l.came, 1);
	put_udev_at(&l, "ACTION=remove\n" DEVICE, HEADER);
	assert_int_equal(l.left, 1);
	assert_int_equal(l.number, usb_host_number(1, 12));
	stop(&l);
}

static void other_uevents_are_not(void **state)
{
	struct listener l;

	(void)state;
	start(&l);
	put_kernel(&l, "ACTION=bind\n" DEVICE);
	put_kernel(&l, "ACTION=add\nSUBSYSTEM=usb\nDEVTYPE=usb_interface\n");
	put_kernel(&l, "ACTION=add\nSUBSYSTEM=power_supply\n");
	put_kernel(&l, "ACTION=remove\n");
	assert_int_equal(l.came + l.left, 0);
	stop(&l);
}

/* A message to us alone may be any program's. */
static void messages_to_one_socket_are_not(void **state)
{
	static const char text[] = "ACTION=add\0DEVTYPE=usb_device";
	struct listener l;
	struct sockaddr_nl to;
	socklen_t len = sizeof(to);

	(void)state;
	start(&l);
	assert_int_equal(
		getsockname(l.hotplug.uevents, (struct sockaddr *)&to, &len),
		0);
	to.nl_groups = 0;
	put(&l, text, sizeof(text), to);
	turn(&l);
	assert_int_equal(l.came, 0);
	put(&l, text, sizeof(text), (struct sockaddr_nl){.nl_groups = KERNEL});
	turn(&l);
	assert_int_equal(l.came, 1);
	stop(&l);
}

static void malformed_uevents_harm_nothing(void **state)
{
	static const uint32_t offsets[] = {0, 7, 39, 1000, UINT32_MAX};
	struct listener l;
	char text[64] = "libudev";

	(void)state;
	start(&l);
	for (size_t i = 0; i < sizeof(offsets) / sizeof(offsets[0]); i++)
		put_udev_at(&l, "ACTION=add\n" DEVICE "X", offsets[i]);
	for (size_t n = 1; n < sizeof(text); n++)
		put(&l, text, n, (struct sockaddr_nl){.nl_groups = UDEV});
	memset(text, 'D', sizeof(text));
	put(&l, text, sizeof(text), (struct sockaddr_nl){.nl_groups = KERNEL});
	turn(&l);
	assert_int_equal(l.left, 0);
	stop(&l);
}

static void make_node(const char *path)
{
	int fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	close(fd);
}

static void expect_came(struct listener *l)
{
	turn(l);
	assert_true(l->came > 0);
	l->came = 0;
}

/* In a container whose network has no uevents; also on a bus that is new. */
static void nodes_that_come_and_go_are_heard(void **state)
{
	struct listener l;

	(void)state;
	assert_int_equal(mount("test", PORT_USB_NODES, "tmpfs", 0, NULL), 0);
	assert_int_equal(mkdir(PORT_USB_NODES "/001", 0755), 0);
	start(&l);
	make_node(PORT_USB_NODES "/001/002");
	expect_came(&l);
	assert_int_equal(chmod(PORT_USB_NODES "/001/002", 0666), 0);
	expect_came(&l);
	assert_int_equal(mkdir(PORT_USB_NODES "/002", 0755), 0);
	expect_came(&l);
	make_node(PORT_USB_NODES "/002/001");
	expect_came(&l);
	assert_int_equal(unlink(PORT_USB_NODES "/001/002"), 0);
	expect_came(&l);
	stop(&l);
	assert_int_equal(umount2(PORT_USB_NODES, MNT_DETACH), 0);
}

static int tests_inside(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(uevents_of_the_kernel_are_heard),
		cmocka_unit_test(uevents_of_udevd_are_heard),
		cmocka_unit_test(other_uevents_are_not),
		cmocka_unit_test(messages_to_one_socket_are_not),
		cmocka_unit_test(malformed_uevents_harm_nothing),
		cmocka_unit_test(nodes_that_come_and_go_are_heard),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

int main(int argc, char *argv[])
{
	(void)argv;
	return rig_main(argc, &echo_device, tests_inside);
}

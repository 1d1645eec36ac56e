/* The plans that a helper refuses, each beside one that it does not; and what a
 * manager makes of an answer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "drivers/port_rights.h"
#include "linux/helper_ask.h"
#include "linux/helper_check.h"
#include "linux/helper_io.h"

static struct att_helper helper;
static char folder[] = "/tmp/att_helper_XXXXXX";
static char device[64], link_out[64];

/* A configuration whose device is a path, with all that a plan can be of. */
static int make(void **state)
{
	struct att_config *c = &helper.config;

	(void)state;
	if (!mkdtemp(folder))
		return -1;
	att_config_default(c);
	snprintf(device, sizeof(device), "%s/modem", folder);
	snprintf(link_out, sizeof(link_out), "%s/out", folder);
	snprintf(c->modem[0].device, sizeof(c->modem[0].device), "%s", device);
	strcpy(c->modem[0].session[0].device, "wwan0");
	strcpy(c->control, "/run/attache/control");
	strcpy(c->modem[0].trace, "/var/lib/attache/run.pcapng");
	strcpy(c->group.name, "askers");
	c->group.gid = 17;
	strcpy(c->hook, "/etc/attache/hook");
	strcpy(c->dns_file, "/etc/resolv.conf");
	c->modem[0].core.n_streams = 1;
	strcpy(c->modem[0].stream[0].socket, "/run/attache/echo");
	strcpy(helper.notify, "/run/systemd/notify");
	/* lo is one that it has made, for tests */
	helper.made[0] = 1;
	helper.child[0].pid = 4242;
	return symlink("/etc/passwd", link_out) || symlink("/dev/null", device);
}

static int clean(void **state)
{
	(void)state;
	return unlink(link_out) || unlink(device) || rmdir(folder);
}

static struct att_helper_plan plan_of(enum att_helper_kind kind)
{
	struct att_helper_plan p;

	memset(&p, 0, sizeof(p));
	p.kind = kind;
	return p;
}

static bool allowed(struct att_helper_plan p)
{
	assert_true(att_helper_plan_ok(&p, sizeof(p)));
	return att_helper_check(&helper, &p);
}

/* --- paths ---------------------------------------------------------------- */

static struct att_helper_plan path_of(enum att_helper_kind kind,
				      const char *path, int64_t number)
{
	struct att_helper_plan p = plan_of(kind);

	snprintf(p.path, sizeof(p.path), "%s", path);
	p.number[0] = number;
	return p;
}

/* allowed: 1; refused: 0; not there: -1; one of both: -2 */
static const struct {
	enum att_helper_kind kind;
	const char *path; /* NULL: the device; "OUT": the link */
	int64_t number;
	int result;
} paths[] = {
	{ATT_HELPER_OPEN, NULL, O_RDWR | O_NONBLOCK, 1},
	{ATT_HELPER_OPEN, NULL, O_RDWR | O_CREAT, 0},
	{ATT_HELPER_OPEN, NULL, O_RDWR | O_TRUNC, 0},
	{ATT_HELPER_OPEN, "/etc/passwd", O_RDONLY, 0},
	{ATT_HELPER_OPEN, "/etc/passwd", O_RDWR, 0},
	{ATT_HELPER_OPEN, "OUT", O_RDONLY, 0},
	{ATT_HELPER_OPEN, "/sys/../etc/passwd", O_RDONLY, 0},
	{ATT_HELPER_OPEN, "/dev/zero", O_RDWR, 0},
	{ATT_HELPER_OPEN, "/dev/null", O_RDWR, 0},
	{ATT_HELPER_OPEN, "/proc/self/environ", O_RDONLY, 0},
	{ATT_HELPER_OPEN, "/proc/sys/kernel/random/boot_id", O_RDONLY, 1},
	{ATT_HELPER_OPEN, "/proc/sys/kernel/random/boot_id", O_WRONLY, 0},
	{ATT_HELPER_OPEN, "/sys/class/net/lo/mtu", O_RDONLY, 1},
	{ATT_HELPER_OPEN, "/sys/class/net/lo/mtu", O_RDWR, 0},
	{ATT_HELPER_OPEN, "/run/attache/nothing", O_RDONLY, -1},
	{ATT_HELPER_PUT, "/sys/class/net/lo/mtu", 0, 1},
	{ATT_HELPER_PUT, "/sys/class/net/lo/ifalias", 0, 0},
	{ATT_HELPER_PUT, "/etc/passwd", 0, 0},
	{ATT_HELPER_PUT, "OUT", 0, 0},
	{ATT_HELPER_PUT, "/proc/sys/kernel/core_pattern", 0, 0},
	{ATT_HELPER_PUT, "/proc/sys/net/ipv4/ip_forward", 0, 0},
	{ATT_HELPER_STAT, "/etc/passwd", 0, 0},
	{ATT_HELPER_STAT, NULL, 0, 1},
	{ATT_HELPER_STAT, "/sys/class/net", 0, 1},
	{ATT_HELPER_NEXT, "/root", 0, -2},
	{ATT_HELPER_LINK, "/sys/class/net/lo", 0, 1},
	{ATT_HELPER_LINK, "OUT", 0, 0},
	{ATT_HELPER_LINK, "/sys/..", 0, 0},
	{ATT_HELPER_REAL, "/proc/self/exe", 0, 0},
	{ATT_HELPER_HOLDER, "/etc/passwd", 0, 0},
	{ATT_HELPER_WATCH, "/dev", 0, 1},
	{ATT_HELPER_WATCH, "/etc", 0, 0},
	{ATT_HELPER_WATCH, "/dev/bus/usb/../../../etc", 0, 0},
	{ATT_HELPER_LISTEN, "/run/attache/control", SOCK_STREAM, 1},
	{ATT_HELPER_LISTEN, "/run/attache/echo", SOCK_SEQPACKET, 1},
	{ATT_HELPER_LISTEN, "/run/systemd/private", SOCK_STREAM, 0},
	{ATT_HELPER_LISTEN, "", SOCK_STREAM, 0},
	{ATT_HELPER_SHARE, "/run/attache/control", 17, 1},
	{ATT_HELPER_SHARE, "/run/attache/control", 0, 0},
	{ATT_HELPER_SHARE, "/etc/shadow", 17, 0},
	{ATT_HELPER_UNLISTEN, "/etc/passwd", 0, 0},
	{ATT_HELPER_STORE, "/run/attache/left-1-1", 0, 1},
	{ATT_HELPER_STORE, "/run/attache/left-/../../etc/passwd", 0, 0},
	{ATT_HELPER_STORE, "/run/attache/control", 0, 0},
	{ATT_HELPER_REMOVE, "/etc/passwd", 0, 0},
	{ATT_HELPER_REMOVE, "/run/attache/left-1-1", 0, 1},
	{ATT_HELPER_STORE, "/var/lib/attache/sms/0000000001", 0, 1},
	{ATT_HELPER_STORE, "/var/lib/attache/sms/last", 0, 1},
	{ATT_HELPER_STORE, "/var/lib/attache/sms/passwd", 0, 0},
	{ATT_HELPER_STORE, "/var/lib/attache/0000000001", 0, 0},
	{ATT_HELPER_STORE, "/var/lib/attache/sms/../0000000001", 0, 0},
	{ATT_HELPER_REMOVE, "/var/lib/attache/sms/0000000001", 0, 1},
	{ATT_HELPER_REMOVE, "/var/lib/attache/sms/00000000012", 0, 0},
	{ATT_HELPER_OPEN, "/var/lib/attache/sms/0000000001",
	 O_RDONLY | O_NOFOLLOW, 1},
	{ATT_HELPER_NEXT, "/var/lib/attache/sms", 0, 1},
	{ATT_HELPER_PLACE, "/var/lib/attache/run.pcapng", 3, 1},
	{ATT_HELPER_PLACE, "/var/lib/attache/run.pcapng", 0, 0},
	{ATT_HELPER_PLACE, "/etc/passwd", 3, 0},
	{ATT_HELPER_DNS, "/etc/resolv.conf", 0, 1},
	{ATT_HELPER_DNS, "", 0, 1},
	{ATT_HELPER_DNS, "/etc/passwd", 0, 0},
	{ATT_HELPER_NOTIFY, "/run/systemd/notify", 0, 1},
	{ATT_HELPER_NOTIFY, "/run/dbus/system_bus_socket", 0, 0},
	{ATT_HELPER_NOTIFY, "", 0, 0},
};

static void paths_of_others_are_refused(void **state)
{
	(void)state;
	for (unsigned i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		const char *path = !paths[i].path ? device
				   : strcmp(paths[i].path, "OUT") == 0
					   ? link_out
					   : paths[i].path;
		struct att_helper_plan p =
			path_of(paths[i].kind, path, paths[i].number);
		bool yes;

		if (paths[i].kind == ATT_HELPER_NEXT)
			p.u.next.cap = 16;
		yes = allowed(p);
		if (yes != (paths[i].result == 1))
			fail_msg("plan %u of %s: %d", paths[i].kind, path, yes);
		if (paths[i].result == -2) /* root's: it may not be there */
			continue;
		if (!yes && errno != (paths[i].result ? ENOENT : EPERM))
			fail_msg("plan %u of %s: %s", paths[i].kind, path,
				 strerror(errno));
	}
}

/* What is opened is what was looked at, whatever becomes of a link. */
static void a_path_becomes_what_was_looked_at(void **state)
{
	struct att_helper_plan p = path_of(
		ATT_HELPER_OPEN, "/sys/class/net/lo/../lo/mtu", O_RDONLY);

	(void)state;
	assert_true(att_helper_check(&helper, &p));
	assert_string_equal(p.path, "/sys/devices/virtual/net/lo/mtu");
}

/* --- network devices ------------------------------------------------------ */

static struct att_helper_plan device_of(enum att_helper_kind kind,
					const char *name, int64_t a, int64_t b)
{
	struct att_helper_plan p = plan_of(kind);

	snprintf(p.device, sizeof(p.device), "%s", name);
	p.number[0] = a;
	p.number[1] = b;
	return p;
}

static void devices_of_others_are_refused(void **state)
{
	(void)state;
	assert_true(allowed(device_of(ATT_HELPER_TUN, "wwan0", 0, 0)));
	assert_false(allowed(device_of(ATT_HELPER_TUN, "eth0", 0, 0)));
	assert_false(allowed(device_of(ATT_HELPER_TUN, "", 0, 0)));
	assert_true(allowed(device_of(ATT_HELPER_LINK_UP, "", 1, 1500)));
	assert_false(allowed(device_of(ATT_HELPER_LINK_UP, "", 1, 65536)));
	assert_false(allowed(device_of(ATT_HELPER_LINK_MTU, "", 1, -1)));
	assert_false(allowed(device_of(ATT_HELPER_LINK_DOWN, "", 0, 0)));
	assert_false(allowed(device_of(ATT_HELPER_LINK_DOWN, "", -1, 0)));
	assert_false(allowed(
		device_of(ATT_HELPER_LINK_DOWN, "", 1 + (1LL << 32), 0)));
	assert_false(allowed(device_of(ATT_HELPER_LINK_VLAN, "v", 1, 0)));
	assert_false(allowed(device_of(ATT_HELPER_LINK_VLAN, "v", 1, 4095)));
	assert_true(allowed(device_of(ATT_HELPER_DHCP, "lo", 0, 0)));
	assert_false(allowed(device_of(ATT_HELPER_DHCP, "../lo", 0, 0)));
	/* not made here, and not a modem's */
	helper.made[0] = 0;
	assert_false(allowed(device_of(ATT_HELPER_LINK_UP, "", 1, 1500)));
	assert_false(allowed(device_of(ATT_HELPER_DHCP, "lo", 0, 0)));
	assert_false(allowed(device_of(ATT_HELPER_READDRESS, "lo", 0, 0)));
	helper.made[0] = 1;
}

static bool may_run(const char *words, const char *environment)
{
	struct att_helper_plan p = plan_of(ATT_HELPER_RUN);
	char copy[256], *save, *w;

	snprintf(copy, sizeof(copy), "%s", words);
	for (w = strtok_r(copy, " ", &save); w; w = strtok_r(NULL, " ", &save))
		att_child_add(p.u.job.arguments, sizeof(p.u.job.arguments), w);
	if (environment)
		att_child_add(p.u.job.environment, sizeof(p.u.job.environment),
			      environment);
	return allowed(p);
}

/* What is left to do on it when the modem is pulled out is no refusal. */
static void a_device_that_has_gone_is_told_as_that(void **state)
{
	static const uint32_t kinds[] = {ATT_HELPER_LINK_DOWN,
					 ATT_HELPER_ADDRESS, ATT_HELPER_ROUTE};

	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		assert_false(allowed(device_of(kinds[i], "", 4711, 0)));
		assert_int_equal(errno, ENODEV);
	}
	assert_false(allowed(device_of(ATT_HELPER_DHCP, "gone0", 0, 0)));
	assert_int_equal(errno, ENODEV);
	assert_false(may_run("resolvectl revert gone0", NULL));
	assert_int_equal(errno, ENODEV);
	helper.made[0] = 0;
	assert_false(allowed(device_of(ATT_HELPER_LINK_DOWN, "", 1, 0)));
	assert_int_equal(errno, EPERM);
	helper.made[0] = 1;
}

static bool may_add(bool v6, uint8_t first)
{
	struct att_helper_plan p = device_of(ATT_HELPER_ADDRESS, "", 1, 1);

	p.u.address.v6 = v6;
	p.u.address.prefix = 32;
	p.u.address.b[0] = first;
	p.u.address.b[15] = 1;
	return allowed(p);
}

static void addresses_of_no_link_are_refused(void **state)
{
	(void)state;
	assert_true(may_add(false, 10));
	assert_false(may_add(false, 0));
	assert_false(may_add(false, 127));
	assert_false(may_add(false, 224));
	assert_true(may_add(true, 0x20));
	assert_false(may_add(true, 0xff));
	assert_false(may_add(true, 0));
}

static void routes_of_others_are_refused(void **state)
{
	struct att_helper_plan p = device_of(ATT_HELPER_ROUTE, "", 1, 1);

	(void)state;
	p.u.route.protocol = ATT_RTNL_PROTOCOL;
	assert_true(allowed(p));
	p.u.route.protocol = 4; /* static: somebody's */
	assert_false(allowed(p));
	p.number[1] = 0; /* but a default route is taken off a modem's device */
	assert_true(allowed(p));
	p.u.route.at.to.prefix = 8;
	assert_false(allowed(p));
}

static bool may_probe(int family, int type, int protocol)
{
	struct att_helper_plan p =
		device_of(ATT_HELPER_PROBE, "lo", family, type);

	p.number[2] = protocol;
	return allowed(p);
}

static void sockets_that_are_no_probe_are_refused(void **state)
{
	(void)state;
	assert_true(may_probe(AF_INET, SOCK_DGRAM, 0));
	assert_true(may_probe(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6));
	assert_false(may_probe(AF_INET, SOCK_RAW, IPPROTO_RAW));
	assert_false(may_probe(AF_INET, SOCK_STREAM, 0));
	assert_false(may_probe(AF_PACKET, SOCK_RAW, 0));
	assert_false(may_probe(AF_UNIX, SOCK_DGRAM, 0));
	assert_true(
		allowed(path_of(ATT_HELPER_SOCKET, "", PORT_SOCKET_UEVENTS)));
	assert_false(allowed(path_of(ATT_HELPER_SOCKET, "", PORT_SOCKET_QRTR)));
	assert_false(allowed(path_of(ATT_HELPER_SOCKET, "", 99)));
}

/* --- programs ------------------------------------------------------------- */

/* words: separated by blanks. */
static void programs_of_nobody_are_refused(void **state)
{
	(void)state;
	assert_true(may_run("/etc/attache/hook link-up", "ATTACHE_EVENT=a"));
	assert_false(may_run("/etc/attache/hook link-up", "LD_PRELOAD=/x.so"));
	assert_false(may_run("/bin/sh -c id", NULL));
	assert_false(may_run("", NULL));
	assert_true(may_run("resolvectl dns lo 10.0.0.1", NULL));
	assert_false(may_run("resolvectl dns eth7 10.0.0.1", NULL));
	assert_false(may_run("resolvectl flush-caches lo", NULL));
	assert_false(may_run("resolvectl dns lo", "PATH=/tmp"));
	assert_true(may_run("resolvconf -a wwan0.attache", NULL));
	assert_false(may_run("resolvconf -a eth0.dhclient", NULL));
	assert_false(may_run("resolvconf -a ../x.attache", NULL));
	assert_false(may_run("resolvconf -u", NULL));
	assert_true(allowed(path_of(ATT_HELPER_KILL, "", 4242)));
	assert_false(allowed(path_of(ATT_HELPER_KILL, "", 1)));
	assert_false(allowed(path_of(ATT_HELPER_WAIT, "", 0)));
}

/* --- the form ------------------------------------------------------------- */

static void what_is_no_plan_is_told(void **state)
{
	struct att_helper_plan p = plan_of(ATT_HELPER_STAT);

	(void)state;
	assert_true(att_helper_plan_ok(&p, sizeof(p)));
	assert_false(att_helper_plan_ok(&p, sizeof(p) - 1));
	memset(p.path, 'a', sizeof(p.path));
	assert_false(att_helper_plan_ok(&p, sizeof(p)));
	p = plan_of(ATT_HELPER_KINDS);
	assert_false(att_helper_plan_ok(&p, sizeof(p)));
	p = plan_of(0);
	assert_false(att_helper_plan_ok(&p, sizeof(p)));
	p = plan_of(ATT_HELPER_ADDRESS);
	p.u.address.prefix = 33;
	assert_false(att_helper_plan_ok(&p, sizeof(p)));
	memset(&p.u.address.v6, 2, 1);
	assert_false(att_helper_plan_ok(&p, sizeof(p)));
	p = plan_of(ATT_HELPER_DNS);
	p.u.dns.n = ATT_CONFIG_SESSIONS + 1;
	assert_false(att_helper_plan_ok(&p, sizeof(p)));
	p.u.dns.n = 1;
	p.u.dns.server[0].ip.n_dns4 = ATT_CORE_ADDRESSES + 1;
	assert_false(att_helper_plan_ok(&p, sizeof(p)));
	p = plan_of(ATT_HELPER_RUN);
	memset(p.u.job.arguments, 'a', sizeof(p.u.job.arguments));
	assert_false(att_helper_plan_ok(&p, sizeof(p)));
	p = plan_of(ATT_HELPER_NEXT);
	p.u.next.cap = 4;
	strcpy(p.u.next.name, "long");
	assert_false(att_helper_plan_ok(&p, sizeof(p)));
}

/* A manager asks, the test answers: nobody is seen, as some are hidden. */
static void why_no_holder_is_seen_is_handed_on(void **state)
{
	static struct att_helper_plan p;
	static struct att_helper_answer a;
	int ends[2], fd, status = -1;
	pid_t pid;

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), 0);
	pid = fork();
	if (pid == 0) {
		struct port_holder h;

		att_helper_ask(ends[1]);
		_exit(port_rights->holder("/dev/x", &h) || !h.hidden);
	}
	assert_int_equal(att_helper_receive(ends[0], &p, sizeof(p), &fd),
			 sizeof(p));
	assert_int_equal(p.kind, ATT_HELPER_HOLDER);
	a.u.holder.hidden = true;
	assert_int_equal(att_helper_send(ends[0], &a, sizeof(a), -1), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	close(ends[0]);
	close(ends[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paths_of_others_are_refused),
		cmocka_unit_test(a_path_becomes_what_was_looked_at),
		cmocka_unit_test(devices_of_others_are_refused),
		cmocka_unit_test(a_device_that_has_gone_is_told_as_that),
		cmocka_unit_test(why_no_holder_is_seen_is_handed_on),
		cmocka_unit_test(addresses_of_no_link_are_refused),
		cmocka_unit_test(routes_of_others_are_refused),
		cmocka_unit_test(sockets_that_are_no_probe_are_refused),
		cmocka_unit_test(programs_of_nobody_are_refused),
		cmocka_unit_test(what_is_no_plan_is_told),
	};

	return cmocka_run_group_tests(tests, make, clean);
}

/* The programs that attache runs, and what they are told. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "linux/dns_service.h"
#include "linux/hook.h"

struct rig {
	struct att_loop loop;
	struct att_children children;
	struct att_hook hook;
	struct att_core_status core;
	struct att_manager_status status;
	struct att_ip_config ip;
	char folder[64], program[96], out[96], said[1024], text[4096];
};

static void on_line(void *ctx, const char *line)
{
	struct rig *r = ctx;
	size_t n = strlen(r->said);

	snprintf(r->said + n, sizeof(r->said) - n, "%s\n", line);
}

static void put_program(struct rig *r, const char *name, const char *text)
{
	FILE *f;

	snprintf(r->program, sizeof(r->program), "%s/%s", r->folder, name);
	f = fopen(r->program, "w");
	assert_non_null(f);
	fprintf(f, "#!/bin/sh\n%s\n", text);
	fclose(f);
	assert_int_equal(chmod(r->program, 0700), 0);
}

static int setup(void **state)
{
	static struct rig rig;
	struct rig *r = &rig;

	memset(r, 0, sizeof(*r));
	strcpy(r->folder, "/tmp/attache-hook-XXXXXX");
	assert_non_null(mkdtemp(r->folder));
	snprintf(r->out, sizeof(r->out), "%s/out", r->folder);
	setenv("OUT", r->out, 1);
	assert_int_equal(att_loop_init(&r->loop, NULL, NULL), 0);
	att_children_init(&r->children, &r->loop, on_line, r);
	r->hook.children = &r->children;
	r->hook.name = "modem0";
	r->core.control = "open";
	r->core.n_sessions = 1;
	r->status.core = &r->core;
	r->status.session[0].device = "wwan0";
	r->status.session[0].ip = &r->ip;
	*state = r;
	return 0;
}

static int teardown(void **state)
{
	struct rig *r = *state;
	char command[128];

	att_children_fini(&r->children, 5000);
	att_loop_fini(&r->loop);
	snprintf(command, sizeof(command), "rm -r %s", r->folder);
	return system(command);
}

/* All that was asked for has been run; what they wrote. */
static const char *written(struct rig *r)
{
	FILE *f;

	for (unsigned i = 0; i < 1000 && r->children.n; i++)
		assert_int_equal(att_loop_turn(&r->loop, 10000), 0);
	assert_int_equal(r->children.n, 0);
	f = fopen(r->out, "r");
	r->text[0] = '\0';
	if (!f)
		return r->text;
	r->text[fread(r->text, 1, sizeof(r->text) - 1, f)] = '\0';
	fclose(f);
	return r->text;
}

static void hook_is_told_what_has_changed(void **state)
{
	struct rig *r = *state;

	put_program(r, "hook",
		    "echo \"$1 $ATTACHE_EVENT $ATTACHE_DEVICE $ATTACHE_IPV4 "
		    "via $ATTACHE_IPV4_GATEWAY mtu $ATTACHE_MTU "
		    "[$ATTACHE_PROBLEM]$ATTACHE_IPV6_PREFIX\" >>\"$OUT\"");
	att_hook_look(&r->hook, r->program, &r->status);
	r->ip.n_ipv4 = 1;
	memcpy(r->ip.ipv4[0].address.b, "\x0a\0\0\x02", 4);
	r->ip.ipv4[0].prefix = 30;
	r->ip.has_gateway4 = true;
	memcpy(r->ip.gateway4.b, "\x0a\0\0\x01", 4);
	r->status.session[0].mtu = 1500;
	r->core.shared[0].length = 64;
	memcpy(r->core.shared[0].net.b, "\x20\x01\x0d\xb8", 4);
	att_hook_look(&r->hook, r->program, &r->status);
	att_hook_look(&r->hook, r->program, &r->status);
	r->ip.ipv4[0].address.b[3] = 3;
	att_hook_look(&r->hook, r->program, &r->status);
	r->core.problem = "the SIM is locked";
	att_hook_look(&r->hook, r->program, &r->status);
	r->core.problem = NULL;
	att_hook_look(&r->hook, r->program, &r->status);
	att_hook_end(&r->hook, r->program);
	assert_string_equal(
		written(r),
		"modem modem   via  mtu  []\n"
		"link-up link-up wwan0 10.0.0.2/30 via 10.0.0.1 mtu 1500 "
		"[]2001:db8::/64\n"
		"link-change link-change wwan0 10.0.0.3/30 via 10.0.0.1 mtu "
		"1500 []2001:db8::/64\n"
		"problem problem   via  mtu  [the SIM is locked]\n"
		"problem problem   via  mtu  []\n"
		"link-down link-down wwan0 10.0.0.3/30 via 10.0.0.1 mtu 0 "
		"[]2001:db8::/64\n"
		"modem-gone modem-gone   via  mtu  []\n");
	assert_string_equal(r->said, "");
}

/* As where a lease comes, is lost and comes again; fe80::1 is no address for
 * others. */
static void link_without_an_address_is_not_up(void **state)
{
	struct rig *r = *state;

	put_program(r, "hook", "echo \"$1 $ATTACHE_IPV4\" >>\"$OUT\"");
	r->hook.present = true;
	r->status.session[0].mtu = 1500;
	r->ip.n_ipv6 = 1;
	memcpy(r->ip.ipv6[0].address.b, "\xfe\x80", 2);
	memcpy(r->ip.ipv4[0].address.b, "\x0a\0\0\x02", 4);
	r->ip.ipv4[0].prefix = 30;
	for (unsigned i = 0; i < 4; i++) {
		r->ip.n_ipv4 = i & 1;
		att_hook_look(&r->hook, r->program, &r->status);
	}
	assert_string_equal(written(r), "link-up 10.0.0.2/30\n"
					"link-down 10.0.0.2/30\n"
					"link-up 10.0.0.2/30\n");
}

static void program_that_fails_or_is_missing_is_named(void **state)
{
	struct rig *r = *state;
	char expected[512];

	put_program(r, "power", "exit 3");
	att_hook_power(&r->hook, r->program, "usb:1199:9071");
	att_hook_power(&r->hook, "/nonexistent", "usb:1199:9071");
	written(r);
	snprintf(expected, sizeof(expected),
		 "error: %s ended with 3\n"
		 "error: /nonexistent is not there, or cannot be run\n",
		 r->program);
	assert_string_equal(r->said, expected);
}

static void more_than_the_queue_holds_is_said(void **state)
{
	struct rig *r = *state;

	put_program(r, "power", "echo x >>\"$OUT\"");
	for (unsigned i = 0; i <= ATT_CHILD_QUEUE; i++)
		att_hook_power(&r->hook, r->program, "");
	assert_non_null(strstr(r->said, "is not run: 15 programs wait"));
	assert_int_equal(strlen(written(r)), 2 * ATT_CHILD_QUEUE);
}

/* What hangs is killed, and what waits behind it is told. */
static void program_that_runs_when_attache_ends_is_named(void **state)
{
	struct rig *r = *state;
	char expected[512];

	put_program(r, "hook", "exec sleep 1000");
	for (unsigned i = 0; i < 3; i++)
		att_hook_power(&r->hook, r->program, "");
	att_children_fini(&r->children, 0);
	snprintf(expected, sizeof(expected),
		 "error: %s had not ended when attache did, and was killed\n"
		 "error: %s is not run any more: calls that were left: 2\n",
		 r->program, r->program);
	assert_string_equal(r->said, expected);
	assert_string_equal(written(r), "");
}

static void use_programs_of(struct rig *r)
{
	char path[256];

	snprintf(path, sizeof(path), "%s:/usr/bin:/bin", r->folder);
	setenv("PATH", path, 1);
}

static void resolvconf_gets_the_servers_of_each_device(void **state)
{
	struct rig *r = *state;
	const struct att_dns_source source = {&r->ip, "wwan0"};
	struct att_dns_service service;

	memset(&service, 0, sizeof(service));
	put_program(r, "resolvconf", "echo \"$*\" >>\"$OUT\"; cat >>\"$OUT\"");
	use_programs_of(r);
	r->ip.n_dns4 = 1;
	memcpy(r->ip.dns4[0].b, "\xc0\0\2\x35", 4);
	for (unsigned i = 0; i < 2; i++) /* once */
		att_dns_service_update(&service, &r->children,
				       ATT_DNS_RESOLVCONF, &source, 1);
	att_dns_service_update(&service, &r->children, ATT_DNS_RESOLVCONF, NULL,
			       0);
	assert_string_equal(written(r), "-a wwan0.attache\n"
					"nameserver 192.0.2.53\n"
					"-d wwan0.attache\n");
}

static void servers_of_a_run_that_was_killed_are_taken_back(void **state)
{
	struct rig *r = *state;

	/* as openresolv, if there was no such run */
	put_program(r, "resolvconf", "echo \"$*\" >>\"$OUT\"; exit 1");
	use_programs_of(r);
	att_dns_service_begin(&r->children, ATT_DNS_RESOLVED, "wwan0");
	att_dns_service_begin(&r->children, ATT_DNS_FILE, "wwan0");
	att_dns_service_begin(&r->children, ATT_DNS_RESOLVCONF, "wwan1");
	assert_string_equal(written(r), "-d wwan1.attache\n");
	assert_string_equal(r->said, "");
}

/* As after a DHCP lease was lost. */
static void servers_of_a_link_that_has_none_any_more_are_taken_back(
	void **state)
{
	struct rig *r = *state;
	const struct att_dns_source source = {&r->ip, "wwan0"};
	struct att_dns_service service;

	memset(&service, 0, sizeof(service));
	put_program(r, "resolvconf", "echo \"$*\" >>\"$OUT\"");
	use_programs_of(r);
	for (unsigned i = 0; i < 4; i++) {
		r->ip.n_dns4 = i == 1;
		att_dns_service_update(&service, &r->children,
				       ATT_DNS_RESOLVCONF, &source, 1);
	}
	assert_string_equal(written(r), "-a wwan0.attache\n"
					"-d wwan0.attache\n");
}

static void resolved_gets_the_servers_of_each_device(void **state)
{
	struct rig *r = *state;
	const struct att_dns_source source = {&r->ip, "lo"};
	struct att_dns_service service;

	memset(&service, 0, sizeof(service));
	put_program(r, "resolvectl", "echo \"$*\" >>\"$OUT\"");
	use_programs_of(r);
	r->ip.n_dns4 = r->ip.n_dns6 = 1;
	memcpy(r->ip.dns4[0].b, "\xc0\0\2\x35", 4);
	r->ip.dns6[0].b[15] = 1;
	att_dns_service_update(&service, &r->children, ATT_DNS_RESOLVED,
			       &source, 1);
	att_dns_service_update(&service, &r->children, ATT_DNS_FILE, &source,
			       1);
	assert_string_equal(written(r), "dns lo 192.0.2.53 ::1\n"
					"default-route lo yes\n"
					"revert lo\n");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(hook_is_told_what_has_changed),
		TEST(link_without_an_address_is_not_up),
		TEST(program_that_fails_or_is_missing_is_named),
		TEST(more_than_the_queue_holds_is_said),
		TEST(program_that_runs_when_attache_ends_is_named),
		TEST(resolvconf_gets_the_servers_of_each_device),
		TEST(servers_of_a_run_that_was_killed_are_taken_back),
		TEST(servers_of_a_link_that_has_none_any_more_are_taken_back),
		TEST(resolved_gets_the_servers_of_each_device),
	};

	return cmocka_run_group_tests_name("linux_hook", tests, NULL, NULL);
}

/* The daemon and what other programs, and earlier runs, do to its network
 * devices and files. */
#include "unit/linux_rig.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/errors.h"

static struct rig *begin(void **state)
{
	struct rig *rig = *state;

	rig_need_namespace();
	if (system("ip -V >/dev/null 2>&1") != 0) {
		print_message("# SKIP there is no program ip\n");
		skip();
	}
	/* No other timer lets the time of the test jump. */
	rig->config.modem[0].stall_s = 0;
	memset(&rig->config.modem[0].core.recovery, 0,
	       sizeof(rig->config.modem[0].core.recovery));
	assert_int_equal(rig_start(rig, false), 0);
	rig_until(rig, "link wwan0 up");
	return rig;
}

static const struct att_core_status *status(const struct rig *rig)
{
	return &rig->daemon.of[0].modem.status;
}

/* So many steps, as far as there is something to do. */
static void steps(struct rig *rig, int n)
{
	while (n-- > 0 && rig_step(rig))
		;
}

static void link_that_others_keep_changing_is_not_up(void **state)
{
	struct rig *rig = begin(state);

	for (int i = 0; i < 4; i++) {
		assert_int_equal(system("ip addr flush dev wwan0"), 0);
		rig_forget(rig);
		rig_until(rig, i < 3 ? "the IPv4 address is gone: put right"
				     : "the IPv4 address is gone again, by "
				       "another program: it is put right in 1");
	}
	assert_false(status(rig)->up);
	assert_non_null(status(rig)->problem);
	assert_string_equal(status(rig)->problem,
			    "wwan0: the IPv4 address is gone");
	rig_forget(rig);
	rig_until(rig, "wwan0: the IPv4 address is gone: put right");
	assert_true(status(rig)->up);
	assert_null(status(rig)->problem);
}

static void status_has_the_addresses_that_the_kernel_has(void **state)
{
	struct rig *rig = begin(state);
	struct att_manager_status out;

	assert_int_equal(system("ip addr add 192.0.2.9/24 dev wwan0"), 0);
	steps(rig, 4);
	att_modem_status(&rig->daemon.of[0].modem, &out);
	assert_int_equal(out.session[0].ip->n_ipv4, 2);
	assert_memory_equal(out.session[0].ip->ipv4[1].address.b,
			    "\xc0\0\2\x09", 4);
	assert_int_equal(out.core->ip[0].n_ipv4, 1);
}

static void name_servers_of_a_run_that_was_killed_are_taken_away(void **state)
{
	struct rig *rig = *state;
	char line[128];
	FILE *f;

	rig_need_namespace();
	snprintf(rig->config.dns_file, sizeof(rig->config.dns_file),
		 "%s/resolv", rig->folder);
	f = fopen(rig->config.dns_file, "w");
	assert_non_null(f);
	fputs("# name servers of the mobile network, written by "
	      "attache\nnameserver 10.9.9.9\n",
	      f);
	fclose(f);
	assert_int_equal(rig_start(rig, false), 0);
	f = fopen(rig->config.dns_file, "r");
	assert_non_null(f);
	while (fgets(line, sizeof(line), f))
		assert_null(strstr(line, "nameserver"));
	fclose(f);
	assert_int_equal(unlink(rig->config.dns_file), 0);
	/* not written again at the end */
	rig->daemon.config.dns_file[0] = rig->daemon.dns.path[0] = '\0';
}

static void name_of_a_device_of_others_ends_the_run_with_its_reason(
	void **state)
{
	struct rig *rig = *state;

	rig_need_namespace();
	strcpy(rig->config.modem[0].session[0].device, "lo");
	assert_int_equal(rig_start(rig, false), 0);
	assert_int_equal(rig_until_end(rig), ATT_E_BUSY);
	assert_string_equal(rig->daemon.problem,
			    "network device lo cannot be made: it exists and "
			    "is not attache's");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, rig_setup, rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(link_that_others_keep_changing_is_not_up),
		TEST(status_has_the_addresses_that_the_kernel_has),
		TEST(name_servers_of_a_run_that_was_killed_are_taken_away),
		TEST(name_of_a_device_of_others_ends_the_run_with_its_reason),
	};

	rig_enter();
	return cmocka_run_group_tests_name("linux_daemon_links", tests, NULL,
					   NULL);
}

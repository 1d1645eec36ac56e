/* Sessions that clients of the control socket make, change and take away. */
#include "unit/linux_rig.h"

#include <net/if.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/errors.h"
#include "generated/cids.h"
#include "support/element.h"

static const struct att_uuid *ours(void)
{
	return &mbim_services[MBIM_SERVICE_ATTACHE].uuid;
}

/* As "sessions: []" has it. */
static struct rig *begin(void **state)
{
	struct rig *rig = *state;

	rig_need_namespace();
	if (system("ip -V >/dev/null 2>&1") != 0) {
		print_message("# SKIP there is no program ip\n");
		skip();
	}
	rig->config.modem[0].core.session[0].off = true;
	rig->config.modem[0].stall_s = 0;
	memset(&rig->config.modem[0].core.recovery, 0,
	       sizeof(rig->config.modem[0].core.recovery));
	strcpy(rig->sim.apn, "internet");
	assert_int_equal(rig_start(rig, false), 0);
	rig_until(rig, "-> attached");
	assert_null(strstr(rig->log, "connect0"));
	return rig;
}

/* The answer to a set (or, with NULL, a query of that session): its status. */
static uint32_t ask(struct rig *rig, const struct mbim_attache_session_set *set,
		    uint32_t session, struct mbim_attache_session_response *out)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	const struct mbim_attache_session_query query = {session};
	static uint8_t buf[8192];
	uint8_t *body = buf + MBIM_MSG_COMMAND_BODY;
	const size_t cap = sizeof(buf) - MBIM_MSG_COMMAND_BODY;
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
	struct mbim_msg msg;
	ssize_t n;

	strcpy(at.sun_path, rig->config.control);
	assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	n = set ? mbim_attache_session_set_encode(set, body, cap)
		: mbim_attache_session_query_encode(&query, body, cap);
	assert_true(n >= 0);
	n = mbim_msg_encode_command(buf, sizeof(buf), 9, ours(),
				    MBIM_CID_ATTACHE_SESSION, set != NULL,
				    (size_t)n);
	assert_int_equal(send(fd, buf, (size_t)n, 0), n);
	for (int i = 0; i < 3; i++)
		att_daemon_turn(&rig->daemon, 0);
	n = recv(fd, buf, sizeof(buf), 0);
	close(fd);
	assert_true(n > 0);
	assert_int_equal(mbim_msg_decode(att_bytes_of(buf, (size_t)n), &msg),
			 0);
	if (!msg.code)
		assert_int_equal(
			mbim_attache_session_response_decode(msg.body, out), 0);
	return msg.code;
}

/* The session of that number, which is there. */
static struct mbim_attache_session session(struct rig *rig, uint32_t number)
{
	struct mbim_attache_session_response r;
	struct mbim_attache_session s;

	assert_int_equal(ask(rig, NULL, number, &r), MBIM_STATUS_NONE);
	assert_int_equal(r.session_id, number);
	assert_int_equal(r.sessions.count, 1);
	element_of(&r.sessions, 0, &mbim_attache_session_layout, &s);
	return s;
}

static void str_is(struct att_str s, const char *expected)
{
	char text[256];

	assert_true(att_str_get(&s, text, sizeof(text)) >= 0);
	assert_string_equal(text, expected);
}

static struct mbim_attache_session_set wish(const char *apn)
{
	return (struct mbim_attache_session_set){
		.session_id = UINT32_MAX,
		.addresses = MBIM_SESSION_ADDRESSES_ANOTHER,
		.apn = att_str_utf8(apn),
	};
}

static void client_makes_a_session_that_no_file_has(void **state)
{
	struct rig *rig = begin(state);
	struct mbim_attache_session_set set = wish("internet");
	struct mbim_attache_session_response r;
	struct mbim_attache_session s;

	assert_int_equal(ask(rig, NULL, 0, &r), 0);
	assert_int_equal(r.sessions.count, 0);
	set.addresses = MBIM_SESSION_ADDRESSES_ATTACHE;
	assert_int_equal(ask(rig, &set, 0, &r), MBIM_STATUS_NONE);
	assert_int_equal(r.session_id, 0);
	rig_until(rig, "link wwan0 up");
	assert_int_equal(system("ip addr show dev wwan0 | grep -q 10.64.0.2"),
			 0);
	s = session(rig, 0);
	str_is(s.state, "up");
	str_is(s.apn, "internet");
	str_is(s.problem, "");
	assert_int_equal(s.origin, MBIM_SESSION_ORIGIN_CLIENT);
}

static void session_of_another_program_gets_packets_and_nothing_else(
	void **state)
{
	struct rig *rig = begin(state);
	const struct mbim_attache_session_set set = wish("internet");
	struct mbim_attache_session_response r;
	struct mbim_attache_session s;
	struct mbim_ipv4_element address;
	struct att_dns_source source[ATT_CORE_SESSIONS];

	assert_int_equal(ask(rig, &set, 0, &r), MBIM_STATUS_NONE);
	rig_until(rig, "link wwan0 up");
	assert_int_equal(system("ip addr show dev wwan0 | grep -q 'inet '"),
			 256);
	assert_int_equal(system("ip route show table all dev wwan0 | "
				"grep -q default"),
			 256);
	assert_int_equal(system("ip link show dev wwan0 | grep -q UP"), 0);
	assert_int_equal(att_modem_dns(&rig->daemon.of[0].modem, source), 0);
	s = session(rig, 0);
	assert_int_equal(s.addresses, MBIM_SESSION_ADDRESSES_ANOTHER);
	assert_int_equal(s.mtu, 1500);
	assert_int_equal(s.ipv4_address.count, 1);
	element_of(&s.ipv4_address, 0, &mbim_ipv4_element_layout, &address);
	assert_memory_equal(address.ipv4_address.b, "\x0a\x40\x00\x02", 4);
}

/* As NetworkManager does it. */
static void session_of_another_program_is_not_put_right(void **state)
{
	struct rig *rig = begin(state);
	const struct mbim_attache_session_set set = wish("internet");
	struct mbim_attache_session_response r;

	assert_int_equal(ask(rig, &set, 0, &r), MBIM_STATUS_NONE);
	rig_until(rig, "link wwan0 up");
	assert_int_equal(system("ip addr add 10.64.0.2/32 dev wwan0 && "
				"ip link set wwan0 mtu 1400 down"),
			 0);
	for (int i = 0; i < 20 && rig_step(rig); i++)
		;
	assert_null(strstr(rig->log, "put right"));
	assert_int_equal(system("ip link show dev wwan0 | grep -q 'mtu 1400'"),
			 0);
	str_is(session(rig, 0).problem, "");
}

static void refusal_of_the_network_is_told_with_its_cause(void **state)
{
	struct rig *rig = begin(state);
	const struct mbim_attache_session_set set = wish("wrong");
	struct mbim_attache_session_response r;
	struct mbim_attache_session s;

	assert_int_equal(ask(rig, &set, 0, &r), MBIM_STATUS_NONE);
	rig_until(rig, "-> waiting");
	s = session(rig, 0);
	str_is(s.state, "waiting");
	assert_int_equal(s.nw_error, 27);
	str_is(s.problem,
	       "session wwan0 was refused: 27 (missing_or_unknown_apn); check "
	       "the APN");
}

static void session_that_is_taken_away_leaves_its_device(void **state)
{
	struct rig *rig = begin(state);
	struct mbim_attache_session_set set = wish("internet");
	struct mbim_attache_session_response r;

	assert_int_equal(ask(rig, &set, 0, &r), MBIM_STATUS_NONE);
	rig_until(rig, "link wwan0 up");
	set.session_id = 0;
	set.change = MBIM_SESSION_CHANGE_REMOVE;
	assert_int_equal(ask(rig, &set, 0, &r), MBIM_STATUS_NONE);
	rig_until(rig, "link wwan0 down");
	assert_int_equal(ask(rig, NULL, 0, &r), MBIM_STATUS_NONE);
	assert_int_equal(r.sessions.count, 0);
	assert_true(if_nametoindex("wwan0"));
	assert_string_equal(rig->daemon.of[0].modem.status.attach, "attached");
}

static void others_stay_up_when_one_below_them_is_taken_away(void **state)
{
	struct rig *rig = begin(state);
	struct mbim_attache_session_set set = wish("internet");
	struct mbim_attache_session_response r;

	assert_int_equal(ask(rig, &set, 0, &r), MBIM_STATUS_NONE);
	assert_int_equal(ask(rig, &set, 0, &r), MBIM_STATUS_NONE);
	assert_int_equal(r.session_id, 1);
	rig_until(rig, "link wwan1 up");
	set.session_id = 0;
	set.change = MBIM_SESSION_CHANGE_REMOVE;
	assert_int_equal(ask(rig, &set, 0, &r), MBIM_STATUS_NONE);
	rig_until(rig, "link wwan0 down");
	str_is(session(rig, 1).state, "up");
	assert_null(strstr(rig->log, "link wwan1 down"));
}

static void session_of_a_client_outlives_the_files_being_read_again(
	void **state)
{
	struct rig *rig = begin(state);
	const struct mbim_attache_session_set set = wish("internet");
	struct mbim_attache_session_response r;

	assert_int_equal(ask(rig, &set, 0, &r), MBIM_STATUS_NONE);
	rig_until(rig, "link wwan0 up");
	rig->next = rig->config;
	kill(getpid(), SIGHUP);
	rig_until(rig, "configuration read again");
	for (int i = 0; i < 20 && rig_step(rig); i++)
		;
	assert_null(strstr(rig->log, "link wwan0 down"));
	str_is(session(rig, 0).state, "up");
}

static void client_goes_before_the_file_and_may_change_its_mind(void **state)
{
	struct rig *rig = *state;
	struct mbim_attache_session_set set = wish("");
	struct mbim_attache_session_response r;

	rig_need_namespace();
	assert_int_equal(rig_start(rig, false), 0);
	rig_until(rig, "link wwan0 up");
	assert_int_equal(session(rig, 0).origin, MBIM_SESSION_ORIGIN_FILE);
	set.session_id = 0;
	set.ip_type = MBIM_CONTEXT_IP_TYPE_IPV6;
	rig_forget(rig);
	assert_int_equal(ask(rig, &set, 0, &r), MBIM_STATUS_NONE);
	rig_until(rig, "link wwan0 up");
	assert_int_equal(session(rig, 0).ipv4_address.count, 0);
	assert_int_equal(session(rig, 0).origin, MBIM_SESSION_ORIGIN_CLIENT);
}

/* The list of sessions is attache's, not the modem's. */
static void sessions_are_made_and_taken_away_while_the_modem_is_away(
	void **state)
{
	struct rig *rig = begin(state);
	struct mbim_attache_session_set set = wish("internet");
	struct mbim_attache_session_response r;

	assert_int_equal(ask(rig, &set, 0, &r), MBIM_STATUS_NONE);
	rig_until(rig, "link wwan0 up");
	rig_unplug(&rig->fake);
	assert_int_equal(ask(rig, &set, 0, &r), MBIM_STATUS_NONE);
	assert_int_equal(r.session_id, 1);
	set.session_id = 0;
	set.change = MBIM_SESSION_CHANGE_REMOVE;
	assert_int_equal(ask(rig, &set, 0, &r), MBIM_STATUS_NONE);
	assert_int_equal(r.sessions.count, 0);
	rig_forget(rig);
	rig_plug(&rig->fake);
	rig_until(rig, "link wwan1 up");
	for (int i = 0; i < 20 && rig_step(rig); i++)
		;
	assert_null(strstr(rig->log, "link wwan0 up"));
	assert_non_null(strstr(rig->log, "link wwan1 up"));
}

static void wish_that_cannot_be_is_refused(void **state)
{
	struct rig *rig = begin(state);
	struct mbim_attache_session_set set = wish("internet");
	struct mbim_attache_session_response r;

	set.session_id = ATT_CORE_SESSIONS;
	assert_int_equal(ask(rig, &set, 0, &r), MBIM_STATUS_INVALID_PARAMETERS);
	set = wish("internet");
	set.change = MBIM_SESSION_CHANGE_REMOVE;
	assert_int_equal(ask(rig, &set, 0, &r), MBIM_STATUS_INVALID_PARAMETERS);
	set = wish("internet");
	set.auth = 4;
	assert_int_equal(ask(rig, &set, 0, &r), MBIM_STATUS_INVALID_PARAMETERS);
}

/* MBIM 1.0 10.5.1: MaxSessions, here fewer than attache could have. */
static void session_that_the_modem_does_not_have_is_refused(void **state)
{
	struct rig *rig = begin(state);
	const unsigned most = rig->sim.max_sessions;
	struct mbim_attache_session_set set = wish("internet");
	struct mbim_attache_session_response r;

	assert_in_range(most, 1, ATT_CORE_SESSIONS - 1);
	set.session_id = most;
	assert_int_equal(ask(rig, &set, 0, &r),
			 MBIM_STATUS_MAX_ACTIVATED_CONTEXTS);
	set.session_id = UINT32_MAX;
	for (unsigned i = 0; i < most; i++)
		assert_int_equal(ask(rig, &set, 0, &r), MBIM_STATUS_NONE);
	assert_int_equal(ask(rig, &set, 0, &r),
			 MBIM_STATUS_MAX_ACTIVATED_CONTEXTS);
	assert_int_equal(session(rig, most - 1).origin,
			 MBIM_SESSION_ORIGIN_CLIENT);
	assert_int_equal(ask(rig, NULL, most, &r), MBIM_STATUS_NONE);
	assert_int_equal(r.sessions.count, 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, rig_setup, rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(client_makes_a_session_that_no_file_has),
		TEST(session_of_another_program_gets_packets_and_nothing_else),
		TEST(session_of_another_program_is_not_put_right),
		TEST(refusal_of_the_network_is_told_with_its_cause),
		TEST(session_that_is_taken_away_leaves_its_device),
		TEST(others_stay_up_when_one_below_them_is_taken_away),
		TEST(session_of_a_client_outlives_the_files_being_read_again),
		TEST(client_goes_before_the_file_and_may_change_its_mind),
		TEST(sessions_are_made_and_taken_away_while_the_modem_is_away),
		TEST(wish_that_cannot_be_is_refused),
		TEST(session_that_the_modem_does_not_have_is_refused),
	};

	rig_enter();
	return cmocka_run_group_tests_name("linux_sessions", tests, NULL, NULL);
}

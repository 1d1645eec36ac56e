/* What attache-dbus makes of the status. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "tools/dbus/facts.h"

/* As the control socket has it: through the wire. */
static void facts_of(struct facts *f, struct facts_now *now,
		     const struct mbim_attache_status_response *s)
{
	static uint8_t buf[8192];
	struct mbim_attache_status_response r;
	int len = mbim_attache_status_response_encode(s, buf, sizeof(buf));

	assert_true(len > 0);
	assert_int_equal(mbim_attache_status_response_decode(
				 att_bytes_of(buf, (size_t)len), &r),
			 0);
	facts_of_status(f, now, &r);
}

static struct mbim_attache_status_response status(const char *attach)
{
	return (struct mbim_attache_status_response){
		.modem = att_str_utf8("usb:1209:0001"),
		.control_state = att_str_utf8("open"),
		.attach_state = att_str_utf8(attach),
		.provider_id = att_str_utf8("00101"),
		.register_state = MBIM_REGISTER_STATE_HOME,
		.rssi_dbm = -82,
		.pin_attempts = 3,
		.problem = att_str_utf8(""),
	};
}

static void states_are_those_of_modemmanager(void **state)
{
	static const struct {
		const char *attach;
		int32_t state;
		uint32_t lock;
	} rows[] = {
		{"idle", MM_STATE_DISABLED, MM_LOCK_NONE},
		{"radio", MM_STATE_ENABLING, MM_LOCK_NONE},
		{"sim_absent", MM_STATE_FAILED, MM_LOCK_NONE},
		{"pin_blocked", MM_STATE_LOCKED, MM_LOCK_SIM_PIN},
		{"puk_blocked", MM_STATE_LOCKED, MM_LOCK_SIM_PUK},
		{"searching", MM_STATE_SEARCHING, MM_LOCK_NONE},
		{"denied", MM_STATE_ENABLED, MM_LOCK_NONE},
		{"attached", MM_STATE_REGISTERED, MM_LOCK_NONE},
	};
	struct facts_now now;
	struct facts f = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct mbim_attache_status_response s =
			status(rows[i].attach);

		facts_of(&f, &now, &s);
		assert_true(f.there);
		assert_int_equal(f.state, rows[i].state);
		assert_int_equal(f.locks.lock, rows[i].lock);
	}
	assert_int_equal(f.quality, 50);
	assert_string_equal(f.operator_code, "00101");
}

/* attache asks for the state of the SIM again. */
static void lock_stays_while_it_is_looked_at(void **state)
{
	struct mbim_attache_status_response s = status("pin_blocked");
	struct facts_now now;
	struct facts f = {0};

	(void)state;
	facts_of(&f, &now, &s);
	s.attach_state = att_str_utf8("pin");
	facts_of(&f, &now, &s);
	assert_int_equal(f.state, MM_STATE_LOCKED);
	assert_int_equal(f.locks.lock, MM_LOCK_SIM_PIN);
	s.attach_state = att_str_utf8("registration");
	facts_of(&f, &now, &s);
	assert_int_equal(f.state, MM_STATE_ENABLED);
	assert_int_equal(f.locks.lock, MM_LOCK_NONE);
}

static void modem_stays_while_its_channel_is_opened_again(void **state)
{
	struct mbim_attache_status_response s = status("attached");
	struct facts_now now;
	struct facts f = {0};

	(void)state;
	s.control_state = att_str_utf8("opening");
	facts_of(&f, &now, &s);
	assert_false(f.there);
	s.control_state = att_str_utf8("open");
	facts_of(&f, &now, &s);
	assert_true(f.there);
	s.control_state = att_str_utf8("opening");
	facts_of(&f, &now, &s);
	assert_true(f.there);
	s.modem = att_str_utf8("");
	facts_of(&f, &now, &s);
	assert_false(f.there);
}

static void session_has_its_addresses_while_it_is_up(void **state)
{
	const struct mbim_ipv4_element v4 = {30, {{10, 64, 0, 2}}};
	const struct att_ipv4 gateway = {{10, 64, 0, 1}};
	struct mbim_attache_session session = {
		.name = att_str_utf8("wwan0"),
		.state = att_str_utf8("up"),
		.ipv4_address = att_array_of(&v4, 1),
		.ipv4_gateway = &gateway,
		.ipv4_dns_server = att_array_of(&gateway, 1),
		.mtu = 1430,
		.origin = MBIM_SESSION_ORIGIN_CLIENT,
	};
	struct mbim_attache_status_response s = status("attached");
	struct facts_now now;
	struct facts f = {0};

	(void)state;
	s.sessions = att_array_of(&session, 1);
	facts_of(&f, &now, &s);
	assert_int_equal(f.state, MM_STATE_CONNECTED);
	assert_string_equal(f.ports.net[0], "wwan0");
	assert_int_equal(now.session[0].link.ip4.method, MM_IP_STATIC);
	assert_string_equal(now.session[0].link.ip4.address, "10.64.0.2");
	assert_int_equal(now.session[0].link.ip4.prefix, 30);
	assert_string_equal(now.session[0].link.ip4.gateway, "10.64.0.1");
	assert_string_equal(now.session[0].link.ip4.dns[0], "10.64.0.1");
	assert_int_equal(now.session[0].link.ip4.mtu, 1430);
	assert_int_equal(now.session[0].link.ip6.method, MM_IP_UNKNOWN);
	session.state = att_str_utf8("waiting");
	session.nw_error = 33;
	facts_of(&f, &now, &s);
	assert_int_equal(f.state, MM_STATE_CONNECTING);
	assert_true(now.session[0].refused);
	assert_int_equal(now.session[0].cause, 33);
	assert_string_equal(now.session[0].link.ip4.address, "");
}

/* The bus hangs up on who sends what is no UTF-8. */
static void names_are_cut_between_letters(void **state)
{
	struct mbim_attache_status_response s = status("attached");
	struct facts_now now;
	char name[3 * FACTS_TEXT];
	struct facts f = {0};
	size_t len;

	(void)state;
	memset(name, 'a', sizeof(name));
	memcpy(name + FACTS_TEXT - 2, "\xe2\x82\xac\0", 4);
	s.provider_name = att_str_utf8(name);
	facts_of(&f, &now, &s);
	len = strlen(f.operator_name);
	assert_int_equal(len, FACTS_TEXT - 2);
	assert_int_equal(f.operator_name[len - 1], 'a');
}

static void identifier_is_of_the_modem_and_not_of_its_place(void **state)
{
	const struct mbim_attache_status_response s = status("attached");
	struct facts f = {.imei = "000000000000000"};
	struct facts moved = {.imei = "000000000000000"};
	struct facts other = {.imei = "000000000000001"};
	struct facts_now now;

	(void)state;
	strcpy(f.ports.control, "main");
	strcpy(moved.ports.control, "backup");
	strcpy(other.ports.control, "main");
	facts_of(&f, &now, &s);
	facts_of(&moved, &now, &s);
	facts_of(&other, &now, &s);
	assert_string_equal(f.device_id, moved.device_id);
	assert_string_not_equal(f.device_id, other.device_id);
	assert_string_equal(f.ports.control, "main");
}

static void port_is_of_the_protocol_also_while_it_is_opened_again(void **state)
{
	struct mbim_attache_status_response s = status("attached");
	struct facts_now now;
	struct facts f = {0};

	(void)state;
	s.mbim_extended_version = att_str_utf8("1.0");
	facts_of(&f, &now, &s);
	assert_int_equal(f.ports.qmi, 0);
	s.mbim_extended_version = att_str_utf8("");
	s.control_state = att_str_utf8("opening");
	facts_of(&f, &now, &s);
	assert_int_equal(f.ports.qmi, 0);
	s.control_state = att_str_utf8("open");
	facts_of(&f, &now, &s);
	assert_int_equal(f.ports.qmi, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(states_are_those_of_modemmanager),
		cmocka_unit_test(lock_stays_while_it_is_looked_at),
		cmocka_unit_test(modem_stays_while_its_channel_is_opened_again),
		cmocka_unit_test(session_has_its_addresses_while_it_is_up),
		cmocka_unit_test(names_are_cut_between_letters),
		cmocka_unit_test(
			identifier_is_of_the_modem_and_not_of_its_place),
		cmocka_unit_test(
			port_is_of_the_protocol_also_while_it_is_opened_again),
	};

	return cmocka_run_group_tests_name("dbus_facts", tests, NULL, NULL);
}

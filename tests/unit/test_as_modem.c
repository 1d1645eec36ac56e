/* A recorded modem: which request of the recording one is, and what its answer
 * is. The recordings are logs as umbim writes them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "capture/as_modem.h"
#include "capture/as_modem_match.h"
#include "generated/cids.h"
#include "wire/mbim/msg.h"

/* --- fields -------------------------------------------------------------- */

static bool decides;

static unsigned differ(const char *there, const char *here, bool masked)
{
	return as_modem_differ(there, here, masked, &decides);
}

static void same_fields_differ_in_nothing(void **state)
{
	(void)state;
	assert_int_equal(differ("", "", false), 0);
	assert_int_equal(
		differ("  a: 1\n  b: \"x\"\n", "  a: 1\n  b: \"x\"\n", false),
		0);
	assert_false(decides);
}

static void fields_are_compared_by_name_and_place(void **state)
{
	(void)state;
	assert_int_equal(differ("  a: 1\n  b: 2\n", "  b: 2\n  a: 1\n", false),
			 0);
	assert_int_equal(differ("  x[0]:\n    a: 1\n  x[1]:\n    a: 2\n",
				"  x[0]:\n    a: 1\n  x[1]:\n    a: 3\n",
				false),
			 1);
	/* one more there, one more here */
	assert_int_equal(differ("  a: 1\n  b: 2\n", "  a: 1\n", false), 1);
	assert_int_equal(differ("  a: 1\n", "  a: 1\n  b: 2\n", false), 1);
	assert_int_equal(differ("  a: 1", "  a: 12", false), 1);
}

static void what_is_to_be_done_decides(void **state)
{
	(void)state;
	differ("  activation_command: activate\n",
	       "  activation_command: deactivate\n", false);
	assert_true(decides);
	differ("  session_id: 0\n", "  session_id: 1\n", false);
	assert_true(decides);
	differ("  access_string: \"a\"\n", "  access_string: \"b\"\n", false);
	assert_false(decides);
	/* a word that only ends so */
	differ("  upstate: 1\n", "  upstate: 2\n", false);
	assert_false(decides);
}

static void masked_value_may_be_any(void **state)
{
	(void)state;
	assert_int_equal(differ("  pin: \"****\"\n", "  pin: \"1234\"\n", true),
			 0);
	assert_int_equal(
		differ("  pin: \"****\"\n", "  pin: \"1234\"\n", false), 1);
	assert_int_equal(differ("  pin: \"\"\n", "  pin: \"1234\"\n", true), 1);
	assert_int_equal(differ("  pin: \"12*4\"\n", "  pin: \"1234\"\n", true),
			 1);
}

/* --- a recorded modem ---------------------------------------------------- */

struct fixture {
	char path[32];
	FILE *log;
	struct recording r;
	struct as_modem m;
};

static struct fixture f;
static uint8_t buf[256], got[4096];
static size_t got_len;

static void write_message(const uint8_t *p, size_t len)
{
	bool from_modem = p[3] & 0x80;

	fprintf(f.log, "%s (%zu): ", from_modem ? "reading" : "sending", len);
	for (size_t i = 0; i < len; i++)
		fprintf(f.log, "%02x ", p[i]);
	fprintf(f.log, "\n  header_transaction: 0001\n");
}

static const struct att_uuid *basic_connect(void)
{
	return &mbim_services[MBIM_SERVICE_BASIC_CONNECT].uuid;
}

static size_t command(uint32_t transaction, uint32_t cid, uint32_t set,
		      const char *body, size_t len)
{
	memcpy(buf + MBIM_MSG_COMMAND_BODY, body, len);
	return (size_t)mbim_msg_encode_command(buf, sizeof(buf), transaction,
					       basic_connect(), cid, set, len);
}

/* "transaction: status and body" of an answer to this CID. */
static void add_command(uint32_t transaction, uint32_t cid, uint32_t set,
			const char *body, size_t len)
{
	write_message(buf, command(transaction, cid, set, body, len));
}

static void add_done(uint32_t transaction, uint32_t cid, uint32_t status,
		     const char *body, size_t len)
{
	memcpy(buf + MBIM_MSG_COMMAND_BODY, body, len);
	write_message(buf, (size_t)mbim_msg_encode_done(
				   buf, sizeof(buf), transaction,
				   basic_connect(), cid, status, len));
}

static void add_simple(uint32_t type, uint32_t transaction, uint32_t code)
{
	write_message(buf, (size_t)mbim_msg_encode_simple(
				   buf, sizeof(buf), type, transaction, code));
}

static void begin(void)
{
	int fd;

	memset(&f, 0, sizeof(f));
	strcpy(f.path, "/tmp/test_as_modem_XXXXXX");
	fd = mkstemp(f.path);
	assert_true(fd >= 0);
	f.log = fdopen(fd, "w");
	add_simple(MBIM_MSG_OPEN, 1, 4096);
	add_simple((uint32_t)MBIM_MSG_OPEN_DONE, 1, 0);
}

static void load(void)
{
	const struct capturefile_how how = {.ex_version = MBIM_EX_1};

	fclose(f.log);
	assert_true(recording_load(&f.r, f.path, &how));
	unlink(f.path);
	assert_true(as_modem_init(&f.m, &f.r, 4096));
}

static void end(void)
{
	as_modem_fini(&f.m);
	recording_free(&f.r);
}

/* Send what is in buf; true: an answer is due at once, and is in got. */
static bool ask(size_t len)
{
	struct as_modem_due due;

	as_modem_take(&f.m, att_bytes_of(buf, len), 0);
	if (!as_modem_give(&f.m, 0, &due))
		return false;
	got_len = due.len;
	memcpy(got, due.bytes, due.len);
	free(due.bytes);
	return true;
}

static void open_it(void)
{
	assert_true(ask((size_t)mbim_msg_encode_simple(
		buf, sizeof(buf), MBIM_MSG_OPEN, 77, 4096)));
	assert_int_equal(att_get32(got), (uint32_t)MBIM_MSG_OPEN_DONE);
	assert_int_equal(att_get32(got + 8), 77);
}

static const struct as_modem_asked *last(void)
{
	return &f.m.asked[f.m.n_asked - 1];
}

/* RADIO_STATE: hw and sw */
#define ON  "\1\0\0\0\1\0\0\0"
#define OFF "\1\0\0\0\0\0\0\0"

static bool ask_radio(uint32_t transaction)
{
	return ask(command(transaction, MBIM_CID_BASIC_CONNECT_RADIO_STATE, 0,
			   "", 0));
}

static void answer_has_the_new_transaction(void **state)
{
	(void)state;
	begin();
	add_command(2, MBIM_CID_BASIC_CONNECT_RADIO_STATE, 0, "", 0);
	add_done(2, MBIM_CID_BASIC_CONNECT_RADIO_STATE, 0, ON, 8);
	load();
	open_it();
	assert_true(ask_radio(901));
	assert_int_equal(last()->how, AS_MODEM_SAME);
	assert_int_equal(att_get32(got + 8), 901);
	assert_int_equal(got[52], 1);
	end();
}

static void state_changes_with_what_was_set(void **state)
{
	(void)state;
	begin();
	add_command(2, MBIM_CID_BASIC_CONNECT_RADIO_STATE, 0, "", 0);
	add_done(2, MBIM_CID_BASIC_CONNECT_RADIO_STATE, 0, OFF, 8);
	add_command(3, MBIM_CID_BASIC_CONNECT_RADIO_STATE, 1, "\1\0\0\0", 4);
	add_done(3, MBIM_CID_BASIC_CONNECT_RADIO_STATE, 0, ON, 8);
	add_command(4, MBIM_CID_BASIC_CONNECT_RADIO_STATE, 0, "", 0);
	add_done(4, MBIM_CID_BASIC_CONNECT_RADIO_STATE, 0, ON, 8);
	load();
	open_it();
	/* asked only after it was set: not the answer from before */
	assert_true(ask(command(8, MBIM_CID_BASIC_CONNECT_RADIO_STATE, 1,
				"\1\0\0\0", 4)));
	assert_true(ask_radio(9));
	assert_int_equal(got[52], 1);
	assert_false(last()->again);
	assert_true(ask_radio(10));
	assert_int_equal(got[52], 1);
	assert_true(last()->again);
	end();
}

static void set_of_something_else_is_not_answered(void **state)
{
	(void)state;
	begin();
	add_command(3, MBIM_CID_BASIC_CONNECT_RADIO_STATE, 1, "\1\0\0\0", 4);
	add_done(3, MBIM_CID_BASIC_CONNECT_RADIO_STATE, 0, ON, 8);
	load();
	open_it();
	assert_true(ask(command(8, MBIM_CID_BASIC_CONNECT_RADIO_STATE, 1,
				"\0\0\0\0", 4)));
	assert_int_equal(last()->how, AS_MODEM_UNLIKE);
	assert_true(last()->refused);
	assert_int_equal(att_get32(got + 40), MBIM_STATUS_NO_DEVICE_SUPPORT);
	end();
}

static void what_is_not_there_is_refused(void **state)
{
	(void)state;
	begin();
	load();
	open_it();
	assert_true(ask_radio(5));
	assert_int_equal(last()->how, AS_MODEM_UNKNOWN);
	assert_int_equal(att_get32(got + 8), 5);
	assert_int_equal(att_get32(got + 40), MBIM_STATUS_NO_DEVICE_SUPPORT);
	assert_int_equal(got_len, MBIM_MSG_COMMAND_BODY);
	end();
}

static void what_was_not_answered_is_not(void **state)
{
	(void)state;
	begin();
	add_command(2, MBIM_CID_BASIC_CONNECT_RADIO_STATE, 0, "", 0);
	load();
	open_it();
	assert_false(ask_radio(5));
	assert_int_equal(last()->how, AS_MODEM_SILENT);
	end();
}

/* The modem refused OPEN for 4096 bytes: nobody knows what it says to 512. */
static void refusal_is_not_for_another_content(void **state)
{
	(void)state;
	memset(&f, 0, sizeof(f));
	strcpy(f.path, "/tmp/test_as_modem_XXXXXX");
	f.log = fdopen(mkstemp(f.path), "w");
	add_simple(MBIM_MSG_OPEN, 1, 4096);
	add_simple((uint32_t)MBIM_MSG_FUNCTION_ERROR, 1,
		   MBIM_PROTOCOL_MAX_TRANSFER);
	load();
	assert_true(ask((size_t)mbim_msg_encode_simple(
		buf, sizeof(buf), MBIM_MSG_OPEN, 77, 4096)));
	assert_int_equal(last()->how, AS_MODEM_SAME);
	assert_int_equal(att_get32(got + 8), 77);
	assert_false(ask((size_t)mbim_msg_encode_simple(
		buf, sizeof(buf), MBIM_MSG_OPEN, 78, 512)));
	assert_int_equal(last()->how, AS_MODEM_UNLIKE);
	end();
}

/* News come behind what they came behind there, and not of a session that was
 * not asked for. */
static void news_of_a_session_waits_for_its_request(void **state)
{
	static const char up[] = "\0\0\0\0\1\0\0\0\0\0\0\0\1\0\0\0"
				 "\x7e\x5e\x2a\x7e\x4e\x6f\x72\x72"
				 "\x73\x6b\x65\x6e\x7e\x5e\x2a\x7e\0\0\0\0";
	struct as_modem_due due;
	size_t len;

	(void)state;
	begin();
	add_command(2, MBIM_CID_BASIC_CONNECT_RADIO_STATE, 1, "\1\0\0\0", 4);
	add_done(2, MBIM_CID_BASIC_CONNECT_RADIO_STATE, 0, ON, 8);
	memcpy(buf + MBIM_MSG_INDICATION_BODY, up, 36);
	len = (size_t)mbim_msg_encode_indication(
		buf, sizeof(buf), basic_connect(),
		MBIM_CID_BASIC_CONNECT_CONNECT, 36);
	write_message(buf, len);
	load();
	assert_true(f.r.up);
	open_it();
	assert_int_equal(as_modem_next_ms(&f.m), UINT64_MAX);
	assert_true(ask(command(8, MBIM_CID_BASIC_CONNECT_RADIO_STATE, 1,
				"\1\0\0\0", 4)));
	assert_int_equal(as_modem_next_ms(&f.m), 0);
	assert_true(as_modem_give(&f.m, 0, &due));
	assert_int_equal(att_get32(due.bytes),
			 (uint32_t)MBIM_MSG_INDICATE_STATUS);
	free(due.bytes);
	end();
}

static void recording_without_times_and_configuration_is_complete(void **state)
{
	(void)state;
	begin();
	load();
	assert_int_equal(f.r.start.config.n_sessions, 1);
	assert_int_equal(f.r.link.max_control, 4096);
	assert_int_equal(f.r.want, ATT_WANT_CONNECTED);
	assert_false(f.r.is_run);
	assert_int_equal(f.r.n, 2);
	assert_int_equal(f.r.m[0].answer, 1);
	assert_int_equal(f.r.m[1].request, 0);
	end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(same_fields_differ_in_nothing),
		cmocka_unit_test(fields_are_compared_by_name_and_place),
		cmocka_unit_test(what_is_to_be_done_decides),
		cmocka_unit_test(masked_value_may_be_any),
		cmocka_unit_test(answer_has_the_new_transaction),
		cmocka_unit_test(state_changes_with_what_was_set),
		cmocka_unit_test(set_of_something_else_is_not_answered),
		cmocka_unit_test(what_is_not_there_is_refused),
		cmocka_unit_test(what_was_not_answered_is_not),
		cmocka_unit_test(refusal_is_not_for_another_content),
		cmocka_unit_test(news_of_a_session_waits_for_its_request),
		cmocka_unit_test(
			recording_without_times_and_configuration_is_complete),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* A PIN that a client sends is nowhere any more once it is answered: not in the
 * memory of its command, nor in what goes to the modem, nor in the queue. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "cids_rig.h"
#include "generated/cids.h"
#include "generated/qmi_messages.h"
#include "linux/asks.h"

#define PIN "74126985"

/* In UTF-8, as QMI has it, or in UTF-16, as MBIM has it. */
static bool has_pin(const uint8_t *p, size_t len)
{
	uint8_t wide[2 * (sizeof(PIN) - 1)] = {0};

	for (size_t i = 0; i < sizeof(PIN) - 1; i++)
		wide[2 * i] = (uint8_t)PIN[i];
	return memmem(p, len, PIN, sizeof(PIN) - 1) ||
	       memmem(p, len, wide, sizeof(wide));
}

/* --- what is freed -------------------------------------------------------- */

static const struct att_cids_job *job;
static unsigned freed;
static bool with_pin;

void __real_free(void *p);
void __wrap_free(void *p);

/* The linker calls this in place of free. */
void __wrap_free(void *p)
{
	if (p && p == job) {
		freed++;
		with_pin |= has_pin(p, sizeof(*job));
	}
	__real_free(p);
}

/* The modem has the step that sends the PIN, and has not answered it. */
static void enter_pin(void)
{
	static uint8_t body[256];
	const struct mbim_basic_connect_pin_set set = {
		.pin_type = MBIM_PIN_TYPE_PIN1,
		.pin_operation = MBIM_PIN_OPERATION_ENTER,
		.pin = att_str_utf8(PIN),
	};
	const int len =
		mbim_basic_connect_pin_set_encode(&set, body, sizeof(body));

	freed = 0;
	with_pin = false;
	cids_rig_has_card(
		QMI_UIM_CARD_APPLICATION_STATE_PIN1_OR_UPIN_PIN_REQUIRED,
		QMI_UIM_PIN_STATE_ENABLED_NOT_VERIFIED, 3, 10);
	cids_rig_answers(QMI_SERVICE_UIM, QMI_UIM_VERIFY_PIN, 0, "", 0);
	cids_rig_modem.waits = true;
	cids_rig_asks(MBIM_SERVICE_BASIC_CONNECT, MBIM_CID_BASIC_CONNECT_PIN,
		      true, body, len);
	for (unsigned i = 0; i < 8 && !cids_rig_modem.verified; i++) {
		cids_rig_modem.waits = true;
		cids_rig_goes_on(MBIM_STATUS_NONE);
	}
	assert_int_equal(cids_rig_modem.verified, 1);
	assert_true(has_pin(cids_rig_modem.last.p, cids_rig_modem.last.len));
	job = cids_rig.job[0];
	assert_non_null(job);
	assert_true(has_pin(job->body, job->body_len));
}

static void pin_goes_with_its_command(void **state)
{
	(void)state;
	enter_pin();
	assert_false(has_pin(cids_rig_modem.frame.p, cids_rig_modem.frame.len));
	cids_rig_goes_on(MBIM_STATUS_NONE);
	assert_int_equal(cids_rig_client.replies, 1);
	assert_int_equal(cids_rig_client.status, MBIM_STATUS_NONE);
	assert_int_equal(freed, 1);
	assert_false(with_pin);
}

static void pin_goes_with_its_client(void **state)
{
	(void)state;
	enter_pin();
	assert_true(att_cids_forget(&cids_rig, CIDS_RIG_TOKEN));
	cids_rig_goes_on(MBIM_STATUS_NONE);
	assert_int_equal(cids_rig_client.replies, 0);
	assert_int_equal(freed, 1);
	assert_false(with_pin);
}

/* --- the queue ------------------------------------------------------------ */

static struct att_asks asks;
static unsigned replies;

static void on_reply(void *ctx, uint32_t token, uint32_t status,
		     struct att_bytes body)
{
	(void)ctx;
	(void)token;
	(void)status;
	(void)body;
	replies++;
}

static void queue_pin(void)
{
	const struct att_manager_reply reply = {.fn = on_reply, .token = 7};
	const struct mbim_msg command = {
		.type = MBIM_MSG_COMMAND,
		.service = mbim_services[MBIM_SERVICE_BASIC_CONNECT].uuid,
		.cid = MBIM_CID_BASIC_CONNECT_PIN,
		.code = true,
		.body = att_bytes_of(PIN, sizeof(PIN) - 1),
	};

	memset(&asks, 0, sizeof(asks));
	replies = 0;
	assert_int_equal(att_asks_put(&asks, &command, reply), 0);
	assert_int_equal(att_asks_put_frame(&asks, command.body, reply), 0);
	for (unsigned i = 0; i < 2; i++)
		assert_true(has_pin(asks.ask[i].request, asks.ask[i].len));
}

static void assert_none(unsigned answered)
{
	assert_int_equal(replies, answered);
	for (unsigned i = 0; i < 2; i++)
		assert_false(has_pin(asks.ask[i].request,
				     sizeof(asks.ask[i].request)));
}

static void pin_leaves_the_queue_with_its_answer(void **state)
{
	(void)state;
	queue_pin();
	for (unsigned i = 0; i < 2; i++) {
		const struct att_heard heard = {.ask = i};

		asks.ask[i].sent = true;
		asks.sent[i] = &asks.ask[i];
		asks.n_waiting--;
		asks.n_sent++;
		att_asks_heard(&asks, &heard);
	}
	assert_none(2);
}

static void pin_that_is_not_sent_leaves_the_queue_too(void **state)
{
	(void)state;
	queue_pin();
	att_asks_drop(&asks);
	assert_none(2);
	queue_pin();
	assert_true(att_asks_forget(&asks, 7));
	assert_true(att_asks_forget(&asks, 7));
	assert_none(0);
}

#define RIG(f) \
	cmocka_unit_test_setup_teardown(f, cids_rig_setup, cids_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		RIG(pin_goes_with_its_command),
		RIG(pin_goes_with_its_client),
		cmocka_unit_test(pin_leaves_the_queue_with_its_answer),
		cmocka_unit_test(pin_that_is_not_sent_leaves_the_queue_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What the modem is asked to tell where clients open, and where others have
 * lists: in each order, and in both languages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <unistd.h>

#include "control_rig.h"

#define OTHER MBIM_CID_BASIC_CONNECT_PREFERRED_PROVIDERS

static bool is_told(const struct control_rig *rig, uint32_t cid)
{
	return att_subscriptions_have(
		&rig->list, &mbim_services[MBIM_SERVICE_BASIC_CONNECT].uuid,
		cid);
}

/* The modem is asked until it is asked for no more. */
static void comes_to_rest(struct control_rig *rig)
{
	for (int i = 0; control_rig_settle(rig); i++)
		assert_true(i < 8);
}

static void who_opens_is_told_what_the_modem_has(void **state)
{
	struct control_rig *rig = *state;
	int fd = control_rig_opened(rig);

	assert_int_equal(rig->commands, 0);
	comes_to_rest(rig);
	assert_int_equal(rig->commands, 2); /* what it has, and for that */
	assert_true(is_told(rig, CONTROL_RIG_TELLS));
	close(fd);
}

/* It comes before the modem was asked what it has. */
static void list_of_another_does_not_stand_for_it(struct control_rig *rig)
{
	int fd = control_rig_opened(rig);
	int other = control_rig_subscribed(rig, OTHER);

	assert_true(is_told(rig, OTHER));
	assert_false(is_told(rig, CONTROL_RIG_TELLS));
	comes_to_rest(rig);
	assert_true(is_told(rig, OTHER));
	assert_true(is_told(rig, CONTROL_RIG_TELLS));
	close(fd);
	close(other);
}

static void list_does_not_stand_for_who_opened_before(void **state)
{
	list_of_another_does_not_stand_for_it(*state);
}

static void list_does_not_stand_for_who_opened_before_of_qmi(void **state)
{
	struct control_rig *rig = *state;

	rig->qmi = true;
	list_of_another_does_not_stand_for_it(rig);
}

/* The modem keeps the last list that it gets: it has both. */
static void list_has_what_others_are_told(void **state)
{
	struct control_rig *rig = *state;
	int fd = control_rig_opened(rig), other;

	comes_to_rest(rig);
	other = control_rig_subscribed(rig, OTHER);
	assert_true(is_told(rig, OTHER));
	assert_true(is_told(rig, CONTROL_RIG_TELLS));
	assert_false(control_rig_settle(rig));
	close(fd);
	close(other);
}

/* What was asked of QMI goes on: the list is of what the client is told. */
static void list_of_qmi_is_of_the_client_alone(void **state)
{
	struct control_rig *rig = *state;
	int fd, other;

	rig->qmi = true;
	fd = control_rig_opened(rig);
	comes_to_rest(rig);
	other = control_rig_subscribed(rig, OTHER);
	assert_true(is_told(rig, OTHER));
	assert_false(is_told(rig, CONTROL_RIG_TELLS));
	assert_false(control_rig_settle(rig));
	close(fd);
	close(other);
}

#define TEST(name)                                               \
	cmocka_unit_test_setup_teardown(name, control_rig_setup, \
					control_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(who_opens_is_told_what_the_modem_has),
		TEST(list_does_not_stand_for_who_opened_before),
		TEST(list_does_not_stand_for_who_opened_before_of_qmi),
		TEST(list_has_what_others_are_told),
		TEST(list_of_qmi_is_of_the_client_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Two configurations of the core are the same if they say the same. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "core/core.h"

#define TEXT(to, s) strncpy(to, s, sizeof(to) - 1)[sizeof(to) - 1] = '\0'

/* Every member has a value, the room between them has 'fill'. */
static void fill(struct att_core_config *c, int fill)
{
	memset(c, fill, sizeof(*c));
	c->unlock = c->in_band = true;
	TEXT(c->pin, "0000");
	c->choice.slot = 1;
	TEXT(c->choice.operator_, "00101");
	c->choice.fallback = c->choice.attach = false;
	c->choice.access = 4;
	TEXT(c->choice.apn, "ims");
	TEXT(c->choice.user, "");
	TEXT(c->choice.password, "");
	c->choice.auth = 0;
	c->choice.ip = ATT_IP_V4;
	att_recovery_default(&c->recovery);
	c->n_sessions = 1;
	for (unsigned i = 0; i < ATT_CORE_SESSIONS; i++) {
		struct att_core_session *s = &c->session[i];

		TEXT(s->name, "uplink");
		TEXT(s->apn, "internet");
		TEXT(s->user, "user");
		TEXT(s->password, "secret");
		s->auth = 1;
		s->ip = ATT_IP_V4;
		s->roaming = s->partner = s->share_prefix = s->off = false;
	}
	c->n_streams = 0;
	memset(c->stream, 0, sizeof(c->stream));
}

static void what_stands_between_members_says_nothing(void **state)
{
	static struct att_core_config a, b;

	(void)state;
	fill(&a, 0);
	fill(&b, 0xa5);
	assert_memory_not_equal(&a, &b, sizeof(a));
	assert_true(att_core_config_same(&a, &b));
}

#define DIFFERS(change)                                    \
	do {                                               \
		fill(&b, 0);                               \
		b.change;                                  \
		if (att_core_config_same(&a, &b))          \
			fail_msg("not seen: %s", #change); \
	} while (0)

static void each_member_counts(void **state)
{
	static struct att_core_config a, b;

	(void)state;
	fill(&a, 0);
	DIFFERS(unlock = false);
	DIFFERS(in_band = false);
	DIFFERS(pin[0] = '1');
	DIFFERS(pin[sizeof(a.pin) - 1] = 1);
	DIFFERS(n_sessions = 2);
	DIFFERS(n_streams = 1);
	DIFFERS(stream[0].b[15] = 1);
	DIFFERS(choice.slot = 2);
	DIFFERS(choice.operator_[4] = '2');
	DIFFERS(choice.fallback = true);
	DIFFERS(choice.attach = true);
	DIFFERS(choice.access = 8);
	DIFFERS(choice.apn[0] = 'x');
	DIFFERS(choice.user[0] = 'x');
	DIFFERS(choice.password[0] = 'x');
	DIFFERS(choice.auth = 1);
	DIFFERS(choice.ip = ATT_IP_V6);
	DIFFERS(recovery.rungs = 1);
	DIFFERS(recovery.ask_ms = 1);
	DIFFERS(recovery.refusals = 77);
	DIFFERS(recovery.sim_ms = 1);
	DIFFERS(recovery.rest_ms = 1);
	DIFFERS(recovery.steady_ms = 1);
	DIFFERS(session[0].name[0] = 'x');
	DIFFERS(session[0].apn[0] = 'x');
	DIFFERS(session[0].user[0] = 'x');
	DIFFERS(session[0].password[0] = 'x');
	DIFFERS(session[0].password[sizeof(a.session[0].password) - 1] = 1);
	DIFFERS(session[0].auth = 2);
	DIFFERS(session[0].ip = ATT_IP_V6);
	DIFFERS(session[0].roaming = true);
	DIFFERS(session[0].partner = true);
	DIFFERS(session[0].share_prefix = true);
	DIFFERS(session[ATT_CORE_SESSIONS - 1].off = true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_stands_between_members_says_nothing),
		cmocka_unit_test(each_member_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The manager with a protocol that is not MBIM, and a modem that can do four
 * things: from the plug to a link, and back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "core/core.h"
#include "core/effect.h"
#include "tests/policy/toy.h"

/* A modem's answers, by the word of the request; NULL: none. */
struct answer {
	const char *word, *text;
};

static const struct answer at_home[] = {
	{"hello", ""}, {"bye", ""},  {"where", "home"},
	{"net", "on"}, {"up", "on"}, {"addresses", "10.0.0.2/30"},
	{NULL, NULL},
};

struct talk {
	struct att_core *core;
	const struct answer *answers;
	uint64_t now_ms;
	char said[4096]; /* requests "> ", steps "  ", effects "= " */
	size_t len;
};

static void say(struct talk *k, const char *before, const char *text)
{
	k->len += (size_t)snprintf(k->said + k->len, sizeof(k->said) - k->len,
				   "%s%s\n", before, text);
	assert_true(k->len < sizeof(k->said));
}

static void on_step(void *ctx, const struct att_trace_rec *rec)
{
	char line[256];
	struct att_text t;

	att_text_init(&t, line, sizeof(line));
	att_trace_text(&t, rec, 0);
	say(ctx, "  ", line);
}

static void begin_with(struct talk *k, const struct answer *answers,
		       const struct att_protocol *const *protocols,
		       const char *speaks)
{
	struct att_core_config config = {.n_sessions = 1};
	const struct att_core_link link = {.speaks = speaks};

	memset(k, 0, sizeof(*k));
	k->answers = answers;
	strcpy(config.session[0].name, "internet");
	strcpy(config.session[0].apn, "toys");
	config.session[0].ip = ATT_IP_V4;
	k->core = att_core_init(malloc(att_core_size(protocols)), protocols,
				&config, 1, on_step, k);
	att_core_plug(k->core, &link, 0);
}

static void begin(struct talk *k, const struct answer *answers)
{
	begin_with(k, answers, toy_protocols, NULL);
}

static void answer(struct talk *k, const char *request)
{
	char text[128], word[16];
	unsigned number;

	assert_int_equal(sscanf(request, "%u %15s", &number, word), 2);
	for (const struct answer *a = k->answers; a->word; a++) {
		if (strcmp(a->word, word))
			continue;
		snprintf(text, sizeof(text), "%u %s %s\n", number, word,
			 a->text);
		att_core_input(k->core, att_bytes_of(text, strlen(text)),
			       k->now_ms);
		return;
	}
}

static void say_effects(struct talk *k)
{
	char line[ATT_EFFECT_TEXT];
	struct att_effect e;
	struct att_text t;

	while (att_core_effect(k->core, &e)) {
		att_text_init(&t, line, sizeof(line));
		att_effect_text(&t, &e);
		say(k, "= ", line);
	}
}

/* Until nobody has anything to say. */
static void go_on(struct talk *k)
{
	uint8_t buf[4096];
	size_t len;

	while ((len = att_core_output(k->core, buf, sizeof(buf) - 1))) {
		buf[len - 1] = 0; /* the end of the line */
		say(k, "> ", (const char *)buf);
		answer(k, (const char *)buf);
	}
	say_effects(k);
}

static void want(struct talk *k, enum att_want want)
{
	att_core_want(k->core, want, k->now_ms);
	go_on(k);
}

static void comes_up_and_closes(void **state)
{
	struct talk k;

	(void)state;
	begin(&k, at_home);
	want(&k, ATT_WANT_CONNECTED);
	want(&k, ATT_WANT_OFF);
	att_core_unplug(k.core, k.now_ms);
	go_on(&k);
	assert_string_equal(
		k.said,
		"  +0.000 control absent --plugged--> closed\n"
		"  +0.000 control closed --wanted--> opening [send_hello]\n"
		"> 1 hello\n"
		"  +0.000 control opening --opened--> open [announce_open]\n"
		"  +0.000 attach idle --channel_open--> surveying [survey]\n"
		"> 2 where\n"
		"  +0.000 attach surveying --registered--> packet "
		"[query_packet]\n"
		"> 3 net\n"
		"  +0.000 attach packet --attached--> attached "
		"[announce_attached]\n"
		"  +0.000 connect idle --attached--> querying [query_connect]\n"
		"  +0.000 connect querying --failed--> activating [activate]\n"
		"> 4 up 0 toys\n"
		"  +0.000 connect activating --activated--> configuring "
		"[query_ip]\n"
		"> 5 addresses 0\n"
		"  +0.000 connect configuring --configured--> up [link_up]\n"
		"= link_up 0 10.0.0.2/30\n"
		"  +0.000 connect up --release--> releasing [deactivate]\n"
		"  +0.000 connect releasing --failed--> idle [link_down]\n"
		"  +0.000 control open --release--> closing [send_bye]\n"
		"  +0.000 attach attached --lost--> idle\n"
		"> 6 bye\n"
		"  +0.000 control closing --closed--> closed\n"
		"= link_down 0\n"
		"= closed\n"
		"  +0.000 control closed --gone--> absent\n"
		"= closed\n");
	free(k.core);
}

/* What it cannot do is refused and not sent, and is tried again later. */
static void lost_modem_is_asked_again_and_not_at_once(void **state)
{
	static const struct answer searching[] = {
		{"hello", ""}, {"where", "searching"}, {NULL, NULL}};
	struct talk k;
	uint64_t at;

	(void)state;
	begin(&k, searching);
	want(&k, ATT_WANT_CONNECTED);
	assert_non_null(strstr(k.said, "attach radio --failed--> sim"));
	assert_non_null(strstr(k.said, "attach sim --failed--> sim_starting"));
	assert_null(strstr(k.said, "> 3"));
	at = att_core_deadline(k.core);
	assert_int_equal(at, 2000);
	free(k.core);
}

static void registered_later_comes_up(void **state)
{
	struct talk k;

	(void)state;
	begin(&k, at_home);
	k.answers = (const struct answer[]){
		{"hello", ""}, {"where", "roaming"}, {NULL, NULL}};
	want(&k, ATT_WANT_CONNECTED);
	assert_non_null(strstr(k.said, "--roaming_barred--> roaming_barred"));
	k.answers = at_home;
	att_core_input(k.core, att_bytes_of("0 where home\n", 13), 0);
	go_on(&k);
	assert_non_null(strstr(k.said, "= link_up 0 10.0.0.2/30\n"));
	free(k.core);
}

/* A refusal has the network's cause, whatever the protocol. */
static void refusal_says_why(void **state)
{
	struct att_core_status s;
	struct talk k;

	(void)state;
	begin(&k, at_home);
	k.answers = (const struct answer[]){{"hello", ""},
					    {"where", "home"},
					    {"net", "on"},
					    {"up", "off 33"},
					    {NULL, NULL}};
	want(&k, ATT_WANT_CONNECTED);
	att_core_status(k.core, &s);
	assert_string_equal(s.problem,
			    "session internet was refused: 33 "
			    "(requested_service_option_not_subscribed); has "
			    "the plan this APN?");
	assert_int_equal(att_core_deadline(k.core), 300000);
	free(k.core);
}

static bool qmap_format(const void *t, struct att_data_format *out)
{
	(void)t;
	*out = (struct att_data_format){
		.link = ATT_LINK_RAW_IP,
		.down = ATT_AGGREGATION_QMAP_V5,
		.down_max_datagrams = 32,
		.down_max_size = 16384,
	};
	return true;
}

/* What the modem speaks decides, and the next one may speak something else. */
static void modem_is_asked_in_its_own_protocol(void **state)
{
	static struct att_protocol other;
	const struct att_protocol *const both[] = {&toy_protocol, &other, NULL};
	struct att_core_link link = {.speaks = "other"};
	struct talk k;

	(void)state;
	other = toy_protocol;
	other.name = "other";
	other.data_format = qmap_format;
	begin_with(&k, at_home, both, "other");
	want(&k, ATT_WANT_OPEN);
	assert_non_null(strstr(k.said, "= data_format raw_ip up none down "
				       "qmap_v5 32 in 16384\n"));
	link.speaks = "toy";
	att_core_plug(k.core, &link, k.now_ms);
	k.len = 0;
	go_on(&k);
	assert_non_null(strstr(k.said, "--opened--> open"));
	assert_null(strstr(k.said, "data_format"));
	free(k.core);
}

static void modem_that_speaks_otherwise_is_none(void **state)
{
	struct talk k;

	(void)state;
	begin_with(&k, at_home, toy_protocols, "other");
	want(&k, ATT_WANT_OPEN);
	assert_string_equal(k.said, "");
	free(k.core);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(comes_up_and_closes),
		cmocka_unit_test(lost_modem_is_asked_again_and_not_at_once),
		cmocka_unit_test(registered_later_comes_up),
		cmocka_unit_test(refusal_says_why),
		cmocka_unit_test(modem_is_asked_in_its_own_protocol),
		cmocka_unit_test(modem_that_speaks_otherwise_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

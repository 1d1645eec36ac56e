/* The machines generated from the charts: what step promises, for each of the
 * three. Paths through a chart are searched in its own table of edges. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "generated/attach_machine.h"
#include "generated/connect_machine.h"
#include "generated/mbim_control_machine.h"

/* One machine behind an interface that is the same for all. */
union instance {
	struct mbim_control control;
	struct att_attach attach;
	struct att_connect connect;
};

struct machine {
	const struct att_machine_info *info;
	void (*init)(union instance *m);
	bool (*step)(union instance *m, unsigned event,
		     struct att_trace_rec *rec);
	uint8_t (*state)(const union instance *m);
	uint8_t (*effect)(const union instance *m);
};

#define MACHINE(prefix, name)                                                \
	static void name##_init(union instance *m)                           \
	{                                                                    \
		prefix##_##name##_init(&m->name);                            \
	}                                                                    \
	static bool name##_step(union instance *m, unsigned event,           \
				struct att_trace_rec *rec)                   \
	{                                                                    \
		return prefix##_##name##_step(                               \
			&m->name, (enum prefix##_##name##_event)event, rec); \
	}                                                                    \
	static uint8_t name##_state(const union instance *m)                 \
	{                                                                    \
		return m->name.state;                                        \
	}                                                                    \
	static uint8_t name##_effect(const union instance *m)                \
	{                                                                    \
		return m->name.effect;                                       \
	}                                                                    \
	static const struct machine name = {&prefix##_##name##_info,         \
					    name##_init, name##_step,        \
					    name##_state, name##_effect}

MACHINE(mbim, control);
MACHINE(att, attach);
MACHINE(att, connect);

static const struct machine *const machines[] = {&control, &attach, &connect};

static void each_machine(void (*check)(const struct machine *m))
{
	for (size_t i = 0; i < sizeof(machines) / sizeof(*machines); i++)
		check(machines[i]);
}

/* For every state the edge of the shortest path that leads into it. */
static void find_paths(const struct att_machine_info *info,
		       const struct att_machine_edge *into[256])
{
	bool reached[256] = {true};

	for (bool more = true; more;) {
		more = false;
		for (unsigned i = 0; i < info->n_edges; i++) {
			const struct att_machine_edge *e = &info->edges[i];

			if (!reached[e->from] || reached[e->to])
				continue;
			reached[e->to] = more = true;
			into[e->to] = e;
		}
	}
	for (unsigned i = 0; i < info->n_states; i++)
		assert_true(reached[i]);
}

/* A fresh instance, walked from the first state to this one. */
static void walk_to(const struct machine *m, union instance *in, uint8_t state)
{
	const struct att_machine_edge *into[256] = {NULL};
	struct att_trace_rec rec;
	unsigned events[256];
	unsigned n = 0;

	find_paths(m->info, into);
	for (uint8_t s = state; s; s = into[s]->from)
		events[n++] = into[s]->event;
	m->init(in);
	while (n)
		assert_true(m->step(in, events[--n], &rec));
	assert_int_equal(m->state(in), state);
}

static const struct att_machine_edge *find_edge(
	const struct att_machine_info *info, uint8_t from, unsigned event)
{
	for (unsigned i = 0; i < info->n_edges; i++)
		if (info->edges[i].from == from &&
		    info->edges[i].event == event)
			return &info->edges[i];
	return NULL;
}

static void machine_starts_in_first_state(void **unused)
{
	struct mbim_control c;
	struct att_attach a;
	struct att_connect s;

	(void)unused;
	memset(&c, 0xff, sizeof(c));
	memset(&a, 0xff, sizeof(a));
	memset(&s, 0xff, sizeof(s));
	mbim_control_init(&c);
	att_attach_init(&a);
	att_connect_init(&s);
	assert_int_equal(c.state, MBIM_CONTROL_ABSENT);
	assert_int_equal(a.state, ATT_ATTACH_IDLE);
	assert_int_equal(s.state, ATT_CONNECT_IDLE);
	assert_int_equal(a.effect, ATT_ATTACH_DO_NOTHING);
	assert_string_equal(mbim_control_info.states[c.state], "absent");
}

static void chart_says_what_a_state_is(void **unused)
{
	const struct att_machine_about *blocked =
		&att_attach_info.about[ATT_ATTACH_PUK_BLOCKED];
	const struct att_machine_about *absent =
		&att_attach_info.about[ATT_ATTACH_SIM_ABSENT];
	const struct att_machine_about *denied =
		&att_attach_info.about[ATT_ATTACH_DENIED];
	const struct att_machine_about *idle = att_attach_info.about;

	(void)unused;
	assert_string_equal(absent->says, "no SIM is inserted");
	assert_int_equal(absent->lasts_ms, 30000);
	assert_true(absent->stuck && !absent->backoff);
	assert_true(denied->backoff && !denied->lasts_ms);
	assert_true(blocked->stuck && !blocked->backoff && !blocked->lasts_ms);
	assert_true(!idle->says && !idle->stuck && !idle->lasts_ms);
}

static void machine_tells_taken_step(void **unused)
{
	struct att_trace_rec rec = {.at_ms = 7, .instance = 3};
	struct att_attach m;

	(void)unused;
	att_attach_init(&m);
	assert_true(att_attach_step(&m, ATT_ATTACH_EV_CHANNEL_OPEN, &rec));
	assert_int_equal(m.state, ATT_ATTACH_SURVEYING);
	assert_int_equal(m.effect, ATT_ATTACH_DO_SURVEY);
	assert_ptr_equal(rec.machine, &att_attach_info);
	assert_int_equal(rec.event, ATT_ATTACH_EV_CHANNEL_OPEN);
	assert_int_equal(rec.from, ATT_ATTACH_IDLE);
	assert_int_equal(rec.to, ATT_ATTACH_SURVEYING);
	assert_int_equal(rec.effect, ATT_ATTACH_DO_SURVEY);
	assert_false(rec.refused);
	assert_int_equal(rec.at_ms, 7);
	assert_int_equal(rec.instance, 3);
}

static void machine_keeps_state_on_refusal(void **unused)
{
	struct att_trace_rec rec = {0};
	struct att_attach m;

	(void)unused;
	att_attach_init(&m);
	att_attach_step(&m, ATT_ATTACH_EV_CHANNEL_OPEN, &rec);
	assert_false(att_attach_step(&m, ATT_ATTACH_EV_ATTACHED, &rec));
	assert_true(rec.refused);
	assert_int_equal(rec.from, ATT_ATTACH_SURVEYING);
	assert_int_equal(rec.to, ATT_ATTACH_SURVEYING);
	assert_int_equal(rec.effect, 0);
	assert_int_equal(m.state, ATT_ATTACH_SURVEYING);
	assert_int_equal(m.effect, ATT_ATTACH_DO_NOTHING);
	/* and goes on from there */
	assert_true(att_attach_step(&m, ATT_ATTACH_EV_UNREGISTERED, &rec));
	assert_int_equal(m.state, ATT_ATTACH_RADIO);
}

static void machine_tells_effect_of_last_step_only(void **unused)
{
	struct att_trace_rec rec;
	struct mbim_control m;

	(void)unused;
	mbim_control_init(&m);
	mbim_control_step(&m, MBIM_CONTROL_EV_PLUGGED, &rec);
	mbim_control_step(&m, MBIM_CONTROL_EV_WANTED, &rec);
	assert_int_equal(m.effect, MBIM_CONTROL_DO_SEND_OPEN);
	mbim_control_step(&m, MBIM_CONTROL_EV_GONE, &rec);
	assert_int_equal(m.effect, MBIM_CONTROL_DO_NOTHING);
	assert_int_equal(rec.effect, MBIM_CONTROL_DO_NOTHING);
}

static void machine_is_traced_in_the_words_of_the_chart(void **unused)
{
	struct att_trace_rec rec = {.at_ms = 1120};
	struct mbim_control m;
	struct att_text t;
	char buf[128];

	(void)unused;
	mbim_control_init(&m);
	mbim_control_step(&m, MBIM_CONTROL_EV_PLUGGED, &rec);
	mbim_control_step(&m, MBIM_CONTROL_EV_WANTED, &rec);
	att_text_init(&t, buf, sizeof(buf));
	att_trace_text(&t, &rec, 1000);
	assert_string_equal(
		buf, "+0.120 control closed --wanted--> opening [send_open]");
	mbim_control_step(&m, MBIM_CONTROL_EV_RETRY, &rec);
	att_text_init(&t, buf, sizeof(buf));
	att_trace_text(&t, &rec, 1000);
	assert_string_equal(buf, "+0.120 control opening --retry--> refused");
}

static void refuse_outside(const struct machine *m)
{
	const unsigned end = ATT_EVENT_FIRST + m->info->n_events;
	const unsigned events[] = {
		0, 1, ATT_EVENT_FIRST - 1, end, end + 1, 0x7fff,
		/* the first event again, if only 16 bits counted */
		0x10000 + ATT_EVENT_FIRST, 0xffffffff};

	for (size_t i = 0; i < sizeof(events) / sizeof(*events); i++) {
		struct att_trace_rec rec = {.at_ms = 0};
		union instance in;
		struct att_text t;
		char buf[128];

		m->init(&in);
		assert_false(m->step(&in, events[i], &rec));
		assert_int_equal(m->state(&in), 0);
		att_text_init(&t, buf, sizeof(buf));
		att_trace_text(&t, &rec, 0);
		assert_non_null(strstr(buf, " --unknown--> refused"));
	}
}

static void machine_refuses_events_outside_its_alphabet(void **unused)
{
	(void)unused;
	each_machine(refuse_outside);
}

static void take_edges(const struct machine *m)
{
	assert_true(m->info->n_edges > 0);
	for (unsigned i = 0; i < m->info->n_edges; i++) {
		const struct att_machine_edge *e = &m->info->edges[i];
		struct att_trace_rec rec;
		union instance in;

		walk_to(m, &in, e->from);
		assert_true(m->step(&in, e->event, &rec));
		assert_int_equal(m->state(&in), e->to);
		assert_int_equal(m->effect(&in), e->effect);
		assert_int_equal(rec.from, e->from);
		assert_int_equal(rec.to, e->to);
		assert_int_equal(rec.effect, e->effect);
		assert_int_equal(rec.event, e->event);
		assert_false(rec.refused);
	}
}

static void machine_takes_every_edge_of_its_chart(void **unused)
{
	(void)unused;
	each_machine(take_edges);
}

static void refuse_rest_in(const struct machine *m, uint8_t state)
{
	for (unsigned i = 0; i < m->info->n_events; i++) {
		const unsigned event = ATT_EVENT_FIRST + i;
		struct att_trace_rec rec;
		union instance in;

		if (find_edge(m->info, state, event))
			continue;
		walk_to(m, &in, state);
		assert_false(m->step(&in, event, &rec));
		assert_true(rec.refused);
		assert_int_equal(m->state(&in), state);
		assert_int_equal(rec.from, state);
		assert_int_equal(rec.to, state);
		assert_int_equal(rec.event, event);
		assert_int_equal(rec.effect, 0);
	}
}

static void refuse_rest(const struct machine *m)
{
	for (unsigned s = 0; s < m->info->n_states; s++)
		refuse_rest_in(m, (uint8_t)s);
}

static void machine_refuses_all_that_its_chart_lacks(void **unused)
{
	(void)unused;
	each_machine(refuse_rest);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(machine_starts_in_first_state),
		cmocka_unit_test(chart_says_what_a_state_is),
		cmocka_unit_test(machine_tells_taken_step),
		cmocka_unit_test(machine_keeps_state_on_refusal),
		cmocka_unit_test(machine_tells_effect_of_last_step_only),
		cmocka_unit_test(machine_is_traced_in_the_words_of_the_chart),
		cmocka_unit_test(machine_refuses_events_outside_its_alphabet),
		cmocka_unit_test(machine_takes_every_edge_of_its_chart),
		cmocka_unit_test(machine_refuses_all_that_its_chart_lacks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

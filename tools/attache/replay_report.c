/* What came of attache against a recorded modem, for people or as JSON. */
#include "replay_report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "replay_json.h"
#include "replay_words.h"

#define NAMED 8 /* places that are named before "and N more" */

/* --- what attache asked -------------------------------------------------- */

static const char *const how_words[] = {
	[AS_MODEM_SAME] = "answered as recorded",
	[AS_MODEM_OTHERWISE] = "answered as recorded",
	[AS_MODEM_SILENT] = "not answered there, nor here",
	[AS_MODEM_CUT] = "the recording has cut the answer",
	[AS_MODEM_UNLIKE] = "the recording has no answer to this content",
	[AS_MODEM_UNKNOWN] = "not in the recording",
	[AS_MODEM_ANY] = "not in the recording",
};

static const char *const how_names[] = {
	[AS_MODEM_SAME] = "same",     [AS_MODEM_OTHERWISE] = "otherwise",
	[AS_MODEM_SILENT] = "silent", [AS_MODEM_CUT] = "cut",
	[AS_MODEM_UNLIKE] = "unlike", [AS_MODEM_UNKNOWN] = "unknown",
	[AS_MODEM_ANY] = "any",
};

static bool is_alike(const struct as_modem_asked *a,
		     const struct as_modem_asked *b)
{
	return a->how == b->how && manners_same_request(&a->says, &b->says) &&
	       (a->how != AS_MODEM_OTHERWISE || a->as == b->as);
}

/* How often it was asked so; 0: an earlier one was, and stands for it. */
static unsigned times(const struct as_modem *m, uint32_t at)
{
	unsigned n = 0;

	for (uint32_t i = 0; i < m->n_asked; i++) {
		if (!is_alike(&m->asked[i], &m->asked[at]))
			continue;
		if (i < at)
			return 0;
		n++;
	}
	return n;
}

static void print_asked(struct replay_report *p, uint32_t at, unsigned n)
{
	const struct as_modem_asked *a = &p->m->asked[at];
	const char *name = replay_name(p->r, a->bytes);
	uint8_t buf[64];
	struct manners_message answer = {.kind = MANNERS_ANSWER};

	if (a->refused)
		p->r->manners->refuse(a->bytes, buf, &answer.code);
	if (p->json) {
		replay_json_open("asked");
		replay_json_text("request", name);
		replay_json_text("how", how_names[a->how]);
		replay_json_number("times", n);
		replay_json_number("ms", a->ms);
		if (a->as >= 0)
			replay_json_number("record", p->r->m[a->as].record);
		replay_json_close();
	} else {
		printf("  %s: %s", name, how_words[a->how]);
		replay_place(p->r, a->as);
		if (a->refused)
			printf(", refused with %s",
			       replay_refusal(p->r, &answer));
		else if (a->made)
			printf(", answered as any modem does");
		else if (a->how >= AS_MODEM_CUT)
			printf(", not answered");
		if (n > 1)
			printf(", %s", replay_times(n));
		printf("\n");
	}
	if (a->as >= 0 &&
	    (a->how == AS_MODEM_OTHERWISE || a->how == AS_MODEM_UNLIKE))
		replay_compare(p, &p->r->m[a->as], a);
}

/* Those of these ways, under a heading. */
static void print_ways(struct replay_report *p, const char *heading,
		       uint32_t ways)
{
	bool headed = p->json;

	for (uint32_t i = 0; i < p->m->n_asked; i++) {
		unsigned n;

		if (!(ways & 1u << p->m->asked[i].how))
			continue;
		n = times(p->m, i);
		if (!n)
			continue;
		if (!headed)
			printf("%s:\n", heading);
		headed = true;
		print_asked(p, i, n);
	}
}

/* --- what the recorded host asked ---------------------------------------- */

/* The first of attache's requests that is this one there, of whatever content;
 * -1: there is none. */
static int32_t asked_here(const struct replay_report *p,
			  const struct recorded *there)
{
	for (uint32_t i = 0; i < p->m->n_asked; i++)
		if (manners_same_request(&p->m->asked[i].says, &there->says))
			return (int32_t)i;
	return -1;
}

static bool is_first(const struct recording *r, uint32_t at)
{
	for (uint32_t i = 0; i < at; i++)
		if (manners_same_request(&r->m[i].says, &r->m[at].says))
			return false;
	return true;
}

/* Where else it is asked, this place included. */
static void print_places(const struct recording *r, uint32_t at)
{
	unsigned n = 0;

	printf(" (%s", r->packets ? "packet" : "line");
	for (uint32_t i = at; i < r->n; i++)
		if (manners_same_request(&r->m[i].says, &r->m[at].says) &&
		    n++ < NAMED)
			printf("%s %u", n > 1 ? "," : "", r->m[i].record);
	if (n > NAMED)
		printf(" and %u more", n - NAMED);
	printf(")");
}

static void print_not_asked(struct replay_report *p)
{
	const struct recording *r = p->r;
	bool headed = p->json;

	for (uint32_t i = 0; i < r->n; i++) {
		if (r->m[i].says.kind != MANNERS_REQUEST ||
		    asked_here(p, &r->m[i]) >= 0 || !is_first(r, i))
			continue;
		if (p->json) {
			replay_json_open("not_asked");
			replay_json_text("request",
					 replay_name(r, r->m[i].bytes));
			replay_json_number("record", r->m[i].record);
			replay_json_close();
			continue;
		}
		if (!headed)
			printf("asked by the recorded host, not by attache:\n");
		headed = true;
		printf("  %s", replay_name(r, r->m[i].bytes));
		print_places(r, i);
		printf("\n");
	}
}

/* What attache asks before this, and the recorded host did not. A question is
 * seldom refused for what was not asked before it. */
static void print_before(struct replay_report *p, uint32_t at, int32_t here)
{
	const struct recording *r = p->r;
	uint32_t until = here < 0 ? p->m->n_asked : (uint32_t)here;
	bool any = false;

	if (r->m[at].says.queries)
		return;

	for (uint32_t i = 0; i < until; i++) {
		const struct as_modem_asked *a = &p->m->asked[i];
		bool there = a->ms > p->run->ms; /* it leaves already */

		for (uint32_t k = 0; k < at; k++)
			there = there ||
				manners_same_request(&r->m[k].says, &a->says);
		for (uint32_t k = 0; k < i; k++)
			there = there ||
				manners_same_request(&p->m->asked[k].says,
						     &a->says);
		if (there)
			continue;
		if (p->json)
			replay_json_item(any ? NULL : "before",
					 replay_name(r, a->bytes));
		else
			printf("%s%s",
			       any ? ", " : "    attache asks before it: ",
			       replay_name(r, a->bytes));
		any = true;
	}
	if (p->json && any)
		replay_json_end_items();
	else if (any)
		printf("\n");
}

/* That one of attache's requests which asks this there of something else; -1:
 * there is none. */
static int32_t asked_otherwise(const struct replay_report *p, uint32_t at)
{
	for (uint32_t i = 0; i < p->m->n_asked; i++)
		if (p->m->asked[i].as == (int32_t)at &&
		    (p->m->asked[i].how == AS_MODEM_UNLIKE ||
		     p->m->asked[i].how == AS_MODEM_OTHERWISE))
			return (int32_t)i;
	return -1;
}

/* A request that the recorded modem refused: why, and what attache does. */
static void print_refused(struct replay_report *p, uint32_t at)
{
	const struct recording *r = p->r;
	const struct manners_message *answer = &r->m[r->m[at].answer].says;
	const struct manners_reason *reason =
		manners_reason(r->manners, &r->m[at].says, answer);
	bool order = !reason || reason->when == MANNERS_ORDER;
	int32_t here = asked_here(p, &r->m[at]);

	if (p->json) {
		replay_json_open("refused");
		replay_json_text("request", replay_name(r, r->m[at].bytes));
		replay_json_number("record", r->m[at].record);
		replay_json_text("with", replay_refusal(r, answer));
		if (reason)
			replay_json_text("reason", reason->text);
		replay_json_bool("asked_by_attache", here >= 0);
		if (order)
			print_before(p, at, here);
		replay_json_close();
	} else {
		printf("  %s", replay_name(r, r->m[at].bytes));
		replay_place(r, (int32_t)at);
		printf(": %s", replay_refusal(r, answer));
		replay_place(r, r->m[at].answer);
		printf("\n");
		if (reason)
			printf("    %s\n", reason->text);
		if (here < 0)
			printf("    attache does not ask this.\n");
		if (order)
			print_before(p, at, here);
	}
	here = asked_otherwise(p, at);
	if (here < 0)
		return;
	if (!p->json)
		printf("    attache asks it otherwise:\n");
	replay_compare(p, &r->m[at], &p->m->asked[here]);
}

static void print_all_refused(struct replay_report *p)
{
	const struct recording *r = p->r;
	bool headed = p->json;

	for (uint32_t i = 0; i < r->n; i++) {
		int32_t answer = r->m[i].answer;

		if (answer < 0 || !r->m[answer].says.refused || !is_first(r, i))
			continue;
		if (!headed)
			printf("refused by the recorded modem:\n");
		headed = true;
		print_refused(p, i);
	}
}

/* --- answers that came too late, or never -------------------------------- */

/* How often it was asked again before its answer came. */
static unsigned repeats(const struct recording *r, uint32_t at)
{
	uint32_t until = r->m[at].answer < 0 ? r->n : (uint32_t)r->m[at].answer;
	unsigned n = 0;

	for (uint32_t i = at + 1; i < until; i++)
		n += manners_same_request(&r->m[i].says, &r->m[at].says);
	return n;
}

static void print_late_one(struct replay_report *p, uint32_t at, unsigned n)
{
	const struct recording *r = p->r;
	int32_t answer = r->m[at].answer;

	if (p->json) {
		replay_json_open(answer < 0 ? "unanswered" : "late");
		replay_json_text("request", replay_name(r, r->m[at].bytes));
		replay_json_number("record", r->m[at].record);
		replay_json_number("repeats", n);
		if (answer >= 0)
			replay_json_number("ms", r->m[answer].ms - r->m[at].ms);
		replay_json_close();
		return;
	}
	printf("  %s", replay_name(r, r->m[at].bytes));
	replay_place(r, (int32_t)at);
	if (answer < 0) {
		printf(": never, and the host asked %s more\n",
		       replay_times(n));
		return;
	}
	printf(": after %.1f s", replay_seconds(r->m[answer].ms - r->m[at].ms));
	replay_place(r, answer);
	printf(", when the host had asked %s more\n", replay_times(n));
	if (r->m[at].says.opens)
		printf("    The answer to any of them opens the channel; who "
		       "waits for that to the last one\n    waits in vain.\n");
}

static void print_late(struct replay_report *p)
{
	const struct recording *r = p->r;
	bool headed = p->json;

	for (uint32_t i = 0; i < r->n; i++) {
		unsigned n;

		if (r->m[i].says.kind != MANNERS_REQUEST || !is_first(r, i))
			continue;
		n = repeats(r, i);
		if (!n || (r->m[i].answer >= 0 && r->m[i].says.queries))
			continue;
		if (!headed)
			printf("answered late by the recorded modem, or "
			       "never:\n");
		headed = true;
		print_late_one(p, i, n);
	}
}

/* Answers that nobody asked for there. */
static void print_strays(struct replay_report *p)
{
	const struct recording *r = p->r;
	unsigned n = 0;
	int32_t first = -1;

	for (uint32_t i = 0; i < r->n; i++) {
		if (!r->m[i].from_modem || r->m[i].request >= 0 ||
		    r->m[i].says.kind == MANNERS_NEWS)
			continue;
		first = first < 0 ? (int32_t)i : first;
		n++;
	}
	if (!n)
		return;
	if (p->json) {
		replay_json_open("strays");
		replay_json_number("messages", n);
		replay_json_number("record", r->m[first].record);
		replay_json_close();
		return;
	}
	printf(n == 1 ? "one message of the recorded modem answers nothing "
			"that "
			"its host asked"
		      : "%u messages of the recorded modem answer nothing that "
			"its host asked",
	       n);
	replay_place(r, first);
	printf(":\n  an earlier program may have asked for them. attache takes "
	       "none for its own; if its own\n  answers do not come, it has "
	       "the device reset.\n");
}

/* --- how far both got ---------------------------------------------------- */

static bool came_up(const struct replay_report *p)
{
	return p->run->end == AS_MODEM_UP;
}

static const char *const ends[] = {
	[AS_MODEM_UP] = "up",
	[AS_MODEM_RESET] = "reset",
	[AS_MODEM_STILL] = "waits",
	[AS_MODEM_TIME] = "time",
};

static void print_attache(const struct replay_report *p)
{
	const struct as_modem_run *run = p->run;

	if (came_up(p)) {
		printf("attache: online after %.1f s%s%s\n",
		       replay_seconds(run->up_ms), run->link[0] ? ", " : "",
		       run->link);
		return;
	}
	printf("attache: not online after %.1f s: control %s, attach %s, "
	       "connect %s\n",
	       replay_seconds(run->ms), run->status.control, run->status.attach,
	       run->status.connect[0]);
	if (run->status.problem)
		printf("  %s\n", run->status.problem_text);
	if (run->end == AS_MODEM_RESET)
		printf("  it has the device reset; what comes then no "
		       "recording "
		       "can tell\n");
	if (run->end == AS_MODEM_STILL)
		printf("  it waits for what the recording does not have\n");
	for (uint32_t i = p->m->n_asked; i-- > 0;) {
		const struct as_modem_asked *a = &p->m->asked[i];

		if (a->how < AS_MODEM_SILENT || a->made || a->ms > run->ms)
			continue;
		printf("  what it did not get last: %s (%s)\n",
		       replay_name(p->r, a->bytes), how_words[a->how]);
		return;
	}
}

static void print_result(struct replay_report *p)
{
	const struct recording *r = p->r;
	unsigned n = 0;

	for (uint32_t i = 0; i < r->n; i++)
		n += r->m[i].says.kind == MANNERS_REQUEST;
	if (p->json) {
		replay_json_open("result");
		replay_json_text("file", r->name);
		replay_json_text("protocol", r->manners->protocol->name);
		replay_json_number("requests", n);
		replay_json_number("messages", r->n);
		replay_json_number("cut", r->talk.cut);
		replay_json_bool("recorded_up", r->up);
		replay_json_bool("attache_up", came_up(p));
		replay_json_text("end", ends[p->run->end]);
		replay_json_number("ms", p->run->ms);
		replay_json_text("control", p->run->status.control);
		replay_json_text("attach", p->run->status.attach);
		replay_json_text("connect", p->run->status.connect[0]);
		if (p->run->status.problem)
			replay_json_text("problem",
					 p->run->status.problem_text);
		replay_json_close();
		return;
	}
	printf("%s: %s, %u requests and %u other messages in %.1f s\n", r->name,
	       r->manners->protocol->name, n, r->n - n,
	       replay_seconds(r->m[r->n - 1].ms));
	if (r->talk.cut)
		printf("  %u messages are cut\n", r->talk.cut);
	if (r->talk.others)
		printf("  %u messages of another modem or protocol were left "
		       "out\n",
		       r->talk.others);
	if (r->too_long)
		printf("  it is longer than what can be held: the rest was "
		       "left out\n");
	printf("the recorded host: %s\n", r->up ? "online" : "not online");
	print_attache(p);
}

/* --- transitions --------------------------------------------------------- */

/* Of a run of attache: how many are the same, and the first that is not. */
static bool print_transitions(struct replay_report *p)
{
	const struct recording *r = p->r;
	const struct as_modem_run *run = p->run;
	uint32_t n = r->n_steps < run->n_steps ? r->n_steps : run->n_steps, i;

	for (i = 0; i < n && !strcmp(r->steps[i], run->steps[i].text); i++)
		;
	if (p->json) {
		replay_json_open("transitions");
		replay_json_number("same", i);
		if (i < n) {
			replay_json_text("there", r->steps[i]);
			replay_json_text("here", run->steps[i].text);
		}
		replay_json_close();
	} else if (i == n) {
		printf("transitions: %u, each as in the run%s%s\n", i,
		       r->until ? " until it was " : "",
		       r->until ? r->until : "");
	} else {
		printf("transitions: %u as in the run, then\n  there: %s\n"
		       "  here:  %s\n",
		       i, r->steps[i], run->steps[i].text);
	}
	return i == n;
}

static void print_steps(const struct replay_report *p)
{
	for (uint32_t i = 0; i < p->run->n_steps; i++)
		printf("+%.3f %s\n", replay_seconds(p->run->steps[i].ms),
		       p->run->steps[i].text);
}

bool replay_report(struct replay_report *p, bool steps)
{
	bool same = true;

	print_result(p);
	if (steps && !p->json)
		print_steps(p);
	if (p->r->is_run)
		same = print_transitions(p);
	print_ways(p, "asked as the recorded host did",
		   steps || p->json ? 1u << AS_MODEM_SAME : 0);
	print_ways(p, "asked otherwise than by the recorded host",
		   1u << AS_MODEM_OTHERWISE);
	print_ways(p, "without an answer of the recording",
		   1u << AS_MODEM_SILENT | 1u << AS_MODEM_CUT |
			   1u << AS_MODEM_UNLIKE | 1u << AS_MODEM_UNKNOWN |
			   1u << AS_MODEM_ANY);
	print_not_asked(p);
	print_all_refused(p);
	print_late(p);
	print_strays(p);
	return same && (came_up(p) || !p->r->up);
}

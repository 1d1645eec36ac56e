/* What the report of a recorded modem says of one message, or of two. */
#include "replay_words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capture/as_modem_match.h"
#include "replay_json.h"

/* --- words --------------------------------------------------------------- */

const char *replay_name(const struct recording *r, struct att_bytes message)
{
	static char name[128];
	struct att_text t;

	att_text_init(&t, name, sizeof(name));
	r->manners->name(message, &t);
	return name;
}

const char *replay_times(unsigned n)
{
	static char text[32];

	if (n == 1)
		return "once";
	snprintf(text, sizeof(text), "%u times", n);
	return text;
}

void replay_place(const struct recording *r, int32_t at)
{
	if (at >= 0)
		printf(" (%s %u)", r->packets ? "packet" : "line",
		       r->m[at].record);
}

const char *replay_refusal(const struct recording *r,
			   const struct manners_message *answer)
{
	static char text[96];
	const char *name = r->manners->code(answer);

	if (name)
		snprintf(text, sizeof(text), "%s %s",
			 answer->error ? "error" : "status", name);
	else
		snprintf(text, sizeof(text), "%s %u",
			 answer->error ? "error" : "status", answer->code);
	return text;
}

double replay_seconds(uint64_t ms)
{
	return (double)ms / 1000;
}

/* --- differences of two requests ----------------------------------------- */

static void print_difference(const struct replay_report *p,
			     const struct as_modem_line *field,
			     const struct as_modem_line *there,
			     const struct as_modem_line *here)
{
	if (p->json) {
		replay_json_open("difference");
		replay_json_span("field", field->name, field->name_len);
		if (there)
			replay_json_span("there", there->value,
					 there->value_len);
		if (here)
			replay_json_span("here", here->value, here->value_len);
		replay_json_close();
		return;
	}
	printf("    %.*s: ", (int)field->name_len, field->name);
	if (there && here && as_modem_line_same(there, here, false))
		printf("another one here (%.*s)\n", (int)here->value_len,
		       here->value);
	else if (there && here)
		printf("%.*s there, %.*s here\n", (int)there->value_len,
		       there->value, (int)here->value_len, here->value);
	else if (there)
		printf("%.*s%sthere, not here\n", (int)there->value_len,
		       there->value, there->value_len ? " " : "");
	else if (here)
		printf("%.*s%shere, not there\n", (int)here->value_len,
		       here->value, here->value_len ? " " : "");
}

/* A message's fields as they are, and as they may be shown. */
struct fields {
	char *all, *masked;
};

static struct fields fields_of(const struct manners *manners,
			       struct att_bytes b, uint16_t version)
{
	return (struct fields){
		as_modem_fields(manners, b, version, ATT_SHOW_ALL),
		as_modem_fields(manners, b, version, ATT_SHOW_MASKED),
	};
}

/* The line of the masked text that this one of the whole text is. */
static const struct as_modem_line *shown(const struct fields *f,
					 const struct as_modem_line *line,
					 struct as_modem_line *out)
{
	unsigned n = as_modem_line_rank(f->all, line);

	return as_modem_line_find(f->masked, line, n, out) ? out : line;
}

static void compare_fields(const struct replay_report *p,
			   const struct fields *there,
			   const struct fields *here)
{
	struct as_modem_line a, b, a_shown, b_shown;
	const char *at = there->all;

	while (as_modem_line(&at, &a)) {
		unsigned n = as_modem_line_rank(there->all, &a);
		bool both = as_modem_line_find(here->all, &a, n, &b);

		if (both && as_modem_line_same(&a, &b, p->r->start.masked))
			continue;
		print_difference(p, &a, shown(there, &a, &a_shown),
				 both ? shown(here, &b, &b_shown) : NULL);
	}
	for (at = here->all; as_modem_line(&at, &b);)
		if (!as_modem_line_find(there->all, &b,
					as_modem_line_rank(here->all, &b), &a))
			print_difference(p, &b, NULL,
					 shown(here, &b, &b_shown));
}

void replay_compare(const struct replay_report *p, const struct recorded *there,
		    const struct as_modem_asked *here)
{
	const struct manners *manners = p->r->manners;
	struct fields a = fields_of(manners, there->bytes, there->version);
	struct fields b = fields_of(manners, here->bytes, here->version);

	if (a.all && a.masked && b.all && b.masked)
		compare_fields(p, &a, &b);
	free(a.all);
	free(a.masked);
	free(b.all);
	free(b.masked);
}

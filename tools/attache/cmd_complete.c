/* attache completion: the script for a shell. attache complete: the words that
 * may stand where the cursor is; the script asks that. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "attache.h"
#include "base/nearest.h"
#include "capture/forms.h"
#include "completion.h"
#include "fields.h"
#include "query.h"
#include "query_qmi.h"
#include "wire/mbim/cid.h"

#define LONGEST 512 /* of a candidate */

static const char usage[] =
	"usage: attache completion bash|zsh|fish\n"
	"\n"
	"Prints the script with which the shell completes commands, options, "
	"CIDs,\n"
	"fields and values of attache.\n";

/* The word at the cursor, and those in front of it. */
struct cursor {
	const char *word;
	char *const *before;
	int n_before;
	struct query_subject subject; /* that was named before, or nothing */
	enum mbim_kind kind;
};

static int no_shell(const char *command, const char *word)
{
	struct att_nearest near;

	fprintf(stderr, "%s: which shell? bash, zsh or fish", command);
	if (word) {
		att_nearest_init(&near, word, strlen(word));
		for (const struct completion *c = completions; c->shell; c++)
			att_nearest_try(&near, c->shell);
		fprintf(stderr, ", not \"%s\"%s", word,
			att_nearest_hint(&near));
	}
	fputc('\n', stderr);
	return ATTACHE_USAGE;
}

int cmd_completion(int argc, char **argv)
{
	const struct completion *c = completions;

	if (argc == 2 &&
	    (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
		fputs(usage, stdout);
		return ATTACHE_DONE;
	}
	while (argc == 2 && c->shell && strcmp(argv[1], c->shell) != 0)
		c++;
	if (argc != 2 || !c->shell)
		return no_shell(argv[0], argc == 2 ? argv[1] : NULL);
	fputs(c->script, stdout);
	return ATTACHE_DONE;
}

static void offer(const struct cursor *c, const char *candidate)
{
	if (strncmp(candidate, c->word, strlen(c->word)) == 0)
		puts(candidate);
}

/* --- services and CIDs ------------------------------------------------ */

static void offer_cids(const struct cursor *c, const struct mbim_service *s,
		       unsigned op)
{
	char name[LONGEST];

	for (unsigned i = 0; i < s->n_cids; i++) {
		if (!(s->cids[i].ops & op))
			continue;
		snprintf(name, sizeof(name), "%s.%s", s->name, s->cids[i].name);
		offer(c, name);
	}
}

static void offer_messages(const struct cursor *c,
			   const struct qmi_service_info *s, unsigned op)
{
	char name[LONGEST];

	for (unsigned i = 0; i < s->n_messages; i++) {
		if (!(query_qmi_ops(&s->messages[i]) & op))
			continue;
		snprintf(name, sizeof(name), "%s.%s", s->name,
			 qmi_message_info_name(&s->messages[i]));
		offer(c, name);
	}
}

static bool has_op_qmi(const struct qmi_service_info *s, unsigned op)
{
	for (unsigned i = 0; i < s->n_messages; i++)
		if (query_qmi_ops(&s->messages[i]) & op)
			return true;
	return false;
}

static bool has_op(const struct mbim_service *s, unsigned op)
{
	for (unsigned i = 0; i < s->n_cids; i++)
		if (s->cids[i].ops & op)
			return true;
	return false;
}

/* Is the service chosen, as its '.' is written? */
static bool is_chosen(const struct cursor *c, const char *service)
{
	size_t len = strlen(service);

	return strncmp(service, c->word, len) == 0 && c->word[len] == '.';
}

/* Services first, then the CIDs and messages of the one that is chosen. */
static void offer_names(const struct cursor *c)
{
	unsigned op = c->kind == MBIM_KIND_SET ? MBIM_OP_SET : MBIM_OP_QUERY;
	bool choosing = !strchr(c->word, '.');
	char name[LONGEST];

	for (unsigned i = 0; i < mbim_services_count; i++) {
		const struct mbim_service *s = &mbim_services[i];

		if (is_chosen(c, s->name))
			offer_cids(c, s, op);
		snprintf(name, sizeof(name), "%s.", s->name);
		if (choosing && has_op(s, op))
			offer(c, name);
	}
	for (unsigned i = 0; i < qmi_services_count; i++) {
		const struct qmi_service_info *s = &qmi_services[i];

		if (is_chosen(c, s->name))
			offer_messages(c, s, op);
		snprintf(name, sizeof(name), "%s.", s->name);
		if (choosing && has_op_qmi(s, op))
			offer(c, name);
	}
}

/* --- fields and values ------------------------------------------------ */

/* The elements of array `path` (without index) that were given before. */
static unsigned count_given(const struct cursor *c, const char *path)
{
	size_t len = strlen(path);
	unsigned n = 0;

	for (int i = 0; i < c->n_before; i++) {
		const char *word = c->before[i];
		unsigned long index;

		if (strncmp(word, path, len) != 0 || word[len] != '[')
			continue;
		index = strtoul(word + len + 1, NULL, 10);
		if (index >= n && index < 1000000)
			n = (unsigned)index + 1;
	}
	return n;
}

static bool is_given(const struct cursor *c, const char *path)
{
	size_t len = strlen(path); /* with its '=' */

	for (int i = 0; i < c->n_before; i++)
		if (strncmp(c->before[i], path, len) == 0)
			return true;
	return false;
}

/* All ways to write this field, behind "outer". */
static void offer_field(const struct cursor *c, const char *outer,
			const struct att_field *f)
{
	const char *end = f->of ? "." : "=";
	char path[LONGEST], word[LONGEST + 16];
	unsigned n;

	snprintf(path, sizeof(path), "%s%s", outer, f->name);
	if (fields_element(f) == ATT_T_TYPES) {
		snprintf(word, sizeof(word), "%s%s", path, end);
		if (f->of || !is_given(c, word))
			offer(c, word);
		return;
	}
	n = count_given(c, path);
	for (unsigned i = f->of && n ? n - 1 : n; i <= n; i++) {
		snprintf(word, sizeof(word), "%s[%u]%s", path, i, end);
		offer(c, word);
	}
}

/* The field at the start of `path`, and in *rest what is behind it. */
static const struct att_field *field_at(const struct att_layout *layout,
					const char *path, const char **rest)
{
	size_t len = strcspn(path, ".[=");
	const struct att_field *f = fields_find(layout, path, len);

	path += len;
	if (*path == '[')
		path += strcspn(path, ".=");
	*rest = path;
	return f;
}

static void offer_value(const struct cursor *c, size_t len, const char *value)
{
	char word[LONGEST];

	snprintf(word, sizeof(word), "%.*s%s", (int)len, c->word, value);
	offer(c, word);
}

/* What may stand behind the '=' at `value`. */
static void offer_values(const struct cursor *c, const struct att_field *f,
			 const char *value)
{
	size_t len;

	if (f->values && f->values->flags)
		for (const char *p = value; *p; p++)
			if (*p == ',' || *p == '|')
				value = p + 1;
	len = (size_t)(value - c->word);
	for (unsigned i = 0; f->values && i < f->values->n_values; i++)
		offer_value(
			c, len,
			att_enum_value_name(f->values, &f->values->values[i]));
	if (f->type != ATT_T_UUID)
		return;
	for (const struct mbim_named_uuid *u = mbim_uuids; u->name; u++)
		offer_value(c, len, u->name);
	for (unsigned i = 0; i < mbim_services_count; i++)
		offer_value(c, len, mbim_services[i].name);
}

/* Down the path as far as it is written, then all that may follow. */
static void offer_in(const struct cursor *c, const struct att_layout *layout)
{
	const char *path = c->word, *rest;
	const struct att_field *f;
	char outer[LONGEST];

	for (; path[strcspn(path, ".=")] != '\0'; path = rest + 1) {
		f = field_at(layout, path, &rest);
		if (!f || !fields_is_given(f))
			return;
		if (*rest == '=' && !f->of)
			offer_values(c, f, rest + 1);
		if (*rest != '.' || !f->of)
			return;
		layout = f->of;
	}
	snprintf(outer, sizeof(outer), "%.*s", (int)(path - c->word), c->word);
	for (unsigned i = 0; i < layout->n_fields; i++)
		if (fields_is_given(&layout->fields[i]))
			offer_field(c, outer, &layout->fields[i]);
}

/* --- values of options ------------------------------------------------ */

static const struct {
	const char *command, *option, *letter, *values[5];
	bool forms; /* of files as well */
} option_values[] = {
	{"query", "--mbimex", "", {"auto", "1.0", "2.0", "3.0"}, false},
	{"set", "--mbimex", "", {"auto", "1.0", "2.0", "3.0"}, false},
	{"decode", "--mbimex", "", {"auto", "1.0", "2.0", "3.0"}, false},
	{"import", "--mbimex", "", {"auto", "1.0", "2.0", "3.0"}, false},
	{"decode", "--format", "-f", {"auto"}, true},
	{"import", "--format", "-f", {"auto"}, true},
};

static void offer_option_values(const struct cursor *c, const char *command)
{
	const char *option = c->n_before > 0 ? c->before[c->n_before - 1] : "";

	for (size_t i = 0; i < sizeof(option_values) / sizeof(option_values[0]);
	     i++) {
		if (strcmp(option_values[i].command, command) != 0 ||
		    (strcmp(option_values[i].option, option) != 0 &&
		     strcmp(option_values[i].letter, option) != 0))
			continue;
		for (const char *const *v = option_values[i].values; *v; v++)
			offer(c, *v);
		for (unsigned k = 0; option_values[i].forms && form_at(k); k++)
			offer(c, form_at(k)->name);
	}
}

/* --- what the cursor is at -------------------------------------------- */

/* An option that wants another word: its letter or number, else 0. */
static int wants_word(const char *word)
{
	for (const struct option *o = query_options; o->name; o++) {
		bool is_long = strncmp(word, "--", 2) == 0 &&
			       strcmp(word + 2, o->name) == 0;
		bool is_short = word[0] == '-' && word[1] == o->val && !word[2];

		if (o->has_arg == required_argument && (is_long || is_short))
			return o->val;
	}
	return 0;
}

static void complete_query(struct cursor *c)
{
	const struct mbim_cid *cid;
	bool named = false;
	char problem[256];

	for (int i = 0; i < c->n_before; i++) {
		if (wants_word(c->before[i])) {
			if (++i == c->n_before)
				return; /* its value */
		} else if (!named && c->before[i][0] != '-') {
			named = true;
			if (!query_find(c->before[i], &c->subject, problem,
					sizeof(problem)))
				return;
		}
	}
	if (!named) {
		offer_names(c);
		return;
	}
	cid = c->subject.cid;
	for (unsigned i = 0; cid && i < cid->n_variants; i++)
		if (cid->variants[i].kind == c->kind)
			offer_in(c, cid->variants[i].layout);
	if (!cid && c->subject.message->holds[QMI_REQUEST])
		offer_in(c,
			 qmi_message_layout(c->subject.message, QMI_REQUEST));
}

int cmd_complete(int argc, char **argv)
{
	struct cursor c = {.word = argv[argc - 1],
			   .before = argv + 2,
			   .n_before = argc - 3};
	const char *name;

	if (argc == 2)
		for (unsigned i = 0; (name = attache_command(i)); i++)
			offer(&c, name);
	if (argc < 3)
		return ATTACHE_DONE;
	offer_option_values(&c, argv[1]);
	c.kind = strcmp(argv[1], "set") == 0 ? MBIM_KIND_SET : MBIM_KIND_QUERY;
	if (c.kind == MBIM_KIND_SET || strcmp(argv[1], "query") == 0)
		complete_query(&c);
	if (strcmp(argv[1], "completion") == 0)
		for (const struct completion *s = completions; s->shell; s++)
			offer(&c, s->shell);
	return ATTACHE_DONE;
}

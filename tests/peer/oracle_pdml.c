/* As much of an XML reader as tshark's own output needs: one element a line,
 * attributes in double quotes. */
#include "oracle_pdml.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Texts are kept as offsets until the packet is whole: memory may move. */
static const char *as_offset(size_t offset)
{
	return (const char *)(uintptr_t)offset;
}

static void put(struct oracle_pdml *p, char c)
{
	if (p->text_len == p->text_cap) {
		p->text_cap = p->text_cap ? 2 * p->text_cap : 1 << 16;
		p->text = realloc(p->text, p->text_cap);
		assert(p->text);
	}
	p->text[p->text_len++] = c;
}

static char entity(const char **s)
{
	static const struct {
		const char *name;
		char c;
	} known[] = {{"&amp;", '&'},  {"&lt;", '<'},	{"&gt;", '>'},
		     {"&quot;", '"'}, {"&#x27;", '\''}, {"&#39;", '\''}};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		size_t n = strlen(known[i].name);

		if (strncmp(*s, known[i].name, n) == 0) {
			*s += n;
			return known[i].c;
		}
	}
	return *(*s)++;
}

/* The attribute of that name (' name="'), or an empty text. */
static const char *attribute(struct oracle_pdml *p, const char *name)
{
	const char *s = strstr(p->line, name);
	size_t at = p->text_len;

	for (s = s ? s + strlen(name) : ""; *s && *s != '"';)
		put(p, entity(&s));
	put(p, 0);
	return as_offset(at);
}

static size_t number(const struct oracle_pdml *p, const char *name)
{
	const char *s = strstr(p->line, name);

	return s ? strtoul(s + strlen(name), NULL, 10) : 0;
}

static void add_field(struct oracle_pdml *p)
{
	if (p->n == p->cap) {
		p->cap = p->cap ? 2 * p->cap : 256;
		p->fields = realloc(p->fields, p->cap * sizeof(*p->fields));
		assert(p->fields);
	}
	p->fields[p->n++] = (struct oracle_field){
		.name = attribute(p, " name=\""),
		.show = attribute(p, " show=\""),
		.value = attribute(p, " value=\""),
		.at = number(p, " pos=\""),
		.size = number(p, " size=\""),
		.is_bit = strstr(p->line, " unmaskedvalue=\"") != NULL,
	};
}

static void settle_texts(struct oracle_pdml *p)
{
	for (size_t i = 0; i < p->n; i++) {
		struct oracle_field *f = &p->fields[i];

		f->name = p->text + (uintptr_t)f->name;
		f->show = p->text + (uintptr_t)f->show;
		f->value = p->text + (uintptr_t)f->value;
	}
}

bool oracle_pdml_next(struct oracle_pdml *p)
{
	p->n = p->text_len = 0;
	p->malformed = false;
	while (getline(&p->line, &p->line_cap, p->in) > 0) {
		if (strstr(p->line, "<field "))
			add_field(p);
		if (strstr(p->line, "name=\"_ws.malformed") ||
		    strstr(p->line, "name=\"_ws.short"))
			p->malformed = true;
		if (!strstr(p->line, "</packet>"))
			continue;
		settle_texts(p);
		return true;
	}
	return false;
}

void oracle_pdml_fini(struct oracle_pdml *p)
{
	free(p->line);
	free(p->fields);
	free(p->text);
	*p = (struct oracle_pdml){.in = NULL};
}

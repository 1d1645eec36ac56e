/* Fields as lines of text, compared by their names. */
#include "capture/as_modem_match.h"

#include <string.h>

bool as_modem_line(const char **text, struct as_modem_line *out)
{
	const char *p = *text, *end, *colon;

	if (!*p)
		return false;
	end = strchr(p, '\n');
	*text = end ? end + 1 : p + strlen(p);
	end = end ? end : *text;
	while (p < end && *p == ' ')
		p++;
	colon = memchr(p, ':', (size_t)(end - p));
	out->name = p;
	out->name_len = (size_t)((colon ? colon : end) - p);
	p = colon ? colon + 1 : end;
	p += p < end && *p == ' ';
	out->value = p;
	out->value_len = (size_t)(end - p);
	return true;
}

static bool same_name(const struct as_modem_line *a,
		      const struct as_modem_line *b)
{
	return a->name_len == b->name_len &&
	       !memcmp(a->name, b->name, a->name_len);
}

bool as_modem_line_find(const char *text, const struct as_modem_line *like,
			unsigned n, struct as_modem_line *out)
{
	while (as_modem_line(&text, out))
		if (same_name(out, like) && n-- == 0)
			return true;
	return false;
}

unsigned as_modem_line_rank(const char *text, const struct as_modem_line *line)
{
	struct as_modem_line one;
	unsigned n = 0;

	while (as_modem_line(&text, &one) && one.name < line->name)
		n += same_name(&one, line);
	return n;
}

/* "***" */
static bool is_stars(const struct as_modem_line *line)
{
	for (size_t i = 0; i < line->value_len; i++)
		if (line->value[i] != '*' && line->value[i] != '"')
			return false;
	return true;
}

bool as_modem_line_same(const struct as_modem_line *there,
			const struct as_modem_line *here, bool masked)
{
	if (masked && there->value_len > 2 && is_stars(there))
		return true;
	return there->value_len == here->value_len &&
	       !memcmp(there->value, here->value, there->value_len);
}

/* The last word of the names of those fields, in either spec. */
static bool is_deciding(const struct as_modem_line *line)
{
	static const char *const words[] = {
		"command",    "action",	 "operation",
		"state",      "mode",	 "session_id",
		"pin_type",   "pin_id",	 "ip_family_preference",
		"ip_family",  "service", "cid",
		"link_layer", "slot"};

	for (unsigned i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		size_t n = strlen(words[i]);
		const char *end = line->name + line->name_len;

		if (line->name_len >= n && !memcmp(end - n, words[i], n) &&
		    (line->name_len == n || end[-(long)n - 1] == '_'))
			return true;
	}
	return false;
}

unsigned as_modem_differ(const char *there, const char *here, bool masked,
			 bool *decides)
{
	const char *at = there;
	struct as_modem_line a, b;
	unsigned n = 0;

	*decides = false;
	while (as_modem_line(&at, &a)) {
		if (as_modem_line_find(here, &a, as_modem_line_rank(there, &a),
				       &b) &&
		    as_modem_line_same(&a, &b, masked))
			continue;
		*decides = *decides || is_deciding(&a);
		n++;
	}
	for (at = here; as_modem_line(&at, &a);)
		n += !as_modem_line_find(there, &a,
					 as_modem_line_rank(here, &a), &b);
	return n;
}

/* The walk over a YAML document along tables of keys, and the usual values. */
#include "linux/yaml.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/errors.h"
#include "base/nearest.h"

static void complain(struct att_yaml *y, const yaml_mark_t *at,
		     const char *text)
{
	char line[1024];

	snprintf(line, sizeof(line), "%s:%zu:%zu: error: %s", y->path,
		 at->line + 1, at->column + 1, text);
	y->report(y->ctx, line);
	y->errors++;
}

void att_yaml_error(struct att_yaml *y, const yaml_node_t *at,
		    const char *format, ...)
{
	char text[512];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	complain(y, &at->start_mark, text);
}

const char *att_yaml_scalar(struct att_yaml *y, const char *name,
			    const yaml_node_t *value)
{
	const char *s;

	if (value->type != YAML_SCALAR_NODE) {
		att_yaml_error(y, value, "%s must be one value", name);
		return NULL;
	}
	s = (const char *)value->data.scalar.value;
	if (strlen(s) != value->data.scalar.length) {
		att_yaml_error(y, value, "%s holds a NUL character", name);
		return NULL;
	}
	return s;
}

const yaml_node_t *att_yaml_node(struct att_yaml *y, int index)
{
	return yaml_document_get_node(y->document, index);
}

bool att_yaml_u32(struct att_yaml *y, const char *name,
		  const yaml_node_t *value, uint32_t min, uint32_t max,
		  uint32_t *out)
{
	const char *s = att_yaml_scalar(y, name, value);
	bool hex = s && s[0] == '0' && s[1] == 'x';
	const char *digits = hex ? s + 2 : s;
	unsigned long long v;
	char *end;

	if (!s)
		return false;
	errno = 0;
	v = strtoull(digits, &end, hex ? 16 : 10);
	if (strcspn(digits, "+- \t\n") == 0 || *end || end == digits || errno ||
	    v < min || v > max) {
		att_yaml_error(y, value,
			       "%s must be a number from %u to %u, not "
			       "\"%.64s\"",
			       name, min, max, s);
		return false;
	}
	*out = (uint32_t)v;
	return true;
}

/* "a, b or c" */
static void join(char *text, size_t cap, const struct att_yaml_word *words)
{
	size_t len = 0;

	text[0] = '\0';
	for (; words->name && len < cap; words++) {
		const char *between = !words[1].name  ? ""
				      : words[2].name ? ", "
						      : " or ";
		int n = snprintf(text + len, cap - len, "%s%s", words->name,
				 between);

		len += (size_t)n;
	}
}

bool att_yaml_word(struct att_yaml *y, const char *name,
		   const yaml_node_t *value, const struct att_yaml_word *words,
		   uint32_t *out)
{
	const char *s = att_yaml_scalar(y, name, value);
	struct att_nearest near;
	char list[384];

	if (!s)
		return false;
	att_nearest_init(&near, s, strlen(s));
	for (size_t i = 0; words[i].name; i++) {
		if (strcmp(s, words[i].name) == 0) {
			*out = words[i].value;
			return true;
		}
		att_nearest_try(&near, words[i].name);
	}
	join(list, sizeof(list), words);
	att_yaml_error(y, value, "%s must be %s, not \"%.64s\"%s", name, list,
		       s, att_nearest_hint(&near));
	return false;
}

/* --- values ----------------------------------------------------------------
 */

void att_yaml_read_text(struct att_yaml *y, const struct att_yaml_key *key,
			const yaml_node_t *value, void *target)
{
	const char *s = att_yaml_scalar(y, key->name, value);

	if (!s)
		return;
	if (strlen(s) >= key->cap) {
		att_yaml_error(y, value, "%s is longer than %zu bytes",
			       key->name, key->cap - 1);
		return;
	}
	/* nothing of an earlier text stays behind the NUL: configurations are
	 * compared byte by byte */
	strncpy((char *)target + key->at, s, key->cap);
}

void att_yaml_read_bool(struct att_yaml *y, const struct att_yaml_key *key,
			const yaml_node_t *value, void *target)
{
	static const char *const words[] = {"false", "true", "no",
					    "yes",   "off",  "on"};
	const char *s = att_yaml_scalar(y, key->name, value);

	for (size_t i = 0; s && i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(s, words[i]) == 0) {
			*(bool *)((char *)target + key->at) = i % 2;
			return;
		}
	if (s)
		att_yaml_error(y, value,
			       "%s must be true or false, not \"%.64s\"",
			       key->name, s);
}

static void store(const struct att_yaml_key *key, void *target, uint32_t v)
{
	uint8_t v8 = (uint8_t)v;
	uint16_t v16 = (uint16_t)v;
	char *to = (char *)target + key->at;

	if (key->cap == sizeof(v8))
		memcpy(to, &v8, sizeof(v8));
	else if (key->cap == sizeof(v16))
		memcpy(to, &v16, sizeof(v16));
	else
		memcpy(to, &v, sizeof(v));
}

void att_yaml_read_number(struct att_yaml *y, const struct att_yaml_key *key,
			  const yaml_node_t *value, void *target)
{
	uint32_t v;

	if (att_yaml_u32(y, key->name, value, key->min, key->max, &v))
		store(key, target, v);
}

void att_yaml_read_word(struct att_yaml *y, const struct att_yaml_key *key,
			const yaml_node_t *value, void *target)
{
	uint32_t v;

	if (att_yaml_word(y, key->name, value, key->detail, &v))
		store(key, target, v);
}

void att_yaml_read_bits(struct att_yaml *y, const struct att_yaml_key *key,
			const yaml_node_t *value, void *target)
{
	uint32_t all = 0, v;

	if (value->type != YAML_SEQUENCE_NODE) {
		att_yaml_error(y, value, "%s must be a list", key->name);
		return;
	}
	for (const yaml_node_item_t *i = value->data.sequence.items.start;
	     i < value->data.sequence.items.top; i++)
		if (att_yaml_word(y, key->name, att_yaml_node(y, *i),
				  key->detail, &v))
			all |= v;
	store(key, target, all);
}

void att_yaml_read_mapping(struct att_yaml *y, const struct att_yaml_key *key,
			   const yaml_node_t *value, void *target)
{
	att_yaml_mapping(y, key->name, key->detail, value, target);
}

/* --- mappings --------------------------------------------------------------
 */

static const struct att_yaml_key *find_key(const struct att_yaml_key *keys,
					   const char *name)
{
	for (; keys->name; keys++)
		if (strcmp(keys->name, name) == 0)
			return keys;
	return NULL;
}

static void unknown_key(struct att_yaml *y, const struct att_yaml_key *keys,
			const yaml_node_t *at, const char *name)
{
	struct att_nearest near;

	att_nearest_init(&near, name, strlen(name));
	for (; keys->name; keys++)
		att_nearest_try(&near, keys->name);
	att_yaml_error(y, at, "unknown key \"%.64s\"%s", name,
		       att_nearest_hint(&near));
}

static void read_pair(struct att_yaml *y, const struct att_yaml_key *keys,
		      uint64_t *seen, const yaml_node_pair_t *pair,
		      void *target)
{
	const yaml_node_t *name = att_yaml_node(y, pair->key);
	const char *s = att_yaml_scalar(y, "a key", name);
	const struct att_yaml_key *key = s ? find_key(keys, s) : NULL;

	if (!s)
		return;
	if (!key) {
		unknown_key(y, keys, name, s);
		return;
	}
	if (*seen & 1ull << (key - keys)) {
		att_yaml_error(y, name, "%s stands here twice", s);
		return;
	}
	*seen |= 1ull << (key - keys);
	key->fn(y, key, att_yaml_node(y, pair->value), target);
}

void att_yaml_mapping(struct att_yaml *y, const char *what,
		      const struct att_yaml_key *keys, const yaml_node_t *node,
		      void *target)
{
	uint64_t seen = 0;

	if (node->type != YAML_MAPPING_NODE) {
		att_yaml_error(y, node, "%s must be a mapping", what);
		return;
	}
	for (const yaml_node_pair_t *p = node->data.mapping.pairs.start;
	     p < node->data.mapping.pairs.top; p++)
		read_pair(y, keys, &seen, p, target);
}

const yaml_node_t *att_yaml_value(struct att_yaml *y,
				  const yaml_node_t *mapping, const char *name)
{
	if (mapping->type != YAML_MAPPING_NODE)
		return NULL;
	for (const yaml_node_pair_t *p = mapping->data.mapping.pairs.start;
	     p < mapping->data.mapping.pairs.top; p++) {
		const yaml_node_t *key = att_yaml_node(y, p->key);

		if (key->type == YAML_SCALAR_NODE &&
		    strcmp((const char *)key->data.scalar.value, name) == 0)
			return att_yaml_node(y, p->value);
	}
	return NULL;
}

/* --- files -----------------------------------------------------------------
 */

/* Is there a tab where this line of the file is indented? */
static bool indented_by_tab(FILE *f, size_t line)
{
	int c = 0;

	rewind(f);
	for (; line && c != EOF; line -= c == '\n')
		c = getc(f);
	do
		c = getc(f);
	while (c == ' ');
	return c == '\t';
}

static void parser_error(struct att_yaml *y, const yaml_parser_t *parser,
			 FILE *f)
{
	const char *problem = parser->problem ? parser->problem : "not YAML";

	if (indented_by_tab(f, parser->problem_mark.line))
		problem = "YAML does not indent by tabs: use spaces";
	complain(y, &parser->problem_mark, problem);
}

/* The one document of the file; false: it is empty, or no YAML. */
static bool load(struct att_yaml *y, yaml_parser_t *parser, const char *what,
		 const struct att_yaml_key *keys, void *target)
{
	yaml_document_t document;
	yaml_node_t *root;

	if (!yaml_parser_load(parser, &document))
		return false;
	root = yaml_document_get_root_node(&document);
	y->document = &document;
	if (root)
		att_yaml_mapping(y, what, keys, root, target);
	y->document = NULL;
	yaml_document_delete(&document);
	return root != NULL;
}

static void parse(struct att_yaml *y, FILE *f, const char *what,
		  const struct att_yaml_key *keys, void *target)
{
	yaml_parser_t parser;
	yaml_document_t second;
	yaml_node_t *root;

	if (!yaml_parser_initialize(&parser)) {
		complain(y, &(yaml_mark_t){0, 0, 0}, "out of memory");
		return;
	}
	yaml_parser_set_input_file(&parser, f);
	if (load(y, &parser, what, keys, target) &&
	    yaml_parser_load(&parser, &second)) {
		root = yaml_document_get_root_node(&second);
		if (root)
			att_yaml_error(y, root, "only one document is read");
		yaml_document_delete(&second);
	} else if (parser.error != YAML_NO_ERROR && !y->errors) {
		parser_error(y, &parser, f);
	}
	yaml_parser_delete(&parser);
}

/* NULL: errno says why. A folder can be opened, but not be read. */
static FILE *open_to_read(const char *path)
{
	FILE *f = fopen(path, "re");

	if (f && ungetc(getc(f), f) == EOF && ferror(f)) {
		int error = errno;

		fclose(f);
		errno = error;
		return NULL;
	}
	return f;
}

int att_yaml_read(struct att_yaml *y, const char *what,
		  const struct att_yaml_key *keys, void *target)
{
	FILE *f = open_to_read(y->path);
	char line[512];

	if (!f) {
		snprintf(line, sizeof(line), "%s: error: %s", y->path,
			 strerror(errno));
		y->report(y->ctx, line);
		return ATT_E_IO;
	}
	parse(y, f, what, keys, target);
	fclose(f);
	return y->errors ? ATT_E_CONFIG : 0;
}

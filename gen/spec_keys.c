/* Reading maps with known keys, and the scalars in them. */
#include "spec_keys.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool mbim_keys_kind(struct mbim_spec_ctx *ctx, const struct att_yaml_node *node,
		    unsigned kinds)
{
	static const char *const wanted[] = {
		"",
		"a scalar",
		"a list",
		"a scalar or a list",
		"a map",
		"a scalar or a map",
		"a list or a map",
		"a scalar, a list or a map",
	};

	if (kinds & 1u << node->kind)
		return true;
	mbim_spec_error(ctx, node->at, "%s stands where %s belongs",
			mbim_yaml_kind_name(node->kind), wanted[kinds]);
	return false;
}

static void unknown_key(struct mbim_spec_ctx *ctx,
			const struct att_yaml_node *v, const char *what,
			const struct mbim_keys_key *keys, size_t n)
{
	struct att_nearest near;

	att_nearest_init(&near, v->key, strlen(v->key));
	for (size_t i = 0; i < n; i++)
		att_nearest_try(&near, keys[i].name);
	mbim_spec_error(ctx, v->key_at, "unknown key '%s' of %s%s", v->key,
			what, att_nearest_hint(&near));
}

void mbim_keys_read(struct mbim_spec_ctx *ctx, const struct att_yaml_node *map,
		    const char *what, const struct mbim_keys_key *keys,
		    size_t n, const struct att_yaml_node **values)
{
	const struct att_yaml_node *v;
	size_t i;

	memset(values, 0, n * sizeof(*values));
	if (!mbim_keys_kind(ctx, map, MBIM_KEYS_MAP))
		return;
	for (v = map->first; v; v = v->next) {
		for (i = 0; i < n && strcmp(keys[i].name, v->key) != 0; i++)
			;
		if (i == n)
			unknown_key(ctx, v, what, keys, n);
		else if (mbim_keys_kind(ctx, v, keys[i].kinds))
			values[i] = v;
	}
	for (i = 0; i < n; i++) {
		if (!keys[i].required)
			continue;
		for (v = map->first; v && strcmp(keys[i].name, v->key) != 0;)
			v = v->next;
		if (!v)
			mbim_spec_error(ctx, map->at, "%s has no key '%s'",
					what, keys[i].name);
	}
}

uint32_t mbim_keys_number(struct mbim_spec_ctx *ctx,
			  const struct att_yaml_node *node)
{
	unsigned long long value;
	char *end;
	int base = 10;

	if (!node)
		return 0;
	if (strncmp(node->text, "0x", 2) == 0)
		base = 16;
	errno = 0;
	value = strtoull(node->text, &end, base);
	if (*end || end == node->text || node->text[0] < '0' ||
	    node->text[0] > '9') {
		mbim_spec_error(ctx, node->at, "'%s' is not a number",
				node->text);
		return 0;
	}
	if (errno || value > UINT32_MAX) {
		mbim_spec_error(ctx, node->at, "%s does not fit 32 bits",
				node->text);
		return 0;
	}
	return (uint32_t)value;
}

bool mbim_keys_bool(struct mbim_spec_ctx *ctx, const struct att_yaml_node *node)
{
	if (!node || strcmp(node->text, "false") == 0)
		return false;
	if (strcmp(node->text, "true") != 0)
		mbim_spec_error(ctx, node->at, "'%s' is not true or false",
				node->text);
	return true;
}

struct mbim_spec_word mbim_keys_word(const struct att_yaml_node *node)
{
	struct mbim_spec_word word = {NULL, {0}};

	if (node) {
		word.s = node->text;
		word.at = node->at;
	}
	return word;
}

struct mbim_spec_word mbim_keys_key_word(const struct att_yaml_node *node)
{
	return (struct mbim_spec_word){node->key, node->key_at};
}

const char *mbim_keys_text(struct mbim_spec_ctx *ctx,
			   const struct att_yaml_node *node)
{
	if (!node)
		return NULL;
	if (strstr(node->text, "*/") || strpbrk(node->text, "\"\\\n"))
		mbim_spec_error(ctx, node->at,
				"'*/', '\"', '\\' or a line break in a text");
	return node->text;
}

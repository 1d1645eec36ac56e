/* Trees of values: building, comparing, showing. */
#include "value.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK ((size_t)1 << 16)

struct value_chunk {
	struct value_chunk *next;
	size_t used, cap;
	_Alignas(16) uint8_t bytes[];
};

void *value_alloc(struct value_pool *pool, size_t n)
{
	struct value_chunk *c = pool->chunk;
	uint8_t *p;

	n = (n + 15) & ~(size_t)15;
	if (!c || c->cap - c->used < n) {
		size_t cap = n > CHUNK ? n : CHUNK;

		c = malloc(sizeof(*c) + cap);
		assert(c);
		c->next = pool->chunk;
		c->used = 0;
		c->cap = cap;
		pool->chunk = c;
	}
	p = c->bytes + c->used;
	c->used += n;
	return memset(p, 0, n);
}

void value_release(struct value_pool *pool)
{
	while (pool->chunk) {
		struct value_chunk *c = pool->chunk;

		pool->chunk = c->next;
		free(c);
	}
}

struct value *value_add(struct value_pool *pool, struct value *parent,
			const char *name, enum value_kind kind)
{
	struct value *v = value_alloc(pool, sizeof(*v));

	v->name = name;
	v->kind = kind;
	v->at = v->ref_at = VALUE_NOWHERE;
	if (!parent)
		return v;
	if (parent->last)
		parent->last->next = v;
	else
		parent->first = v;
	parent->last = v;
	parent->n_kids++;
	return v;
}

struct value *value_add_number(struct value_pool *pool, struct value *parent,
			       const char *name, uint64_t number)
{
	struct value *v = value_add(pool, parent, name, VALUE_NUMBER);

	v->number = number;
	return v;
}

struct value *value_add_bytes(struct value_pool *pool, struct value *parent,
			      const char *name, enum value_kind kind,
			      const void *p, size_t len)
{
	struct value *v = value_add(pool, parent, name, kind);
	uint8_t *copy = value_alloc(pool, len + 1);

	if (len)
		memcpy(copy, p, len);
	v->p = copy;
	v->len = len;
	return v;
}

bool value_same_name(const char *a, const char *b)
{
	for (;; a++, b++) {
		while (*a == '_')
			a++;
		while (*b == '_')
			b++;
		if (*a != *b)
			return false;
		if (!*a)
			return true;
	}
}

struct value *value_find(const struct value *v, const char *name)
{
	for (struct value *kid = v->first; kid; kid = kid->next)
		if (strcmp(kid->name, name) == 0)
			return kid;
	return NULL;
}

void value_show(const struct value *v, char *text, size_t cap)
{
	int n = 0;

	switch (v->kind) {
	case VALUE_NUMBER:
		(void)snprintf(text, cap, "%" PRIu64, v->number);
		return;
	case VALUE_TEXT:
		(void)snprintf(text, cap, "\"%.*s\"", (int)v->len,
			       (const char *)v->p);
		return;
	case VALUE_BYTES:
		text[0] = 0;
		for (size_t i = 0; i < v->len && n >= 0; i++)
			if ((size_t)n + 3 < cap)
				n += snprintf(text + n, cap - (size_t)n, "%02x",
					      v->p[i]);
		return;
	case VALUE_LIST:
		(void)snprintf(text, cap, "%u elements", v->n_kids);
		return;
	case VALUE_STRUCT:
		(void)snprintf(text, cap, "a struct of %u", v->n_kids);
		return;
	case VALUE_ABSENT:
		(void)snprintf(text, cap, "nothing");
		return;
	}
}

static bool is_empty(const struct value *v)
{
	switch (v->kind) {
	case VALUE_NUMBER:
	case VALUE_STRUCT:
		return v->counts;
	case VALUE_TEXT:
	case VALUE_BYTES:
		return v->len == 0;
	case VALUE_LIST:
		return v->n_kids == 0;
	case VALUE_ABSENT:
		return true;
	}
	return false;
}

/* "name: a against b"; names of what is around it are put in front later. */
static bool say(const char *name, const struct value *a, const struct value *b,
		char *text, size_t cap)
{
	char left[100] = "missing", right[100] = "missing";

	if (a)
		value_show(a, left, sizeof(left));
	if (b)
		value_show(b, right, sizeof(right));
	(void)snprintf(text, cap, "%s: %s against %s", name, left, right);
	return true;
}

static bool say_inside(const struct value *v, unsigned index, char *text,
		       size_t cap)
{
	char inner[400];

	(void)snprintf(inner, sizeof(inner), "%s", text);
	if (v->kind == VALUE_LIST)
		(void)snprintf(text, cap, "%s[%u].%s", v->name, index, inner);
	else
		(void)snprintf(text, cap, "%s.%s", v->name, inner);
	return true;
}

static bool lists_differ(const struct value *a, const struct value *b,
			 char *text, size_t cap)
{
	const struct value *x = a->first, *y = b->first;

	if (a->n_kids != b->n_kids)
		return say(a->name, a, b, text, cap);
	for (unsigned i = 0; x; x = x->next, y = y->next, i++)
		if (value_differ(x, y, text, cap))
			return say_inside(a, i, text, cap);
	return false;
}

static bool structs_differ(const struct value *a, const struct value *b,
			   char *text, size_t cap)
{
	for (const struct value *x = a->first; x; x = x->next) {
		const struct value *y = value_find(b, x->name);

		if (x->counts)
			continue;
		if (y ? value_differ(x, y, text, cap)
		      : !is_empty(x) && say(x->name, x, NULL, text, cap))
			return say_inside(a, 0, text, cap);
	}
	for (const struct value *y = b->first; y; y = y->next)
		if (!y->counts && !is_empty(y) && !value_find(a, y->name) &&
		    say(y->name, NULL, y, text, cap))
			return say_inside(a, 0, text, cap);
	return false;
}

/* Some call bytes what others call text. */
static bool same_kind(enum value_kind a, enum value_kind b)
{
	return a == b || (a == VALUE_TEXT && b == VALUE_BYTES) ||
	       (a == VALUE_BYTES && b == VALUE_TEXT);
}

bool value_differ(const struct value *a, const struct value *b, char *text,
		  size_t cap)
{
	text[0] = 0;
	if (is_empty(a) && is_empty(b))
		return false;
	if (!same_kind(a->kind, b->kind))
		return say(a->name, a, b, text, cap);
	switch (a->kind) {
	case VALUE_NUMBER:
		return a->number != b->number && say(a->name, a, b, text, cap);
	case VALUE_TEXT:
	case VALUE_BYTES:
		return (a->len != b->len || memcmp(a->p, b->p, a->len) != 0) &&
		       say(a->name, a, b, text, cap);
	case VALUE_LIST:
		return lists_differ(a, b, text, cap);
	case VALUE_STRUCT:
		return structs_differ(a, b, text, cap);
	case VALUE_ABSENT:
		break;
	}
	return false;
}

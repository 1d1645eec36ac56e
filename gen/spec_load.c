/* Reads the spec and adds its overlays: their nodes, which know their places,
 * join its maps, so that the later stages see one spec. */
#include "spec_load.h"

#include <stdlib.h>
#include <string.h>

#include "output.h"
#include "spec_keys.h"

static struct att_yaml_node *child(const struct att_yaml_node *map,
				   const char *key)
{
	struct att_yaml_node *v = map ? map->first : NULL;

	while (v && (!v->key || strcmp(v->key, key) != 0))
		v = v->next;
	return v;
}

static void add_at(struct att_yaml_node *map, struct att_yaml_node **link,
		   struct att_yaml_node *v)
{
	v->next = *link;
	*link = v;
	map->n++;
}

static void append(struct att_yaml_node *map, struct att_yaml_node *v)
{
	struct att_yaml_node **link = &map->first;

	while (*link)
		link = &(*link)->next;
	add_at(map, link, v);
}

/* A number, or that of a map with the key `number`; what is none is told by the
 * stage that reads it. */
static unsigned long long number_of(const struct att_yaml_node *v)
{
	if (v->kind == MBIM_YAML_MAP)
		v = child(v, "number");
	return v && v->text ? strtoull(v->text, NULL, 0) : 0;
}

/* Where it stands by its number, behind those of the same. */
static void insert(struct att_yaml_node *map, struct att_yaml_node *v)
{
	struct att_yaml_node **link = &map->first;

	while (*link && number_of(*link) <= number_of(v))
		link = &(*link)->next;
	add_at(map, link, v);
}

static bool is_free(struct mbim_spec_ctx *ctx, const struct att_yaml_node *map,
		    const struct att_yaml_node *v)
{
	const struct att_yaml_node *before = child(map, v->key);

	if (before)
		mbim_spec_error(
			ctx, v->key_at, "'%s' stands already in %s", v->key,
			mbim_spec_place(ctx, v->key_at, before->key_at));
	return !before;
}

/* The CIDs or messages of v become those of the service `into`. */
static void extend(struct mbim_spec_ctx *ctx, const struct mbim_spec_form *form,
		   struct att_yaml_node *into, const struct att_yaml_node *v)
{
	const struct mbim_keys_key keys[] = {
		{form->members, MBIM_KEYS_MAP, true}};
	struct att_yaml_node *members = child(into, form->members);
	const struct att_yaml_node *more;
	struct att_yaml_node *next;

	if (child(v, form->id)) {
		mbim_spec_error(ctx, v->key_at,
				"service '%s' stands already in %s; without "
				"'%s', this adds to it",
				v->key,
				mbim_spec_place(ctx, v->key_at, into->key_at),
				form->id);
		return;
	}
	mbim_keys_read(ctx, v, "a service that is added to", keys, 1, &more);
	if (!more || !members || members->kind != MBIM_YAML_MAP)
		return;
	for (struct att_yaml_node *m = more->first; m; m = next) {
		next = m->next;
		if (is_free(ctx, members, m))
			insert(members, m);
	}
}

/* An enum of the spec has the names of all services: there too. */
static void list(struct mbim_spec_ctx *ctx, const struct mbim_spec_form *form,
		 const struct att_yaml_node *base,
		 const struct att_yaml_node *service)
{
	struct att_yaml_node *values = child(
		child(child(base, "enums"), form->listed ? form->listed : ""),
		"values");
	const struct att_yaml_node *number = child(service, form->id);
	struct att_yaml_node *v;

	if (!values || !number || number->kind != MBIM_YAML_SCALAR ||
	    child(values, service->key))
		return;
	for (v = values->first; v; v = v->next)
		if (number_of(v) == number_of(number))
			mbim_spec_error(
				ctx, number->at,
				"number %s is that of '%s' in %s", number->text,
				v->key,
				mbim_spec_place(ctx, number->at, v->key_at));
	v = mbim_spec_alloc(ctx, 1, sizeof(*v));
	*v = *number;
	v->key = service->key;
	v->key_at = service->key_at;
	insert(values, v);
}

/* The nodes of one section: into those of the spec. */
static void add_section(struct mbim_spec_ctx *ctx,
			const struct mbim_spec_form *form,
			struct att_yaml_node *base, struct att_yaml_node *from)
{
	bool services = strcmp(from->key, "services") == 0;
	struct att_yaml_node *to = child(base, from->key), *next;

	for (struct att_yaml_node *v = from->first; v; v = next) {
		next = v->next;
		if (services && child(to, v->key)) {
			extend(ctx, form, child(to, v->key), v);
		} else if (is_free(ctx, to, v)) {
			if (services)
				list(ctx, form, base, v);
			append(to, v);
		}
	}
}

/* Its protocol, and then the sections of a spec. */
static void add(struct mbim_spec_ctx *ctx, const struct mbim_spec_form *form,
		struct att_yaml_node *base, const struct att_yaml_node *overlay)
{
	enum { PROTOCOL, ENUMS, UUIDS, STRUCTS, SERVICES, N };
	static const struct mbim_keys_key keys[N] = {
		[PROTOCOL] = {"protocol", MBIM_KEYS_SCALAR, true},
		[ENUMS] = {"enums", MBIM_KEYS_MAP, false},
		[UUIDS] = {"uuids", MBIM_KEYS_MAP, false},
		[STRUCTS] = {"structs", MBIM_KEYS_MAP, false},
		[SERVICES] = {"services", MBIM_KEYS_MAP, false},
	};
	const struct att_yaml_node *v[N];

	mbim_keys_read(ctx, overlay, "an overlay", keys, N, v);
	if (v[PROTOCOL] && strcmp(v[PROTOCOL]->text, form->protocol) != 0)
		mbim_spec_error(ctx, v[PROTOCOL]->at,
				"this spec is of '%s', not of '%s'",
				form->protocol, v[PROTOCOL]->text);
	for (int i = ENUMS; i < N && ctx->errors == 0; i++) {
		if (!v[i])
			continue;
		if (!child(base, v[i]->key))
			mbim_spec_error(ctx, v[i]->key_at,
					"the spec of %s has no '%s'",
					form->protocol, v[i]->key);
		else
			add_section(ctx, form, base, child(overlay, v[i]->key));
	}
}

static struct att_yaml_node *load(struct mbim_spec_ctx *ctx,
				  const char *program, const char *path)
{
	struct att_yaml_node *root;
	FILE *file = fopen(path, "rb");

	if (!file) {
		ctx->errors++;
		gen_output_complain(program, path);
		return NULL;
	}
	root = mbim_yaml_load(ctx, path, file);
	fclose(file);
	return root;
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

struct att_yaml_node *mbim_spec_load(struct mbim_spec_ctx *ctx,
				     const char *program,
				     const struct mbim_spec_form *form,
				     const char *const *overlays, unsigned n)
{
	struct att_yaml_node *base = load(ctx, program, ctx->path);

	ctx->source = base_name(ctx->path);
	for (unsigned i = 0; base && i < n; i++) {
		const struct att_yaml_node *more =
			load(ctx, program, overlays[i]);

		if (more)
			add(ctx, form, base, more);
		ctx->source = mbim_spec_text(ctx, "%s%s%s", ctx->source,
					     i + 1 < n ? ", " : " and ",
					     base_name(overlays[i]));
	}
	return ctx->errors ? NULL : base;
}

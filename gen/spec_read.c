/* From the YAML tree to the structs of the spec: keys, kinds and scalars.
 * What names refer to is found out by the checks. */
#include "spec_keys.h"

#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define SCALAR	 MBIM_KEYS_SCALAR
#define LIST	 MBIM_KEYS_LIST
#define MAP	 MBIM_KEYS_MAP

const char *const mbim_spec_kind_names[MBIM_SPEC_KINDS] = {
	"query", "set", "response", "notification"};

/* "1.0", "2.0" or "3.0", or 0 after an error. */
static unsigned read_version(struct mbim_spec_ctx *ctx, struct mbim_spec_at at,
			     const char *s)
{
	if (s[0] >= '1' && s[0] <= '3' && strcmp(s + 1, ".0") == 0)
		return (unsigned)(s[0] - '0');
	mbim_spec_error(ctx, at, "'%s' is no MBIMEx version: 1.0, 2.0 or 3.0",
			s);
	return 0;
}

static void read_change(struct mbim_spec_ctx *ctx,
			const struct att_yaml_node *node,
			struct mbim_spec_change *c)
{
	enum { VALUE, BEFORE, SINCE, UNTIL, THEN, IS, BESIDE, AS };
	static const struct mbim_keys_key keys[] = {
		[VALUE] = {"value", SCALAR, true},
		[BEFORE] = {"before", SCALAR, false},
		[SINCE] = {"since", SCALAR, true},
		[UNTIL] = {"until", SCALAR, true},
		[THEN] = {"then", SCALAR, true},
		[IS] = {"is", SCALAR, true},
		[BESIDE] = {"beside", SCALAR, true},
		[AS] = {"as", LIST, true},
	};
	const struct att_yaml_node *v[COUNT(keys)], *child;

	mbim_keys_read(ctx, node, "a change", keys, COUNT(keys), v);
	c->value = mbim_keys_word(v[VALUE]);
	c->before = mbim_keys_word(v[BEFORE]);
	c->then = mbim_keys_word(v[THEN]);
	c->is = mbim_keys_word(v[IS]);
	c->beside = mbim_keys_word(v[BESIDE]);
	if (v[SINCE])
		c->since = read_version(ctx, v[SINCE]->at, v[SINCE]->text);
	if (v[UNTIL])
		c->until = read_version(ctx, v[UNTIL]->at, v[UNTIL]->text);
	if (!v[AS])
		return;
	c->as = mbim_spec_alloc(ctx, v[AS]->n, sizeof(*c->as));
	for (child = v[AS]->first; child; child = child->next)
		if (mbim_keys_kind(ctx, child, SCALAR))
			c->as[c->n_as++] = mbim_keys_word(child);
}

static void read_changes(struct mbim_spec_ctx *ctx,
			 const struct att_yaml_node *list,
			 struct mbim_spec_enum *e)
{
	const struct att_yaml_node *child;

	if (!list)
		return;
	e->changes = mbim_spec_alloc(ctx, list->n, sizeof(*e->changes));
	for (child = list->first; child; child = child->next)
		read_change(ctx, child, &e->changes[e->n_changes++]);
}

static void read_enum(struct mbim_spec_ctx *ctx,
		      const struct att_yaml_node *node,
		      struct mbim_spec_enum *e)
{
	enum { DOC, FLAGS, VALUES, CHANGES };
	static const struct mbim_keys_key keys[] = {
		[DOC] = {"doc", SCALAR, false},
		[FLAGS] = {"flags", SCALAR, false},
		[VALUES] = {"values", MAP, true},
		[CHANGES] = {"changes", LIST, false},
	};
	const struct att_yaml_node *v[COUNT(keys)], *child;

	mbim_keys_read(ctx, node, "an enum", keys, COUNT(keys), v);
	e->name = mbim_keys_key_word(node);
	e->doc = mbim_keys_text(ctx, v[DOC]);
	e->flags = mbim_keys_bool(ctx, v[FLAGS]);
	read_changes(ctx, v[CHANGES], e);
	if (!v[VALUES])
		return;
	e->values = mbim_spec_alloc(ctx, v[VALUES]->n, sizeof(*e->values));
	for (child = v[VALUES]->first; child; child = child->next) {
		struct mbim_spec_value *value = &e->values[e->n];

		if (!mbim_keys_kind(ctx, child, SCALAR))
			continue;
		value->name = mbim_keys_key_word(child);
		value->at = child->at;
		value->value = mbim_keys_number(ctx, child);
		e->n++;
	}
}

static void read_when(struct mbim_spec_ctx *ctx,
		      const struct att_yaml_node *node,
		      struct mbim_spec_field *f)
{
	if (!node)
		return;
	if (node->n != 1) {
		mbim_spec_error(ctx, node->at,
				"'when' is not one 'field: value'");
		return;
	}
	if (!mbim_keys_kind(ctx, node->first, SCALAR))
		return;
	f->when_field = mbim_keys_key_word(node->first);
	f->when_value = mbim_keys_word(node->first);
}

static void read_field(struct mbim_spec_ctx *ctx,
		       const struct att_yaml_node *node,
		       struct mbim_spec_field *f)
{
	enum {
		NAME,
		TYPE,
		ENUM,
		STRUCT,
		SIZE,
		COUNTED,
		MAX,
		WHEN,
		FORMAT,
		PERSONAL,
		UNKNOWN,
		WAS,
		ABSENT,
		DOC
	};
	static const struct mbim_keys_key keys[] = {
		[NAME] = {"name", SCALAR, true},
		[TYPE] = {"type", SCALAR, true},
		[ENUM] = {"enum", SCALAR, false},
		[STRUCT] = {"struct", SCALAR, false},
		[SIZE] = {"size", SCALAR, false},
		[COUNTED] = {"count", SCALAR, false},
		[MAX] = {"max", SCALAR, false},
		[WHEN] = {"when", MAP, false},
		[FORMAT] = {"format", SCALAR, false},
		[PERSONAL] = {"personal", SCALAR, false},
		[UNKNOWN] = {"unknown", SCALAR, false},
		[WAS] = {"was", SCALAR, false},
		[ABSENT] = {"absent", SCALAR, false},
		[DOC] = {"doc", SCALAR, false},
	};
	const struct att_yaml_node *v[COUNT(keys)];

	mbim_keys_read(ctx, node, "a field", keys, COUNT(keys), v);
	f->name = mbim_keys_word(v[NAME]);
	f->type_name = mbim_keys_word(v[TYPE]);
	f->of_enum = mbim_keys_word(v[ENUM]);
	f->of_struct = mbim_keys_word(v[STRUCT]);
	f->count = mbim_keys_word(v[COUNTED]);
	f->size = mbim_keys_number(ctx, v[SIZE]);
	f->size_at = mbim_keys_word(v[SIZE]).at;
	f->max = mbim_keys_number(ctx, v[MAX]);
	f->max_at = mbim_keys_word(v[MAX]).at;
	f->format = mbim_keys_word(v[FORMAT]);
	f->personal = mbim_keys_bool(ctx, v[PERSONAL]);
	f->unknown_at = mbim_keys_word(v[UNKNOWN]).at;
	f->unknown_empty = v[UNKNOWN] && strcmp(v[UNKNOWN]->text, "empty") == 0;
	if (!f->unknown_empty)
		f->unknown = mbim_keys_number(ctx, v[UNKNOWN]);
	f->was = mbim_keys_word(v[WAS]);
	f->absent = mbim_keys_word(v[ABSENT]);
	f->doc = mbim_keys_text(ctx, v[DOC]);
	read_when(ctx, v[WHEN], f);
}

static void read_fields(struct mbim_spec_ctx *ctx,
			const struct att_yaml_node *list,
			struct mbim_spec_layout *layout)
{
	const struct att_yaml_node *child;

	layout->fields = mbim_spec_alloc(ctx, list->n, sizeof(*layout->fields));
	for (child = list->first; child; child = child->next)
		read_field(ctx, child, &layout->fields[layout->n++]);
}

static void read_struct(struct mbim_spec_ctx *ctx,
			const struct att_yaml_node *node,
			struct mbim_spec_layout *layout)
{
	enum { DOC, SECTION, FIELDS };
	static const struct mbim_keys_key keys[] = {
		[DOC] = {"doc", SCALAR, false},
		[SECTION] = {"section", SCALAR, false},
		[FIELDS] = {"fields", LIST, true},
	};
	const struct att_yaml_node *v[COUNT(keys)];

	mbim_keys_read(ctx, node, "a struct", keys, COUNT(keys), v);
	layout->name = node->key;
	layout->say = mbim_spec_text(ctx, "'%s'", node->key);
	layout->at = node->key_at;
	layout->doc = mbim_keys_text(ctx, v[DOC]);
	layout->section = mbim_keys_text(ctx, v[SECTION]);
	if (!v[FIELDS])
		return;
	if (v[FIELDS]->n == 0)
		mbim_spec_error(ctx, v[FIELDS]->at, "a struct has no fields");
	read_fields(ctx, v[FIELDS], layout);
}

/* What one kind of message is called and holds from one version on. */
static void read_variant(struct mbim_spec_ctx *ctx,
			 const struct mbim_spec_service *s,
			 const struct mbim_spec_cid *cid, int kind,
			 const struct att_yaml_node *node,
			 struct mbim_spec_variant *variant)
{
	const char *kind_name = mbim_spec_kind_names[kind];
	struct mbim_spec_layout *layout;
	const char *suffix = "";

	variant->at = node->at;
	if (!mbim_keys_kind(ctx, node, SCALAR | LIST))
		return;
	if (node->kind == MBIM_YAML_SCALAR) {
		variant->like = mbim_keys_word(node);
		return;
	}
	if (node->n == 0)
		return;
	if (variant->since > 1)
		suffix = mbim_spec_text(ctx, "_v%u", variant->since);
	layout = mbim_spec_alloc(ctx, 1, sizeof(*layout));
	layout->name = mbim_spec_text(ctx, "%s_%s_%s%s", s->name.s, cid->name.s,
				      kind_name, suffix);
	layout->say =
		mbim_spec_text(ctx, "the %s of '%s'", kind_name, cid->name.s);
	layout->at = node->at;
	layout->section = cid->section;
	read_fields(ctx, node, layout);
	variant->layout = layout;
	variant->own = true;
}

/* A message is one layout for all versions, or a map of versions to them. */
static void read_message(struct mbim_spec_ctx *ctx,
			 const struct mbim_spec_service *s,
			 struct mbim_spec_cid *cid, int kind,
			 const struct att_yaml_node *node)
{
	struct mbim_spec_message *m = &cid->messages[kind];
	const struct att_yaml_node *child;

	if (!node)
		return;
	m->present = true;
	m->at = node->key_at;
	if (node->kind == MBIM_YAML_SCALAR) {
		m->like = mbim_keys_word(node);
		return;
	}
	if (node->kind == MBIM_YAML_LIST) {
		m->n = 1;
		m->variants = mbim_spec_alloc(ctx, 1, sizeof(*m->variants));
		m->variants->since = 1;
		read_variant(ctx, s, cid, kind, node, m->variants);
		return;
	}
	m->variants = mbim_spec_alloc(ctx, node->n, sizeof(*m->variants));
	for (child = node->first; child; child = child->next) {
		struct mbim_spec_variant *variant = &m->variants[m->n];

		variant->since = read_version(ctx, child->key_at, child->key);
		if (variant->since == 0)
			continue;
		if (m->n > 0 && variant->since < variant[-1].since)
			mbim_spec_error(ctx, child->key_at,
					"version %s is out of order",
					child->key);
		read_variant(ctx, s, cid, kind, child, variant);
		m->n++;
	}
	if (node->n == 0)
		mbim_spec_error(ctx, node->at, "'%s' has no versions",
				mbim_spec_kind_names[kind]);
}

static void read_ops(struct mbim_spec_ctx *ctx,
		     const struct att_yaml_node *list,
		     struct mbim_spec_cid *cid)
{
	const struct att_yaml_node *child;

	if (!list)
		return;
	cid->ops_at = list->at;
	cid->ops = mbim_spec_alloc(ctx, list->n, sizeof(*cid->ops));
	for (child = list->first; child; child = child->next)
		if (mbim_keys_kind(ctx, child, SCALAR))
			cid->ops[cid->n_ops++] = mbim_keys_word(child);
}

static void read_timeout(struct mbim_spec_ctx *ctx,
			 const struct att_yaml_node *node,
			 struct mbim_spec_cid *cid)
{
	enum { QUERY, SET };
	static const struct mbim_keys_key keys[] = {
		[QUERY] = {"query", SCALAR, false},
		[SET] = {"set", SCALAR, false},
	};
	const struct att_yaml_node *v[COUNT(keys)];

	if (!node)
		return;
	mbim_keys_read(ctx, node, "a timeout", keys, COUNT(keys), v);
	cid->timeout_query = mbim_keys_number(ctx, v[QUERY]);
	cid->timeout_query_at = mbim_keys_word(v[QUERY]).at;
	cid->timeout_set = mbim_keys_number(ctx, v[SET]);
	cid->timeout_set_at = mbim_keys_word(v[SET]).at;
}

static void read_cid(struct mbim_spec_ctx *ctx,
		     const struct mbim_spec_service *s,
		     const struct att_yaml_node *node,
		     struct mbim_spec_cid *cid)
{
	enum { KINDS, NUMBER = MBIM_SPEC_KINDS, OPS, SECTION, DOC, TIMEOUT };
	static const struct mbim_keys_key keys[] = {
		[MBIM_SPEC_QUERY] = {"query", SCALAR | LIST | MAP, false},
		[MBIM_SPEC_SET] = {"set", SCALAR | LIST | MAP, false},
		[MBIM_SPEC_RESPONSE] = {"response", SCALAR | LIST | MAP, false},
		[MBIM_SPEC_NOTIFICATION] = {"notification", SCALAR | LIST | MAP,
					    false},
		[NUMBER] = {"number", SCALAR, true},
		[OPS] = {"ops", LIST, true},
		[SECTION] = {"section", SCALAR, false},
		[DOC] = {"doc", SCALAR, false},
		[TIMEOUT] = {"timeout", MAP, false},
	};
	const struct att_yaml_node *v[COUNT(keys)];

	mbim_keys_read(ctx, node, "a CID", keys, COUNT(keys), v);
	cid->name = mbim_keys_key_word(node);
	cid->number = mbim_keys_number(ctx, v[NUMBER]);
	cid->number_at = mbim_keys_word(v[NUMBER]).at;
	cid->section = mbim_keys_text(ctx, v[SECTION]);
	cid->doc = mbim_keys_text(ctx, v[DOC]);
	read_ops(ctx, v[OPS], cid);
	read_timeout(ctx, v[TIMEOUT], cid);
	for (int kind = KINDS; kind < MBIM_SPEC_KINDS; kind++)
		read_message(ctx, s, cid, kind, v[kind]);
}

static void read_service(struct mbim_spec_ctx *ctx,
			 const struct att_yaml_node *node,
			 struct mbim_spec_service *s)
{
	enum { UUID, DOC, CIDS };
	static const struct mbim_keys_key keys[] = {
		[UUID] = {"uuid", SCALAR, true},
		[DOC] = {"doc", SCALAR, false},
		[CIDS] = {"cids", MAP, true},
	};
	const struct att_yaml_node *v[COUNT(keys)], *child;

	mbim_keys_read(ctx, node, "a service", keys, COUNT(keys), v);
	s->name = mbim_keys_key_word(node);
	s->uuid.text = mbim_keys_word(v[UUID]);
	s->doc = mbim_keys_text(ctx, v[DOC]);
	if (!v[CIDS])
		return;
	if (v[CIDS]->n == 0)
		mbim_spec_error(ctx, v[CIDS]->at, "a service has no CIDs");
	s->cids = mbim_spec_alloc(ctx, v[CIDS]->n, sizeof(*s->cids));
	for (child = v[CIDS]->first; child; child = child->next)
		read_cid(ctx, s, child, &s->cids[s->n++]);
}

static unsigned children(const struct att_yaml_node *node)
{
	return node ? node->n : 0;
}

void mbim_spec_read(struct mbim_spec *spec, const struct att_yaml_node *root)
{
	enum { ENUMS, UUIDS, STRUCTS, SERVICES };
	static const struct mbim_keys_key keys[] = {
		[ENUMS] = {"enums", MAP, false},
		[UUIDS] = {"uuids", MAP, false},
		[STRUCTS] = {"structs", MAP, false},
		[SERVICES] = {"services", MAP, true},
	};
	const struct att_yaml_node *v[COUNT(keys)], *n;
	struct mbim_spec_ctx *ctx = spec->ctx;
	size_t each;

	mbim_keys_read(ctx, root, "a spec", keys, COUNT(keys), v);
	each = sizeof(*spec->enums);
	spec->enums = mbim_spec_alloc(ctx, children(v[ENUMS]), each);
	for (n = v[ENUMS] ? v[ENUMS]->first : NULL; n; n = n->next)
		read_enum(ctx, n, &spec->enums[spec->n_enums++]);
	each = sizeof(*spec->uuids);
	spec->uuids = mbim_spec_alloc(ctx, children(v[UUIDS]), each);
	for (n = v[UUIDS] ? v[UUIDS]->first : NULL; n; n = n->next) {
		if (!mbim_keys_kind(ctx, n, SCALAR))
			continue;
		spec->uuids[spec->n_uuids].name = mbim_keys_key_word(n);
		spec->uuids[spec->n_uuids++].text = mbim_keys_word(n);
	}
	each = sizeof(*spec->structs);
	spec->structs = mbim_spec_alloc(ctx, children(v[STRUCTS]), each);
	for (n = v[STRUCTS] ? v[STRUCTS]->first : NULL; n; n = n->next)
		read_struct(ctx, n, &spec->structs[spec->n_structs++]);
	each = sizeof(*spec->services);
	spec->services = mbim_spec_alloc(ctx, children(v[SERVICES]), each);
	for (n = v[SERVICES] ? v[SERVICES]->first : NULL; n; n = n->next)
		read_service(ctx, n, &spec->services[spec->n_services++]);
}

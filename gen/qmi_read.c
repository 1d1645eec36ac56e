/* From the YAML tree to the structs of QMI's spec: keys, kinds and scalars.
 * What names refer to is found out by the check. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "qmi_spec.h"
#include "spec_keys.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define SCALAR	 MBIM_KEYS_SCALAR
#define LIST	 MBIM_KEYS_LIST
#define MAP	 MBIM_KEYS_MAP

const char *const qmi_spec_kind_names[QMI_SPEC_KINDS] = {"request", "response",
							 "indication"};
const char *const qmi_spec_kind_suffixes[QMI_SPEC_KINDS] = {"req", "resp",
							    "ind"};

/* A value of an enum has up to 64 bits. */
static uint64_t number64(struct mbim_spec_ctx *ctx,
			 const struct att_yaml_node *node)
{
	int base = strncmp(node->text, "0x", 2) == 0 ? 16 : 10;
	unsigned long long v;
	char *end;

	errno = 0;
	v = strtoull(node->text, &end, base);
	if (*end || errno || node->text[0] < '0' || node->text[0] > '9')
		mbim_spec_error(ctx, node->at,
				"'%s' is not a number of 64 bits", node->text);
	return v;
}

static void read_enum(struct mbim_spec_ctx *ctx,
		      const struct att_yaml_node *node, struct qmi_spec_enum *e)
{
	enum { DOC, FLAGS, VALUES };
	static const struct mbim_keys_key keys[] = {
		[DOC] = {"doc", SCALAR, false},
		[FLAGS] = {"flags", SCALAR, false},
		[VALUES] = {"values", MAP, true},
	};
	const struct att_yaml_node *v[COUNT(keys)], *child;

	mbim_keys_read(ctx, node, "an enum", keys, COUNT(keys), v);
	e->name = mbim_keys_key_word(node);
	e->doc = mbim_keys_text(ctx, v[DOC]);
	e->flags = mbim_keys_bool(ctx, v[FLAGS]);
	if (!v[VALUES])
		return;
	e->values = mbim_spec_alloc(ctx, v[VALUES]->n, sizeof(*e->values));
	for (child = v[VALUES]->first; child; child = child->next) {
		struct qmi_spec_value *value = &e->values[e->n];

		if (!mbim_keys_kind(ctx, child, SCALAR))
			continue;
		value->name = mbim_keys_key_word(child);
		value->at = child->at;
		value->value = number64(ctx, child);
		e->n++;
	}
}

/* "failed", or one member and its value. */
static struct mbim_spec_word when_of(struct mbim_spec_ctx *ctx,
				     const struct att_yaml_node *node)
{
	struct mbim_spec_word w = mbim_keys_word(node);

	if (!node || node->kind == MBIM_YAML_SCALAR)
		return w;
	w.at = node->at;
	if (node->n != 1 || node->first->kind != MBIM_YAML_SCALAR)
		mbim_spec_error(ctx, node->at,
				"'when' is not one 'member: value'");
	else
		w.s = mbim_spec_text(ctx, "%s is %s", node->first->key,
				     node->first->text);
	return w;
}

static void read_field(struct mbim_spec_ctx *ctx,
		       const struct att_yaml_node *node, bool is_tlv,
		       struct qmi_spec_field *f)
{
	enum {
		NAME,
		TYPE,
		OF,
		ENUM,
		STRUCT,
		PREFIX,
		SIZE,
		MAX,
		PERSONAL,
		DOC,
		TLV,
		NEED,
		WHEN
	};
	static const struct mbim_keys_key keys[] = {
		[NAME] = {"name", SCALAR, true},
		[TYPE] = {"type", SCALAR, false},
		[OF] = {"of", SCALAR, false},
		[ENUM] = {"enum", SCALAR, false},
		[STRUCT] = {"struct", SCALAR, false},
		[PREFIX] = {"prefix", SCALAR, false},
		[SIZE] = {"size", SCALAR, false},
		[MAX] = {"max", SCALAR, false},
		[PERSONAL] = {"personal", SCALAR, false},
		[DOC] = {"doc", SCALAR, false},
		[TLV] = {"tlv", SCALAR, true},
		[NEED] = {"need", SCALAR, false},
		[WHEN] = {"when", SCALAR | MAP, false},
	};
	const struct att_yaml_node *v[COUNT(keys)] = {0};

	mbim_keys_read(ctx, node, is_tlv ? "a TLV" : "a member", keys,
		       is_tlv ? COUNT(keys) : TLV, v);
	f->at = node->at;
	f->name = mbim_keys_word(v[NAME]);
	f->type_name = mbim_keys_word(v[TYPE]);
	f->of_name = mbim_keys_word(v[OF]);
	f->enum_name = mbim_keys_word(v[ENUM]);
	f->struct_name = mbim_keys_word(v[STRUCT]);
	f->prefix_name = mbim_keys_word(v[PREFIX]);
	f->size = mbim_keys_number(ctx, v[SIZE]);
	f->size_at = mbim_keys_word(v[SIZE]).at;
	f->max = mbim_keys_number(ctx, v[MAX]);
	f->personal = mbim_keys_bool(ctx, v[PERSONAL]);
	f->doc = mbim_keys_text(ctx, v[DOC]);
	f->tlv = mbim_keys_number(ctx, v[TLV]);
	f->tlv_at = mbim_keys_word(v[TLV]).at;
	f->need = mbim_keys_word(v[NEED]);
	f->when = when_of(ctx, v[WHEN]);
}

static void read_struct(struct mbim_spec_ctx *ctx,
			const struct att_yaml_node *node,
			struct qmi_spec_layout *l)
{
	enum { DOC, FIELDS };
	static const struct mbim_keys_key keys[] = {
		[DOC] = {"doc", SCALAR, false},
		[FIELDS] = {"fields", LIST, true},
	};
	const struct att_yaml_node *v[COUNT(keys)], *child;

	mbim_keys_read(ctx, node, "a struct", keys, COUNT(keys), v);
	l->name = node->key;
	l->say = mbim_spec_text(ctx, "'%s'", node->key);
	l->at = node->key_at;
	l->doc = mbim_keys_text(ctx, v[DOC]);
	if (!v[FIELDS])
		return;
	if (v[FIELDS]->n == 0)
		mbim_spec_error(ctx, v[FIELDS]->at, "a struct has no fields");
	l->fields = mbim_spec_alloc(ctx, v[FIELDS]->n, sizeof(*l->fields));
	for (child = v[FIELDS]->first; child; child = child->next)
		read_field(ctx, child, false, &l->fields[l->n++]);
}

/* TLV 0x02 stands in each response, so the spec does not say it. */
static void add_result(struct mbim_spec_ctx *ctx, struct mbim_spec_at at,
		       struct qmi_spec_field *f)
{
	f->name = (struct mbim_spec_word){"result", at};
	f->struct_name = f->name;
	f->tlv = 2;
	f->at = f->tlv_at = at;
	(void)ctx;
}

static struct qmi_spec_layout *read_tlvs(struct mbim_spec_ctx *ctx,
					 const struct att_yaml_node *node,
					 const char *service,
					 const char *message, int kind)
{
	bool responds = kind == QMI_SPEC_RESPONSE;
	const struct att_yaml_node *child;
	struct qmi_spec_layout *l;

	if (node->n + responds == 0)
		return NULL;
	l = mbim_spec_alloc(ctx, 1, sizeof(*l));
	l->name = mbim_spec_text(ctx, "%s_%s_%s", service, message,
				 qmi_spec_kind_suffixes[kind]);
	l->say = mbim_spec_text(ctx, "the %s of '%s'",
				qmi_spec_kind_names[kind], message);
	l->at = node->at;
	l->is_message = true;
	l->fields =
		mbim_spec_alloc(ctx, node->n + responds, sizeof(*l->fields));
	if (responds)
		add_result(ctx, node->at, &l->fields[l->n++]);
	for (child = node->first; child; child = child->next)
		read_field(ctx, child, true, &l->fields[l->n++]);
	return l;
}

static void read_message(struct mbim_spec_ctx *ctx, const char *service,
			 const struct att_yaml_node *node,
			 struct qmi_spec_message *m)
{
	enum { REQUEST, RESPONSE, INDICATION, NUMBER, VENDOR, TIMEOUT, DOC };
	static const struct mbim_keys_key keys[] = {
		[REQUEST] = {"request", LIST, false},
		[RESPONSE] = {"response", LIST, false},
		[INDICATION] = {"indication", LIST, false},
		[NUMBER] = {"number", SCALAR, true},
		[VENDOR] = {"vendor", SCALAR, false},
		[TIMEOUT] = {"timeout", SCALAR, false},
		[DOC] = {"doc", SCALAR, false},
	};
	const struct att_yaml_node *v[COUNT(keys)];

	mbim_keys_read(ctx, node, "a message", keys, COUNT(keys), v);
	m->name = mbim_keys_key_word(node);
	m->doc = mbim_keys_text(ctx, v[DOC]);
	m->number = mbim_keys_number(ctx, v[NUMBER]);
	m->number_at = mbim_keys_word(v[NUMBER]).at;
	m->vendor = mbim_keys_number(ctx, v[VENDOR]);
	m->timeout_s = mbim_keys_number(ctx, v[TIMEOUT]);
	if (!v[REQUEST] != !v[RESPONSE])
		mbim_spec_error(ctx, node->key_at,
				"'%s' has a request or a response without the "
				"other",
				node->key);
	for (int kind = 0; kind < QMI_SPEC_KINDS; kind++) {
		m->has[kind] = v[kind] != NULL;
		if (v[kind])
			m->kinds[kind] = read_tlvs(ctx, v[kind], service,
						   node->key, kind);
	}
}

static void read_service(struct mbim_spec_ctx *ctx,
			 const struct att_yaml_node *node,
			 struct qmi_spec_service *s)
{
	enum { NUMBER, MESSAGES, DOC };
	static const struct mbim_keys_key keys[] = {
		[NUMBER] = {"number", SCALAR, true},
		[MESSAGES] = {"messages", MAP, true},
		[DOC] = {"doc", SCALAR, false},
	};
	const struct att_yaml_node *v[COUNT(keys)], *child;

	mbim_keys_read(ctx, node, "a service", keys, COUNT(keys), v);
	s->name = mbim_keys_key_word(node);
	s->number = mbim_keys_number(ctx, v[NUMBER]);
	s->number_at = mbim_keys_word(v[NUMBER]).at;
	s->doc = mbim_keys_text(ctx, v[DOC]);
	if (!v[MESSAGES])
		return;
	s->messages =
		mbim_spec_alloc(ctx, v[MESSAGES]->n, sizeof(*s->messages));
	for (child = v[MESSAGES]->first; child; child = child->next)
		read_message(ctx, s->name.s, child, &s->messages[s->n++]);
}

static void collect(struct qmi_spec *spec)
{
	unsigned n = spec->n_structs;

	for (unsigned i = 0; i < spec->n_services; i++)
		n += QMI_SPEC_KINDS * spec->services[i].n;
	spec->layouts = mbim_spec_alloc(spec->ctx, n, sizeof(*spec->layouts));
	for (unsigned i = 0; i < spec->n_structs; i++)
		spec->layouts[spec->n_layouts++] = &spec->structs[i];
	for (unsigned i = 0; i < spec->n_services; i++)
		for (unsigned j = 0; j < spec->services[i].n; j++)
			for (int k = 0; k < QMI_SPEC_KINDS; k++) {
				struct qmi_spec_layout *l =
					spec->services[i].messages[j].kinds[k];

				if (l)
					spec->layouts[spec->n_layouts++] = l;
			}
}

void qmi_spec_read(struct qmi_spec *spec, const struct att_yaml_node *root)
{
	enum { ENUMS, STRUCTS, SERVICES };
	static const struct mbim_keys_key keys[] = {
		[ENUMS] = {"enums", MAP, true},
		[STRUCTS] = {"structs", MAP, true},
		[SERVICES] = {"services", MAP, true},
	};
	const struct att_yaml_node *v[COUNT(keys)], *child;
	struct mbim_spec_ctx *ctx = spec->ctx;

	mbim_keys_read(ctx, root, "the spec", keys, COUNT(keys), v);
	if (!v[ENUMS] || !v[STRUCTS] || !v[SERVICES])
		return;
	spec->enums = mbim_spec_alloc(ctx, v[ENUMS]->n, sizeof(*spec->enums));
	for (child = v[ENUMS]->first; child; child = child->next)
		read_enum(ctx, child, &spec->enums[spec->n_enums++]);
	spec->structs =
		mbim_spec_alloc(ctx, v[STRUCTS]->n, sizeof(*spec->structs));
	for (child = v[STRUCTS]->first; child; child = child->next)
		read_struct(ctx, child, &spec->structs[spec->n_structs++]);
	spec->services =
		mbim_spec_alloc(ctx, v[SERVICES]->n, sizeof(*spec->services));
	for (child = v[SERVICES]->first; child; child = child->next)
		read_service(ctx, child, &spec->services[spec->n_services++]);
	collect(spec);
}

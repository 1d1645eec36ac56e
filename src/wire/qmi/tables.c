/* The layouts and enums of QMI's spec, each made of its rows when it is first
 * asked for. */
#include "generated/qmi_messages.h"
#include "wire/qmi/rows.h"

/* What has been made. It is written once and never given back; the pages of
 * what nobody asks for are never touched. */
static struct att_layout layouts[QMI_N_LAYOUTS];
static struct att_field fields[QMI_N_ROWS];
static struct att_enum enums[QMI_N_ENUMS];
static struct att_enum_value values[QMI_N_VALUES];

static const char *name_at(unsigned at)
{
	return qmi_names + at;
}

static uint8_t length_of(const char *name)
{
	uint8_t n = 0;

	while (name[n])
		n++;
	return n;
}

static uint32_t value_of(const struct qmi_values *e, const struct qmi_value *v)
{
	if (!e->high || e->wide)
		return v->value;
	return v->value == QMI_NO_BIT ? 0 : 1u << v->value;
}

static void make_enum(unsigned number)
{
	const struct qmi_values *from = &qmi_enums[number];
	struct att_enum *e = &enums[number];

	for (unsigned i = from->first; i < from->first + from->n; i++) {
		values[i].value = value_of(from, &qmi_values[i]);
		values[i].name = qmi_values[i].name;
		values[i].name_len = length_of(name_at(qmi_values[i].name));
	}
	e->name = name_at(from->name);
	e->names = qmi_names;
	e->n_values = from->n;
	e->n_direct = from->flags ? 0 : from->n;
	e->flags = from->flags;
	e->bits = from->wide;
	e->values = &values[from->first];
}

const struct att_enum *qmi_enum(unsigned number)
{
	if (!number)
		return NULL;
	if (!enums[number].values)
		make_enum(number);
	return &enums[number];
}

static void make_field(const struct qmi_row *r, struct att_field *f)
{
	bool list = r->type == ATT_T_LIST;
	bool structs =
		r->type == ATT_T_STRUCT || (list && r->items == ATT_T_STRUCT);

	f->name = name_at(r->name);
	f->name_len = length_of(f->name);
	f->values = structs ? NULL : qmi_enum(r->of);
	f->of = structs ? qmi_layout(r->of) : NULL;
	f->at = r->at;
	f->wire = r->tlv;
	f->width = r->exact ? 0 : r->n;
	f->max = r->exact ? r->n : 0;
	f->type = r->type;
	f->count = list && !structs ? r->items : ATT_NO_FIELD;
	f->when = ATT_NO_FIELD;
	f->flags = (r->exact ? ATT_F_EXACT : 0) |
		   (r->personal ? ATT_F_PERSONAL : 0) |
		   (r->mandatory ? ATT_F_MANDATORY : 0);
}

/* The recursion over nested types, of which the spec has no circle. */
static void make_layout(unsigned number)
{
	const struct qmi_rows *from = &qmi_layouts[number];
	struct att_layout *l = &layouts[number];

	for (unsigned i = from->first; i < from->first + from->n; i++)
		make_field(&qmi_rows[i], &fields[i]);
	l->n_fields = from->n;
	l->tlvs = from->tlvs;
	l->wire_len = from->wire_len;
	l->size = from->size;
	l->fields = &fields[from->first];
}

const struct att_layout *qmi_layout(unsigned number)
{
	if (!number)
		return NULL;
	if (!layouts[number].fields)
		make_layout(number);
	return &layouts[number];
}

const char *qmi_doc_find(const void *of, uint8_t field)
{
	for (const struct qmi_doc *d = qmi_docs; d->text; d++) {
		const void *row = d->message ? (const void *)d->message
					     : &layouts[d->layout];

		if (row == of && d->field == field)
			return d->text;
	}
	return NULL;
}

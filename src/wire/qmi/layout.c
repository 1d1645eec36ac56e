/* The TLVs of any message, from its table: decoded and encoded. */
#include "base/errors.h"
#include "wire/qmi/straight.h"

const struct att_field *qmi_layout_tlv(const struct att_layout *layout,
				       uint8_t type)
{
	for (unsigned i = 0; i < layout->n_fields; i++)
		if (layout->fields[i].wire == type)
			return &layout->fields[i];
	return NULL;
}

/* One field, which is all of the value, to its place. */
static bool take_value(const struct att_field *f, struct att_bytes value,
		       uint8_t *dst)
{
	struct att_walk w = att_walk_of(NULL, value);

	if (f->type == ATT_T_STRUCT)
		return att_walk_struct(f->of, value, dst, NULL) == 0;
	return att_walk_take(&w, f, dst) == 0;
}

int qmi_layout_decode(const struct att_layout *layout, struct att_bytes tlvs,
		      void *out)
{
	uint8_t *o = out;
	struct qmi_tlv tlv;

	memset(out, 0, layout->size);
	while (qmi_tlv_next(&tlvs, &tlv)) {
		const struct att_field *f = qmi_layout_tlv(layout, tlv.type);

		if (f && !o[f - layout->fields])
			o[f - layout->fields] =
				take_value(f, tlv.value, o + f->at);
	}
	return tlvs.len ? ATT_E_LENGTH : 0;
}

static int put_number(struct qmi_out *o, const struct att_field *f,
		      const uint8_t *in)
{
	uint8_t *p = qmi_room(o, f->width);
	struct att_ipv4 ip;
	uint64_t v;

	if (!p)
		return ATT_E_ROOM;
	if (f->type == ATT_T_IPV4_LE) {
		memcpy(&ip, in, sizeof(ip));
		SET_IPV4_LE(p, ip);
	} else if (f->width == 6) {
		memcpy(&v, in, sizeof(v));
		qmi_set_u48(p, v);
	} else if (f->type >= ATT_T_UUID || att_host_is_little()) {
		memcpy(p, in, f->width);
	} else {
		for (unsigned i = 0; i < f->width; i++)
			p[i] = in[f->width - 1 - i];
	}
	return 0;
}

static int put_struct(struct qmi_out *o, const struct att_layout *layout,
		      const uint8_t *in);

static int put_structs(struct qmi_out *o, const struct att_field *f,
		       const struct att_array *a)
{
	int err = 0;

	if (f->flags & ATT_F_EXACT)
		err = a->count == f->max ? 0 : ATT_E_VALUE;
	else
		err = qmi_put_count(o, f->width, a->count);
	if (!err && a->base)
		return qmi_put_view(o, a);
	for (uint32_t i = 0; !err && i < a->count; i++)
		err = put_struct(o, f->of, a->at + (size_t)i * f->of->size);
	return err;
}

static int put_list(struct qmi_out *o, const struct att_field *f,
		    const struct att_array *a)
{
	unsigned each = att_walk_width(f->count);
	bool exact = f->flags & ATT_F_EXACT;

	if (f->of)
		return put_structs(o, f, a);
	if (f->count == ATT_T_TEXT)
		return exact ? qmi_put_n_texts(o, f->max, a)
			     : qmi_put_texts(o, f->width, a);
	return exact ? qmi_put_exactly(o, f->max, each, a)
		     : qmi_put_values(o, f->width, each, a);
}

static int put_field(struct qmi_out *o, const struct att_field *f,
		     const void *in)
{
	switch (f->type) {
	case ATT_T_STRUCT:
		return put_struct(o, f->of, in);
	case ATT_T_TEXT:
		return f->flags & ATT_F_EXACT ? qmi_put_chars(o, f->max, in)
					      : qmi_put_text(o, f->width, in);
	case ATT_T_DATA:
		return qmi_put_data(o, f->width, in);
	case ATT_T_LIST:
		return put_list(o, f, in);
	}
	return put_number(o, f, in); /* all others */
}

/* The recursion over nested types. */
static int put_struct(struct qmi_out *o, const struct att_layout *layout,
		      const uint8_t *in)
{
	int err = 0;

	for (unsigned i = 0; i < layout->n_fields && !err; i++)
		err = put_field(o, &layout->fields[i],
				in + layout->fields[i].at);
	return err;
}

int qmi_layout_encode(const struct att_layout *layout, const void *in,
		      uint8_t *buf, size_t cap)
{
	struct qmi_out o = {buf, buf + (cap < UINT16_MAX ? cap : UINT16_MAX)};
	const uint8_t *has = in;

	for (unsigned i = 0; i < layout->n_fields; i++) {
		const struct att_field *f = &layout->fields[i];
		uint8_t *tlv;
		int err;

		if (!has[i])
			continue;
		tlv = qmi_tlv_begin(&o, (uint8_t)f->wire);
		if (!tlv)
			return ATT_E_ROOM;
		err = put_field(&o, f, has + f->at);
		if (err)
			return err;
		qmi_tlv_end(&o, tlv);
	}
	return (int)(o.p - buf);
}

/* Facts of QMI's spec for its reference pages. */
#include "qmi_page.h"

#include <string.h>

static const struct {
	const char *name, *text;
} types[] = {
	{"u8", "A number of 8 bits."},
	{"u16", "A number of 16 bits, the low byte first, as in all numbers."},
	{"u32", "A number of 32 bits."},
	{"u48", "A number of 48 bits."},
	{"u64", "A number of 64 bits."},
	{"i8", "A signed number of 8 bits."},
	{"i16", "A signed number of 16 bits."},
	{"i32", "A signed number of 32 bits."},
	{"f32", "A number with a fraction, IEEE 754, 32 bits."},
	{"f64", "A number with a fraction, IEEE 754, 64 bits."},
	{"ipv4", "An IPv4 address as a number of 32 bits: 10.64.1.2 is "
		 "02 01 40 0a."},
	{"ipv6", "An IPv6 address, 16 bytes in network order."},
	{"bytes", "So many bytes."},
	{"text", "UTF-8, or what the modem has put there: counted, of a fixed "
		 "length, or to the end of the TLV."},
	{"data", "Bytes: counted, or to the end of the TLV."},
	{"list", "Values of one type, or structs, one behind the other: "
		 "counted, or of a fixed number. A text in a list has a count "
		 "of one byte."},
	{"struct", "The members of a struct, one behind the other, without "
		   "padding."},
};

bool qmi_page_type(unsigned i, const char **name, const char **text)
{
	if (i == sizeof(types) / sizeof(types[0]))
		return false;
	*name = types[i].name;
	*text = types[i].text;
	return true;
}

static bool uses(const struct qmi_spec_layout *l, const struct qmi_spec_enum *e,
		 const struct qmi_spec_layout *of)
{
	for (unsigned i = 0; i < l->n; i++)
		if ((e && l->fields[i].values == e) ||
		    (of && l->fields[i].layout == of))
			return true;
	return false;
}

/* What stands everywhere: nobody wants to read where. */
static bool is_everywhere(const struct qmi_spec_enum *e,
			  const struct qmi_spec_layout *of)
{
	return (e && strcmp(e->name.s, "bool") == 0) ||
	       (of && strcmp(of->name, "result") == 0);
}

void qmi_page_users(const struct qmi_spec *spec, const struct qmi_spec_enum *e,
		    const struct qmi_spec_layout *of, qmi_page_visit *visit,
		    void *arg)
{
	struct qmi_page_place place = {.service = NULL};

	if (is_everywhere(e, of))
		return;
	for (unsigned i = 0; i < spec->n_structs; i++) {
		place.layout = &spec->structs[i];
		if (uses(place.layout, e, of))
			visit(arg, &place);
	}
	for (unsigned i = 0; i < spec->n_services; i++) {
		place.service = &spec->services[i];
		for (unsigned k = 0; k < QMI_SPEC_KINDS * place.service->n;
		     k++) {
			place.message =
				&place.service->messages[k / QMI_SPEC_KINDS];
			place.kind = (int)(k % QMI_SPEC_KINDS);
			place.layout = place.message->kinds[place.kind];
			if (place.layout && uses(place.layout, e, of))
				visit(arg, &place);
		}
	}
}

const char *qmi_page_need(const struct qmi_spec_field *f)
{
	return f->mandatory ? "has to be there" : NULL;
}

const char *qmi_page_when(struct mbim_spec_ctx *ctx,
			  const struct qmi_spec_field *f)
{
	if (!f->when.s)
		return NULL;
	if (strcmp(f->when.s, "failed") == 0)
		return "only if it failed";
	return mbim_spec_text(ctx, "only if %s", f->when.s);
}

const char *qmi_page_limit(struct mbim_spec_ctx *ctx,
			   const struct qmi_spec_field *f)
{
	if (f->size)
		return mbim_spec_text(ctx, "exactly %u", f->size);
	return f->max ? mbim_spec_text(ctx, "at most %u", f->max) : NULL;
}

const char *qmi_page_count(struct mbim_spec_ctx *ctx,
			   const struct qmi_spec_field *f)
{
	return f->prefix
		       ? mbim_spec_text(ctx, "counted by a u%u", 8 * f->prefix)
		       : NULL;
}

const char *qmi_page_value(struct mbim_spec_ctx *ctx,
			   const struct qmi_spec_enum *e, uint64_t value)
{
	return mbim_spec_text(ctx,
			      e->flags || value > 0xffff ? "0x%02llx" : "%llu",
			      (unsigned long long)value);
}

const char *qmi_page_direction(int kind)
{
	return kind == QMI_SPEC_REQUEST	   ? "host to modem"
	       : kind == QMI_SPEC_RESPONSE ? "modem to host"
					   : "modem to host, unasked";
}

unsigned qmi_page_messages(const struct qmi_spec *spec)
{
	unsigned n = 0;

	for (unsigned i = 0; i < spec->n_services; i++)
		n += spec->services[i].n;
	return n;
}

/* Emits QMI's reference page as one HTML file that needs nothing else. It is
 * well-formed XML. Everything that has a name has an anchor: nas,
 * nas.get_serving_system, nas.get_serving_system.response,
 * struct.nas_serving_system, enum.nas_attach_state, type.text. */
#include "qmi_page.h"
#include "spec_html.h"

struct page {
	const struct qmi_spec *spec;
	struct mbim_spec_ctx *ctx;
	FILE *out;
	unsigned users; /* of what is being described, so far */
};

static void put_type(const struct page *p, const struct qmi_spec_field *f)
{
	const char *type = f->type->name;

	fprintf(p->out, "<td class=\"type\"><code><a href=\"#type.%s\">%s</a>",
		type, type);
	if (f->of)
		fprintf(p->out, " of <a href=\"#type.%s\">%s</a>", f->of->name,
			f->of->name);
	if (f->layout)
		fprintf(p->out, " <a href=\"#struct.%s\">%s</a>",
			f->layout->name, f->layout->name);
	if (f->values)
		fprintf(p->out, " <a href=\"#enum.%s\">%s</a>",
			f->values->name.s, f->values->name.s);
	fputs("</code></td>", p->out);
}

static void put_notes(const struct page *p, const struct qmi_spec_field *f)
{
	const char *notes[] = {
		f->doc,
		qmi_page_need(f),
		qmi_page_when(p->ctx, f),
		qmi_page_limit(p->ctx, f),
		qmi_page_count(p->ctx, f),
	};

	mbim_html_notes(p->out, notes, sizeof(notes) / sizeof(notes[0]));
}

static void put_fields(const struct page *p, const struct qmi_spec_layout *l)
{
	FILE *out = p->out;

	fprintf(out,
		"<table><thead><tr>%s<th class=\"name\">Field</th>"
		"<th class=\"type\">Type</th><th>Notes</th></tr></thead>"
		"<tbody>\n",
		l->is_message ? "<th class=\"at\">TLV</th>" : "");
	for (unsigned i = 0; i < l->n; i++) {
		const struct qmi_spec_field *f = &l->fields[i];

		fprintf(out, "<tr%s>",
			f->personal ? " class=\"personal\"" : "");
		if (l->is_message)
			fprintf(out, "<td class=\"at\">0x%02x</td>", f->tlv);
		fprintf(out, "<td class=\"name\"><code>%s</code>%s</td>",
			f->name.s,
			f->personal ? " <span class=\"pii\">personal</span>"
				    : "");
		put_type(p, f);
		put_notes(p, f);
		fputs("</tr>\n", out);
	}
	fputs("</tbody></table>\n", out);
}

static void put_message(const struct page *p, const struct qmi_spec_service *s,
			const struct qmi_spec_message *m)
{
	FILE *out = p->out;

	fprintf(out, "<h3 id=\"%s.%s\">%s <small>%s 0x%04x</small></h3>\n",
		s->name.s, m->name.s, m->name.s, s->name.s, m->number);
	if (m->vendor)
		fprintf(out,
			"<p>Of modems of the USB vendor "
			"<code>%04x</code>.</p>\n",
			m->vendor);
	if (m->timeout_s)
		fprintf(out, "<p>Is waited for %u s.</p>\n", m->timeout_s);
	mbim_html_paragraph(p->out, m->doc);
	for (int kind = 0; kind < QMI_SPEC_KINDS; kind++) {
		if (!m->has[kind])
			continue;
		fprintf(out, "<h4 id=\"%s.%s.%s\">%s <small>%s</small></h4>\n",
			s->name.s, m->name.s, qmi_spec_kind_names[kind],
			qmi_spec_kind_names[kind], qmi_page_direction(kind));
		if (m->kinds[kind])
			put_fields(p, m->kinds[kind]);
		else
			fputs("<p class=\"none\">No TLVs.</p>\n", out);
	}
}

static void put_services(const struct page *p)
{
	for (unsigned i = 0; i < p->spec->n_services; i++) {
		const struct qmi_spec_service *s = &p->spec->services[i];

		fprintf(p->out,
			"<section>\n<h2 id=\"%s\">%s <small>%u</small></h2>\n",
			s->name.s, s->name.s, s->number);
		mbim_html_paragraph(p->out, s->doc);
		for (unsigned k = 0; k < s->n; k++)
			put_message(p, s, &s->messages[k]);
		fputs("</section>\n", p->out);
	}
}

static void put_user(void *arg, const struct qmi_page_place *place)
{
	struct page *p = arg;

	fputs(p->users++ ? ", " : "<p>In ", p->out);
	if (place->service)
		fprintf(p->out, "<a href=\"#%s.%s.%s\">%s.%s %s</a>",
			place->service->name.s, place->message->name.s,
			qmi_spec_kind_names[place->kind],
			place->service->name.s, place->message->name.s,
			qmi_spec_kind_names[place->kind]);
	else
		fprintf(p->out, "<a href=\"#struct.%s\">%s</a>",
			place->layout->name, place->layout->name);
}

/* Where an enum or a struct stands. */
static void put_users(struct page *p, const struct qmi_spec_enum *e,
		      const struct qmi_spec_layout *of)
{
	p->users = 0;
	qmi_page_users(p->spec, e, of, put_user, p);
	fputs(p->users ? ".</p>\n" : "", p->out);
}

static void put_structs(struct page *p)
{
	fputs("<section>\n<h2 id=\"structs\">Structs</h2>\n", p->out);
	for (unsigned i = 0; i < p->spec->n_structs; i++) {
		const struct qmi_spec_layout *s = &p->spec->structs[i];

		fprintf(p->out, "<h3 id=\"struct.%s\">%s</h3>\n", s->name,
			s->name);
		mbim_html_paragraph(p->out, s->doc);
		put_users(p, NULL, s);
		put_fields(p, s);
	}
	fputs("</section>\n", p->out);
}

static void put_enums(struct page *p)
{
	fputs("<section>\n<h2 id=\"enums\">Enums</h2>\n", p->out);
	for (unsigned i = 0; i < p->spec->n_enums; i++) {
		const struct qmi_spec_enum *e = &p->spec->enums[i];

		fprintf(p->out,
			"<h3 id=\"enum.%s\">%s <small>%s</small></h3>\n",
			e->name.s, e->name.s, e->flags ? "flags" : "values");
		mbim_html_paragraph(p->out, e->doc);
		put_users(p, e, NULL);
		fputs("<table><thead><tr><th class=\"value\">Value</th>"
		      "<th>Name</th></tr></thead><tbody>\n",
		      p->out);
		for (unsigned k = 0; k < e->n; k++)
			fprintf(p->out,
				"<tr><td class=\"value\"><code>%s</code></td>"
				"<td><code>%s</code></td></tr>\n",
				qmi_page_value(p->ctx, e, e->values[k].value),
				e->values[k].name.s);
		fputs("</tbody></table>\n", p->out);
	}
	fputs("</section>\n", p->out);
}

static void put_types(const struct page *p)
{
	const char *name, *text;

	fputs("<section>\n<h2 id=\"types\">Wire types</h2>\n"
	      "<dl class=\"types\">\n",
	      p->out);
	for (unsigned i = 0; qmi_page_type(i, &name, &text); i++) {
		fprintf(p->out, "<dt id=\"type.%s\"><code>%s</code></dt><dd>",
			name, name);
		mbim_html_text(p->out, text);
		fputs("</dd>\n", p->out);
	}
	fputs("</dl>\n</section>\n", p->out);
}

static void put_contents(const struct page *p)
{
	fputs("<nav aria-label=\"Contents\">\n<b>Services</b>\n<ul>\n", p->out);
	for (unsigned i = 0; i < p->spec->n_services; i++) {
		const struct qmi_spec_service *s = &p->spec->services[i];

		fprintf(p->out, "<li><a href=\"#%s\">%s</a><ul>\n", s->name.s,
			s->name.s);
		for (unsigned k = 0; k < s->n; k++)
			fprintf(p->out,
				"<li><a href=\"#%s.%s\"><small>%04x</small> %s"
				"</a></li>\n",
				s->name.s, s->messages[k].name.s,
				s->messages[k].number, s->messages[k].name.s);
		fputs("</ul></li>\n", p->out);
	}
	fputs("</ul>\n<b>Behind them</b>\n<ul>\n"
	      "<li><a href=\"#structs\">Structs</a></li>\n"
	      "<li><a href=\"#enums\">Enums</a></li>\n"
	      "<li><a href=\"#types\">Wire types</a></li>\n"
	      "</ul>\n</nav>\n",
	      p->out);
}

static void put_introduction(const struct page *p, const char *source)
{
	fprintf(p->out,
		"<header>\n<h1>QMI services, messages and TLVs</h1>\n"
		"<p>%u services, %u messages, %u structs and %u enums. "
		"Generated from <code>",
		p->spec->n_services, qmi_page_messages(p->spec),
		p->spec->n_structs, p->spec->n_enums);
	mbim_html_text(p->out, source);
	fputs("</code> by qmi-gen-spec, as are attache's structs, decoder, "
	      "encoder and printer.</p>\n"
	      "<p>TLVs may come in any order, and any may be missing unless it "
	      "<b>has to be there</b>; modems have their own view of that. "
	      "Fields marked <span class=\"pii\">personal</span> are masked "
	      "wherever attache shows or stores them, unless it is told not "
	      "to.</p>\n</header>\n",
	      p->out);
}

void qmi_spec_emit_html(const struct qmi_spec *spec, const char *source,
			FILE *out)
{
	struct page p = {.spec = spec, .ctx = spec->ctx, .out = out};

	mbim_html_begin(out, "QMI services, messages and TLVs");
	put_introduction(&p, source);
	put_contents(&p);
	fputs("<main>\n", out);
	put_services(&p);
	put_structs(&p);
	put_enums(&p);
	put_types(&p);
	fputs("</main>\n", out);
	mbim_html_end(out);
}

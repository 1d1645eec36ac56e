/* Emits the reference page as one HTML file that needs nothing else: no other
 * file, no network. It is well-formed XML, which is easy to check.
 * Everything that has a name has an anchor: basic_connect,
 * basic_connect.connect, basic_connect.connect.set, struct.provider,
 * enum.status, type.string. */
#include "spec_html.h"

#include <string.h>

#include "spec_page.h"

struct page {
	const struct mbim_spec *spec;
	struct mbim_spec_ctx *ctx;
	FILE *out;
	unsigned users; /* of what is being described, so far */
};

/* Name the message of a CID, by its anchor. */
static void put_kind_link(const struct page *p,
			  const struct mbim_spec_service *s,
			  const struct mbim_spec_cid *cid, const char *kind)
{
	fprintf(p->out, "<a href=\"#%s.%s.%s\">%s</a>", s->name.s, cid->name.s,
		kind, kind);
}

static void put_type(const struct page *p, const struct mbim_spec_field *f)
{
	const char *type = f->type->name;

	fprintf(p->out, "<td class=\"type\"><code><a href=\"#type.%s\">%s</a>",
		type, type);
	if (f->type->traits & MBIM_SPEC_SIZE)
		fprintf(p->out, "[%u]", f->size);
	if (f->of)
		fprintf(p->out, " <a href=\"#struct.%s\">%s</a>", f->of->name,
			f->of->name);
	if (f->values)
		fprintf(p->out, " <a href=\"#enum.%s\">%s</a>",
			f->values->name.s, f->values->name.s);
	fputs("</code></td>", p->out);
}

static void put_notes(const struct page *p,
		      const struct mbim_spec_layout *layout,
		      const struct mbim_spec_field *f)
{
	const char *notes[] = {
		f->doc,
		mbim_page_when(p->ctx, layout, f),
		mbim_page_count(p->ctx, layout, f),
		mbim_page_limit(p->ctx, f),
		mbim_page_format(p->ctx, f),
		mbim_page_unknown(p->ctx, f),
	};

	mbim_html_notes(p->out, notes, sizeof(notes) / sizeof(notes[0]));
}

/* since: of this field; newest: of the message, which marks what is new. */
static void put_field(const struct page *p,
		      const struct mbim_spec_layout *layout,
		      const struct mbim_spec_field *f, unsigned since,
		      bool is_new)
{
	FILE *out = p->out;

	fprintf(out, "<tr%s><td class=\"at\">",
		f->personal ? " class=\"personal\"" : "");
	if (f->wire_fixed)
		fprintf(out, "%u", f->wire);
	fprintf(out, "</td><td class=\"name\"><code>%s</code>%s</td>",
		f->name.s,
		f->personal ? " <span class=\"pii\">personal</span>" : "");
	put_type(p, f);
	fputs("<td class=\"since\">", out);
	if (since)
		fprintf(out,
			is_new ? "<span class=\"new\">%u.0</span>" : "%u.0",
			since);
	fputs("</td>", out);
	put_notes(p, layout, f);
	fputs("</tr>\n", out);
}

/* The fields of variant i of a message, or of a struct if m is NULL. */
static void put_fields(const struct page *p,
		       const struct mbim_spec_layout *layout,
		       const struct mbim_spec_message *m, unsigned i)
{
	unsigned of_struct = m ? 0 : mbim_page_struct_since(p->spec, layout);

	fputs("<table><thead><tr><th class=\"at\">Offset</th><th "
	      "class=\"name\">Field</th>"
	      "<th class=\"type\">Type</th><th "
	      "class=\"since\">Since</th><th>Notes</th></tr></thead>"
	      "<tbody>\n",
	      p->out);
	for (unsigned k = 0; k < layout->n; k++) {
		const struct mbim_spec_field *f = &layout->fields[k];
		unsigned since = of_struct;

		if (m)
			since = mbim_page_field_since(m, i, f->name.s);
		put_field(p, layout, f, since,
			  m && since == m->variants[i].since && since > 1);
	}
	fputs("</tbody></table>\n", p->out);
}

static void put_variant(const struct page *p, const struct mbim_spec_service *s,
			const struct mbim_spec_cid *cid,
			const struct mbim_spec_message *m, unsigned i)
{
	const struct mbim_spec_variant *v = &m->variants[i];

	if (m->n > 1 || v->since > 1)
		fprintf(p->out, "<h5>%s %u.0%s</h5>\n",
			v->since > 1 ? "From MBIMEx" : "MBIMEx", v->since,
			v->since > 1 ? " on" : "");
	if (v->like.s) {
		fputs("<p class=\"none\">The same as ", p->out);
		put_kind_link(p, s, cid, v->like.s);
		fputs(" in this version.</p>\n", p->out);
	} else if (!v->layout) {
		fputs("<p class=\"none\">An empty buffer.</p>\n", p->out);
	} else {
		put_fields(p, v->layout, m, i);
	}
}

static void put_message(const struct page *p, const struct mbim_spec_service *s,
			const struct mbim_spec_cid *cid, int kind)
{
	const struct mbim_spec_message *m = &cid->messages[kind];
	const char *name = mbim_spec_kind_names[kind];

	if (!m->present)
		return;
	fprintf(p->out, "<h4 id=\"%s.%s.%s\">%s <small>%s</small></h4>\n",
		s->name.s, cid->name.s, name, name,
		mbim_page_direction((enum mbim_spec_kind)kind));
	if (m->like.s) {
		fputs("<p class=\"none\">The same as ", p->out);
		put_kind_link(p, s, cid, m->like.s);
		fputs(".</p>\n", p->out);
		return;
	}
	for (unsigned i = 0; i < m->n; i++)
		put_variant(p, s, cid, m, i);
}

/* The effects of the charts that ask for this CID. */
static void put_charts(const struct page *p, const char *service,
		       const char *cid)
{
	const char *name = mbim_spec_text(p->ctx, "%s.%s", service, cid);
	bool any = false;

	for (unsigned i = 0; i < p->spec->requests.n; i++) {
		const struct gen_request *r = &p->spec->requests.row[i];

		if (strcmp(r->cid, name) != 0)
			continue;
		fputs(any ? ", " : "<dt>Charts</dt><dd>", p->out);
		fprintf(p->out, "<a href=\"%s.html#do.%s\">%s: %s</a>",
			r->chart, r->effect, r->chart, r->effect);
		any = true;
	}
	if (any)
		fputs("</dd>\n", p->out);
}

/* A row of a description list; nothing for NULL. */
static void put_fact(const struct page *p, const char *what, const char *text)
{
	if (!text)
		return;
	fprintf(p->out, "<dt>%s</dt><dd>", what);
	mbim_html_text(p->out, text);
	fputs("</dd>\n", p->out);
}

static void put_cid(const struct page *p, const struct mbim_spec_service *s,
		    const struct mbim_spec_cid *cid)
{
	const char *name = cid->name.s;

	fprintf(p->out, "<h3 id=\"%s.%s\">%s <small>%s %u</small></h3>\n<dl>\n",
		s->name.s, name, name, s->name.s, cid->number);
	put_fact(p, "UUID", s->uuid.text.s);
	put_fact(p, "Operations", mbim_page_ops(p->ctx, cid));
	put_fact(p, "Timeouts", mbim_page_timeouts(p->ctx, cid));
	put_fact(p, "Section", cid->section);
	put_charts(p, s->name.s, name);
	fputs("</dl>\n", p->out);
	mbim_html_paragraph(p->out, cid->doc);
	for (int kind = 0; kind < MBIM_SPEC_KINDS; kind++)
		put_message(p, s, cid, kind);
}

static void put_services(const struct page *p)
{
	for (unsigned i = 0; i < p->spec->n_services; i++) {
		const struct mbim_spec_service *s = &p->spec->services[i];

		fprintf(p->out, "<section>\n<h2 id=\"%s\">%s</h2>\n", s->name.s,
			s->name.s);
		mbim_html_paragraph(p->out, s->doc);
		fputs("<dl>\n", p->out);
		put_fact(p, "UUID", s->uuid.text.s);
		fputs("</dl>\n", p->out);
		for (unsigned k = 0; k < s->n; k++)
			put_cid(p, s, &s->cids[k]);
		fputs("</section>\n", p->out);
	}
}

static void put_user(void *arg, const struct mbim_page_place *place)
{
	struct page *p = arg;

	fputs(p->users++ ? ", " : "<p>In ", p->out);
	if (!place->service) {
		fprintf(p->out, "<a href=\"#struct.%s\">%s</a>",
			place->layout->name, place->layout->name);
		return;
	}
	fprintf(p->out, "<a href=\"#%s.%s.%s\">%s.%s %s",
		place->service->name.s, place->cid->name.s,
		mbim_spec_kind_names[place->kind], place->service->name.s,
		place->cid->name.s, mbim_spec_kind_names[place->kind]);
	if (place->variant->since > 1)
		fprintf(p->out, " %u.0", place->variant->since);
	fputs("</a>", p->out);
}

/* Where an enum or a struct stands. */
static void put_users(struct page *p, const struct mbim_spec_enum *e,
		      const struct mbim_spec_layout *of)
{
	p->users = 0;
	mbim_page_users(p->spec, e, of, put_user, p);
	fputs(p->users ? ".</p>\n" : "<p class=\"none\">In no message.</p>\n",
	      p->out);
}

static void put_structs(struct page *p)
{
	fputs("<section>\n<h2 id=\"structs\">Structs</h2>\n", p->out);
	for (unsigned i = 0; i < p->spec->n_structs; i++) {
		const struct mbim_spec_layout *s = &p->spec->structs[i];

		fprintf(p->out, "<h3 id=\"struct.%s\">%s</h3>\n", s->name,
			s->name);
		if (s->section) {
			fputs("<dl>\n", p->out);
			put_fact(p, "Section", s->section);
			fputs("</dl>\n", p->out);
		}
		mbim_html_paragraph(p->out, s->doc);
		put_users(p, NULL, s);
		put_fields(p, s, NULL, 0);
	}
	fputs("</section>\n", p->out);
}

static void put_enums(struct page *p)
{
	fputs("<section>\n<h2 id=\"enums\">Enums</h2>\n", p->out);
	for (unsigned i = 0; i < p->spec->n_enums; i++) {
		const struct mbim_spec_enum *e = &p->spec->enums[i];

		fprintf(p->out,
			"<h3 id=\"enum.%s\">%s <small>%s</small></h3>"
			"\n",
			e->name.s, e->name.s, e->flags ? "flags" : "values");
		mbim_html_paragraph(p->out, e->doc);
		put_users(p, e, NULL);
		fputs("<table><thead><tr><th "
		      "class=\"value\">Value</th><th>Name</th></tr>"
		      "</thead><tbody>\n",
		      p->out);
		for (unsigned k = 0; k < e->n; k++)
			fprintf(p->out,
				"<tr><td class=\"value\"><code>%s</code></td>"
				"<td><code>%s</code></td></tr>\n",
				mbim_page_value(p->ctx, e, e->values[k].value),
				e->values[k].name.s);
		fputs("</tbody></table>\n", p->out);
	}
	fputs("</section>\n", p->out);
}

static void put_uuids(const struct page *p)
{
	fputs("<section>\n<h2 id=\"uuids\">UUIDs</h2>\n<dl>\n", p->out);
	for (unsigned i = 0; i < p->spec->n_uuids; i++)
		fprintf(p->out,
			"<dt><code>%s</code></dt><dd><code>%s</code></dd>\n",
			p->spec->uuids[i].name.s, p->spec->uuids[i].text.s);
	fputs("</dl>\n</section>\n", p->out);
}

static void put_types(const struct page *p)
{
	const char *name, *text;

	fputs("<section>\n<h2 id=\"types\">Wire types</h2>\n"
	      "<p>Offsets count from the start of the information buffer, in "
	      "an "
	      "element of <code>ref_struct_array</code> from its own start. "
	      "What stands behind the fixed part is padded to a multiple of "
	      "4.</p>\n<dl class=\"types\">\n",
	      p->out);
	for (unsigned i = 0; mbim_page_type(i, &name, &text); i++) {
		const struct mbim_spec_type *type = mbim_spec_type_find(name);

		if (!type || mbim_page_type_uses(p->spec, type) == 0)
			continue;
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
		const struct mbim_spec_service *s = &p->spec->services[i];

		fprintf(p->out, "<li><a href=\"#%s\">%s</a><ul>\n", s->name.s,
			s->name.s);
		for (unsigned k = 0; k < s->n; k++)
			fprintf(p->out,
				"<li><a href=\"#%s.%s\"><small>%u</small> %s"
				"</a></li>\n",
				s->name.s, s->cids[k].name.s, s->cids[k].number,
				s->cids[k].name.s);
		fputs("</ul></li>\n", p->out);
	}
	fputs("</ul>\n<b>Behind them</b>\n<ul>\n"
	      "<li><a href=\"#structs\">Structs</a></li>\n"
	      "<li><a href=\"#enums\">Enums</a></li>\n"
	      "<li><a href=\"#uuids\">UUIDs</a></li>\n"
	      "<li><a href=\"#types\">Wire types</a></li>\n"
	      "</ul>\n</nav>\n",
	      p->out);
}

static void put_introduction(const struct page *p, const char *source)
{
	fprintf(p->out,
		"<header>\n<h1>MBIM services, CIDs and fields</h1>\n"
		"<p>%u services, %u CIDs, %u structs and %u enums. Generated "
		"from <code>",
		p->spec->n_services, mbim_page_cids(p->spec),
		p->spec->n_structs, p->spec->n_enums);
	mbim_html_text(p->out, source);
	fputs("</code> by mbim-gen-spec, as are attache's structs, decoder, "
	      "encoder and printer.</p>\n"
	      "<p><b>Offset</b> is in bytes from the start of the buffer, "
	      "where it is the same in all messages. <b>Since</b> is the "
	      "MBIMEx version from which on the message has the field; "
	      "<span class=\"new\">new ones</span> are marked. Fields marked "
	      "<span class=\"pii\">personal</span> are masked wherever attache "
	      "shows or stores them, unless it is told not "
	      "to.</p>\n</header>\n",
	      p->out);
}

void mbim_spec_emit_html(const struct mbim_spec *spec, const char *source,
			 FILE *out)
{
	struct page p = {.spec = spec, .ctx = spec->ctx, .out = out};

	mbim_html_begin(out, "MBIM services, CIDs and fields");
	put_introduction(&p, source);
	put_contents(&p);
	fputs("<main>\n", out);
	put_services(&p);
	put_structs(&p);
	put_enums(&p);
	put_uuids(&p);
	put_types(&p);
	fputs("</main>\n", out);
	mbim_html_end(out);
}

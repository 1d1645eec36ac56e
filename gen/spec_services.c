/* The checks of services, CIDs and their messages. */
#include "spec.h"

#include <string.h>

#define DEFAULT_TIMEOUT 10 /* s */
#define MAX_TIMEOUT	65535

static void check_ops(struct mbim_spec_ctx *ctx, struct mbim_spec_cid *cid)
{
	if (cid->n_ops == 0)
		mbim_spec_error(ctx, cid->ops_at, "'%s' has no ops",
				cid->name.s);
	for (unsigned i = 0; i < cid->n_ops; i++) {
		const struct mbim_spec_word *op = &cid->ops[i];
		bool *flag = NULL;

		if (strcmp(op->s, "query") == 0)
			flag = &cid->query;
		else if (strcmp(op->s, "set") == 0)
			flag = &cid->set;
		else if (strcmp(op->s, "notify") == 0)
			flag = &cid->notify;
		if (!flag)
			mbim_spec_error(ctx, op->at,
					"'%s' is not query, set or notify",
					op->s);
		else if (*flag)
			mbim_spec_error(ctx, op->at, "op '%s' stands twice",
					op->s);
		else
			*flag = true;
	}
}

/* A message is there if and only if an op needs it. */
static void check_present(struct mbim_spec_ctx *ctx,
			  const struct mbim_spec_cid *cid,
			  enum mbim_spec_kind kind, bool needed)
{
	const struct mbim_spec_message *m = &cid->messages[kind];

	if (needed && !m->present)
		mbim_spec_error(ctx, cid->ops_at,
				"'%s' has no '%s', which its ops need",
				cid->name.s, mbim_spec_kind_names[kind]);
	if (!needed && m->present)
		mbim_spec_error(ctx, m->at,
				"'%s' has a '%s', which no op needs",
				cid->name.s, mbim_spec_kind_names[kind]);
}

static void check_timeout(struct mbim_spec_ctx *ctx, bool op,
			  struct mbim_spec_at at, uint32_t *timeout)
{
	if (!at.line) {
		*timeout = op ? DEFAULT_TIMEOUT : 0;
		return;
	}
	if (!op)
		mbim_spec_error(ctx, at, "a timeout without its op");
	else if (*timeout == 0 || *timeout > MAX_TIMEOUT)
		mbim_spec_error(ctx, at, "a timeout is 1 to %d s", MAX_TIMEOUT);
}

/* The message that a word like 'response' refers to. */
static const struct mbim_spec_message *find_like(
	struct mbim_spec_ctx *ctx, const struct mbim_spec_cid *cid,
	const struct mbim_spec_word *like)
{
	int kind = 0;

	while (kind < MBIM_SPEC_KINDS &&
	       strcmp(like->s, mbim_spec_kind_names[kind]) != 0)
		kind++;
	if (kind == MBIM_SPEC_KINDS || !cid->messages[kind].present) {
		mbim_spec_error(ctx, like->at, "'%s' has no '%s' to be like",
				cid->name.s, like->s);
		return NULL;
	}
	if (cid->messages[kind].like.s) {
		mbim_spec_error(ctx, like->at,
				"'%s' is itself like another message", like->s);
		return NULL;
	}
	return &cid->messages[kind];
}

/* The variants of another kind, which stays their owner. */
static void take_variants(struct mbim_spec_ctx *ctx,
			  const struct mbim_spec_cid *cid,
			  struct mbim_spec_message *m)
{
	const struct mbim_spec_message *from = find_like(ctx, cid, &m->like);

	if (!from)
		return;
	m->n = from->n;
	m->variants = mbim_spec_alloc(ctx, m->n, sizeof(*m->variants));
	for (unsigned i = 0; i < m->n; i++) {
		m->variants[i] = from->variants[i];
		m->variants[i].own = false;
	}
}

/* The layout that another kind has in the version of this variant. */
static void take_layout(struct mbim_spec_ctx *ctx,
			const struct mbim_spec_cid *cid,
			struct mbim_spec_variant *variant)
{
	const struct mbim_spec_message *from =
		find_like(ctx, cid, &variant->like);

	for (unsigned i = 0; from && i < from->n; i++)
		if (from->variants[i].since <= variant->since &&
		    from->variants[i].own)
			variant->layout = from->variants[i].layout;
	if (from && !variant->layout)
		mbim_spec_error(ctx, variant->like.at,
				"'%s' has no layout of its own here",
				variant->like.s);
}

static void check_message(struct mbim_spec *spec, struct mbim_spec_cid *cid,
			  struct mbim_spec_message *m)
{
	if (m->like.s)
		take_variants(spec->ctx, cid, m);
	for (unsigned i = 0; i < m->n; i++) {
		struct mbim_spec_variant *variant = &m->variants[i];

		if (variant->like.s)
			take_layout(spec->ctx, cid, variant);
		else if (variant->own)
			mbim_spec_check_fields(spec, variant->layout);
		else if (!variant->layout && i > 0)
			mbim_spec_error(spec->ctx, variant->at,
					"an empty buffer replaces fields");
	}
	mbim_spec_check_versions(spec, m);
}

/* A CID is as old as the youngest of its messages. */
static void find_since(struct mbim_spec_cid *cid)
{
	cid->since = 1;
	for (int kind = 0; kind < MBIM_SPEC_KINDS; kind++) {
		const struct mbim_spec_message *m = &cid->messages[kind];

		if (m->n > 0 && m->variants[0].since > cid->since)
			cid->since = m->variants[0].since;
	}
}

static void check_cid(struct mbim_spec *spec, struct mbim_spec_cid *cid)
{
	struct mbim_spec_ctx *ctx = spec->ctx;

	mbim_spec_check_name(ctx, &cid->name, MBIM_SPEC_NAME);
	check_ops(ctx, cid);
	check_present(ctx, cid, MBIM_SPEC_QUERY, cid->query);
	check_present(ctx, cid, MBIM_SPEC_SET, cid->set);
	check_present(ctx, cid, MBIM_SPEC_RESPONSE, cid->query || cid->set);
	check_present(ctx, cid, MBIM_SPEC_NOTIFICATION, cid->notify);
	check_timeout(ctx, cid->query, cid->timeout_query_at,
		      &cid->timeout_query);
	check_timeout(ctx, cid->set, cid->timeout_set_at, &cid->timeout_set);
	for (int kind = 0; kind < MBIM_SPEC_KINDS; kind++)
		check_message(spec, cid, &cid->messages[kind]);
	find_since(cid);
}

static void check_service(struct mbim_spec *spec, struct mbim_spec_service *s)
{
	mbim_spec_check_name(spec->ctx, &s->name, MBIM_SPEC_NAME);
	for (unsigned i = 0; i < s->n; i++) {
		struct mbim_spec_cid *cid = &s->cids[i];

		check_cid(spec, cid);
		if (i == 0)
			continue;
		if (cid->number == cid[-1].number)
			mbim_spec_error(spec->ctx, cid->number_at,
					"'%s' has already number %u",
					cid[-1].name.s, cid->number);
		else if (cid->number < cid[-1].number)
			mbim_spec_error(spec->ctx, cid->number_at,
					"number %u is out of order",
					cid->number);
	}
}

/* Add to the list of all layouts; two must not have the same C name. */
static void add_layout(struct mbim_spec *spec, struct mbim_spec_layout *layout)
{
	if (strlen(layout->name) > MBIM_SPEC_C_NAME)
		mbim_spec_error(spec->ctx, layout->at,
				"'%s' in C is longer than %d characters",
				layout->name, MBIM_SPEC_C_NAME);
	for (unsigned i = 0; i < spec->n_layouts; i++)
		if (strcmp(spec->layouts[i]->name, layout->name) == 0)
			mbim_spec_error(spec->ctx, layout->at,
					"'%s' is already the name in C of "
					"%s",
					layout->name,
					mbim_spec_place(spec->ctx, layout->at,
							spec->layouts[i]->at));
	spec->layouts[spec->n_layouts++] = layout;
}

/* Add the layouts of a CID's messages, or only count them. */
static unsigned add_messages(struct mbim_spec *spec,
			     const struct mbim_spec_cid *cid, bool add)
{
	unsigned n = 0;

	for (int kind = 0; kind < MBIM_SPEC_KINDS; kind++) {
		const struct mbim_spec_message *m = &cid->messages[kind];

		for (unsigned i = 0; i < m->n; i++) {
			if (!m->variants[i].own)
				continue;
			n++;
			if (add)
				add_layout(spec, m->variants[i].layout);
		}
	}
	return n;
}

static void list_layouts(struct mbim_spec *spec)
{
	unsigned n = spec->n_structs;

	for (unsigned i = 0; i < spec->n_services; i++)
		for (unsigned k = 0; k < spec->services[i].n; k++)
			n += add_messages(spec, &spec->services[i].cids[k],
					  false);
	spec->layouts = mbim_spec_alloc(spec->ctx, n, sizeof(*spec->layouts));
	for (unsigned i = 0; i < spec->n_structs; i++)
		add_layout(spec, &spec->structs[i]);
	for (unsigned i = 0; i < spec->n_services; i++)
		for (unsigned k = 0; k < spec->services[i].n; k++)
			add_messages(spec, &spec->services[i].cids[k], true);
}

void mbim_spec_check_services(struct mbim_spec *spec)
{
	for (unsigned i = 0; i < spec->n_services; i++)
		check_service(spec, &spec->services[i]);
	list_layouts(spec);
}

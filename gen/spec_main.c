/* mbim-gen-spec SPEC.yaml OUTDIR: writes OUTDIR/cids.h and OUTDIR/cids.c; with
 * --pages the reference pages mbim_cids.html and mbim_cids.7. After any error
 * it writes neither; what has not changed it does not touch. With --fields it
 * prints the spec as a table. --spec-add FILE adds an overlay. */
#include <string.h>

#include "output.h"
#include "spec.h"
#include "spec_load.h"

#define N_OUTPUTS 2

static const char program[] = "mbim-gen-spec";

static void header(const void *spec, const char *source, FILE *out)
{
	mbim_spec_emit_header(spec, source, out);
}

static void tables(const void *spec, const char *source, FILE *out)
{
	mbim_spec_emit_tables(spec, source, out);
}

static void html(const void *spec, const char *source, FILE *out)
{
	mbim_spec_emit_html(spec, source, out);
}

static void man(const void *spec, const char *source, FILE *out)
{
	mbim_spec_emit_man(spec, source, out);
}

static const struct gen_output code[N_OUTPUTS] = {
	{"cids.h", header},
	{"cids.c", tables},
};
static const struct gen_output pages[N_OUTPUTS] = {
	{"mbim_cids.html", html},
	{"mbim_cids.7", man},
};

static bool list(const struct mbim_spec *spec)
{
	mbim_spec_list(spec, stdout);
	return (fflush(stdout) == 0 && !ferror(stdout)) ||
	       gen_output_complain(program, "output");
}

static const struct gen_mode modes[] = {
	{"", code, N_OUTPUTS},
	{"--pages", pages, N_OUTPUTS},
	{"--fields", NULL, 0},
};

static bool is_cid(const struct mbim_spec *spec, const char *name)
{
	size_t len = strcspn(name, ".");

	for (unsigned i = 0; i < spec->n_services; i++) {
		const struct mbim_spec_service *s = &spec->services[i];

		if (!name[len] || strlen(s->name.s) != len ||
		    strncmp(s->name.s, name, len) != 0)
			continue;
		for (unsigned k = 0; k < s->n; k++)
			if (strcmp(s->cids[k].name.s, name + len + 1) == 0)
				return true;
	}
	return false;
}

/* What the charts ask for is in the spec. */
static bool read_charts(struct mbim_spec *spec, const char *path)
{
	struct gen_requests *r = &spec->requests;

	if (!path)
		return true;
	if (!gen_requests_read(r, path))
		return false;
	for (unsigned i = 0; i < r->n; i++)
		if (strcmp(r->row[i].cid, "-") != 0 &&
		    !is_cid(spec, r->row[i].cid))
			return gen_requests_wrong(r, &r->row[i], "CID",
						  r->row[i].cid);
	return true;
}

/* The stages, each only if those before found nothing. */
static bool run(struct mbim_spec_ctx *ctx, const struct gen_command *c)
{
	static const struct mbim_spec_form form = {
		.protocol = "mbim", .id = "uuid", .members = "cids"};
	static struct mbim_spec spec;
	struct att_yaml_node *root;

	spec.ctx = ctx;
	ctx->path = c->spec;
	root = mbim_spec_load(ctx, program, &form, c->overlays, c->n_overlays);
	if (root)
		mbim_spec_read(&spec, root);
	if (ctx->errors == 0)
		mbim_spec_check(&spec);
	if (ctx->errors == 0)
		mbim_spec_lay_out(&spec);
	if (ctx->errors > 0 || !read_charts(&spec, c->charts))
		return false;
	return c->mode->n
		       ? gen_output_write(ctx, program, &spec, c->mode->outputs,
					  c->mode->n, c->dir)
		       : list(&spec);
}

int main(int argc, char **argv)
{
	struct mbim_spec_ctx ctx = {0};
	struct gen_command c;
	bool ok;

	if (!gen_command_read(&c, program, modes,
			      sizeof(modes) / sizeof(modes[0]), argc, argv)) {
		fprintf(stderr, "usage: mbim-gen-spec [--pages] [--spec-add "
				"FILE]... [--charts FILE] SPEC.yaml OUTDIR\n"
				"       mbim-gen-spec --fields [--spec-add "
				"FILE]... SPEC.yaml\n");
		return 2;
	}
	ok = run(&ctx, &c);
	mbim_spec_fini(&ctx);
	return ok ? 0 : 1;
}

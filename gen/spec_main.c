/* mbim-gen-spec SPEC.yaml OUTDIR: writes OUTDIR/cids.h and OUTDIR/cids.c; with
 * --pages the reference pages mbim_cids.html and mbim_cids.7. After any error
 * it writes neither; what has not changed it does not touch. With --fields it
 * prints the spec as a table. */
#include <string.h>

#include "output.h"
#include "spec.h"

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

/* The stages, each only if those before found nothing. Without kinds the spec
 * is listed. */
static bool run(struct mbim_spec_ctx *ctx, const struct gen_output *kinds,
		const char *dir)
{
	struct mbim_spec spec = {.ctx = ctx};
	struct att_yaml_node *root;
	FILE *file = fopen(ctx->path, "rb");

	if (!file)
		return gen_output_complain(program, ctx->path);
	root = mbim_yaml_load(ctx, file);
	fclose(file);
	if (root)
		mbim_spec_read(&spec, root);
	if (ctx->errors == 0)
		mbim_spec_check(&spec);
	if (ctx->errors == 0)
		mbim_spec_lay_out(&spec);
	if (ctx->errors > 0)
		return false;
	return kinds ? gen_output_write(ctx, program, &spec, kinds, N_OUTPUTS,
					dir)
		     : list(&spec);
}

int main(int argc, char **argv)
{
	struct mbim_spec_ctx ctx = {0};
	const struct gen_output *kinds = code;
	bool ok;

	if (argc == 4 && strcmp(argv[1], "--pages") == 0) {
		kinds = pages;
		argv++;
	} else if (argc == 3 && strcmp(argv[1], "--fields") == 0) {
		kinds = NULL;
		argv++;
	} else if (argc != 3) {
		fprintf(stderr,
			"usage: mbim-gen-spec [--pages] SPEC.yaml OUTDIR\n"
			"       mbim-gen-spec --fields SPEC.yaml\n");
		return 2;
	}
	ctx.path = argv[1];
	ok = run(&ctx, kinds, kinds ? argv[2] : NULL);
	mbim_spec_fini(&ctx);
	return ok ? 0 : 1;
}

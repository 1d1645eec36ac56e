/* qmi-gen-spec SPEC.yaml OUTDIR: writes OUTDIR/qmi_messages.h and .c. After any
 * error it writes neither; what has not changed it does not touch. */
#include "output.h"
#include "qmi_spec.h"

static const char program[] = "qmi-gen-spec";

static void header(const void *spec, const char *source, FILE *out)
{
	qmi_spec_emit_header(spec, source, out);
}

static void tables(const void *spec, const char *source, FILE *out)
{
	qmi_spec_emit_tables(spec, source, out);
}

static const struct gen_output code[] = {
	{"qmi_messages.h", header},
	{"qmi_messages.c", tables},
};

/* The stages, each only if those before found nothing. */
static bool run(struct mbim_spec_ctx *ctx, const char *dir)
{
	struct qmi_spec spec = {.ctx = ctx};
	struct att_yaml_node *root;
	FILE *file = fopen(ctx->path, "rb");

	if (!file)
		return gen_output_complain(program, ctx->path);
	root = mbim_yaml_load(ctx, file);
	fclose(file);
	if (root)
		qmi_spec_read(&spec, root);
	if (ctx->errors == 0)
		qmi_spec_check(&spec);
	return ctx->errors == 0 &&
	       gen_output_write(ctx, program, &spec, code, 2, dir);
}

int main(int argc, char **argv)
{
	struct mbim_spec_ctx ctx = {0};
	bool ok;

	if (argc != 3) {
		fprintf(stderr, "usage: qmi-gen-spec SPEC.yaml OUTDIR\n");
		return 2;
	}
	ctx.path = argv[1];
	ok = run(&ctx, argv[2]);
	mbim_spec_fini(&ctx);
	return ok ? 0 : 1;
}

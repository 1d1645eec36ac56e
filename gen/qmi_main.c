/* qmi-gen-spec SPEC.yaml OUTDIR: writes OUTDIR/qmi_messages.h and .c; with
 * --lua qmi_tables.lua, the tables of a dissector for Wireshark. After any
 * error it writes nothing; what has not changed it does not touch. */
#include <string.h>

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

static void lua(const void *spec, const char *source, FILE *out)
{
	qmi_spec_emit_lua(spec, source, out);
}

static const struct gen_output code[] = {
	{"qmi_messages.h", header},
	{"qmi_messages.c", tables},
};
static const struct gen_output dissector[] = {
	{"qmi_tables.lua", lua},
};

/* What is written. */
struct mode {
	const char *option;
	const struct gen_output *outputs;
	unsigned n;
};

static const struct mode modes[] = {
	{"", code, 2},
	{"--lua", dissector, 1},
};

/* The stages, each only if those before found nothing. */
static bool run(struct mbim_spec_ctx *ctx, const struct mode *mode,
		const char *dir)
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
	       gen_output_write(ctx, program, &spec, mode->outputs, mode->n,
				dir);
}

/* NULL: there is none with this option. */
static const struct mode *mode_of(const char *option)
{
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
		if (strcmp(modes[i].option, option) == 0)
			return &modes[i];
	return NULL;
}

int main(int argc, char **argv)
{
	struct mbim_spec_ctx ctx = {0};
	const struct mode *mode = argc == 3 || argc == 4
					  ? mode_of(argc == 4 ? argv[1] : "")
					  : NULL;
	bool ok;

	if (!mode) {
		fprintf(stderr,
			"usage: qmi-gen-spec [--lua] SPEC.yaml OUTDIR\n");
		return 2;
	}
	ctx.path = argv[argc - 2];
	ok = run(&ctx, mode, argv[argc - 1]);
	mbim_spec_fini(&ctx);
	return ok ? 0 : 1;
}

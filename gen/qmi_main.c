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

static void html(const void *spec, const char *source, FILE *out)
{
	qmi_spec_emit_html(spec, source, out);
}

static void man(const void *spec, const char *source, FILE *out)
{
	qmi_spec_emit_man(spec, source, out);
}

static void lua(const void *spec, const char *source, FILE *out)
{
	qmi_spec_emit_lua(spec, source, out);
}

static const struct gen_output code[] = {
	{"qmi_messages.h", header},
	{"qmi_messages.c", tables},
};
static const struct gen_output pages[] = {
	{"qmi_messages.html", html},
	{"qmi_messages.7", man},
};
static const struct gen_output dissector[] = {
	{"qmi_tables.lua", lua},
};

static bool list(const struct qmi_spec *spec)
{
	qmi_spec_emit_list(spec, stdout);
	return (fflush(stdout) == 0 && !ferror(stdout)) ||
	       gen_output_complain(program, "output");
}

/* What is written; nothing: the spec is listed. */
struct mode {
	const char *option;
	const struct gen_output *outputs;
	unsigned n;
};

static const struct mode modes[] = {
	{"", code, 2},
	{"--pages", pages, 2},
	{"--fields", NULL, 0},
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
	if (ctx->errors == 0 && !mode->n)
		return list(&spec);
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

/* "[OPTION] SPEC.yaml [OUTDIR]"; NULL: these are not the words. */
static const struct mode *read_words(int argc, char **argv, const char **spec,
				     const char **dir)
{
	bool option = argc > 1 && argv[1][0] == '-';
	const struct mode *mode = mode_of(option ? argv[1] : "");

	if (!mode || argc != 2 + option + (mode->n > 0))
		return NULL;
	*spec = argv[1 + option];
	*dir = argv[argc - 1];
	return mode;
}

int main(int argc, char **argv)
{
	struct mbim_spec_ctx ctx = {0};
	const struct mode *mode;
	const char *dir;
	bool ok;

	mode = read_words(argc, argv, &ctx.path, &dir);
	if (!mode) {
		fprintf(stderr,
			"usage: qmi-gen-spec [--pages | --lua] SPEC.yaml "
			"OUTDIR\n"
			"       qmi-gen-spec --fields SPEC.yaml\n");
		return 2;
	}
	ok = run(&ctx, mode, dir);
	mbim_spec_fini(&ctx);
	return ok ? 0 : 1;
}

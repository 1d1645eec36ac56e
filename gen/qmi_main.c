/* qmi-gen-spec SPEC.yaml OUTDIR: writes OUTDIR/qmi_messages.h and .c; with
 * --lua qmi_tables.lua, the tables of a dissector for Wireshark. After any
 * error it writes nothing; what has not changed it does not touch. --spec-add
 * FILE adds an overlay. */
#include <string.h>

#include "output.h"
#include "qmi_spec.h"
#include "spec_load.h"

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

static const struct gen_mode modes[] = {
	{"", code, 2},
	{"--pages", pages, 2},
	{"--fields", NULL, 0},
	{"--lua", dissector, 1},
};

/* The stages, each only if those before found nothing. */
static bool run(struct mbim_spec_ctx *ctx, const struct gen_command *c)
{
	static const struct mbim_spec_form form = {.protocol = "qmi",
						   .id = "number",
						   .members = "messages",
						   .listed = "service"};
	struct qmi_spec spec = {.ctx = ctx};
	struct att_yaml_node *root;

	ctx->path = c->spec;
	root = mbim_spec_load(ctx, program, &form, c->overlays, c->n_overlays);
	if (root)
		qmi_spec_read(&spec, root);
	if (ctx->errors == 0)
		qmi_spec_check(&spec);
	if (ctx->errors == 0 && !c->mode->n)
		return list(&spec);
	return ctx->errors == 0 &&
	       gen_output_write(ctx, program, &spec, c->mode->outputs,
				c->mode->n, c->dir);
}

int main(int argc, char **argv)
{
	struct mbim_spec_ctx ctx = {0};
	struct gen_command c;
	bool ok;

	if (!gen_command_read(&c, program, modes,
			      sizeof(modes) / sizeof(modes[0]), argc, argv)) {
		fprintf(stderr, "usage: qmi-gen-spec [--pages | --lua] "
				"[--spec-add FILE]... SPEC.yaml OUTDIR\n"
				"       qmi-gen-spec --fields [--spec-add "
				"FILE]... SPEC.yaml\n");
		return 2;
	}
	ok = run(&ctx, &c);
	mbim_spec_fini(&ctx);
	return ok ? 0 : 1;
}

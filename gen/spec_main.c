/* mbim-gen-spec SPEC.yaml OUTDIR: writes OUTDIR/cids.h and OUTDIR/cids.c; with
 * --pages the reference pages mbim_cids.html and mbim_cids.7. After any error
 * it writes neither; what has not changed it does not touch. With --fields it
 * prints the spec as a table. */
#include "spec.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define N_OUTPUTS 2

struct output {
	const char *path, *temporary;
	char *text;
	size_t len;
	bool changed;
};

typedef void emit_fn(const struct mbim_spec *, const char *, FILE *);

struct kind {
	const char *name;
	emit_fn *emit;
};

static const struct kind code[N_OUTPUTS] = {
	{"cids.h", mbim_spec_emit_header},
	{"cids.c", mbim_spec_emit_tables},
};
static const struct kind pages[N_OUTPUTS] = {
	{"mbim_cids.html", mbim_spec_emit_html},
	{"mbim_cids.7", mbim_spec_emit_man},
};

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static bool complain(const char *path)
{
	fprintf(stderr, "mbim-gen-spec: %s: %s\n", path, strerror(errno));
	return false;
}

/* True if the file holds exactly this text. */
static bool same(const struct output *o)
{
	FILE *file = fopen(o->path, "rb");
	size_t at = 0;
	int c = EOF;

	if (!file)
		return false;
	while ((c = getc(file)) != EOF && at < o->len &&
	       (unsigned char)o->text[at] == c)
		at++;
	fclose(file);
	return c == EOF && at == o->len;
}

static bool write_temporary(const struct output *o)
{
	FILE *file = fopen(o->temporary, "wb");
	bool ok;

	if (!file)
		return complain(o->temporary);
	ok = fwrite(o->text, 1, o->len, file) == o->len;
	ok = fclose(file) == 0 && ok;
	return ok || complain(o->temporary);
}

/* All temporaries first: a full disk leaves the old outputs as they are. */
static bool write_outputs(struct output *o)
{
	bool ok = true;

	for (int i = 0; i < N_OUTPUTS; i++) {
		o[i].changed = !same(&o[i]);
		if (ok && o[i].changed)
			ok = write_temporary(&o[i]);
	}
	for (int i = 0; i < N_OUTPUTS; i++) {
		if (ok && o[i].changed &&
		    rename(o[i].temporary, o[i].path) != 0)
			ok = complain(o[i].path);
		if (!ok)
			unlink(o[i].temporary);
	}
	return ok;
}

static bool emit(const struct mbim_spec *spec, const struct kind *kinds,
		 const char *dir)
{
	struct output o[N_OUTPUTS] = {{0}};
	bool ok = true;

	for (int i = 0; i < N_OUTPUTS; i++) {
		FILE *out = open_memstream(&o[i].text, &o[i].len);

		o[i].path =
			mbim_spec_text(spec->ctx, "%s/%s", dir, kinds[i].name);
		o[i].temporary = mbim_spec_text(spec->ctx, "%s.tmp", o[i].path);
		if (!out)
			return complain("memory");
		kinds[i].emit(spec, base_name(spec->ctx->path), out);
		if (fclose(out) != 0)
			ok = complain("memory");
	}
	ok = ok && write_outputs(o);
	for (int i = 0; i < N_OUTPUTS; i++)
		free(o[i].text);
	return ok;
}

static bool list(const struct mbim_spec *spec)
{
	mbim_spec_list(spec, stdout);
	return (fflush(stdout) == 0 && !ferror(stdout)) || complain("output");
}

/* The stages, each only if those before found nothing. Without kinds the spec
 * is listed. */
static bool run(struct mbim_spec_ctx *ctx, const struct kind *kinds,
		const char *dir)
{
	struct mbim_spec spec = {.ctx = ctx};
	struct att_yaml_node *root;
	FILE *file = fopen(ctx->path, "rb");

	if (!file)
		return complain(ctx->path);
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
	return kinds ? emit(&spec, kinds, dir) : list(&spec);
}

int main(int argc, char **argv)
{
	struct mbim_spec_ctx ctx = {0};
	const struct kind *kinds = code;
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

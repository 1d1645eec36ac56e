/* What a generator is asked for, and writing what it makes. */
#include "output.h"
#include "option.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct file {
	const char *path, *temporary;
	char *text;
	size_t len;
	bool changed;
};

bool gen_output_complain(const char *program, const char *path)
{
	fprintf(stderr, "%s: %s: %s\n", program, path, strerror(errno));
	return false;
}

/* True if the file holds exactly this text. */
static bool same(const struct file *o)
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

static bool write_temporary(const char *program, const struct file *o)
{
	FILE *file = fopen(o->temporary, "wb");
	bool ok;

	if (!file)
		return gen_output_complain(program, o->temporary);
	ok = fwrite(o->text, 1, o->len, file) == o->len;
	ok = fclose(file) == 0 && ok;
	return ok || gen_output_complain(program, o->temporary);
}

/* All temporaries first: a full disk leaves the old outputs as they are. */
static bool write_files(const char *program, struct file *o, unsigned n)
{
	bool ok = true;

	for (unsigned i = 0; i < n; i++) {
		o[i].changed = !same(&o[i]);
		if (ok && o[i].changed)
			ok = write_temporary(program, &o[i]);
	}
	for (unsigned i = 0; i < n; i++) {
		if (ok && o[i].changed &&
		    rename(o[i].temporary, o[i].path) != 0)
			ok = gen_output_complain(program, o[i].path);
		if (!ok)
			unlink(o[i].temporary);
	}
	return ok;
}

/* NULL: there is none with this option. */
static const struct gen_mode *mode_of(const struct gen_mode *modes, size_t n,
				      const char *option)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(modes[i].option, option) == 0)
			return &modes[i];
	return NULL;
}

static bool no_option(const char *program, const char *word,
		      const struct gen_mode *modes, size_t n)
{
	const char *options[GEN_MODES + 2] = {"--charts", "--spec-add"};

	for (size_t i = 0; i < n; i++)
		options[i + 2] = modes[i].option;
	gen_no_option(program, word, options, n + 2);
	return false;
}

bool gen_command_read(struct gen_command *c, const char *program,
		      const struct gen_mode *modes, size_t n, int argc,
		      char **argv)
{
	int i = 1;

	memset(c, 0, sizeof(*c));
	c->mode = mode_of(modes, n, "");
	for (; i < argc && argv[i][0] == '-'; i++) {
		if (strcmp(argv[i], "--charts") == 0 && i + 1 < argc) {
			c->charts = argv[++i];
		} else if (strcmp(argv[i], "--spec-add") != 0) {
			if (c->mode->option[0])
				return false;
			c->mode = mode_of(modes, n, argv[i]);
			if (!c->mode)
				return no_option(program, argv[i], modes, n);
		} else if (++i == argc || c->n_overlays == GEN_OVERLAYS) {
			return false;
		} else {
			c->overlays[c->n_overlays++] = argv[i];
		}
	}
	if (argc - i != 1 + (c->mode->n > 0))
		return false;
	c->spec = argv[i];
	c->dir = argv[argc - 1];
	return true;
}

bool gen_output_write(struct mbim_spec_ctx *ctx, const char *program,
		      const void *spec, const struct gen_output *outputs,
		      unsigned n, const char *dir)
{
	struct file o[GEN_OUTPUTS] = {{0}};
	bool ok = true;

	for (unsigned i = 0; i < n; i++) {
		FILE *out = open_memstream(&o[i].text, &o[i].len);

		o[i].path = mbim_spec_text(ctx, "%s/%s", dir, outputs[i].name);
		o[i].temporary = mbim_spec_text(ctx, "%s.tmp", o[i].path);
		if (!out)
			return gen_output_complain(program, "memory");
		outputs[i].emit(spec, ctx->source, out);
		if (fclose(out) != 0)
			ok = gen_output_complain(program, "memory");
	}
	ok = ok && write_files(program, o, n);
	for (unsigned i = 0; i < n; i++)
		free(o[i].text);
	return ok;
}

/* mbim-gen-chart: checks a chart and writes the C of its machine, or shows it
 * as a table, a picture or a list of edges. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "chart.h"
#include "option.h"

typedef void chart_writer(FILE *f, const struct chart *c);

static struct chart the_chart;
static struct gen_requests requests;

static bool fail(const char *path)
{
	fprintf(stderr, "mbim-gen-chart: %s: %s\n", path, strerror(errno));
	return false;
}

/* The whole file, NUL-terminated; NULL after a message. The caller frees it. */
static char *read_file(const char *path, size_t *len)
{
	FILE *f = fopen(path, "rb");
	size_t cap = 1 << 16;
	char *text = f ? malloc(cap) : NULL;

	*len = 0;
	while (text) {
		char *more;

		*len += fread(text + *len, 1, cap - 1 - *len, f);
		if (*len < cap - 1)
			break;
		cap *= 2;
		more = realloc(text, cap);
		if (!more)
			free(text);
		text = more;
	}
	if (!text || ferror(f)) {
		fail(path);
		free(text);
		text = NULL;
	} else {
		text[*len] = '\0';
	}
	if (f)
		fclose(f);
	return text;
}

static bool same_content(const char *path, const char *text, size_t len)
{
	FILE *f = fopen(path, "rb");
	size_t i = 0;
	int ch = EOF;

	if (!f)
		return false;
	while ((ch = fgetc(f)) != EOF && i < len && text[i] == (char)ch)
		i++;
	fclose(f);
	return ch == EOF && i == len;
}

/* Writes beside path and renames, so that path is old or new, never half; and
 * not at all if nothing changed, so that nothing is rebuilt. */
static bool replace_file(const char *path, const char *text, size_t len)
{
	char beside[4096 + 8];
	FILE *f;
	bool ok;

	if (same_content(path, text, len))
		return true;
	snprintf(beside, sizeof(beside), "%s.new", path);
	f = fopen(beside, "wb");
	if (!f)
		return fail(beside);
	ok = fwrite(text, 1, len, f) == len;
	ok = fclose(f) == 0 && ok;
	if (ok && rename(beside, path) == 0)
		return true;
	fail(path);
	remove(beside);
	return false;
}

static void write_page(FILE *f, const struct chart *c)
{
	chart_write_html(f, c, &requests);
}

static bool write_file(const struct chart *c, const char *dir,
		       const char *suffix, chart_writer *writer)
{
	char path[4096];
	char *text = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len);
	bool ok = f != NULL;

	if ((size_t)snprintf(path, sizeof(path), "%s/%.*s%s", dir,
			     WORD(c->file), suffix) >= sizeof(path)) {
		errno = ENAMETOOLONG;
		ok = false;
	}
	if (f) {
		writer(f, c);
		ok = fclose(f) == 0 && ok;
	}
	ok = ok ? replace_file(path, text, len) : fail(path);
	free(text);
	return ok;
}

static bool print(const struct chart *c, chart_writer *writer)
{
	writer(stdout, c);
	return fflush(stdout) == 0 || fail("standard output");
}

static chart_writer *find_writer(const char *option)
{
	if (strcmp(option, "--table") == 0)
		return chart_write_table;
	if (strcmp(option, "--dot") == 0)
		return chart_write_dot;
	if (strcmp(option, "--edges") == 0)
		return chart_write_edges;
	return NULL;
}

/* Reads and checks the chart of this path; NULL after its errors. */
static const struct chart *read_chart(const char *path, char **text)
{
	struct chart *c = &the_chart;
	size_t len;

	c->path = path;
	*text = read_file(path, &len);
	if (!*text || !chart_parse(c, *text) || !chart_lint(c))
		return NULL;
	return c;
}

static bool write_machine(const struct chart *c, const char *dir)
{
	return write_file(c, dir, "_machine.h", chart_write_header) &&
	       write_file(c, dir, "_machine.rl", chart_write_host);
}

static bool has_request(const struct chart *c, struct chart_word effect)
{
	for (unsigned i = 0; i < requests.n; i++)
		if (chart_is(c->file, requests.row[i].chart) &&
		    (!effect.len || chart_is(effect, requests.row[i].effect)))
			return true;
	return false;
}

/* Each effect that asks has a row, in a chart that has rows. */
static bool check_asks(struct chart *c)
{
	for (unsigned i = 0; i < c->n_meanings; i++) {
		const struct chart_meaning *m = &c->meanings[i];

		if (m->kind == CHART_ASKS && !has_request(c, m->word) &&
		    has_request(c, chart_word_of("")))
			chart_error(c, m->word,
				    "'%.*s' asks, but has no row in %s",
				    WORD(m->word), requests.path);
	}
	return c->errors == 0;
}

/* Each row of this chart has an effect of it. */
static bool read_requests(struct chart *c, const char *path)
{
	if (!gen_requests_read(&requests, path))
		return false;
	for (unsigned i = 0; i < requests.n; i++) {
		const struct gen_request *r = &requests.row[i];

		if (chart_is(c->file, r->chart) &&
		    !chart_meaning(c, chart_word_of(r->effect)))
			return gen_requests_wrong(&requests, r, "effect",
						  r->effect);
	}
	return check_asks(c);
}

static bool write_docs(const struct chart *c, const char *dir)
{
	return write_file(c, dir, ".md", chart_write_table) &&
	       write_file(c, dir, ".html", write_page) &&
	       write_file(c, dir, ".dot", chart_write_dot);
}

static int usage(void)
{
	fputs("usage: mbim-gen-chart [--prefix P] CHART.rl OUTDIR\n"
	      "       mbim-gen-chart --docs CHART.rl OUTDIR [REQUESTS.tsv]\n"
	      "       mbim-gen-chart --check|--table|--dot|--edges CHART.rl\n"
	      "P begins the names in C; without it the file's name does, such\n"
	      "as qmi of qmi_control.rl, or else mbim.\n",
	      stderr);
	return 2;
}

static int no_option(const char *word)
{
	static const char *const options[] = {"--prefix", "--docs", "--check",
					      "--table",  "--dot",  "--edges"};

	gen_no_option("mbim-gen-chart", word, options,
		      sizeof(options) / sizeof(options[0]));
	return usage();
}

/* Does what the arguments say, behind any --prefix; 2: they say nothing. */
static int run(int argc, char **argv)
{
	const char *option = argc > 0 && argv[0][0] == '-' ? argv[0] : "";
	chart_writer *writer = find_writer(option);
	const bool docs = strcmp(option, "--docs") == 0;
	const bool check = strcmp(option, "--check") == 0;
	const struct chart *c;
	char *text;
	bool ok;

	if (*option && !writer && !docs && !check)
		return no_option(option);
	if (argc != (docs ? 3 : 2) && !(docs && argc == 4))
		return usage();
	c = read_chart(argv[*option ? 1 : 0], &text);
	ok = c != NULL;
	if (ok && writer)
		ok = print(c, writer);
	else if (ok && docs)
		ok = (argc < 4 || read_requests(&the_chart, argv[3])) &&
		     write_docs(c, argv[2]);
	else if (ok && !check)
		ok = write_machine(c, argv[1]);
	free(text);
	return ok ? 0 : 1;
}

int main(int argc, char **argv)
{
	if (argc > 2 && strcmp(argv[1], "--prefix") == 0) {
		the_chart.prefix = chart_word_of(argv[2]);
		argc -= 2;
		argv += 2;
	}
	return run(argc - 1, argv + 1);
}

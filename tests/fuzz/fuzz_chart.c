/* The reader of the charts: what it does not refuse, every writer can write. */
#include <stdlib.h>

#include "fuzz.h"
#include "gen/chart.h"

static void write_all(const struct chart *c)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	FUZZ_CLAIM(out);
	chart_write_header(out, c);
	chart_write_host(out, c);
	chart_write_edges(out, c);
	chart_write_table(out, c);
	chart_write_dot(out, c);
	fclose(out);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct chart *c = calloc(1, sizeof(*c));
	char *text = fuzz_alloc(size + 1);
	char path[64];

	FUZZ_CLAIM(c);
	if (size)
		memcpy(text, data, size);
	text[size] = '\0';
	c->path = "input";
	if (chart_parse(c, text)) {
		snprintf(path, sizeof(path), "%.*s.rl", WORD(c->name));
		c->path = path;
		if (chart_lint(c))
			write_all(c);
	}
	free(text);
	free(c);
	return 0;
}

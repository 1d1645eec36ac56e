/* The picture of a chart, for graphviz. */
#include "chart.h"

void chart_write_dot(FILE *f, const struct chart *c)
{
	fprintf(f, "digraph %.*s {\n", WORD(c->name));
	for (unsigned i = 0; i < c->n_rows; i++)
		fprintf(f, "\t%.*s -> %.*s;\n",
			WORD(c->states[c->rows[i].from].name),
			WORD(c->states[c->rows[i].to].name));
	fputs("}\n", f);
}

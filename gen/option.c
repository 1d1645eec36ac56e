/* An option that a generator does not have. */
#include "option.h"

#include <stdio.h>
#include <string.h>

#include "base/nearest.h"

void gen_no_option(const char *program, const char *word,
		   const char *const *options, size_t n)
{
	struct att_nearest near;

	/* without the "--" that all have */
	att_nearest_init(&near, word, strlen(word));
	if (strncmp(word, "--", 2) == 0)
		att_nearest_init(&near, word + 2, strlen(word + 2));
	for (size_t i = 0; i < n; i++)
		if (options[i][0] != '\0')
			att_nearest_try(&near, options[i] + 2);
	fprintf(stderr, "%s: no option %s", program, word);
	if (near.name)
		fprintf(stderr, ", did you mean --%s?", near.name);
	fputc('\n', stderr);
}

/* What --fuzz takes. */
#include "tools/simodem/simodem.h"

#include <stdio.h>
#include <string.h>

static void tell(const char *line)
{
	fprintf(stderr, "simodem: fuzz: %s\n", line);
}

static bool set_of(struct sim_fuzz_limits *l, const char *word,
		   struct att_nearest *near)
{
	bool all = strcmp(word, "all") == 0;

	att_nearest_init(near, word, strlen(word));
	att_nearest_try(near, "control");
	att_nearest_try(near, "data");
	att_nearest_try(near, "all");
	l->off[SIM_FUZZ_CONTROL] = !all && strcmp(word, "control") != 0;
	l->off[SIM_FUZZ_DATA] = !all && strcmp(word, "data") != 0;
	return !l->off[SIM_FUZZ_CONTROL] || !l->off[SIM_FUZZ_DATA];
}

static bool set(struct sim_fuzz_limits *l, char *word, struct att_nearest *near)
{
	const struct {
		const char *name;
		uint32_t *value, min;
	} numbers[] = {{"every", &l->every, 1},
		       {"most", &l->most, 1},
		       {"from", &l->from, 1},
		       {"to", &l->to, 1},
		       {"keep", &l->keep, 0}};
	char *value = strchr(word, '=');

	if (value == NULL)
		return false;
	*value++ = '\0';
	if (strcmp(word, "of") == 0)
		return set_of(l, value, near);
	att_nearest_init(near, word, strlen(word));
	att_nearest_try(near, "of");
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		if (strcmp(word, numbers[i].name) == 0)
			return sim_options_number(value, numbers[i].min,
						  UINT32_MAX, numbers[i].value);
		att_nearest_try(near, numbers[i].name);
	}
	return false;
}

bool sim_options_fuzz(struct sim_fuzz_limits *l, const char *text,
		      struct att_nearest *near)
{
	static char copy[160]; /* near has a word of it */
	char *rest = copy, *word;

	*l = (struct sim_fuzz_limits){.on = true,
				      .tell = tell,
				      .every = 10,
				      .from = 1,
				      .to = UINT32_MAX};
	if (strlen(text) >= sizeof(copy))
		return false;
	strcpy(copy, text);
	if (!sim_options_number(strsep(&rest, ","), 0, UINT32_MAX, &l->seed))
		return false;
	while ((word = strsep(&rest, ",")) != NULL)
		if (!set(l, word, near))
			return false;
	return l->from <= l->to;
}

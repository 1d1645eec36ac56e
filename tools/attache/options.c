/* getopt_long with words of our own: what is wrong, and what was meant. */
#include "options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "attache.h"
#include "capture/forms.h"
#include "wire/mbim/cid.h"

#define MOST_SECONDS 86400u

/* "--name" or "--name=value", which is not the one name of an option. */
static void no_such_option(const char *command, const char *word,
			   const struct option *options)
{
	size_t len = strcspn(word, "=");
	struct att_nearest near;

	att_nearest_init(&near, word + 2, len - 2);
	for (; options->name; options++)
		att_nearest_try(&near, options->name);
	fprintf(stderr, "%s: no option %.*s", command, (int)len, word);
	if (near.name)
		fprintf(stderr, ", did you mean --%s?\n", near.name);
	else
		fprintf(stderr, " (%s --help)\n", command);
}

static const struct option *find(const struct option *options, int val)
{
	for (; options->name; options++)
		if (options->val == val)
			return options;
	return NULL;
}

static int wrong(int c, char **argv, const struct option *options)
{
	const char *word = argv[optind - 1];
	const struct option *o = optopt ? find(options, optopt) : NULL;

	if (c == ':' && o)
		fprintf(stderr, "%s: --%s needs a value (%s --help)\n", argv[0],
			o->name, argv[0]);
	else if (o && strncmp(word, "--", 2) == 0)
		fprintf(stderr, "%s: --%s takes no value (%s --help)\n",
			argv[0], o->name, argv[0]);
	else if (optopt)
		fprintf(stderr, "%s: no option -%c (%s --help)\n", argv[0],
			optopt, argv[0]);
	else
		no_such_option(argv[0], word, options);
	return '?';
}

int options_next(int argc, char **argv, const char *letters,
		 const struct option *options)
{
	char all[64];
	int c;

	opterr = 0;
	snprintf(all, sizeof(all), ":%s", letters);
	c = getopt_long(argc, argv, all, options, NULL);
	return c == '?' || c == ':' ? wrong(c, argv, options) : c;
}

int options_bad_value(const char *command, const char *option,
		      const char *allowed, const char *value)
{
	fprintf(stderr, "%s: %s must be %s, not \"%s\" (%s --help)\n", command,
		option, allowed, value, command);
	return ATTACHE_USAGE;
}

int options_bad_word(const char *command, const char *option,
		     const char *allowed, const char *value, const char *hint)
{
	if (!hint[0])
		return options_bad_value(command, option, allowed, value);
	fprintf(stderr, "%s: %s must be %s, not \"%s\"%s\n", command, option,
		allowed, value, hint);
	return ATTACHE_USAGE;
}

void options_try(struct att_nearest *near, const char *words)
{
	while (*words) {
		size_t len = strcspn(words, ", ");

		att_nearest_try_span(near, words, len);
		words += len + strspn(words + len, ", ");
		if (strncmp(words, "or ", 3) == 0)
			words += 3;
	}
}

/* One of the words of a list was due. */
static bool none_of(const char *command, const char *option, const char *words,
		    const char *value)
{
	struct att_nearest near;

	att_nearest_init(&near, value, strlen(value));
	options_try(&near, words);
	options_bad_word(command, option, words, value,
			 att_nearest_hint(&near));
	return false;
}

int options_extra(const char *command, const char *word)
{
	fprintf(stderr, "%s: what is \"%s\"? (%s --help)\n", command, word,
		command);
	return ATTACHE_USAGE;
}

bool options_seconds(const char *command, const char *value, uint32_t min,
		     uint32_t *to)
{
	char allowed[32], *end;
	unsigned long v = strtoul(value, &end, 10);

	*to = (uint32_t)v;
	if (value[0] >= '0' && value[0] <= '9' && !*end && v >= min &&
	    v <= MOST_SECONDS)
		return true;
	snprintf(allowed, sizeof(allowed), "%u to %u seconds", min,
		 MOST_SECONDS);
	options_bad_value(command, "--timeout", allowed, value);
	return false;
}

bool options_version(const char *command, const char *value, uint16_t automatic,
		     uint16_t *to)
{
	const struct {
		const char *name;
		uint16_t ex;
	} versions[] = {{"auto", automatic}, {"1.0", MBIM_EX_1},
			{"1", MBIM_EX_1},    {"2.0", MBIM_EX_2},
			{"2", MBIM_EX_2},    {"3.0", MBIM_EX_3},
			{"3", MBIM_EX_3}};

	for (unsigned i = 0; i < sizeof(versions) / sizeof(versions[0]); i++)
		if (strcmp(value, versions[i].name) == 0) {
			*to = versions[i].ex;
			return true;
		}
	return none_of(command, "--mbimex", "auto, 1.0, 2.0 or 3.0", value);
}

bool options_form(const char *command, const char *value,
		  struct capturefile_how *how)
{
	return form_named(value, &how->form) ||
	       none_of(command, "--format", form_names(), value);
}

bool options_guess(const char *command, const char *value,
		   struct capturefile_how *how)
{
	uint16_t version;

	if (!options_version(command, value, 0, &version))
		return false;
	how->guess = version == 0;
	how->ex_version = version ? version : MBIM_EX_1;
	return true;
}

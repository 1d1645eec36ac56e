/* The options of a command line, and what is said of those that are wrong. */
#ifndef ATTACHE_OPTIONS_H
#define ATTACHE_OPTIONS_H

#include <getopt.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/nearest.h"
#include "capture/file.h"

/* The next option, as getopt_long gives it; -1: there are no more. '?': it is
 * none, or its value is missing, which was said on stderr with argv[0] in
 * front. letters as getopt_long takes them. */
int options_next(int argc, char **argv, const char *letters,
		 const struct option *options);

/* Say on stderr that the value of an option is not what it takes: "COMMAND:
 * OPTION must be ALLOWED, not "VALUE"". Returns ATTACHE_USAGE. */
int options_bad_value(const char *command, const char *option,
		      const char *allowed, const char *value);
/* The same of a value that had to be a word; hint says which was meant, or is
 * empty (att_nearest_hint). */
int options_bad_word(const char *command, const char *option,
		     const char *allowed, const char *value, const char *hint);
/* Try each word of a list, "a, b or c". */
void options_try(struct att_nearest *near, const char *words);
/* Say that a word is no option and belongs nowhere. Returns ATTACHE_USAGE. */
int options_extra(const char *command, const char *word);

/* Seconds from min to 86400, of option --timeout; false: said. */
bool options_seconds(const char *command, const char *value, uint32_t min,
		     uint32_t *to);
/* An MBIMEx version of option --mbimex; false: said. "auto" is automatic. */
bool options_version(const char *command, const char *value, uint16_t automatic,
		     uint16_t *to);

/* Of a capture: its form, of option --format, and its MBIMEx version, of option
 * --mbimex, which "auto" leaves to be guessed; false: said. */
bool options_form(const char *command, const char *value,
		  struct capturefile_how *how);
bool options_guess(const char *command, const char *value,
		   struct capturefile_how *how);

#endif

/* What a generator says of an option that it does not have. */
#ifndef MBIM_GEN_OPTION_H
#define MBIM_GEN_OPTION_H

#include <stddef.h>

/* Print "PROGRAM: no option WORD", and which of the options was meant. Those
 * are n words with their "--"; "" is none. */
void gen_no_option(const char *program, const char *word,
		   const char *const *options, size_t n);

#endif

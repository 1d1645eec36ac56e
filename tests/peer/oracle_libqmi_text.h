/* A TLV of ours in the words of libqmi. */
#ifndef ORACLE_LIBQMI_TEXT_H
#define ORACLE_LIBQMI_TEXT_H

#include "support/value.h"
#include "wire/table.h"

#define ORACLE_LIBQMI_ENUM '\1' /* in front of "enum.value" */
#define ORACLE_LIBQMI_END  '\2' /* behind it */

/* The value of a field as libqmi prints it, without blanks, into text[cap]; but
 * values of enums are between two marks. */
void oracle_libqmi_say(const struct att_field *f, const struct value *v,
		       char *text, size_t cap);

/* Is that what libqmi has printed? Where it has another word for a value than
 * ours, `word_of` is asked for that by "enum.value": "" if libqmi has none,
 * NULL if the words ought to be the same. */
bool oracle_libqmi_same(const char *ours, const char *theirs,
			const char *(*word_of)(const char *value));

#endif

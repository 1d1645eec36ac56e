/* Did the modem do what it was asked for? A status of success does not say.
 * answer is the InformationBuffer in MBIMEx version ex. */
#ifndef ATTACHE_QUERY_RESULT_H
#define ATTACHE_QUERY_RESULT_H

#include "base/bytes.h"
#include "query_ask.h"

/* 0, or ATT_E_*: the answer does not decode. A set may be answered with
 * nothing.
 */
int query_result_decodes(const struct query *q, struct att_bytes answer,
			 uint16_t ex);

/* The card's status words of an answer, "6A 82 (file or application not
 * found)" (ETSI TS 102 221 10.2.1); false: it has none. */
bool query_result_card(const struct query *q, struct att_bytes answer,
		       uint16_t ex, char *text, size_t cap);

/* False, and why is written to problem: the card reports an error, or what was
 * to be set by `asked` is another way. */
bool query_result_good(const struct query *q, struct att_bytes asked,
		       struct att_bytes answer, uint16_t ex, char *problem,
		       size_t cap);

#endif

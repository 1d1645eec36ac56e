/* The causes of the network in words: why it refused, and what a person can
 * change. One table for all protocols. */
#ifndef ATT_CORE_CAUSE_H
#define ATT_CORE_CAUSE_H

#include <stdint.h>

/* Whose cause it is: the same number can mean two things. */
enum att_cause_of {
	ATT_CAUSE_OF_MOBILITY, /* registration, packet service: 3GPP TS 24.008
				  10.5.5.14, 24.301 9.9.3.9, 24.501 9.11.3.2 */
	ATT_CAUSE_OF_SESSION   /* 24.008 10.5.6.6, 24.301 9.9.4.4, 24.501
				  9.11.4.2 */
};

/* The name of the specifications, in lower case with underscores; NULL: they
 * have none. Static. */
const char *att_cause_name(enum att_cause_of of, uint32_t cause);
/* What a person can look at or change, or NULL. Static. */
const char *att_cause_advice(enum att_cause_of of, uint32_t cause);

#endif

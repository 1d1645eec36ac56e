/* Effects in words: for the log, the trace and people. */
#ifndef ATT_CORE_EFFECT_H
#define ATT_CORE_EFFECT_H

#include "core/core.h"

/* Room for either text, with as many and as long addresses as there can be. */
#define ATT_EFFECT_TEXT 640

/* "data_format raw_ip up none down qmap 32 in 16384",
 * "link_up 0 10.64.0.2/30 via 10.64.0.1 dns 192.0.2.53 mtu 1500" */
void att_effect_text(struct att_text *t, const struct att_effect *effect);
/* The part about the addresses, each word with a space before it. */
void att_effect_ip_text(struct att_text *t, const struct att_ip_config *ip);

#endif

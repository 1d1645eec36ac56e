/* Effects in words: for the log, the trace and people. */
#ifndef MBIM_CORE_EFFECT_H
#define MBIM_CORE_EFFECT_H

#include "core/core.h"

/* Room for either text, with as many and as long addresses as there can be. */
#define MBIM_EFFECT_TEXT 640

/* "link_up 0 10.64.0.2/30 via 10.64.0.1 dns 192.0.2.53 mtu 1500" */
void mbim_effect_text(struct mbim_text *t, const struct mbim_effect *effect);
/* The part about the addresses, each word with a space before it. */
void mbim_effect_ip_text(struct mbim_text *t, const struct mbim_ip_config *ip);

#endif

/* How short messages are shown. */
#ifndef ATTACHE_SMS_SHOW_H
#define ATTACHE_SMS_SHOW_H

#include <stdbool.h>

#include "generated/cids.h"

/* One message on standard output: a line, or whole, or one JSON object. What a
 * terminal would obey is not shown. */
void sms_show(const struct mbim_attache_message *m, bool whole, bool json);

#endif

/* The MBIMEx version in which a message is; private to messages.c. */
#ifndef ATTACHE_MESSAGES_VERSION_H
#define ATTACHE_MESSAGES_VERSION_H

#include "capture/messages.h"

/* Do the fields of a message of MBIM decode? Sets error and spare, and
 * ex_version and guessed if the version is to be guessed. */
void messages_check(struct messages *m, struct message *out);

#endif

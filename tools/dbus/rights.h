/* Who may call what: root and the user of this process all of it, others what
 * polkit grants them by the actions of ModemManager. */
#ifndef ATTACHE_DBUS_RIGHTS_H
#define ATTACHE_DBUS_RIGHTS_H

#include "objects.h"

/* Actions of polkit; NULL: everybody may. */
#define RIGHT_CONTROL	MM_NAME ".Control"
#define RIGHT_DEVICE	MM_NAME ".Device.Control"
#define RIGHT_MESSAGING MM_NAME ".Messaging"
#define RIGHT_USSD	MM_NAME ".USSD"
#define RIGHT_LOCATION	MM_NAME ".Location"
#define RIGHT_TIME	MM_NAME ".Time"
#define RIGHT_FIRMWARE	MM_NAME ".Firmware"

/* Calls m->fn(call, with) if the caller may, now or when polkit has said so;
 * else the call is refused. As sd_bus_message_handler_t. */
int rights_call(const struct method *m, sd_bus_message *call, void *with,
		sd_bus_error *error);
/* What `with` is goes: calls of it that still wait for polkit are refused. */
void rights_forget(const void *with);

#endif

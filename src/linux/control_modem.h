/* Which modem a client of the control socket means. */
#ifndef ATT_LINUX_CONTROL_MODEM_H
#define ATT_LINUX_CONTROL_MODEM_H

#include "linux/manager.h"
#include "proxy/proxy.h"

/* It has named none. */
#define ATT_CONTROL_NO_MODEM UINT32_MAX

/* The place of the only modem there is; ATT_CONTROL_NO_MODEM: there are none or
 * several. */
uint32_t att_control_modem_only(const struct att_manager *m);
/* The place of the modem that is called so: its name, that of its device in the
 * configuration, or that which the device has now; where there is one modem,
 * any path. ATT_CONTROL_NO_MODEM: none. */
uint32_t att_control_modem_find(const struct att_manager *m, const char *name);
/* The same; "" means the only one. */
uint32_t att_control_modem_meant(const struct att_manager *m, const char *name);
#define ATT_CONTROL_MODEM_NAME 256
/* The same of a set of proxy_control.configuration, and what that calls it. */
uint32_t att_control_modem_named(const struct att_manager *m,
				 const struct mbim_msg *command,
				 char name[ATT_CONTROL_MODEM_NAME]);
/* False: the one that was named has gone; or none was, and there is not one
 * alone, which is taken else. */
bool att_control_modem_there(const struct att_manager *m, uint32_t *modem);
/* Its name; "": none. */
const char *att_control_modem_name(const struct att_manager *m, uint32_t modem);

/* It, as the rules for its clients see it; as long as s is good. */
struct att_proxy_modem att_control_modem_proxy(
	const struct att_manager_status *s);

/* Why nothing can be asked of it, in words: name is what the client said, or
 * NULL if it has not said any. Their length. */
size_t att_control_modem_refusal(const struct att_manager *m, const char *name,
				 char *text, size_t cap);

#endif

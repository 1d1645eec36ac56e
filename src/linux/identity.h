/* Which modem is wanted, where only the modem itself can tell: the device names
 * imei:DIGITS and iccid:DIGITS. */
#ifndef ATT_LINUX_IDENTITY_H
#define ATT_LINUX_IDENTITY_H

#include "core/core.h"

enum att_identity {
	ATT_IDENTITY_ANY, /* the name of the device does not ask for one */
	ATT_IDENTITY_UNKNOWN,
	ATT_IDENTITY_UNTOLD, /* it was asked, and has none: a SIM that starts */
	ATT_IDENTITY_RIGHT,
	ATT_IDENTITY_WRONG
};

/* Modems that were not the one that is wanted are asked again after this. */
#define ATT_IDENTITY_AGAIN_MS 60000u
/* The same once the one that was wanted has gone. If it was only reset, or cut
 * from power, it comes back before. */
#define ATT_IDENTITY_GONE_MS 300000u

/* Is it the modem that is wanted? */
struct att_which {
	enum att_identity identity;
	unsigned untold;   /* how often it had no answer */
	uint64_t again_ms; /* when it is to be asked again; UINT64_MAX: never */
};

/* ANY, or UNKNOWN: the modem must be asked (ATT_WANT_KNOWN). */
void att_identity_init(struct att_which *w, const char *device);
/* It was unplugged, and the next modem may be another. True: it has to be
 * asked. */
bool att_identity_forget(struct att_which *w, uint64_t now_ms);
/* What the status says of it. True: what may be wished has changed. */
bool att_identity_look(struct att_which *w, const char *device,
		       const struct att_core_status *s, uint64_t now_ms);
/* What may be wished of it: as long as it may be another's, only to be known.
 */
enum att_want att_identity_may_want(const struct att_which *w,
				    enum att_want want);
/* What the modem of this status is. An IMEI is compared without its check
 * digit, which some leave out; an ICCID without the F that fills it. */
enum att_identity att_identity_check(const char *device,
				     const struct att_core_status *s);
/* The name of the device for a log: without the number. */
const char *att_identity_name(const char *device);

#endif

/* IMEI and ICCID, of a modem and of a wish. */
#include "linux/identity.h"

#include <string.h>

#include "drivers/port.h"

#define IMEI	    "imei:"
#define ICCID	    "iccid:"
#define IMEI_DIGITS 14u /* without the check digit */
/* A SIM that starts has no ICCID yet. */
#define UNTOLD_MS    2000u
#define UNTOLD_TRIES 15u

static bool begins(const char *s, const char *with)
{
	return strncmp(s, with, strlen(with)) == 0;
}

static bool asks(const char *device)
{
	port_wish_protocol(&device);
	return begins(device, IMEI) || begins(device, ICCID);
}

static bool same_imei(const char *a, const char *b)
{
	return strlen(a) >= IMEI_DIGITS && strlen(b) >= IMEI_DIGITS &&
	       strncmp(a, b, IMEI_DIGITS) == 0;
}

/* 19 or 20 digits, the last of which is a check digit that may be left out. */
static bool same_iccid(const char *a, const char *b)
{
	size_t n = strspn(a, "0123456789"), m = strspn(b, "0123456789");
	size_t least = n < m ? n : m, most = n < m ? m : n;

	return least >= 18 && most - least <= 1 && strncmp(a, b, least) == 0;
}

enum att_identity att_identity_check(const char *device,
				     const struct att_core_status *s)
{
	const char *wanted;
	bool imei, same;

	if (!asks(device))
		return ATT_IDENTITY_ANY;
	port_wish_protocol(&device);
	imei = begins(device, IMEI);
	wanted = device + strlen(imei ? IMEI : ICCID);
	if (!s->known)
		return ATT_IDENTITY_UNKNOWN;
	if (!imei && !s->sim_id[0])
		return ATT_IDENTITY_UNTOLD;
	same = imei ? same_imei(wanted, s->device_id)
		    : same_iccid(wanted, s->sim_id);
	return same ? ATT_IDENTITY_RIGHT : ATT_IDENTITY_WRONG;
}

const char *att_identity_name(const char *device)
{
	const char *name = device;

	port_wish_protocol(&name);
	if (begins(name, IMEI))
		return IMEI "***";
	return begins(name, ICCID) ? ICCID "***" : device;
}

/* --- what is to be done about it ----------------------------------------- */

void att_identity_init(struct att_which *w, const char *device)
{
	*w = (struct att_which){.identity = asks(device) ? ATT_IDENTITY_UNKNOWN
							 : ATT_IDENTITY_ANY,
				.again_ms = UINT64_MAX};
}

bool att_identity_forget(struct att_which *w, uint64_t now_ms)
{
	if (w->identity == ATT_IDENTITY_ANY)
		return false;
	if (w->identity == ATT_IDENTITY_RIGHT)
		w->again_ms = now_ms + ATT_IDENTITY_GONE_MS;
	w->identity = ATT_IDENTITY_UNKNOWN;
	w->untold = 0;
	return true;
}

bool att_identity_look(struct att_which *w, const char *device,
		       const struct att_core_status *s, uint64_t now_ms)
{
	enum att_identity found;

	if (w->identity != ATT_IDENTITY_UNKNOWN)
		return false;
	found = att_identity_check(device, s);
	if (found == ATT_IDENTITY_UNKNOWN)
		return false;
	if (found == ATT_IDENTITY_UNTOLD && w->untold < UNTOLD_TRIES) {
		if (w->again_ms > now_ms + UNTOLD_MS) {
			w->again_ms = now_ms + UNTOLD_MS;
			w->untold++;
		}
		return false;
	}
	w->again_ms = UINT64_MAX;
	w->identity = found == ATT_IDENTITY_RIGHT ? found : ATT_IDENTITY_WRONG;
	return true;
}

enum att_want att_identity_may_want(const struct att_which *w,
				    enum att_want want)
{
	if (w->identity == ATT_IDENTITY_ANY ||
	    w->identity == ATT_IDENTITY_RIGHT || want == ATT_WANT_OFF)
		return want;
	return w->identity == ATT_IDENTITY_WRONG ? ATT_WANT_OFF
						 : ATT_WANT_KNOWN;
}

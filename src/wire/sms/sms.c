/* The PDUs of short messages: SMS-DELIVER, SMS-SUBMIT and SMS-STATUS-REPORT.
 * 3GPP TS 23.040 9.2.2. */
#include "wire/sms/sms.h"

#include "base/errors.h"
#include "wire/sms/dcs.h"

#define KIND	     0x03u
#define HAS_PROTOCOL 0x01u /* TP-PI, 9.2.3.27 */
#define HAS_DCS	     0x02u
#define HAS_USER     0x04u
#define HAS_ALL	     0x07u
#define PI_GOES_ON   0x80u
#define RELATIVE     0x10u /* validity of one octet; others have 7 */

enum att_sms_kind att_sms_kind(const struct att_sms *s)
{
	return (enum att_sms_kind)(s->first & KIND);
}

/* What follows each other: octets of a PDU, from or to somewhere. */
struct walk {
	struct att_bytes from;
	uint8_t *to;
	size_t at, cap;
	int error;
};

static bool room(struct walk *w, size_t len)
{
	if (w->error == 0 && (w->at > w->cap || len > w->cap - w->at))
		w->error = w->to != NULL ? ATT_E_ROOM : ATT_E_SHORT;
	return w->error == 0;
}

static void octets(struct walk *w, uint8_t *p, size_t len)
{
	if (!room(w, len))
		return;
	if (w->to != NULL)
		memcpy(w->to + w->at, p, len);
	else
		memcpy(p, w->from.p + w->at, len);
	w->at += len;
}

static void address(struct walk *w, bool of_centre, struct att_sms_address *a)
{
	uint8_t buf[12];
	int len;

	if (w->error != 0)
		return;
	if (w->to == NULL) {
		w->error = att_sms_address_get(w->from, &w->at, of_centre, a);
		return;
	}
	len = att_sms_address_put(a, of_centre, buf);
	if (len < 0)
		w->error = len;
	else
		octets(w, buf, (size_t)len);
}

/* The elements of a header fill it. */
static bool header_fits(const uint8_t *user, size_t len)
{
	size_t at = 1, end = len > 0 ? 1u + user[0] : 0;

	if (end == 0 || end > len)
		return false;
	while (at < end) {
		if (end - at < 2 || user[at + 1] > end - at - 2)
			return false;
		at += 2u + user[at + 1];
	}
	return true;
}

static void user(struct walk *w, struct att_sms *s)
{
	size_t len;

	octets(w, &s->units, 1);
	len = att_sms_user_len(s);
	if (w->error == 0 && len > sizeof(s->user))
		w->error = ATT_E_LENGTH;
	octets(w, s->user, w->error == 0 ? len : 0);
	if (w->error == 0 && (s->first & ATT_SMS_HEADER) != 0 &&
	    !header_fits(s->user, len))
		w->error = ATT_E_LENGTH;
}

static void deliver(struct walk *w, struct att_sms *s)
{
	address(w, false, &s->peer);
	octets(w, &s->protocol, 1);
	octets(w, &s->dcs, 1);
	octets(w, s->sent, sizeof(s->sent));
	user(w, s);
}

static void submit(struct walk *w, struct att_sms *s)
{
	uint8_t format = s->first & ATT_SMS_VALIDITY;

	octets(w, &s->reference, 1);
	address(w, false, &s->peer);
	octets(w, &s->protocol, 1);
	octets(w, &s->dcs, 1);
	if (format != 0)
		octets(w, s->validity,
		       format == RELATIVE ? 1 : sizeof(s->validity));
	user(w, s);
}

/* The octets of TP-PI behind the first announce nothing that is known. */
static void parameters(struct walk *w, struct att_sms *s)
{
	uint8_t more;

	octets(w, &s->parameters, 1);
	more = s->parameters;
	while (w->error == 0 && (more & PI_GOES_ON) != 0)
		octets(w, &more, 1);
	s->parameters &= HAS_ALL;
}

static void optional(struct walk *w, struct att_sms *s)
{
	bool nothing =
		w->to != NULL ? s->parameters == 0 : w->at == w->from.len;

	if (w->error != 0 || nothing)
		return;
	parameters(w, s);
	if ((s->parameters & HAS_PROTOCOL) != 0)
		octets(w, &s->protocol, 1);
	if ((s->parameters & HAS_DCS) != 0)
		octets(w, &s->dcs, 1);
	if ((s->parameters & HAS_USER) != 0)
		user(w, s);
}

static void status_report(struct walk *w, struct att_sms *s)
{
	octets(w, &s->reference, 1);
	address(w, false, &s->peer);
	octets(w, s->sent, sizeof(s->sent));
	octets(w, s->done, sizeof(s->done));
	octets(w, &s->status, 1);
	optional(w, s);
}

static int walk(struct walk *w, struct att_sms *s)
{
	address(w, true, &s->smsc);
	octets(w, &s->first, 1);
	if (w->error != 0)
		return w->error;
	switch (s->first & KIND) {
	case ATT_SMS_DELIVER:
		deliver(w, s);
		break;
	case ATT_SMS_SUBMIT:
		submit(w, s);
		break;
	case ATT_SMS_STATUS_REPORT:
		status_report(w, s);
		break;
	default:
		return ATT_E_TYPE;
	}
	return w->error != 0 ? w->error : (int)w->at;
}

int att_sms_decode(struct att_bytes pdu, struct att_sms *s)
{
	struct walk w = {.from = pdu, .cap = pdu.len};

	*s = (struct att_sms){.first = 0};
	return walk(&w, s);
}

int att_sms_encode(const struct att_sms *s, uint8_t *out, size_t cap)
{
	struct walk w = {.to = out, .cap = cap};
	struct att_sms copy = *s; /* which a walk to `out` does not change */

	return walk(&w, &copy);
}

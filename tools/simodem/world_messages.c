/* The network's side of short messages: what it takes, what it delivers, when,
 * and what waits until the card has room. 3GPP TS 23.040. */
#include "tools/simodem/world_messages.h"

#include "wire/sms/dcs.h"
#include "wire/sms/sms.h"

#define NO_CLASS (-1)

/* --- what the network sends -------------------------------------------------
 */

/* What the network's clock says. */
static void stamp(const struct sim_world *w, uint64_t now_ms,
		  uint8_t out[ATT_SMS_STAMP])
{
	struct sim_clock c = sim_world_clock(w, now_ms);
	const struct att_sms_time t = {
		.year = c.year,
		.month = c.month,
		.day = c.day,
		.hour = c.hour,
		.minute = c.minute,
		.second = c.second,
		.quarters = (int8_t)(c.zone_minutes / 15),
	};

	att_sms_stamp_put(&t, out);
}

/* Behind those that wait already. What is one too many is lost, as a network
 * does that has kept it for too long. */
static void send(struct sim_world *w, struct att_sms *s, uint64_t at_ms)
{
	struct sim_waiting *x = &w->waiting[w->n_waiting];
	int len;

	if (w->n_waiting == SIM_SMS_WAITING)
		return;
	if (!att_sms_address_of(w->stored.centre, &s->smsc))
		s->smsc = (struct att_sms_address){.type = 0};
	len = att_sms_encode(s, x->sms.pdu, sizeof(x->sms.pdu));
	if (len < 0)
		return;
	x->sms.len = (uint8_t)len;
	x->at_ms = at_ms;
	x->told = false;
	w->n_waiting++;
}

/* --- delivery ---------------------------------------------------------------
 */

/* Class 0 is shown and stored nowhere; so is what became of another message. */
static bool is_alert(const struct sim_sms *sms)
{
	struct att_sms s;

	if (att_sms_decode(att_bytes_of(sms->pdu, sms->len), &s) < 0)
		return true;
	return att_sms_kind(&s) == ATT_SMS_STATUS_REPORT ||
	       att_dcs_class(s.dcs) == 0;
}

static void alert(struct sim_world *w, const struct sim_sms *sms)
{
	uint32_t i = w->n_alerts++ % SIM_SMS_WAITING;

	w->alert[i] = *sms;
	sim_world_tell(w, SIM_SMS_ALERT, i, SIM_DONE);
}

/* False: there is no room. */
static bool store(struct sim_world *w, const struct sim_sms *sms)
{
	uint32_t place;

	if (sim_world_sms_store(w, att_bytes_of(sms->pdu, sms->len),
				SIM_SMS_NEW, &place) != SIM_DONE)
		return false;
	sim_world_tell(w, SIM_SMS_CAME, place, SIM_DONE);
	return true;
}

/* True: it need not wait any longer. */
static bool deliver(struct sim_world *w, struct sim_waiting *x)
{
	if (is_alert(&x->sms)) {
		alert(w, &x->sms);
		return true;
	}
	if (store(w, &x->sms))
		return true;
	if (!x->told)
		sim_world_tell(w, SIM_SMS_FULL, 0, SIM_DONE);
	x->told = true;
	return false;
}

static bool due(const struct sim_world *w, const struct sim_waiting *x)
{
	return !x->told || !sim_world_sms_full(w);
}

uint64_t sim_messages_deadline(const struct sim_world *w)
{
	uint64_t at = SIM_NEVER;

	if (w->n_waiting == 0 || sim_world_reachable(w) != SIM_DONE)
		return SIM_NEVER;
	for (uint32_t i = 0; i < w->n_waiting; i++)
		if (due(w, &w->waiting[i]) && w->waiting[i].at_ms < at)
			at = w->waiting[i].at_ms;
	return at;
}

void sim_messages_expire(struct sim_world *w, uint64_t now_ms)
{
	uint32_t left = 0;

	if (sim_messages_deadline(w) > now_ms)
		return;
	for (uint32_t i = 0; i < w->n_waiting; i++) {
		struct sim_waiting *x = &w->waiting[i];

		if (x->at_ms <= now_ms && due(w, x) && deliver(w, x))
			continue;
		w->waiting[left++] = *x;
	}
	w->n_waiting = left;
}

/* --- what the host sends ----------------------------------------------------
 */

static bool to_itself(const struct sim_world *w, const struct att_sms *s)
{
	struct att_sms_address own;
	char number[SIM_CARD_TEXT];

	sim_uicc_number(&w->card[w->slot], number);
	return att_sms_address_of(number, &own) &&
	       att_bytes_equal(att_bytes_of(own.text, sizeof(own.text)),
			       att_bytes_of(s->peer.text, sizeof(own.text)));
}

/* As its receiver gets it. */
static void forward(struct sim_world *w, const struct att_sms *s,
		    uint64_t now_ms)
{
	struct att_sms d = *s;

	d.first = (uint8_t)(ATT_SMS_DELIVER | ATT_SMS_NO_MORE |
			    (s->first & ATT_SMS_HEADER));
	stamp(w, now_ms, d.sent);
	send(w, &d, now_ms);
}

static void report(struct sim_world *w, const struct att_sms *s,
		   uint64_t now_ms)
{
	uint64_t at_ms = now_ms + w->config.report_ms;
	struct att_sms r = {
		.first = ATT_SMS_STATUS_REPORT | ATT_SMS_NO_MORE,
		.peer = s->peer,
		.reference = w->sms_reference,
	};

	stamp(w, now_ms, r.sent);
	stamp(w, at_ms, r.done);
	send(w, &r, at_ms);
}

enum sim_result sim_world_sms_send(struct sim_world *w, struct att_bytes pdu,
				   uint64_t now_ms)
{
	enum sim_result result = sim_world_reachable(w);
	const struct sim_failure *f =
		sim_world_failure(w, SIM_FAILURE_SMS, SIM_ANY_SESSION);
	struct att_sms s;

	if (result != SIM_DONE)
		return result;
	if (att_sms_decode(pdu, &s) != (int)pdu.len ||
	    att_sms_kind(&s) != ATT_SMS_SUBMIT || s.peer.text[0] == '\0')
		return SIM_MALFORMED;
	if (s.smsc.text[0] == '\0' && w->stored.centre[0] == '\0')
		return SIM_NO_CENTRE;
	w->sms_cause = f != NULL ? f->cause : 0;
	if (f != NULL)
		return SIM_REFUSED;
	w->sms_reference++;
	if (to_itself(w, &s))
		forward(w, &s, now_ms);
	if ((s.first & ATT_SMS_REPORT) != 0)
		report(w, &s, now_ms);
	return SIM_DONE;
}

/* --- what comes by command --------------------------------------------------
 */

/* As many parts as it takes. w NULL: could it be sent? */
static bool text(struct sim_world *w, const char *from, const char *what,
		 int message_class, uint64_t now_ms)
{
	struct att_sms s = {.first = ATT_SMS_DELIVER | ATT_SMS_NO_MORE};
	struct att_sms_split x;
	size_t len = 0;

	while (what[len] != '\0')
		len++;
	if (!att_sms_address_of(from, &s.peer) || len == 0 ||
	    att_sms_split(att_bytes_of(what, len), &x) != 0)
		return false;
	if (w == NULL)
		return true;
	w->parts_reference++;
	stamp(w, now_ms, s.sent);
	for (uint8_t i = 1; i <= x.parts; i++) {
		att_sms_put_part(&s, &x, i, w->parts_reference);
		s.dcs = ATT_DCS_CLASS(s.dcs, message_class);
		send(w, &s, now_ms);
	}
	return true;
}

static int nibble(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* A PDU in hex: what a network sends. */
static bool raw(struct sim_world *w, const char *digits, uint64_t now_ms)
{
	uint8_t pdu[SIM_PDU];
	struct att_sms s;
	size_t n = 0;

	for (; digits[2 * n] != '\0'; n++) {
		int high = nibble(digits[2 * n]);
		int low = high < 0 ? -1 : nibble(digits[2 * n + 1]);

		if (low < 0 || n == sizeof(pdu))
			return false;
		pdu[n] = (uint8_t)(high << 4 | low);
	}
	if (att_sms_decode(att_bytes_of(pdu, n), &s) != (int)n ||
	    att_sms_kind(&s) == ATT_SMS_SUBMIT)
		return false;
	if (w != NULL)
		send(w, &s, now_ms);
	return true;
}

/* "pdu HEX", "[flash] NUMBER TEXT" */
bool sim_messages_command(struct sim_world *w, const char *arg, uint64_t now_ms)
{
	const char *digits = sim_behind(arg, "pdu"),
		   *flash = sim_behind(arg, "flash");
	char number[24];
	size_t n = 0;

	if (digits != NULL)
		return raw(w, digits, now_ms);
	arg = flash != NULL ? flash : arg;
	while (arg[n] != '\0' && arg[n] != ' ')
		n++;
	if (arg[n] == '\0' || n >= sizeof(number))
		return false;
	memcpy(number, arg, n);
	number[n] = '\0';
	return text(w, number, arg + n + 1, flash != NULL ? 0 : NO_CLASS,
		    now_ms);
}

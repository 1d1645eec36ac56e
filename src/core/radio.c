/* Policy of the radio: when it is blocked, and the modems whose radio is locked
 * for the laptop that they were sold in ("FCC lock"): it stays off until it is
 * unlocked, once after each power-up. */
#include "core/state.h"

#define MAX_TRIES 3u

/* A modem is known by the beginning of the name of its hardware. */
static const struct {
	const char *hardware;
} locked_modems[] = {
	/* libmbim-devel 2015-July/000616 */
	{"EM7355"},
	/* OpenBSD umb_fccauth_devs; ModemManager fcc-unlock 1199 */
	{"EM7455"},
};

static bool begins(const char *text, const char *with)
{
	while (*with)
		if (*text++ != *with++)
			return false;
	return true;
}

void att_radio_device(struct att_core *c, const char *hardware)
{
	c->radio_lock = false;
	for (unsigned i = 0;
	     i < sizeof(locked_modems) / sizeof(locked_modems[0]); i++)
		c->radio_lock |= begins(hardware, locked_modems[i].hardware);
}

void att_radio_forget(struct att_core *c)
{
	c->radio_lock = false;
	c->unlock_tries = 0;
}

bool att_radio_may_unlock(const struct att_core *c)
{
	return c->radio_lock && c->unlock_tries < MAX_TRIES;
}

static uint16_t event_of(enum att_radio radio)
{
	switch (radio) {
	case ATT_RADIO_ON:
		return ATT_ATTACH_EV_RADIO_ON;
	case ATT_RADIO_OFF:
		return ATT_ATTACH_EV_RADIO_OFF;
	case ATT_RADIO_SWITCHED:
		return ATT_ATTACH_EV_RADIO_BLOCKED;
	}
	return ATT_ATTACH_EV_RADIO_BLOCKED;
}

/* It was told to go on and did not. */
static bool stays_off(const struct att_report *r)
{
	return r->result == ATT_RESULT_REFUSED ||
	       (r->result == ATT_RESULT_DONE &&
		r->facts.radio == ATT_RADIO_OFF);
}

uint16_t att_radio_report(struct att_core *c, const struct att_report *r)
{
	if (c->attach.state == ATT_ATTACH_RADIO_SWITCHING && stays_off(r) &&
	    att_radio_may_unlock(c))
		return ATT_ATTACH_EV_RADIO_LOCKED;
	if (r->result != ATT_RESULT_DONE)
		return ATT_ATTACH_EV_FAILED;
	c->radio = event_of(r->facts.radio);
	return c->radio;
}

uint16_t att_radio_news(struct att_core *c, const union att_facts *f)
{
	uint16_t ev = event_of(f->radio);

	if (ev == c->radio)
		return 0;
	c->radio = ev;
	/* Once attached, both switches mean the same. */
	if (ev == ATT_ATTACH_EV_RADIO_BLOCKED &&
	    c->attach.state != ATT_ATTACH_RADIO_SWITCHING)
		return ATT_ATTACH_EV_RADIO_OFF;
	return ev;
}

void att_radio_unlock_sent(struct att_core *c)
{
	c->unlock_tries++;
}

uint16_t att_radio_unlock_report(struct att_core *c, const struct att_report *r)
{
	if (r->result == ATT_RESULT_NO_ANSWER) {
		att_channel_done_without(c); /* perhaps it is never asked */
		return ATT_ATTACH_EV_TIMEOUT;
	}
	if (r->result != ATT_RESULT_DONE)
		return ATT_ATTACH_EV_FAILED;
	return ATT_ATTACH_EV_RADIO_UNLOCKED;
}

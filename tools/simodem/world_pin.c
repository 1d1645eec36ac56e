/* The locks of a SIM card: attempts, PUKs, enabling and changing, for PIN1 and
 * PIN2 alike. 3GPP TS 31.101 11.1.9 to 11.1.13. */
#include "tools/simodem/world.h"

static bool same(const char *a, const char *b)
{
	while (*a != '\0' && *a == *b) {
		a++;
		b++;
	}
	return *a == *b;
}

bool sim_pin_plausible(const char *secret)
{
	uint32_t n = 0;

	for (; secret[n] != '\0'; n++)
		if (secret[n] < '0' || secret[n] > '9')
			return false;
	return n >= SIM_PIN_MIN && n <= SIM_PIN_MAX;
}

static enum sim_result verify(struct sim_secret *s, const char *pin)
{
	if (s->attempts == 0)
		return SIM_PIN_WRONG;
	if (same(pin, s->value))
		return SIM_DONE;
	if (--s->attempts == 0) { /* blocked until the PUK */
		s->enabled = true;
		s->verified = false;
	}
	return SIM_PIN_WRONG;
}

/* As verify; what is right gives the attempts back. */
static enum sim_result enter(const struct sim_config *c, struct sim_secret *s,
			     const char *pin)
{
	enum sim_result result = verify(s, pin);

	if (result == SIM_DONE) {
		s->attempts = c->pin_attempts;
		s->verified = true;
	}
	return result;
}

static enum sim_result unblock(const struct sim_config *c, struct sim_secret *s,
			       const char *puk, const char *pin)
{
	if (s->attempts > 0)
		return SIM_PIN_NOT_BLOCKED;
	if (s->puk_attempts == 0)
		return SIM_PIN_DEAD;
	if (!sim_pin_plausible(pin))
		return SIM_PIN_MALFORMED;
	if (!same(puk, s->puk)) {
		s->puk_attempts--;
		return SIM_PIN_WRONG;
	}
	sim_copy(s->value, sizeof(s->value), pin);
	s->attempts = c->pin_attempts;
	s->puk_attempts = c->puk_attempts;
	s->enabled = true;
	s->verified = true;
	return SIM_DONE;
}

static enum sim_result change(const struct sim_config *c, struct sim_secret *s,
			      const char *pin, const char *new_pin)
{
	enum sim_result result;

	if (!s->enabled)
		return SIM_PIN_OFF;
	if (!sim_pin_plausible(new_pin))
		return SIM_PIN_MALFORMED;
	result = enter(c, s, pin);
	if (result == SIM_DONE)
		sim_copy(s->value, sizeof(s->value), new_pin);
	return result;
}

static enum sim_result enable(const struct sim_config *c, struct sim_secret *s,
			      const char *pin, bool on)
{
	enum sim_result result = enter(c, s, pin);

	if (result == SIM_DONE)
		s->enabled = on;
	return result;
}

enum sim_result sim_pin_operate(struct sim_world *w, struct sim_secret *s,
				enum sim_pin_operation operation,
				const char *secret, const char *new_pin)
{
	const struct sim_config *c = &w->config;

	switch (operation) {
	case SIM_PIN_ENTER:
		return s->enabled ? enter(c, s, secret) : SIM_PIN_OFF;
	case SIM_PIN_ENABLE:
		return enable(c, s, secret, true);
	case SIM_PIN_DISABLE:
		return enable(c, s, secret, false);
	case SIM_PIN_CHANGE:
		return change(c, s, secret, new_pin);
	case SIM_PIN_UNBLOCK:
		return unblock(c, s, secret, new_pin);
	}
	return SIM_PIN_MALFORMED;
}

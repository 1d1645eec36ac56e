/* The locks of a card: attempts, PUKs, enabling and changing, for PIN1 and PIN2
 * alike. ETSI TS 102 221 11.1.9 to 11.1.13, 3GPP TS 31.101 11.1.9 to 11.1.13.
 */
#include "tools/simodem/card_inside.h"

static bool same(const char *a, const char *b)
{
	while (*a != '\0' && *a == *b) {
		a++;
		b++;
	}
	return *a == *b;
}

static void copy(char *to, const char *from)
{
	size_t n = 0;

	for (; n < SIM_PIN_MAX && from[n] != '\0'; n++)
		to[n] = from[n];
	to[n] = '\0';
}

bool sim_pin_plausible(const char *secret)
{
	uint32_t n = 0;

	for (; secret[n] != '\0'; n++)
		if (secret[n] < '0' || secret[n] > '9')
			return false;
	return n >= SIM_PIN_MIN && n <= SIM_PIN_MAX;
}

/* 63Cx has room for 15. */
static uint16_t left(uint32_t attempts)
{
	return (uint16_t)(SIM_SW_ATTEMPTS | (attempts < 15 ? attempts : 15));
}

/* What is right gives the attempts back. */
static uint16_t enter(struct sim_secret *s, const char *pin)
{
	if (s->attempts == 0)
		return SIM_SW_BLOCKED;
	if (same(pin, s->value)) {
		s->attempts = s->attempts_max;
		s->verified = true;
		return SIM_SW_OK;
	}
	if (--s->attempts == 0) { /* blocked until the PUK */
		s->enabled = true;
		s->verified = false;
	}
	return left(s->attempts);
}

static uint16_t unblock(struct sim_secret *s, const char *puk, const char *pin)
{
	if (s->puk_attempts == 0)
		return SIM_SW_BLOCKED;
	if (!sim_pin_plausible(pin))
		return SIM_SW_DATA;
	if (!same(puk, s->puk))
		return left(--s->puk_attempts);
	copy(s->value, pin);
	s->attempts = s->attempts_max;
	s->puk_attempts = s->puk_attempts_max;
	s->enabled = true;
	s->verified = true;
	return SIM_SW_OK;
}

static uint16_t change(struct sim_secret *s, const char *pin,
		       const char *new_pin)
{
	uint16_t status;

	if (!sim_pin_plausible(new_pin))
		return SIM_SW_DATA;
	status = enter(s, pin);
	if (status == SIM_SW_OK)
		copy(s->value, new_pin);
	return status;
}

static uint16_t enable(struct sim_secret *s, const char *pin, bool on)
{
	uint16_t status = enter(s, pin);

	if (status == SIM_SW_OK)
		s->enabled = on;
	return status;
}

uint16_t sim_pin_operate(struct sim_secret *s, enum sim_pin_operation operation,
			 const char *secret, const char *new_pin)
{
	switch (operation) {
	case SIM_PIN_ENTER:
		return s->enabled ? enter(s, secret) : SIM_SW_DISABLED;
	case SIM_PIN_ENABLE:
		return enable(s, secret, true);
	case SIM_PIN_DISABLE:
		return enable(s, secret, false);
	case SIM_PIN_CHANGE:
		return s->enabled ? change(s, secret, new_pin)
				  : SIM_SW_DISABLED;
	case SIM_PIN_UNBLOCK:
		return unblock(s, secret, new_pin);
	}
	return SIM_SW_P1P2;
}

/* --- commands --------------------------------------------------------------
 */

/* Eight bytes: digits, filled up with ff. What is something else is no PIN, and
 * is wrong. */
static void read_pin(const uint8_t *bytes, char pin[SIM_PIN_MAX + 1])
{
	size_t n = 0;

	while (n < SIM_PIN_MAX && bytes[n] >= '0' && bytes[n] <= '9') {
		pin[n] = (char)bytes[n];
		n++;
	}
	pin[n] = '\0';
	for (; n < SIM_PIN_MAX; n++)
		if (bytes[n] != 0xff)
			pin[0] = '\0';
}

/* Asked without a secret: how many attempts are left. */
static uint16_t ask(uint32_t attempts)
{
	return attempts > 0 ? left(attempts) : SIM_SW_BLOCKED;
}

/* secrets: how many of eight bytes the command brings; of VERIFY and UNBLOCK
 * it may be none. */
static uint16_t operate(struct sim_uicc *u, struct sim_card_call *c,
			enum sim_pin_operation operation, size_t secrets)
{
	struct sim_secret *s = c->p2 == SIM_KEY_PIN2 ? &u->pin2 : &u->pin1;
	bool unblocks = operation == SIM_PIN_UNBLOCK;
	char first[SIM_PIN_MAX + 1], second[SIM_PIN_MAX + 1] = "";

	if (c->p1 != 0)
		return SIM_SW_P1P2;
	if (c->p2 != SIM_KEY_PIN1 && c->p2 != SIM_KEY_PIN2)
		return SIM_SW_NO_REFERENCE;
	if (c->data.len == 0 && (operation == SIM_PIN_ENTER || unblocks))
		return ask(unblocks ? s->puk_attempts : s->attempts);
	if (c->data.len != secrets * SIM_PIN_MAX)
		return SIM_SW_LENGTH;
	read_pin(c->data.p, first);
	if (secrets > 1)
		read_pin(c->data.p + SIM_PIN_MAX, second);
	return sim_pin_operate(s, operation, first, second);
}

uint16_t sim_card_verify(struct sim_uicc *u, struct sim_card_call *c)
{
	return operate(u, c, SIM_PIN_ENTER, 1);
}

uint16_t sim_card_change(struct sim_uicc *u, struct sim_card_call *c)
{
	return operate(u, c, SIM_PIN_CHANGE, 2);
}

uint16_t sim_card_disable(struct sim_uicc *u, struct sim_card_call *c)
{
	return operate(u, c, SIM_PIN_DISABLE, 1);
}

uint16_t sim_card_enable(struct sim_uicc *u, struct sim_card_call *c)
{
	return operate(u, c, SIM_PIN_ENABLE, 1);
}

uint16_t sim_card_unblock(struct sim_uicc *u, struct sim_card_call *c)
{
	return operate(u, c, SIM_PIN_UNBLOCK, 2);
}

/* PIN and PIN_LIST: attempts, PUKs, enabling and changing, for PIN1 and PIN2.
 * MBIM 1.0 10.5.4, 10.5.5. */
#include "tools/simodem/modem.h"

#define PIN_MIN 4u
#define PIN_MAX 8u

static bool same(const char *a, const char *b)
{
	while (*a != '\0' && *a == *b) {
		a++;
		b++;
	}
	return *a == *b;
}

/* 4 to 8 digits; what is no PIN costs no attempt. */
static bool plausible(const char *s)
{
	uint32_t n = 0;

	for (; s[n] != '\0'; n++)
		if (s[n] < '0' || s[n] > '9')
			return false;
	return n >= PIN_MIN && n <= PIN_MAX;
}

static uint32_t verify(struct sim_secret *s, const char *pin)
{
	if (s->attempts == 0)
		return MBIM_STATUS_PIN_REQUIRED;
	if (!same(pin, s->value)) {
		if (--s->attempts == 0) { /* blocked until the PUK */
			s->enabled = true;
			s->verified = false;
		}
		return MBIM_STATUS_PIN_REQUIRED;
	}
	return MBIM_STATUS_NONE;
}

static uint32_t enter(struct sim_modem *m, struct sim_secret *s,
		      const char *pin)
{
	uint32_t status;

	if (!s->enabled)
		return MBIM_STATUS_PIN_DISABLED;
	status = verify(s, pin);
	if (status == MBIM_STATUS_NONE) {
		s->attempts = m->config.pin_attempts;
		s->verified = true;
	}
	return status;
}

static uint32_t unblock(struct sim_modem *m, struct sim_secret *s,
			const char *puk, const char *pin)
{
	if (s->attempts > 0)
		return MBIM_STATUS_OPERATION_NOT_ALLOWED;
	if (s->puk_attempts == 0)
		return MBIM_STATUS_BAD_SIM;
	if (!plausible(pin))
		return MBIM_STATUS_INVALID_PARAMETERS;
	if (!same(puk, s->puk)) {
		s->puk_attempts--;
		return MBIM_STATUS_PIN_REQUIRED;
	}
	sim_copy(s->value, sizeof(s->value), pin);
	s->attempts = m->config.pin_attempts;
	s->puk_attempts = m->config.puk_attempts;
	s->enabled = true;
	s->verified = true;
	return MBIM_STATUS_NONE;
}

static uint32_t manage(struct sim_modem *m, struct sim_secret *s, uint32_t op,
		       const char *pin, const char *new_pin)
{
	uint32_t status;

	if (op == MBIM_PIN_OPERATION_CHANGE && !s->enabled)
		return MBIM_STATUS_PIN_DISABLED;
	if (op == MBIM_PIN_OPERATION_CHANGE && !plausible(new_pin))
		return MBIM_STATUS_INVALID_PARAMETERS;
	status = verify(s, pin);
	if (status != MBIM_STATUS_NONE)
		return status;
	s->attempts = m->config.pin_attempts;
	s->verified = true;
	if (op == MBIM_PIN_OPERATION_CHANGE)
		sim_copy(s->value, sizeof(s->value), new_pin);
	else
		s->enabled = op == MBIM_PIN_OPERATION_ENABLE;
	return MBIM_STATUS_NONE;
}

static uint32_t operate(struct sim_modem *m, uint32_t type, uint32_t op,
			const char *pin, const char *new_pin)
{
	bool second = type == MBIM_PIN_TYPE_PIN2 || type == MBIM_PIN_TYPE_PUK2;
	struct sim_secret *s = second ? &m->pin2 : &m->pin1;

	if (!plausible(pin))
		return MBIM_STATUS_INVALID_PARAMETERS;
	m->counters.pin_entries++;
	if (type == MBIM_PIN_TYPE_PUK1 || type == MBIM_PIN_TYPE_PUK2)
		return op == MBIM_PIN_OPERATION_ENTER
			       ? unblock(m, s, pin, new_pin)
			       : MBIM_STATUS_INVALID_PARAMETERS;
	if (op == MBIM_PIN_OPERATION_ENTER)
		return enter(m, s, pin);
	if (op > MBIM_PIN_OPERATION_CHANGE)
		return MBIM_STATUS_INVALID_PARAMETERS;
	return manage(m, s, op, pin, new_pin);
}

uint32_t sim_set_pin(struct sim_modem *m, struct sim_call *c)
{
	struct mbim_basic_connect_pin_set s;
	char pin[16], new_pin[16];
	uint32_t before = sim_card_state(m), status;

	if (mbim_basic_connect_pin_set_decode(c->body, &s) != 0 ||
	    mbim_str_get(&s.pin, pin, sizeof(pin)) < 0 ||
	    mbim_str_get(&s.new_pin, new_pin, sizeof(new_pin)) < 0)
		return MBIM_STATUS_INVALID_PARAMETERS;
	if (!m->config.sim_inserted)
		return MBIM_STATUS_SIM_NOT_INSERTED;
	if (s.pin_type != MBIM_PIN_TYPE_PIN1 &&
	    s.pin_type != MBIM_PIN_TYPE_PIN2 &&
	    s.pin_type != MBIM_PIN_TYPE_PUK1 &&
	    s.pin_type != MBIM_PIN_TYPE_PUK2)
		return MBIM_STATUS_NO_DEVICE_SUPPORT;
	c->arg = s.pin_type;
	status = operate(m, s.pin_type, s.pin_operation, pin, new_pin);
	c->failure_body = status == MBIM_STATUS_PIN_REQUIRED;
	if (sim_card_state(m) != before) {
		sim_indicate(m, MBIM_SERVICE_BASIC_CONNECT,
			     MBIM_CID_BASIC_CONNECT_SUBSCRIBER_READY_STATUS, 0);
		sim_slots_indicate(m);
		sim_network_update(m, c->now_ms);
	}
	return status;
}

/* --- answers ---------------------------------------------------------- */

static bool describe(const struct sim_secret *s, uint32_t pin, uint32_t puk,
		     struct mbim_basic_connect_pin_response *r)
{
	if (!s->enabled || s->verified)
		return false;
	r->pin_state = MBIM_PIN_STATE_LOCKED;
	r->pin_type = s->attempts > 0 ? pin : puk;
	r->remaining_attempts = s->attempts > 0 ? s->attempts : s->puk_attempts;
	return true;
}

/* The lock that is asked for next, otherwise the one that arg names. */
int sim_put_pin(const struct sim_modem *m, uint32_t arg, uint8_t *out,
		size_t cap)
{
	struct mbim_basic_connect_pin_response r = {
		.pin_state = MBIM_PIN_STATE_UNLOCKED,
		.remaining_attempts = 0xffffffff, /* not a lock's */
	};

	if (arg == MBIM_PIN_TYPE_PIN1 || arg == MBIM_PIN_TYPE_PIN2) {
		r.pin_type = arg;
		r.remaining_attempts = arg == MBIM_PIN_TYPE_PIN1
					       ? m->pin1.attempts
					       : m->pin2.attempts;
	}
	if (m->config.sim_inserted &&
	    !describe(&m->pin1, MBIM_PIN_TYPE_PIN1, MBIM_PIN_TYPE_PUK1, &r))
		describe(&m->pin2, MBIM_PIN_TYPE_PIN2, MBIM_PIN_TYPE_PUK2, &r);
	return mbim_basic_connect_pin_response_encode(&r, out, cap);
}

static struct mbim_pin_desc list_entry(const struct sim_secret *s)
{
	return (struct mbim_pin_desc){
		.pin_mode = s->enabled ? MBIM_PIN_MODE_ENABLED
				       : MBIM_PIN_MODE_DISABLED,
		.pin_format = MBIM_PIN_FORMAT_NUMERIC,
		.pin_length_min = PIN_MIN,
		.pin_length_max = PIN_MAX,
	};
}

int sim_put_pin_list(const struct sim_modem *m, uint32_t arg, uint8_t *out,
		     size_t cap)
{
	/* All zero: not supported. */
	struct mbim_basic_connect_pin_list_response r = {
		.pin_desc_pin1 = list_entry(&m->pin1),
		.pin_desc_pin2 = list_entry(&m->pin2),
	};

	(void)arg;
	return mbim_basic_connect_pin_list_response_encode(&r, out, cap);
}

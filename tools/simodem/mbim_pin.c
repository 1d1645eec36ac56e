/* PIN and PIN_LIST, for PIN1 and PIN2 of the SIM. MBIM 1.0 10.5.4, 10.5.5. */
#include "tools/simodem/mbim.h"

/* A PUK can only be entered; false: there is no such operation. */
static bool operation_of(uint32_t type, uint32_t operation,
			 enum sim_pin_operation *to)
{
	bool puk = type == MBIM_PIN_TYPE_PUK1 || type == MBIM_PIN_TYPE_PUK2;

	switch (operation) {
	case MBIM_PIN_OPERATION_ENTER:
		*to = puk ? SIM_PIN_UNBLOCK : SIM_PIN_ENTER;
		return true;
	case MBIM_PIN_OPERATION_ENABLE:
		*to = SIM_PIN_ENABLE;
		return !puk;
	case MBIM_PIN_OPERATION_DISABLE:
		*to = SIM_PIN_DISABLE;
		return !puk;
	case MBIM_PIN_OPERATION_CHANGE:
		*to = SIM_PIN_CHANGE;
		return !puk;
	default:
		return false;
	}
}

static uint32_t operate(struct sim_mbim *m,
			const struct mbim_basic_connect_pin_set *s,
			const char *pin, const char *new_pin, uint64_t now_ms)
{
	bool second = s->pin_type == MBIM_PIN_TYPE_PIN2 ||
		      s->pin_type == MBIM_PIN_TYPE_PUK2;
	enum sim_pin_operation operation;

	if (!sim_pin_plausible(pin))
		return MBIM_STATUS_INVALID_PARAMETERS;
	m->pipe.counters.pin_entries++;
	if (!operation_of(s->pin_type, s->pin_operation, &operation))
		return MBIM_STATUS_INVALID_PARAMETERS;
	return sim_word_status(sim_world_pin(m->world, second, operation, pin,
					     new_pin, now_ms));
}

static bool is_sims(uint32_t type)
{
	return type == MBIM_PIN_TYPE_PIN1 || type == MBIM_PIN_TYPE_PIN2 ||
	       type == MBIM_PIN_TYPE_PUK1 || type == MBIM_PIN_TYPE_PUK2;
}

uint32_t sim_set_pin(struct sim_mbim *m, struct sim_call *c)
{
	struct mbim_basic_connect_pin_set s;
	char pin[16], new_pin[16];
	uint32_t status;

	if (mbim_basic_connect_pin_set_decode(c->body, &s) != 0 ||
	    att_str_get(&s.pin, pin, sizeof(pin)) < 0 ||
	    att_str_get(&s.new_pin, new_pin, sizeof(new_pin)) < 0)
		return MBIM_STATUS_INVALID_PARAMETERS;
	if (!m->world->inserted[m->world->slot])
		return MBIM_STATUS_SIM_NOT_INSERTED;
	if (!is_sims(s.pin_type))
		return MBIM_STATUS_NO_DEVICE_SUPPORT;
	c->arg = s.pin_type;
	status = operate(m, &s, pin, new_pin, c->now_ms);
	c->failure_body = status == MBIM_STATUS_PIN_REQUIRED;
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
int sim_put_pin(const struct sim_mbim *m, uint32_t arg, uint8_t *out,
		size_t cap)
{
	const struct sim_world *w = m->world;
	const struct sim_uicc *u = &w->card[w->slot];
	struct mbim_basic_connect_pin_response r = {
		.pin_state = MBIM_PIN_STATE_UNLOCKED,
		.remaining_attempts = 0xffffffff, /* not a lock's */
	};

	if (arg == MBIM_PIN_TYPE_PIN1 || arg == MBIM_PIN_TYPE_PIN2) {
		r.pin_type = arg;
		r.remaining_attempts = arg == MBIM_PIN_TYPE_PIN1
					       ? u->pin1.attempts
					       : u->pin2.attempts;
	}
	if (w->inserted[w->slot] &&
	    !describe(&u->pin1, MBIM_PIN_TYPE_PIN1, MBIM_PIN_TYPE_PUK1, &r))
		describe(&u->pin2, MBIM_PIN_TYPE_PIN2, MBIM_PIN_TYPE_PUK2, &r);
	return mbim_basic_connect_pin_response_encode(&r, out, cap);
}

static struct mbim_pin_desc list_entry(const struct sim_secret *s)
{
	return (struct mbim_pin_desc){
		.pin_mode = s->enabled ? MBIM_PIN_MODE_ENABLED
				       : MBIM_PIN_MODE_DISABLED,
		.pin_format = MBIM_PIN_FORMAT_NUMERIC,
		.pin_length_min = SIM_PIN_MIN,
		.pin_length_max = SIM_PIN_MAX,
	};
}

int sim_put_pin_list(const struct sim_mbim *m, uint32_t arg, uint8_t *out,
		     size_t cap)
{
	const struct sim_uicc *u = &m->world->card[m->world->slot];
	/* All zero: not supported. */
	struct mbim_basic_connect_pin_list_response r = {
		.pin_desc_pin1 = list_entry(&u->pin1),
		.pin_desc_pin2 = list_entry(&u->pin2),
	};

	(void)arg;
	return mbim_basic_connect_pin_list_response_encode(&r, out, cap);
}

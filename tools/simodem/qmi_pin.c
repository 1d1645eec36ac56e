/* The PINs of the card, as DMS and UIM ask for them. */
#include "tools/simodem/qmi.h"

struct pins {
	uint8_t id; /* 1: PIN1, 2: PIN2, in both services */
	enum sim_pin_operation operation;
	struct att_str secret, new_pin;
};

static bool read_text(const struct att_str *s, char *to, size_t cap)
{
	return att_str_get(s, to, cap) >= 0;
}

static uint16_t blocked(const struct sim_secret *s)
{
	if (s->puk_attempts == 0)
		return QMI_PROTOCOL_ERROR_PIN_ALWAYS_BLOCKED;
	return s->attempts == 0 ? QMI_PROTOCOL_ERROR_PIN_BLOCKED
				: QMI_PROTOCOL_ERROR_INCORRECT_PIN;
}

static bool no_card(const struct sim_qmi *q)
{
	enum sim_card_state is = sim_world_card_state(q->world);

	return is == SIM_CARD_STATE_ABSENT || is == SIM_CARD_STATE_STARTING ||
	       is == SIM_CARD_STATE_NO_PROFILE;
}

static const struct sim_secret *secret_of(const struct sim_qmi *q, uint8_t id)
{
	const struct sim_uicc *u = &q->world->card[q->world->slot];

	return id == QMI_UIM_PIN_ID_PIN2 ? &u->pin2 : &u->pin1;
}

static uint16_t operate(struct sim_qmi *q, struct sim_qmi_call *c,
			const struct pins *p)
{
	bool second = p->id == QMI_UIM_PIN_ID_PIN2;
	const struct sim_secret *s = secret_of(q, p->id);
	char secret[12], new_pin[12] = "";
	enum sim_result result;

	if (p->id != QMI_UIM_PIN_ID_PIN1 && !second)
		return QMI_PROTOCOL_ERROR_INVALID_PIN_ID;
	if (!read_text(&p->secret, secret, sizeof(secret)) ||
	    !read_text(&p->new_pin, new_pin, sizeof(new_pin)) ||
	    !sim_pin_plausible(secret))
		return QMI_PROTOCOL_ERROR_INVALID_ARGUMENT;
	if (no_card(q))
		return QMI_PROTOCOL_ERROR_UIM_UNINITIALIZED;
	q->pipe.counters.pin_entries++;
	result = sim_world_pin(q->world, second, p->operation, secret, new_pin,
			       c->now_ms);
	return result == SIM_PIN_WRONG ? blocked(s) : sim_qmi_error(result);
}

/* A failure says how many attempts are left. Both services have one TLV with
 * the same two numbers. */
static uint16_t answer(struct sim_qmi *q, struct sim_qmi_call *c,
		       const struct pins *p)
{
	uint16_t error = operate(q, c, p);
	const struct sim_secret *s = secret_of(q, p->id);
	struct qmi_uim_verify_pin_resp r = {
		.has.retries_remaining = true,
		.retries_remaining = {.verify_retries_left =
					      (uint8_t)s->attempts,
				      .unblock_retries_left =
					      (uint8_t)s->puk_attempts},
	};

	if (error != QMI_PROTOCOL_ERROR_NONE)
		SIM_QMI_PUT(c, uim_verify_pin, &r);
	return error;
}

/* --- DMS --------------------------------------------------------------------
 */

uint16_t sim_dms_verify_pin(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_dms_uim_verify_pin_req r;
	struct pins p = {.operation = SIM_PIN_ENTER};

	if (!SIM_QMI_READ(c, dms_uim_verify_pin, &r) || !r.has.info)
		return QMI_PROTOCOL_ERROR_MISSING_ARGUMENT;
	p.id = r.info.pin_id;
	p.secret = r.info.pin;
	return answer(q, c, &p);
}

uint16_t sim_dms_unblock_pin(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_dms_uim_unblock_pin_req r;
	struct pins p = {.operation = SIM_PIN_UNBLOCK};

	if (!SIM_QMI_READ(c, dms_uim_unblock_pin, &r) || !r.has.info)
		return QMI_PROTOCOL_ERROR_MISSING_ARGUMENT;
	p.id = r.info.pin_id;
	p.secret = r.info.puk;
	p.new_pin = r.info.new_pin;
	return answer(q, c, &p);
}

uint16_t sim_dms_change_pin(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_dms_uim_change_pin_req r;
	struct pins p = {.operation = SIM_PIN_CHANGE};

	if (!SIM_QMI_READ(c, dms_uim_change_pin, &r) || !r.has.info)
		return QMI_PROTOCOL_ERROR_MISSING_ARGUMENT;
	p.id = r.info.pin_id;
	p.secret = r.info.old_pin;
	p.new_pin = r.info.new_pin;
	return answer(q, c, &p);
}

uint16_t sim_dms_protect_pin(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_dms_uim_set_pin_protection_req r;
	struct pins p = {.operation = SIM_PIN_DISABLE};

	if (!SIM_QMI_READ(c, dms_uim_set_pin_protection, &r) || !r.has.info)
		return QMI_PROTOCOL_ERROR_MISSING_ARGUMENT;
	if (r.info.protection_enabled != 0)
		p.operation = SIM_PIN_ENABLE;
	p.id = r.info.pin_id;
	p.secret = r.info.pin;
	return answer(q, c, &p);
}

/* --- UIM --------------------------------------------------------------------
 */

uint16_t sim_uim_verify_pin(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_uim_verify_pin_req r;
	struct pins p = {.operation = SIM_PIN_ENTER};

	if (!SIM_QMI_READ(c, uim_verify_pin, &r) || !r.has.info)
		return QMI_PROTOCOL_ERROR_MISSING_ARGUMENT;
	p.id = r.info.pin_id;
	p.secret = r.info.pin_value;
	return answer(q, c, &p);
}

uint16_t sim_uim_unblock_pin(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_uim_unblock_pin_req r;
	struct pins p = {.operation = SIM_PIN_UNBLOCK};

	if (!SIM_QMI_READ(c, uim_unblock_pin, &r) || !r.has.info)
		return QMI_PROTOCOL_ERROR_MISSING_ARGUMENT;
	p.id = r.info.pin_id;
	p.secret = r.info.puk;
	p.new_pin = r.info.new_pin;
	return answer(q, c, &p);
}

uint16_t sim_uim_change_pin(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_uim_change_pin_req r;
	struct pins p = {.operation = SIM_PIN_CHANGE};

	if (!SIM_QMI_READ(c, uim_change_pin, &r) || !r.has.info)
		return QMI_PROTOCOL_ERROR_MISSING_ARGUMENT;
	p.id = r.info.pin_id;
	p.secret = r.info.old_pin;
	p.new_pin = r.info.new_pin;
	return answer(q, c, &p);
}

uint16_t sim_uim_protect_pin(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_uim_set_pin_protection_req r;
	struct pins p = {.operation = SIM_PIN_DISABLE};

	if (!SIM_QMI_READ(c, uim_set_pin_protection, &r) || !r.has.info)
		return QMI_PROTOCOL_ERROR_MISSING_ARGUMENT;
	if (r.info.pin_enabled != 0)
		p.operation = SIM_PIN_ENABLE;
	p.id = r.info.pin_id;
	p.secret = r.info.pin_value;
	return answer(q, c, &p);
}

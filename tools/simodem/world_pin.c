/* The locks of a SIM card, as the modem takes them: what the card says in the
 * world's words. The rules are the card's (card_pin.c). */
#include "tools/simodem/world.h"

enum sim_result sim_pin_result(struct sim_secret *s,
			       enum sim_pin_operation operation,
			       const char *secret, const char *new_pin)
{
	if (operation == SIM_PIN_UNBLOCK && s->attempts > 0)
		return SIM_PIN_NOT_BLOCKED;
	if (operation == SIM_PIN_UNBLOCK && s->puk_attempts == 0)
		return SIM_PIN_DEAD;
	switch (sim_pin_operate(s, operation, secret, new_pin)) {
	case SIM_SW_OK:
		return SIM_DONE;
	case SIM_SW_DISABLED:
		return SIM_PIN_OFF;
	case SIM_SW_DATA:
		return SIM_PIN_MALFORMED;
	default:
		return SIM_PIN_WRONG;
	}
}

/* The store of short messages on the card in use, in places from 1. */
#include "tools/simodem/world_messages.h"
#include "wire/sms/sms.h"

_Static_assert(SIM_PDU >= ATT_SMS_PDU_MAX, "each message has room in a place");

const struct sim_sms *sim_world_sms(const struct sim_world *w, uint32_t place)
{
	if (place < 1 || place > w->stored.places ||
	    w->stored.sms[place - 1].state == SIM_SMS_FREE)
		return NULL;
	return &w->stored.sms[place - 1];
}

static uint32_t first_free(const struct sim_world *w)
{
	uint32_t i = 1;

	while (i <= w->stored.places && sim_world_sms(w, i) != NULL)
		i++;
	return i;
}

bool sim_world_sms_full(const struct sim_world *w)
{
	return first_free(w) > w->stored.places;
}

enum sim_result sim_world_sms_mark(struct sim_world *w, uint32_t place,
				   enum sim_sms_state state)
{
	enum sim_result result = sim_world_card_usable(w);

	if (result != SIM_DONE)
		return result;
	if (sim_world_sms(w, place) == NULL)
		return SIM_NO_SUCH_PLACE;
	w->stored.sms[place - 1].state = (uint8_t)state;
	return SIM_DONE;
}

enum sim_result sim_world_sms_delete(struct sim_world *w, uint32_t place)
{
	return sim_world_sms_mark(w, place, SIM_SMS_FREE);
}

enum sim_result sim_world_sms_store(struct sim_world *w, struct att_bytes pdu,
				    enum sim_sms_state state, uint32_t *place)
{
	enum sim_result result = sim_world_card_usable(w);
	struct att_sms s;
	struct sim_sms *to;

	if (result != SIM_DONE)
		return result;
	if (pdu.len > SIM_PDU || att_sms_decode(pdu, &s) != (int)pdu.len)
		return SIM_MALFORMED;
	*place = first_free(w);
	if (*place > w->stored.places)
		return SIM_PLACES_FULL;
	to = &w->stored.sms[*place - 1];
	to->state = (uint8_t)state;
	to->len = (uint8_t)pdu.len;
	memcpy(to->pdu, pdu.p, pdu.len);
	return SIM_DONE;
}

enum sim_result sim_world_sms_centre(struct sim_world *w, const char *number)
{
	enum sim_result result = sim_world_card_usable(w);
	struct att_sms_address a;

	if (result != SIM_DONE)
		return result;
	if (!att_sms_address_of(number, &a))
		return SIM_MALFORMED;
	sim_copy(w->stored.centre, sizeof(w->stored.centre), number);
	return SIM_DONE;
}

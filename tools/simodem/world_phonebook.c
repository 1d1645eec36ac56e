/* The phonebook of the card in use: names and numbers in places from 1. */
#include "tools/simodem/world_messages.h"

const struct sim_contact *sim_world_contact(const struct sim_world *w,
					    uint32_t place)
{
	const struct sim_contact *c;

	if (place < 1 || place > w->stored.contacts)
		return NULL;
	c = &w->stored.contact[place - 1];
	return c->name[0] != '\0' || c->number[0] != '\0' ? c : NULL;
}

uint32_t sim_world_contacts(const struct sim_world *w)
{
	uint32_t n = 0;

	for (uint32_t i = 1; i <= w->stored.contacts; i++)
		n += sim_world_contact(w, i) != NULL;
	return n;
}

/* UTF-8: bytes that begin a character. */
static uint32_t characters(const char *text)
{
	uint32_t n = 0;

	for (; *text != '\0'; text++)
		n += ((uint8_t)*text & 0xc0) != 0x80;
	return n;
}

/* A plus in front is none of the digits that a card counts. */
static enum sim_result check(const struct sim_world *w, const char *name,
			     const char *number)
{
	uint32_t digits = characters(number) - (number[0] == '+');

	if (digits == 0 && characters(name) == 0)
		return SIM_MALFORMED;
	if (digits > w->stored.number_len ||
	    characters(name) > w->stored.name_len)
		return SIM_TOO_LONG;
	return SIM_DONE;
}

static uint32_t first_free(const struct sim_world *w)
{
	uint32_t i = 1;

	while (i <= w->stored.contacts && sim_world_contact(w, i) != NULL)
		i++;
	return i;
}

enum sim_result sim_world_contact_write(struct sim_world *w, uint32_t place,
					const char *name, const char *number)
{
	enum sim_result result = sim_world_card_usable(w);
	bool anywhere = place == SIM_NEW_CONTACT;
	struct sim_contact *c;

	if (result == SIM_DONE)
		result = check(w, name, number);
	if (result != SIM_DONE)
		return result;
	if (anywhere)
		place = first_free(w);
	if (place > w->stored.contacts)
		return anywhere ? SIM_PLACES_FULL : SIM_NO_SUCH_PLACE;
	c = &w->stored.contact[place - 1];
	sim_copy(c->name, sizeof(c->name), name);
	sim_copy(c->number, sizeof(c->number), number);
	return SIM_DONE;
}

enum sim_result sim_world_contact_delete(struct sim_world *w, uint32_t place)
{
	enum sim_result result = sim_world_card_usable(w);

	if (result != SIM_DONE)
		return result;
	if (sim_world_contact(w, place) == NULL)
		return SIM_NO_SUCH_PLACE;
	w->stored.contact[place - 1] = (struct sim_contact){.name = ""};
	return SIM_DONE;
}

enum sim_result sim_world_contacts_delete(struct sim_world *w)
{
	enum sim_result result = sim_world_card_usable(w);

	if (result == SIM_DONE)
		memset(w->stored.contact, 0, sizeof(w->stored.contact));
	return result;
}

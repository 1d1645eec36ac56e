/* The Phonebook service: the numbers on the card. */
#include "tools/simodem/mbim.h"
#include "tools/simodem/world_messages.h"

#define ALL 0u /* what an answer is about, or a place */

int sim_put_phonebook_configuration(const struct sim_mbim *m, uint32_t arg,
				    uint8_t *out, size_t cap)
{
	const struct sim_stored *stored = &m->world->stored;
	struct mbim_phonebook_configuration_response r = {
		.state = MBIM_PHONEBOOK_STATE_NOT_INITIALIZED,
	};

	(void)arg;
	if (sim_world_card_usable(m->world) == SIM_DONE)
		r = (struct mbim_phonebook_configuration_response){
			.state = MBIM_PHONEBOOK_STATE_INITIALIZED,
			.number_of_entries = stored->contacts,
			.used_entries = sim_world_contacts(m->world),
			.max_number_length = stored->number_len,
			.max_name = stored->name_len,
		};
	return mbim_phonebook_configuration_response_encode(&r, out, cap);
}

/* The place of a filter, or ALL. */
static uint32_t filter(const struct sim_mbim *m, uint32_t flag, uint32_t index,
		       uint32_t *place)
{
	*place = flag == MBIM_PHONEBOOK_FLAG_ALL ? ALL : index;
	if (flag > MBIM_PHONEBOOK_FLAG_INDEX)
		return MBIM_STATUS_INVALID_PARAMETERS;
	return sim_word_status(sim_world_card_usable(m->world));
}

uint32_t sim_query_phonebook(struct sim_mbim *m, struct sim_call *c)
{
	struct mbim_phonebook_read_query q;
	uint32_t status;

	if (mbim_phonebook_read_query_decode(c->body, &q) != 0)
		return MBIM_STATUS_INVALID_PARAMETERS;
	status = filter(m, q.filter_flag, q.filter_message_index, &c->arg);
	if (status == MBIM_STATUS_NONE &&
	    q.filter_flag == MBIM_PHONEBOOK_FLAG_INDEX &&
	    sim_world_contact(m->world, q.filter_message_index) == NULL)
		return MBIM_STATUS_INVALID_MEMORY_INDEX;
	return status;
}

int sim_put_phonebook(const struct sim_mbim *m, uint32_t place, uint8_t *out,
		      size_t cap)
{
	struct mbim_phonebook_entry entries[SIM_CONTACTS];
	struct mbim_phonebook_read_response r = {0};

	for (uint32_t i = 1; i <= m->world->stored.contacts; i++) {
		const struct sim_contact *c = sim_world_contact(m->world, i);

		if (c == NULL || (place != ALL && place != i))
			continue;
		entries[r.entry_count++] = (struct mbim_phonebook_entry){
			.entry_index = i,
			.number = att_str_utf8(c->number),
			.name = att_str_utf8(c->name),
		};
	}
	r.entries = att_array_of(entries, r.entry_count);
	return mbim_phonebook_read_response_encode(&r, out, cap);
}

/* Hosts are told how many entries there are. */
static void changed(struct sim_mbim *m)
{
	sim_indicate(m, MBIM_SERVICE_PHONEBOOK,
		     MBIM_CID_PHONEBOOK_CONFIGURATION, 0);
}

uint32_t sim_set_phonebook_delete(struct sim_mbim *m, struct sim_call *c)
{
	struct mbim_phonebook_delete_set s;
	enum sim_result result;
	uint32_t status, place;

	if (mbim_phonebook_delete_set_decode(c->body, &s) != 0)
		return MBIM_STATUS_INVALID_PARAMETERS;
	status = filter(m, s.filter_flag, s.filter_message_index, &place);
	if (status != MBIM_STATUS_NONE)
		return status;
	result = s.filter_flag == MBIM_PHONEBOOK_FLAG_ALL
			 ? sim_world_contacts_delete(m->world)
			 : sim_world_contact_delete(m->world, place);
	if (result == SIM_DONE)
		changed(m);
	return sim_word_status(result);
}

uint32_t sim_set_phonebook_write(struct sim_mbim *m, struct sim_call *c)
{
	struct sim_contact contact;
	struct mbim_phonebook_write_set s;
	enum sim_result result;
	bool here;

	if (mbim_phonebook_write_set_decode(c->body, &s) != 0 ||
	    s.save_flag > MBIM_PHONEBOOK_WRITE_FLAG_SAVE_INDEX)
		return MBIM_STATUS_INVALID_PARAMETERS;
	here = s.save_flag == MBIM_PHONEBOOK_WRITE_FLAG_SAVE_INDEX;
	if (here && s.save_index == SIM_NEW_CONTACT)
		return MBIM_STATUS_INVALID_MEMORY_INDEX;
	if (att_str_get(&s.name, contact.name, sizeof(contact.name)) < 0 ||
	    att_str_get(&s.number, contact.number, sizeof(contact.number)) < 0)
		return MBIM_STATUS_PARAMETER_TOO_LONG;
	result = sim_world_contact_write(m->world,
					 here ? s.save_index : SIM_NEW_CONTACT,
					 contact.name, contact.number);
	if (result == SIM_DONE)
		changed(m);
	return sim_word_status(result);
}

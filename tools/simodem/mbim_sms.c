/* Short messages: the SMS service, with PDUs alone, as of a modem of 3GPP. MBIM
 * 1.0 10.5.15 to 10.5.19. */
#include "tools/simodem/mbim.h"
#include "tools/simodem/world_messages.h"

#define ALERT	    0x80000000u /* what an answer is about: an alert */
#define FILTER(arg) ((arg) >> 16)
#define PLACE(arg)  ((arg)&0xffffu)

/* The state in MBIM's words; of a message that was new when it was asked for,
 * whatever it is now. */
static uint32_t status_of(const struct sim_mbim *m, uint32_t place)
{
	static const uint32_t words[] = {
		[SIM_SMS_NEW] = MBIM_SMS_STATUS_NEW,
		[SIM_SMS_OLD] = MBIM_SMS_STATUS_OLD,
		[SIM_SMS_DRAFT] = MBIM_SMS_STATUS_DRAFT,
		[SIM_SMS_SENT] = MBIM_SMS_STATUS_SENT,
	};

	if ((m->sms_unread >> (place - 1) & 1) != 0)
		return MBIM_SMS_STATUS_NEW;
	return words[m->world->stored.sms[place - 1].state];
}

/* Does a place have what a filter is for? */
static bool passes(const struct sim_mbim *m, uint32_t flag, uint32_t index,
		   uint32_t place)
{
	if (sim_world_sms(m->world, place) == NULL)
		return false;
	switch ((enum mbim_sms_flag)flag) {
	case MBIM_SMS_FLAG_ALL:
		return true;
	case MBIM_SMS_FLAG_INDEX:
		return place == index;
	case MBIM_SMS_FLAG_NEW:
		return status_of(m, place) == MBIM_SMS_STATUS_NEW;
	case MBIM_SMS_FLAG_OLD:
		return status_of(m, place) == MBIM_SMS_STATUS_OLD;
	case MBIM_SMS_FLAG_SENT:
		return status_of(m, place) == MBIM_SMS_STATUS_SENT;
	case MBIM_SMS_FLAG_DRAFT:
		return status_of(m, place) == MBIM_SMS_STATUS_DRAFT;
	}
	return false;
}

/* What all CIDs refuse. */
static uint32_t refusal(struct sim_mbim *m, uint32_t format, uint32_t flag,
			uint32_t index)
{
	uint32_t status = sim_word_status(sim_world_card_usable(m->world));

	if (format > MBIM_SMS_FORMAT_CDMA || flag > MBIM_SMS_FLAG_DRAFT)
		return MBIM_STATUS_INVALID_PARAMETERS;
	if (status == MBIM_STATUS_NONE && format == MBIM_SMS_FORMAT_CDMA)
		return MBIM_STATUS_SMS_FORMAT_NOT_SUPPORTED;
	if (status == MBIM_STATUS_NONE && flag == MBIM_SMS_FLAG_INDEX &&
	    sim_world_sms(m->world, index) == NULL)
		return MBIM_STATUS_INVALID_MEMORY_INDEX;
	return status;
}

/* --- READ -------------------------------------------------------------------
 */

/* Those that were new are old now, and are still shown as new. */
uint32_t sim_query_sms(struct sim_mbim *m, struct sim_call *c)
{
	struct mbim_sms_read_query q;
	uint32_t status;

	if (mbim_sms_read_query_decode(c->body, &q) != 0)
		return MBIM_STATUS_INVALID_PARAMETERS;
	status = refusal(m, q.format, q.flag, q.message_index);
	if (status != MBIM_STATUS_NONE)
		return status;
	m->sms_unread = 0;
	for (uint32_t i = 1; i <= m->world->stored.places; i++)
		if (passes(m, q.flag, q.message_index, i) &&
		    status_of(m, i) == MBIM_SMS_STATUS_NEW) {
			sim_world_sms_mark(m->world, i, SIM_SMS_OLD);
			m->sms_unread |= 1u << (i - 1);
		}
	c->arg = q.flag << 16 | (q.message_index & 0xffff);
	return MBIM_STATUS_NONE;
}

static struct mbim_sms_pdu_read_record record(const struct sim_mbim *m,
					      const struct sim_sms *sms,
					      uint32_t place, uint32_t status)
{
	bool first = (m->config->quirks & SIM_QUIRK_SMS_INDEX) != 0;

	return (struct mbim_sms_pdu_read_record){
		.message_index = first ? 1 : place,
		.message_status = status,
		.pdu_data = att_bytes_of(sms->pdu, sms->len),
	};
}

int sim_put_sms(const struct sim_mbim *m, uint32_t arg, uint8_t *out,
		size_t cap)
{
	struct mbim_sms_pdu_read_record records[SIM_SMS_PLACES];
	struct mbim_sms_read_response r = {.format = MBIM_SMS_FORMAT_PDU};
	const struct sim_world *w = m->world;

	if ((arg & ALERT) != 0)
		records[r.messages_count++] = record(m, &w->alert[arg & ~ALERT],
						     0, MBIM_SMS_STATUS_NEW);
	for (uint32_t i = 1; (arg & ALERT) == 0 && i <= w->stored.places; i++)
		if (passes(m, FILTER(arg), PLACE(arg), i))
			records[r.messages_count++] = record(
				m, sim_world_sms(w, i), i, status_of(m, i));
	r.pdu_messages = att_array_of(records, r.messages_count);
	return mbim_sms_read_response_encode(&r, out, cap);
}

void sim_sms_alert_tell(struct sim_mbim *m, uint32_t alert)
{
	sim_indicate(m, MBIM_SERVICE_SMS, MBIM_CID_SMS_READ, ALERT | alert);
}

/* --- SEND, DELETE -----------------------------------------------------------
 */

static uint32_t refused(const struct sim_mbim *m)
{
	const struct sim_failure *f =
		sim_world_failure(m->world, SIM_FAILURE_SMS, SIM_ANY_SESSION);

	return f != NULL && f->status != 0 ? f->status
					   : sim_word_status(SIM_REFUSED);
}

uint32_t sim_set_sms_send(struct sim_mbim *m, struct sim_call *c)
{
	struct mbim_sms_send_set s;
	enum sim_result result;
	uint32_t status;

	if (mbim_sms_send_set_decode(c->body, &s) != 0)
		return MBIM_STATUS_INVALID_PARAMETERS;
	status = refusal(m, s.format, MBIM_SMS_FLAG_ALL, 0);
	if (status != MBIM_STATUS_NONE)
		return status;
	result =
		sim_world_sms_send(m->world, s.pdu_message.pdu_data, c->now_ms);
	c->arg = m->world->sms_reference;
	return result == SIM_REFUSED ? refused(m) : sim_word_status(result);
}

int sim_put_sms_send(const struct sim_mbim *m, uint32_t arg, uint8_t *out,
		     size_t cap)
{
	const struct mbim_sms_send_response r = {.message_reference = arg};

	(void)m;
	return mbim_sms_send_response_encode(&r, out, cap);
}

uint32_t sim_set_sms_delete(struct sim_mbim *m, struct sim_call *c)
{
	struct mbim_sms_delete_set s;
	uint32_t status;

	if (mbim_sms_delete_set_decode(c->body, &s) != 0)
		return MBIM_STATUS_INVALID_PARAMETERS;
	status = refusal(m, MBIM_SMS_FORMAT_PDU, s.flag, s.message_index);
	m->sms_unread = 0;
	for (uint32_t i = 1;
	     status == MBIM_STATUS_NONE && i <= m->world->stored.places; i++)
		if (passes(m, s.flag, s.message_index, i))
			sim_world_sms_delete(m->world, i);
	return status;
}

/* --- CONFIGURATION ----------------------------------------------------------
 */

uint32_t sim_set_sms_configuration(struct sim_mbim *m, struct sim_call *c)
{
	struct mbim_sms_configuration_set s;
	enum sim_result result;
	char centre[48];
	uint32_t status;

	if (mbim_sms_configuration_set_decode(c->body, &s) != 0 ||
	    att_str_get(&s.sc_address, centre, sizeof(centre)) < 0)
		return MBIM_STATUS_INVALID_PARAMETERS;
	status = refusal(m, s.format, MBIM_SMS_FLAG_ALL, 0);
	if (status != MBIM_STATUS_NONE || centre[0] == '\0')
		return status; /* the centre is as it was */
	result = sim_world_sms_centre(m->world, centre);
	c->changed = result == SIM_DONE;
	return sim_word_status(result);
}

int sim_put_sms_configuration(const struct sim_mbim *m, uint32_t arg,
			      uint8_t *out, size_t cap)
{
	const struct sim_stored *stored = &m->world->stored;
	bool ready = sim_world_card_usable(m->world) == SIM_DONE;
	struct mbim_sms_configuration_response r = {
		.sms_storage_state = MBIM_SMS_STORAGE_STATE_NOT_INITIALIZED,
		.format = MBIM_SMS_FORMAT_PDU,
	};

	(void)arg;
	if (ready) {
		r.sms_storage_state = MBIM_SMS_STORAGE_STATE_INITIALIZED;
		r.max_messages = stored->places;
		r.sc_address = att_str_utf8(stored->centre);
	}
	return mbim_sms_configuration_response_encode(&r, out, cap);
}

/* --- MESSAGE_STORE_STATUS ---------------------------------------------------
 */

static uint32_t last_new(const struct sim_world *w)
{
	uint32_t place = w->stored.places;

	while (place > 0 && (sim_world_sms(w, place) == NULL ||
			     w->stored.sms[place - 1].state != SIM_SMS_NEW))
		place--;
	return place;
}

uint32_t sim_query_sms_status(struct sim_mbim *m, struct sim_call *c)
{
	c->arg = last_new(m->world);
	return sim_word_status(sim_world_card_usable(m->world));
}

/* About a place that has something new, or none. */
int sim_put_sms_status(const struct sim_mbim *m, uint32_t place, uint8_t *out,
		       size_t cap)
{
	struct mbim_sms_message_store_status_response r = {
		.flag = MBIM_SMS_STATUS_FLAG_NONE,
		.message_index = place,
	};

	if (place != 0)
		r.flag |= MBIM_SMS_STATUS_FLAG_NEW_MESSAGE;
	if (sim_world_sms_full(m->world))
		r.flag |= MBIM_SMS_STATUS_FLAG_MESSAGE_STORE_FULL;
	return mbim_sms_message_store_status_response_encode(&r, out, cap);
}

/* MS UICC low level access: the card's applications and files, which the modem
 * reads for the host. MS MB UICC application and file system access. */
#include "tools/simodem/mbim.h"

#define VERSION 1u /* of each of these structs */

/* --- APPLICATION_LIST ------------------------------------------------------
 */

/* In bytes, of what is encoded. */
static uint32_t padded(size_t len)
{
	return (uint32_t)(len + 3) & ~3u;
}

#define APPLICATION_FIXED 32u

uint32_t sim_query_applications(struct sim_mbim *m, struct sim_call *c)
{
	static const uint8_t pin[] = {1};
	struct sim_application a;
	struct mbim_uicc_application e = {
		.application_type = MBIM_UICC_APPLICATION_TYPE_USIM,
		.pin_key_reference_count = sizeof(pin),
		.pin_key_references = {pin, sizeof(pin)},
	};
	struct mbim_ms_uicc_low_level_access_application_list_response r = {
		.version = VERSION, .active_application_index = 0xffffffff};
	uint32_t status = sim_card_status_now(m);

	if (status != MBIM_STATUS_NONE)
		return status;
	if (sim_terminal_application(sim_card_in_use(m), 0, &a)) {
		e.application_id = att_bytes_of(a.aid, a.aid_len);
		e.application_name = att_bytes_of(a.label, strlen(a.label));
		r.applications = att_array_of(&e, 1);
		r.application_list_size_bytes =
			APPLICATION_FIXED + padded(e.application_id.len) +
			padded(e.application_name.len) + padded(sizeof(pin));
		if (sim_world_card_state(m->world) == SIM_CARD_STATE_READY)
			r.active_application_index = 0;
	}
	sim_answer_with(
		m, c,
		mbim_ms_uicc_low_level_access_application_list_response_encode(
			&r, m->uicc.answer, sizeof(m->uicc.answer)));
	return MBIM_STATUS_NONE;
}

/* --- FILE_STATUS -----------------------------------------------------------
 */

/* From the MF or the application on, as the service has it. */
static bool read_path(uint32_t version, struct att_bytes aid,
		      struct att_bytes path, struct sim_file_path *f)
{
	f->aid = aid;
	f->path = path;
	return version == VERSION && path.len >= 2 && path.len % 2 == 0 &&
	       ((path.p[0] == 0x3f && path.p[1] == 0) ||
		(path.p[0] == 0x7f && path.p[1] == 0xff));
}

static uint32_t pin_of(enum sim_access access)
{
	switch (access) {
	case SIM_ACCESS_ALWAYS:
		break;
	case SIM_ACCESS_PIN1:
		return MBIM_PIN_TYPE_PIN1;
	case SIM_ACCESS_PIN2:
		return MBIM_PIN_TYPE_PIN2;
	case SIM_ACCESS_ADM:
		return MBIM_PIN_TYPE_ADM;
	case SIM_ACCESS_NEVER:
		return MBIM_PIN_TYPE_NEV;
	}
	return MBIM_PIN_TYPE_UNKNOWN; /* none is asked for */
}

static void describe(
	const struct sim_file_status *s,
	struct mbim_ms_uicc_low_level_access_file_status_response *r)
{
	static const uint32_t structures[] = {
		[SIM_FILE_DIRECTORY] = MBIM_UICC_FILE_STRUCTURE_UNKNOWN,
		[SIM_FILE_TRANSPARENT] = MBIM_UICC_FILE_STRUCTURE_TRANSPARENT,
		[SIM_FILE_LINEAR] = MBIM_UICC_FILE_STRUCTURE_LINEAR,
		[SIM_FILE_CYCLIC] = MBIM_UICC_FILE_STRUCTURE_CYCLIC,
	};
	bool records = s->kind == SIM_FILE_LINEAR || s->kind == SIM_FILE_CYCLIC;
	bool directory = s->kind == SIM_FILE_DIRECTORY;

	r->file_accessibility = MBIM_UICC_FILE_ACCESSIBILITY_SHAREABLE;
	r->file_type = directory ? MBIM_UICC_FILE_TYPE_DF_OR_ADF
				 : MBIM_UICC_FILE_TYPE_WORKING_EF;
	r->file_structure = structures[s->kind];
	r->file_item_count = records ? s->records : !directory;
	r->file_item_size = records ? s->record_len : s->size;
	r->access_condition_read = pin_of(s->read);
	r->access_condition_update = pin_of(s->update);
	r->access_condition_activate = pin_of(s->activate);
	r->access_condition_deactivate = pin_of(s->deactivate);
}

uint32_t sim_query_file_status(struct sim_mbim *m, struct sim_call *c)
{
	struct mbim_ms_uicc_low_level_access_file_status_query q;
	struct mbim_ms_uicc_low_level_access_file_status_response r = {
		.version = VERSION};
	uint32_t status = sim_card_status_now(m);
	struct sim_file_status s;
	struct sim_file_path f;
	uint16_t words;

	if (mbim_ms_uicc_low_level_access_file_status_query_decode(c->body,
								   &q) != 0 ||
	    !read_path(q.version, q.application_id, q.file_path, &f))
		return MBIM_STATUS_INVALID_PARAMETERS;
	if (status != MBIM_STATUS_NONE)
		return status;
	words = sim_terminal_select(sim_card_in_use(m), &f, &s);
	r.status_word1 = words >> 8;
	r.status_word2 = words & 0xff;
	if (words == SIM_SW_OK)
		describe(&s, &r);
	sim_answer_with(
		m, c,
		mbim_ms_uicc_low_level_access_file_status_response_encode(
			&r, m->uicc.answer, sizeof(m->uicc.answer)));
	return MBIM_STATUS_NONE;
}

/* --- READ_BINARY, READ_RECORD ----------------------------------------------
 */

/* PIN2, if the host has sent it, is entered before. */
static uint32_t enter_pin2(struct sim_mbim *m, struct att_bytes pin)
{
	char text[17] = "";
	uint16_t words;

	if (pin.len == 0)
		return MBIM_STATUS_NONE;
	if (pin.len >= sizeof(text))
		return MBIM_STATUS_INVALID_PARAMETERS;
	memcpy(text, pin.p, pin.len);
	if (!sim_pin_plausible(text))
		return MBIM_STATUS_INVALID_PARAMETERS;
	words = sim_terminal_verify_pin2(sim_card_in_use(m), text);
	return words == SIM_SW_OK || words == SIM_SW_DISABLED
		       ? MBIM_STATUS_NONE
		       : MBIM_STATUS_PIN_REQUIRED;
}

/* The two CIDs have one answer. */
static void answer(struct sim_mbim *m, struct sim_call *c, uint16_t words,
		   const uint8_t *bytes, size_t len)
{
	const struct mbim_ms_uicc_low_level_access_read_binary_response r = {
		.version = VERSION,
		.status_word1 = words >> 8,
		.status_word2 = words & 0xff,
		.data = att_bytes_of(bytes, len),
	};

	sim_answer_with(
		m, c,
		mbim_ms_uicc_low_level_access_read_binary_response_encode(
			&r, m->uicc.answer, sizeof(m->uicc.answer)));
}

/* What stands in front of each access to a file: where it is, and PIN2. */
static uint32_t begin(struct sim_mbim *m, uint32_t version,
		      struct att_bytes application, struct att_bytes path,
		      struct att_bytes pin2, struct sim_file_path *f)
{
	uint32_t status = sim_card_status_now(m);

	if (!read_path(version, application, path, f))
		return MBIM_STATUS_INVALID_PARAMETERS;
	return status == MBIM_STATUS_NONE ? enter_pin2(m, pin2) : status;
}

/* A set writes. */
uint32_t sim_access_binary(struct sim_mbim *m, struct sim_call *c)
{
	struct mbim_ms_uicc_low_level_access_read_binary_query q;
	uint32_t status;
	uint8_t bytes[SIM_UICC_BYTES];
	struct sim_file_path f;
	size_t len = 0;
	uint16_t words;

	if (mbim_ms_uicc_low_level_access_read_binary_query_decode(c->body,
								   &q) != 0)
		return MBIM_STATUS_INVALID_PARAMETERS;
	status = begin(m, q.version, q.application_id, q.file_path, q.local_pin,
		       &f);
	if (status != MBIM_STATUS_NONE)
		return status;
	if (c->set)
		words = sim_terminal_write(sim_card_in_use(m), &f,
					   q.read_offset, q.data);
	else
		words = sim_terminal_read(sim_card_in_use(m), &f, q.read_offset,
					  q.read_size, bytes, sizeof(bytes),
					  &len);
	answer(m, c, words, bytes, len);
	return MBIM_STATUS_NONE;
}

uint32_t sim_access_record(struct sim_mbim *m, struct sim_call *c)
{
	struct mbim_ms_uicc_low_level_access_read_record_query q;
	uint32_t status;
	uint8_t bytes[SIM_UICC_BYTES];
	struct sim_file_path f;
	size_t len = 0;
	uint16_t words;

	if (mbim_ms_uicc_low_level_access_read_record_query_decode(c->body,
								   &q) != 0)
		return MBIM_STATUS_INVALID_PARAMETERS;
	status = begin(m, q.version, q.application_id, q.file_path, q.local_pin,
		       &f);
	if (status != MBIM_STATUS_NONE)
		return status;
	if (c->set)
		words = sim_terminal_write_record(sim_card_in_use(m), &f,
						  q.record_number, q.data);
	else
		words = sim_terminal_read_record(sim_card_in_use(m), &f,
						 q.record_number, bytes, &len);
	answer(m, c, words, bytes, len);
	return MBIM_STATUS_NONE;
}

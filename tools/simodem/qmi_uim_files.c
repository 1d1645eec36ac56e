/* UIM: the card's files, which the modem reads and writes for the host. */
#include "tools/simodem/qmi.h"

#define DEPTH 16u /* bytes */

struct sim_uicc *sim_uim_card(struct sim_qmi *q)
{
	return &q->world->card[q->world->slot];
}

uint16_t sim_uim_answers(const struct sim_qmi *q)
{
	switch (sim_world_card_answers(q->world)) {
	case SIM_DONE:
		return QMI_PROTOCOL_ERROR_NONE;
	case SIM_NO_CARD:
		return QMI_PROTOCOL_ERROR_NO_SIM;
	default:
		return QMI_PROTOCOL_ERROR_UIM_UNINITIALIZED;
	}
}

struct qmi_uim_card_result sim_uim_words(uint16_t status)
{
	return (struct qmi_uim_card_result){.sw1 = (uint8_t)(status >> 8),
					    .sw2 = (uint8_t)status};
}

uint16_t sim_uim_error(uint16_t status)
{
	switch (status) {
	case SIM_SW_OK:
		return QMI_PROTOCOL_ERROR_NONE;
	case SIM_SW_NO_FILE:
		return QMI_PROTOCOL_ERROR_SIM_FILE_NOT_FOUND;
	case SIM_SW_SECURITY:
		return QMI_PROTOCOL_ERROR_ACCESS_DENIED;
	case SIM_SW_NO_RECORD:
	case SIM_SW_OFFSET:
		return QMI_PROTOCOL_ERROR_INVALID_INDEX;
	case SIM_SW_FUNCTION:
		return QMI_PROTOCOL_ERROR_INSUFFICIENT_RESOURCES;
	default:
		return QMI_PROTOCOL_ERROR_INVALID_OPERATION;
	}
}

/* A path of 16-bit numbers, and the file's own behind it, as the card has them:
 * false, it is longer than any. */
struct place {
	uint8_t bytes[DEPTH + 2];
	struct sim_file_path path;
};

static bool read_file(struct place *p, const struct qmi_uim_session *session,
		      const struct qmi_uim_file *file)
{
	struct att_bytes path = file->file_path;

	if (path.len > DEPTH || path.len % 2 != 0)
		return false;
	for (size_t i = 0; i < path.len; i += 2) {
		p->bytes[i] = path.p[i + 1];
		p->bytes[i + 1] = path.p[i];
	}
	p->bytes[path.len] = (uint8_t)(file->file_id >> 8);
	p->bytes[path.len + 1] = (uint8_t)file->file_id;
	p->path = (struct sim_file_path){
		.aid = session->application_identifier,
		.path = att_bytes_of(p->bytes, path.len + 2),
	};
	return true;
}

/* What stops every one of these messages. */
static uint16_t check(const struct sim_qmi *q, bool complete, struct place *p,
		      const struct qmi_uim_session *session,
		      const struct qmi_uim_file *file)
{
	if (!complete)
		return QMI_PROTOCOL_ERROR_MISSING_ARGUMENT;
	if (!read_file(p, session, file))
		return QMI_PROTOCOL_ERROR_INVALID_ARGUMENT;
	return sim_uim_answers(q);
}

uint16_t sim_uim_read_transparent(struct sim_qmi *q, struct sim_qmi_call *c)
{
	uint8_t bytes[SIM_UIM_BYTES];
	struct qmi_uim_read_transparent_req r;
	struct qmi_uim_read_transparent_resp answer = {.has.card_result = true};
	bool read = SIM_QMI_READ(c, uim_read_transparent, &r);
	struct place p;
	size_t len;
	uint16_t status,
		error = check(q, read && r.has.file && r.has.read_information,
			      &p, &r.session, &r.file);

	if (error != QMI_PROTOCOL_ERROR_NONE)
		return error;
	status = sim_terminal_read(
		sim_uim_card(q), &p.path, r.read_information.offset,
		r.read_information.length, bytes, sizeof(bytes), &len);
	answer.card_result = sim_uim_words(status);
	answer.has.read_result = status == SIM_SW_OK;
	answer.read_result = att_bytes_of(bytes, len);
	SIM_QMI_PUT(c, uim_read_transparent, &answer);
	return sim_uim_error(status);
}

uint16_t sim_uim_read_record(struct sim_qmi *q, struct sim_qmi_call *c)
{
	uint8_t bytes[SIM_UIM_BYTES];
	struct qmi_uim_read_record_req r;
	struct qmi_uim_read_record_resp answer = {.has.card_result = true};
	bool read = SIM_QMI_READ(c, uim_read_record, &r);
	struct place p;
	size_t len;
	uint16_t status, error = check(q, read && r.has.file && r.has.record,
				       &p, &r.session, &r.file);

	if (error != QMI_PROTOCOL_ERROR_NONE)
		return error;
	status = sim_terminal_read_record(sim_uim_card(q), &p.path,
					  r.record.record_number, bytes, &len);
	answer.card_result = sim_uim_words(status);
	answer.has.read_result = status == SIM_SW_OK;
	answer.read_result = att_bytes_of(bytes, len);
	SIM_QMI_PUT(c, uim_read_record, &answer);
	return sim_uim_error(status);
}

uint16_t sim_uim_write_record(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_uim_write_record_req r;
	struct qmi_uim_write_record_resp answer = {.has.card_result = true};
	bool read = SIM_QMI_READ(c, uim_write_record, &r);
	struct place p;
	uint16_t status,
		error = check(q, read && r.has.file && r.has.write_record, &p,
			      &r.session, &r.file);

	if (error != QMI_PROTOCOL_ERROR_NONE)
		return error;
	status = sim_terminal_write_record(sim_uim_card(q), &p.path,
					   r.write_record.record_number,
					   r.write_record.record);
	answer.card_result = sim_uim_words(status);
	SIM_QMI_PUT(c, uim_write_record, &answer);
	return sim_uim_error(status);
}

/* --- attributes ------------------------------------------------------------
 */

static void put_access(enum sim_access access, uint8_t *logic, uint16_t *keys)
{
	static const uint16_t key[] = {
		[SIM_ACCESS_PIN1] = QMI_UIM_SECURITY_ATTRIBUTE_PIN1,
		[SIM_ACCESS_PIN2] = QMI_UIM_SECURITY_ATTRIBUTE_PIN2,
		[SIM_ACCESS_ADM] = QMI_UIM_SECURITY_ATTRIBUTE_ADM,
		[SIM_ACCESS_NEVER] = 0,
	};

	*keys = key[access];
	if (access == SIM_ACCESS_ALWAYS)
		*logic = QMI_UIM_SECURITY_ATTRIBUTE_LOGIC_ALWAYS;
	else if (access == SIM_ACCESS_NEVER)
		*logic = QMI_UIM_SECURITY_ATTRIBUTE_LOGIC_NEVER;
	else
		*logic = QMI_UIM_SECURITY_ATTRIBUTE_LOGIC_SINGLE;
}

static uint8_t type_of(const struct sim_file_status *s)
{
	switch (s->kind) {
	case SIM_FILE_TRANSPARENT:
		return QMI_UIM_FILE_TYPE_TRANSPARENT;
	case SIM_FILE_LINEAR:
		return QMI_UIM_FILE_TYPE_LINEAR_FIXED;
	case SIM_FILE_CYCLIC:
		return QMI_UIM_FILE_TYPE_CYCLIC;
	case SIM_FILE_DIRECTORY:
		break;
	}
	return s->master ? QMI_UIM_FILE_TYPE_MASTER_FILE
			 : QMI_UIM_FILE_TYPE_DEDICATED_FILE;
}

static void describe(struct qmi_uim_file_attributes *a, uint16_t id,
		     const struct sim_file_status *s)
{
	*a = (struct qmi_uim_file_attributes){
		.file_size = (uint16_t)s->size,
		.file_id = id,
		.file_type = type_of(s),
		.record_size = (uint16_t)s->record_len,
		.record_count = (uint16_t)s->records,
		.increase_security_attributes_logic =
			QMI_UIM_SECURITY_ATTRIBUTE_LOGIC_NEVER,
		.raw_data = att_bytes_of(s->fcp, s->fcp_len),
	};
	put_access(s->read, &a->read_security_attributes_logic,
		   &a->read_security_attributes);
	put_access(s->update, &a->write_security_attributes_logic,
		   &a->write_security_attributes);
	put_access(s->activate, &a->activate_security_attributes_logic,
		   &a->activate_security_attributes);
	put_access(s->deactivate, &a->deactivate_security_attributes_logic,
		   &a->deactivate_security_attributes);
}

uint16_t sim_uim_file_attributes(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_uim_get_file_attributes_req r;
	struct qmi_uim_get_file_attributes_resp answer = {.has.card_result =
								  true};
	bool read = SIM_QMI_READ(c, uim_get_file_attributes, &r);
	struct sim_file_status s;
	struct place p;
	uint16_t status,
		error = check(q, read && r.has.file, &p, &r.session, &r.file);

	if (error != QMI_PROTOCOL_ERROR_NONE)
		return error;
	status = sim_terminal_select(sim_uim_card(q), &p.path, &s);
	answer.card_result = sim_uim_words(status);
	answer.has.file_attributes = status == SIM_SW_OK;
	describe(&answer.file_attributes, r.file.file_id, &s);
	SIM_QMI_PUT(c, uim_get_file_attributes, &answer);
	return sim_uim_error(status);
}

/* UIM: the transparent files of the card that a manager reads. */
#include "tools/simodem/qmi.h"

#define EF_ICCID 0x2fe2u
#define EF_IMSI	 0x6f07u
#define EF_AD	 0x6fadu
#define FILE_MAX 16u

/* 3GPP TS 31.102 4.2.2: length, then digits behind a parity. */
static size_t put_imsi(uint8_t *to, const char *imsi)
{
	char digits[24] = "9"; /* an odd number of digits */
	size_t n;

	sim_copy(digits + 1, sizeof(digits) - 1, imsi);
	memset(to, 0xff, 9);
	n = sim_qmi_digits(to + 1, digits);
	to[0] = (uint8_t)n;
	return 9;
}

/* The content of a file; 0: it is not there. */
static size_t content(const struct sim_qmi *q, uint16_t id, uint8_t *to)
{
	switch (id) {
	case EF_ICCID:
		return sim_qmi_digits(to, q->config->iccid);
	case EF_IMSI:
		return put_imsi(to, q->config->imsi);
	case EF_AD: /* normal operation; digits of the MNC */
		memset(to, 0, 4);
		to[3] = q->config->operator_.id[5] != '\0' ? 3 : 2;
		return 4;
	default:
		return 0;
	}
}

/* ICCID is for everybody; the others want PIN1. */
static uint16_t find(const struct sim_qmi *q, uint16_t id, uint8_t *to,
		     size_t *len)
{
	enum sim_card_state is = sim_world_card_state(q->world);

	if (is == SIM_CARD_STATE_ABSENT)
		return QMI_PROTOCOL_ERROR_NO_SIM;
	if (is == SIM_CARD_STATE_STARTING || is == SIM_CARD_STATE_NO_PROFILE)
		return QMI_PROTOCOL_ERROR_UIM_UNINITIALIZED;
	if (id != EF_ICCID && is != SIM_CARD_STATE_READY)
		return QMI_PROTOCOL_ERROR_ACCESS_DENIED;
	*len = content(q, id, to);
	return *len > 0 ? QMI_PROTOCOL_ERROR_NONE
			: QMI_PROTOCOL_ERROR_SIM_FILE_NOT_FOUND;
}

uint16_t sim_uim_read_transparent(struct sim_qmi *q, struct sim_qmi_call *c)
{
	uint8_t file[FILE_MAX];
	struct att_bytes part;
	struct qmi_uim_read_transparent_req r;
	struct qmi_uim_read_transparent_resp answer = {
		.has = {.card_result = true, .read_result = true},
		.card_result = {.sw1 = 0x90},
	};
	size_t len = 0, from;
	uint16_t error;

	if (!SIM_QMI_READ(c, uim_read_transparent, &r) || !r.has.file ||
	    !r.has.read_information)
		return QMI_PROTOCOL_ERROR_MISSING_ARGUMENT;
	error = find(q, r.file.file_id, file, &len);
	if (error != QMI_PROTOCOL_ERROR_NONE)
		return error;
	from = r.read_information.offset < len ? r.read_information.offset
					       : len;
	part = att_bytes_of(file + from, len - from);
	if (r.read_information.length != 0 &&
	    r.read_information.length < part.len)
		part.len = r.read_information.length;
	answer.read_result = part;
	SIM_QMI_PUT(c, uim_read_transparent, &answer);
	return QMI_PROTOCOL_ERROR_NONE;
}

uint16_t sim_uim_file_attributes(struct sim_qmi *q, struct sim_qmi_call *c)
{
	uint8_t file[FILE_MAX];
	struct qmi_uim_get_file_attributes_req r;
	struct qmi_uim_get_file_attributes_resp answer = {
		.has = {.card_result = true, .file_attributes = true},
		.card_result = {.sw1 = 0x90},
	};
	size_t len = 0;
	uint16_t error;

	if (!SIM_QMI_READ(c, uim_get_file_attributes, &r) || !r.has.file)
		return QMI_PROTOCOL_ERROR_MISSING_ARGUMENT;
	error = find(q, r.file.file_id, file, &len);
	if (error != QMI_PROTOCOL_ERROR_NONE)
		return error;
	answer.file_attributes.file_size = (uint16_t)len;
	answer.file_attributes.file_id = r.file.file_id;
	SIM_QMI_PUT(c, uim_get_file_attributes, &answer);
	return QMI_PROTOCOL_ERROR_NONE;
}

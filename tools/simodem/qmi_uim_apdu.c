/* UIM: commands of the host's own for the card, on logical channels. */
#include "tools/simodem/qmi.h"

#include <string.h>

/* The logical slot of the card in use, or its own. */
static bool is_in_use(const struct sim_qmi *q, uint8_t slot)
{
	return slot == 1 || slot == q->world->slot + 1;
}

static uint16_t check(const struct sim_qmi *q, bool complete, uint8_t slot)
{
	if (!complete)
		return QMI_PROTOCOL_ERROR_MISSING_ARGUMENT;
	if (!is_in_use(q, slot))
		return QMI_PROTOCOL_ERROR_INVALID_ARGUMENT;
	return sim_uim_answers(q);
}

/* The answer with its status words; `procedure_bytes` 0: as the card gave it,
 * which says that more waits. */
uint16_t sim_uim_send_apdu(struct sim_qmi *q, struct sim_qmi_call *c)
{
	enum sim_card_state before = sim_world_card_state(q->world);
	uint8_t command[SIM_CARD_COMMAND], answer[SIM_CARD_ANSWER];
	struct qmi_uim_send_apdu_req r;
	struct qmi_uim_send_apdu_resp resp = {.has.apdu_response = true};
	bool read = SIM_QMI_READ(c, uim_send_apdu, &r);
	uint16_t error = check(q, read && r.has.slot && r.has.apdu, r.slot);
	struct att_bytes apdu;
	size_t len;

	if (error != QMI_PROTOCOL_ERROR_NONE)
		return error;
	if (r.apdu.len == 0 || r.apdu.len > sizeof(command) ||
	    r.channel_id >= SIM_CARD_CHANNELS)
		return QMI_PROTOCOL_ERROR_INVALID_ARGUMENT;
	memcpy(command, r.apdu.p, r.apdu.len);
	if (r.has.channel_id)
		command[0] = (uint8_t)((command[0] & 0x80) |
				       sim_terminal_class(r.channel_id));
	apdu = att_bytes_of(command, r.apdu.len);
	if (r.has.procedure_bytes && r.procedure_bytes == 0)
		len = sim_uicc_command(sim_uim_card(q), apdu, answer);
	else
		len = sim_terminal_command(sim_uim_card(q), apdu, answer);
	sim_world_card_used(q->world, before, c->now_ms);
	resp.apdu_response = att_bytes_of(answer, len);
	SIM_QMI_PUT(c, uim_send_apdu, &resp);
	return QMI_PROTOCOL_ERROR_NONE;
}

/* What SELECT tells: P2. */
static uint8_t p2_of(bool given, uint8_t wanted)
{
	if (!given)
		return 0x00;
	switch (wanted) {
	case QMI_UIM_FILE_CONTROL_INFORMATION_NO_DATA:
		return 0x0c;
	case QMI_UIM_FILE_CONTROL_INFORMATION_FCP:
		return 0x04;
	case QMI_UIM_FILE_CONTROL_INFORMATION_FMD:
		return 0x08;
	default:
		return 0x00;
	}
}

/* Both messages that open a channel have the same answer. */
static uint16_t open(struct sim_qmi *q, struct sim_qmi_call *c,
		     struct att_bytes aid, uint8_t p2)
{
	uint8_t answer[SIM_CARD_ANSWER], channel = 0;
	struct qmi_uim_open_logical_channel_resp r = {.has.card_result = true};
	enum sim_opened opened;
	size_t len;
	uint16_t status;

	if (aid.len > SIM_CARD_AID)
		return QMI_PROTOCOL_ERROR_INVALID_ARGUMENT;
	opened = sim_terminal_open(sim_uim_card(q), aid, p2, &channel, answer,
				   &len);
	status = sim_terminal_status(answer, len);
	r.card_result = sim_uim_words(status);
	r.has.channel_id = r.has.select_response = opened == SIM_OPENED;
	r.channel_id = channel;
	r.select_response = att_bytes_of(answer, len - 2);
	SIM_QMI_PUT(c, uim_open_logical_channel, &r);
	return sim_uim_error(status);
}

uint16_t sim_uim_open_channel(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_uim_open_logical_channel_req r;
	bool read = SIM_QMI_READ(c, uim_open_logical_channel, &r);
	uint16_t error = check(q, read && r.has.slot, r.slot);

	if (error != QMI_PROTOCOL_ERROR_NONE)
		return error;
	return open(q, c, r.aid,
		    p2_of(r.has.file_control_information,
			  r.file_control_information));
}

static uint16_t close(struct sim_qmi *q, struct sim_qmi_call *c, uint8_t n)
{
	struct sim_uicc *u = sim_uim_card(q);
	struct qmi_uim_logical_channel_resp r = {.has.card_result = true};
	uint16_t status = sim_terminal_close(u, n);

	r.card_result = sim_uim_words(status);
	SIM_QMI_PUT(c, uim_logical_channel, &r);
	return status == SIM_SW_OK ? QMI_PROTOCOL_ERROR_NONE
				   : QMI_PROTOCOL_ERROR_INVALID_ARGUMENT;
}

/* With an AID it opens a channel, with the number of one it closes it. */
uint16_t sim_uim_logical_channel(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_uim_logical_channel_req r;
	bool read = SIM_QMI_READ(c, uim_logical_channel, &r);
	uint16_t error = check(
		q, read && r.has.slot && r.has.aid != r.has.channel_id, r.slot);

	if (error != QMI_PROTOCOL_ERROR_NONE)
		return error;
	if (r.has.channel_id)
		return close(q, c, r.channel_id);
	return open(q, c, r.aid,
		    p2_of(r.has.file_control_information,
			  r.file_control_information));
}

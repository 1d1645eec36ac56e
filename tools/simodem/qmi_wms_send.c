/* WMS: short messages that a client sends. */
#include "tools/simodem/qmi.h"
#include "tools/simodem/world_messages.h"

/* What the scenario says, or why the network refuses: as RP-Cause. */
static uint16_t refused(const struct sim_qmi *q)
{
	const struct sim_failure *f =
		sim_world_failure(q->world, SIM_FAILURE_SMS, SIM_ANY_SESSION);

	return f != NULL && f->status != 0 ? (uint16_t)f->status
					   : QMI_PROTOCOL_ERROR_WMS_CAUSE_CODE;
}

/* The error of a message that is sent; *sent: it is. */
static uint16_t send(struct sim_qmi *q, const struct sim_qmi_call *c,
		     struct att_bytes pdu)
{
	enum sim_result result = sim_world_sms_send(q->world, pdu, c->now_ms);

	if (result == SIM_REFUSED)
		return refused(q);
	return result == SIM_MALFORMED ? QMI_PROTOCOL_ERROR_WMS_ENCODING
				       : sim_qmi_error(result);
}

static struct qmi_wms_gsm_wcdma_cause_info cause(const struct sim_qmi *q)
{
	return (struct qmi_wms_gsm_wcdma_cause_info){
		.rp_cause = q->world->sms_cause,
		.tp_cause = QMI_WMS_GSM_UMTS_TP_CAUSE_UNSPECIFIED_ERROR,
	};
}

uint16_t sim_wms_send(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_wms_raw_send_req req;
	struct qmi_wms_raw_send_resp r = {.has.message_id = true};
	uint16_t error;

	if (!SIM_QMI_READ(c, wms_raw_send, &req) || !req.has.raw_message_data)
		return QMI_PROTOCOL_ERROR_MISSING_ARGUMENT;
	if (req.raw_message_data.format !=
	    QMI_WMS_MESSAGE_FORMAT_GSM_WCDMA_POINT_TO_POINT)
		return QMI_PROTOCOL_ERROR_DEVICE_UNSUPPORTED;
	error = send(q, c, req.raw_message_data.raw_data);
	r.message_id = q->world->sms_reference;
	if (error == QMI_PROTOCOL_ERROR_WMS_CAUSE_CODE) {
		r.has.gsm_wcdma_cause_info = true;
		r.gsm_wcdma_cause_info = cause(q);
		r.has.message_delivery_failure_type = true;
		r.message_delivery_failure_type =
			QMI_WMS_MESSAGE_DELIVERY_FAILURE_TYPE_PERMANENT;
	}
	if (error == QMI_PROTOCOL_ERROR_NONE ||
	    error == QMI_PROTOCOL_ERROR_WMS_CAUSE_CODE)
		SIM_QMI_PUT(c, wms_raw_send, &r);
	return error;
}

/* A draft, which is then one that was sent. */
uint16_t sim_wms_send_stored(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_wms_send_from_memory_storage_req req;
	struct qmi_wms_send_from_memory_storage_resp r = {.has.message_id =
								  true};
	const struct sim_sms *sms;
	uint32_t place;
	uint16_t error;

	if (!SIM_QMI_READ(c, wms_send_from_memory_storage, &req) ||
	    !req.has.information)
		return QMI_PROTOCOL_ERROR_MISSING_ARGUMENT;
	place = req.information.memory_index < SIM_SMS_PLACES
			? req.information.memory_index + 1
			: 0;
	sms = sim_world_sms(q->world, place);
	if (sms == NULL ||
	    req.information.storage_type != QMI_WMS_STORAGE_TYPE_UIM)
		return QMI_PROTOCOL_ERROR_NO_ENTRY;
	error = send(q, c, att_bytes_of(sms->pdu, sms->len));
	if (error == QMI_PROTOCOL_ERROR_NONE) {
		sim_world_sms_mark(q->world, place, SIM_SMS_SENT);
		r.message_id = q->world->sms_reference;
		SIM_QMI_PUT(c, wms_send_from_memory_storage, &r);
	} else if (error == QMI_PROTOCOL_ERROR_WMS_CAUSE_CODE) {
		r.has.message_id = false;
		r.has.gsm_wcdma_cause_info = true;
		r.gsm_wcdma_cause_info = cause(q);
		SIM_QMI_PUT(c, wms_send_from_memory_storage, &r);
	}
	return error;
}

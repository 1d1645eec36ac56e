/* Messages of WMS. */
#include "linux/sms_qmi.h"

#include "base/errors.h"
#include "generated/cids.h"
#include "generated/qmi_messages.h"
#include "linux/cids_row.h"

#define ALL_CLIENTS 0xffu
#define GSM	    QMI_WMS_MESSAGE_FORMAT_GSM_WCDMA_POINT_TO_POINT

static uint8_t storage_of(uint32_t place)
{
	return (uint8_t)(place & ATT_SMS_QMI_NV ? QMI_WMS_STORAGE_TYPE_NV
						: QMI_WMS_STORAGE_TYPE_UIM);
}

static uint32_t place_of(uint8_t storage, uint32_t index)
{
	return storage == QMI_WMS_STORAGE_TYPE_NV ? index | ATT_SMS_QMI_NV
						  : index;
}

/* --- out ------------------------------------------------------------------ */

static int put_list(uint32_t place, uint8_t *to, size_t cap)
{
	const struct qmi_wms_list_messages_req req = {
		.has = {.storage_type = true, .message_mode = true},
		.storage_type = storage_of(place),
		.message_mode = QMI_WMS_MESSAGE_MODE_GSM_WCDMA,
	};

	return qmi_wms_list_messages_req_encode(&req, to, cap);
}

static int put_read(uint32_t place, uint8_t *to, size_t cap)
{
	const struct qmi_wms_raw_read_req req = {
		.has = {.message_memory_storage_id = true,
			.message_mode = true},
		.message_memory_storage_id = {storage_of(place),
					      place & ~ATT_SMS_QMI_NV},
		.message_mode = QMI_WMS_MESSAGE_MODE_GSM_WCDMA,
	};

	return qmi_wms_raw_read_req_encode(&req, to, cap);
}

static int put_delete(uint32_t place, uint8_t *to, size_t cap)
{
	const struct qmi_wms_delete_req req = {
		.has = {.memory_storage = true,
			.memory_index = true,
			.message_mode = true},
		.memory_storage = storage_of(place),
		.memory_index = place & ~ATT_SMS_QMI_NV,
		.message_mode = QMI_WMS_MESSAGE_MODE_GSM_WCDMA,
	};

	return qmi_wms_delete_req_encode(&req, to, cap);
}

static int put_send(struct att_bytes pdu, uint8_t *to, size_t cap)
{
	const struct qmi_wms_raw_send_req req = {
		.has.raw_message_data = true,
		.raw_message_data = {.format = GSM, .raw_data = pdu},
	};

	return qmi_wms_raw_send_req_encode(&req, to, cap);
}

static int put_ack(uint32_t ack, uint8_t *to, size_t cap)
{
	const struct qmi_wms_send_ack_req req = {
		.has.information = true,
		.information = {.transaction_id = ack,
				.message_protocol =
					QMI_WMS_MESSAGE_PROTOCOL_WCDMA,
				.success = true},
	};

	return qmi_wms_send_ack_req_encode(&req, to, cap);
}

static int put_client(uint8_t *to, size_t cap)
{
	const struct qmi_ctl_allocate_cid_req req = {
		.has.service = true, .service = QMI_SERVICE_WMS};

	return qmi_ctl_allocate_cid_req_encode(&req, to, cap);
}

static int put_report(uint8_t *to, size_t cap)
{
	const struct qmi_wms_set_event_report_req req = {
		.has.new_mt_message_indicator = true,
		.new_mt_message_indicator.report = true};

	return qmi_wms_set_event_report_req_encode(&req, to, cap);
}

static const uint16_t messages[] = {
	[ATT_SMS_CLIENT] = QMI_CTL_ALLOCATE_CID,
	[ATT_SMS_SUBSCRIBE] = QMI_WMS_SET_EVENT_REPORT,
	[ATT_SMS_LIST] = QMI_WMS_LIST_MESSAGES,
	[ATT_SMS_READ] = QMI_WMS_RAW_READ,
	[ATT_SMS_DELETE] = QMI_WMS_DELETE,
	[ATT_SMS_SEND] = QMI_WMS_RAW_SEND,
	[ATT_SMS_ACK] = QMI_WMS_SEND_ACK,
};

static int put(const struct att_sms_qmi_request *r, uint8_t *to, size_t cap)
{
	switch (r->ask) {
	case ATT_SMS_CLIENT:
		return put_client(to, cap);
	case ATT_SMS_SUBSCRIBE:
		return put_report(to, cap);
	case ATT_SMS_LIST:
		return put_list(r->place, to, cap);
	case ATT_SMS_READ:
		return put_read(r->place, to, cap);
	case ATT_SMS_DELETE:
		return put_delete(r->place, to, cap);
	case ATT_SMS_SEND:
		return put_send(r->pdu, to, cap);
	case ATT_SMS_ACK:
		return put_ack(r->ack, to, cap);
	case ATT_SMS_NOTHING:
	case ATT_SMS_SIZE:
		break;
	}
	return ATT_E_TYPE;
}

int att_sms_qmi_frame(const struct att_sms_qmi_request *r, uint8_t *buf,
		      size_t cap)
{
	const bool ctl = r->ask == ATT_SMS_CLIENT;
	const struct qmi_head head = {
		.service = ctl ? QMI_SERVICE_CTL : QMI_SERVICE_WMS,
		.client = ctl ? 0 : r->client,
		.message = r->ask == ATT_SMS_SIZE ? 0 : messages[r->ask],
	};
	const size_t at = qmi_head_len(head.service);
	int len = put(r, buf + at, cap - at);

	return len < 0 ? len : (int)qmi_head_put(&head, (size_t)len, buf);
}

/* --- in ------------------------------------------------------------------- */

uint32_t att_sms_qmi_status(uint32_t status, struct att_bytes frame,
			    uint32_t *cause)
{
	struct qmi_wms_raw_send_resp r;
	struct qmi_message m;

	*cause = 0;
	if (status)
		return status;
	if (qmi_decode(frame, &m) || qmi_wms_raw_send_resp_decode(m.tlvs, &r) ||
	    !r.has.result)
		return MBIM_STATUS_FAILURE;
	if (m.head.message == QMI_WMS_RAW_SEND && r.has.gsm_wcdma_cause_info)
		*cause = r.gsm_wcdma_cause_info.rp_cause;
	return r.result.status ? att_cids_status(r.result.error)
			       : MBIM_STATUS_NONE;
}

uint32_t att_sms_qmi_number(enum att_sms_ask ask, struct att_bytes frame)
{
	struct qmi_ctl_allocate_cid_resp client;
	struct qmi_wms_raw_send_resp sent;
	struct qmi_message m;

	if (qmi_decode(frame, &m))
		return 0;
	if (ask == ATT_SMS_CLIENT)
		return qmi_ctl_allocate_cid_resp_decode(m.tlvs, &client) == 0 &&
				       client.has.allocation_info
			       ? client.allocation_info.cid
			       : 0;
	return qmi_wms_raw_send_resp_decode(m.tlvs, &sent) == 0 &&
			       sent.has.message_id
		       ? sent.message_id
		       : 0;
}

static bool is_received(uint8_t tag)
{
	return tag == QMI_WMS_MESSAGE_TAG_TYPE_MT_READ ||
	       tag == QMI_WMS_MESSAGE_TAG_TYPE_MT_NOT_READ;
}

static bool list_of(struct att_bytes tlvs, uint32_t place,
		    struct att_sms_records *it)
{
	struct qmi_wms_list_messages_resp r;

	if (qmi_wms_list_messages_resp_decode(tlvs, &r) || !r.has.message_list)
		return false;
	it->store = place & ATT_SMS_QMI_NV;
	it->c = att_cursor_of(&r.message_list);
	return true;
}

static bool read_of(struct att_bytes tlvs, uint32_t place,
		    struct att_sms_records *it)
{
	struct qmi_wms_raw_read_resp r;

	if (qmi_wms_raw_read_resp_decode(tlvs, &r) || !r.has.raw_message_data ||
	    r.raw_message_data.format != GSM)
		return false;
	it->has_one = true;
	it->one = (struct att_sms_record){
		.place = place,
		.received = is_received(r.raw_message_data.message_tag),
		.pdu = r.raw_message_data.raw_data,
	};
	return true;
}

/* The centre stands apart, or is not told. */
static bool handed_on(struct att_bytes tlvs, struct att_sms_records *it)
{
	struct qmi_wms_event_report_ind ind;
	struct att_sms_address smsc = {.type = 0};
	char text[ATT_SMS_ADDRESS_MAX];
	struct att_bytes raw;
	int len;

	if (qmi_wms_event_report_ind_decode(tlvs, &ind) ||
	    !ind.has.transfer_route_mt_message ||
	    ind.transfer_route_mt_message.format != GSM)
		return false;
	raw = ind.transfer_route_mt_message.raw_data;
	if (!ind.has.smsc_address ||
	    att_str_get(&ind.smsc_address, text, sizeof(text)) < 0 ||
	    !att_sms_address_of(text, &smsc))
		smsc.type = 0;
	len = att_sms_address_put(&smsc, true, it->pdu);
	if (len < 0 || raw.len > sizeof(it->pdu) - (size_t)len)
		return false;
	memcpy(it->pdu + len, raw.p, raw.len);
	it->has_one = true;
	it->one = (struct att_sms_record){
		.received = true,
		.pdu = att_bytes_of(it->pdu, (size_t)len + raw.len),
	};
	return true;
}

bool att_sms_qmi_records(enum att_sms_ask ask, uint32_t place,
			 struct att_bytes frame, struct att_sms_records *it)
{
	struct qmi_message m;

	*it = (struct att_sms_records){.has_one = false};
	if (qmi_decode(frame, &m))
		return false;
	switch (ask) {
	case ATT_SMS_LIST:
		return list_of(m.tlvs, place, it);
	case ATT_SMS_READ:
		return read_of(m.tlvs, place, it);
	default:
		return handed_on(m.tlvs, it);
	}
}

bool att_sms_qmi_next(struct att_sms_records *it, struct att_sms_record *r)
{
	struct qmi_wms_message_list item;

	if (it->has_one) {
		*r = it->one;
		it->has_one = false;
		return true;
	}
	if (!qmi_wms_message_list_next(&it->c, &item))
		return false;
	*r = (struct att_sms_record){
		.place = item.memory_index | it->store,
		.received = is_received(item.message_tag),
	};
	return true;
}

bool att_sms_qmi_news(struct att_bytes frame, uint8_t client,
		      struct att_sms_news *news)
{
	struct qmi_wms_event_report_ind ind;
	struct qmi_message m;

	*news = (struct att_sms_news){.records = false};
	if (qmi_decode(frame, &m) || m.head.kind != QMI_INDICATION ||
	    m.head.service != QMI_SERVICE_WMS ||
	    m.head.message != QMI_WMS_EVENT_REPORT ||
	    (m.head.client != client && m.head.client != ALL_CLIENTS) ||
	    qmi_wms_event_report_ind_decode(m.tlvs, &ind))
		return false;
	news->records = ind.has.transfer_route_mt_message;
	news->has_ack =
		news->records && ind.transfer_route_mt_message.ack_indicator ==
					 QMI_WMS_ACK_INDICATOR_SEND;
	news->ack = ind.transfer_route_mt_message.transaction_id;
	news->has_place = ind.has.mt_message;
	if (news->has_place)
		news->place = place_of(ind.mt_message.storage_type,
				       ind.mt_message.memory_index);
	news->look = news->has_place;
	return true;
}

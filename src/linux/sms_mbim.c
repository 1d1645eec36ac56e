/* CIDs of the SMS service, and of attache's own. */
#include "linux/sms_mbim.h"

#include "generated/cids.h"
#include "proxy/subscriptions.h"

static int filter(uint32_t flag, uint32_t place, uint8_t *buf, size_t cap)
{
	const struct mbim_sms_read_query q = {.format = MBIM_SMS_FORMAT_PDU,
					      .flag = flag,
					      .message_index = place};

	return mbim_sms_read_query_encode(&q, buf, cap);
}

static int body_of(enum att_sms_ask ask, uint32_t place, struct att_bytes pdu,
		   uint8_t *buf, size_t cap)
{
	const struct mbim_sms_delete_set gone = {.flag = MBIM_SMS_FLAG_INDEX,
						 .message_index = place};
	const struct mbim_sms_send_set send = {.format = MBIM_SMS_FORMAT_PDU,
					       .pdu_message.pdu_data = pdu};

	switch (ask) {
	case ATT_SMS_LIST:
		return filter(MBIM_SMS_FLAG_ALL, 0, buf, cap);
	case ATT_SMS_READ:
		return filter(MBIM_SMS_FLAG_INDEX, place, buf, cap);
	case ATT_SMS_DELETE:
		return mbim_sms_delete_set_encode(&gone, buf, cap);
	case ATT_SMS_SEND:
		return mbim_sms_send_set_encode(&send, buf, cap);
	case ATT_SMS_NOTHING:
	case ATT_SMS_CLIENT:
	case ATT_SMS_SUBSCRIBE:
	case ATT_SMS_SIZE:
	case ATT_SMS_ACK:
		break;
	}
	return 0;
}

static const uint8_t cids[] = {
	[ATT_SMS_LIST] = MBIM_CID_SMS_READ,
	[ATT_SMS_SIZE] = MBIM_CID_SMS_CONFIGURATION,
	[ATT_SMS_READ] = MBIM_CID_SMS_READ,
	[ATT_SMS_DELETE] = MBIM_CID_SMS_DELETE,
	[ATT_SMS_SEND] = MBIM_CID_SMS_SEND,
};

int att_sms_mbim_command(enum att_sms_ask ask, uint32_t place,
			 struct att_bytes pdu, uint8_t *buf, size_t cap,
			 struct mbim_msg *command)
{
	bool subscribes = ask == ATT_SMS_SUBSCRIBE;
	unsigned service =
		subscribes ? MBIM_SERVICE_BASIC_CONNECT : MBIM_SERVICE_SMS;
	int len = body_of(ask, place, pdu, buf, cap);

	*command = (struct mbim_msg){
		.service = mbim_services[service].uuid,
		.cid = subscribes
			       ? (uint32_t)
					 MBIM_CID_BASIC_CONNECT_DEVICE_SERVICE_SUBSCRIBE_LIST
			       : cids[ask],
		.code = subscribes || ask == ATT_SMS_DELETE ||
			ask == ATT_SMS_SEND,
		.body = att_bytes_of(buf, len < 0 ? 0 : (size_t)len),
	};
	return len < 0 ? len : 0;
}

bool att_sms_mbim_records(struct att_bytes body, struct att_sms_records *it)
{
	struct mbim_sms_read_response r;

	if (mbim_sms_read_response_decode(body, &r) != 0 ||
	    r.format != MBIM_SMS_FORMAT_PDU)
		return false;
	*it = (struct att_sms_records){.c = att_cursor_of(&r.pdu_messages)};
	return true;
}

bool att_sms_mbim_next(struct att_sms_records *it, struct att_sms_record *r)
{
	struct mbim_sms_pdu_read_record record;

	if (!mbim_sms_pdu_read_record_next(&it->c, &record))
		return false;
	*r = (struct att_sms_record){
		.place = record.message_index,
		.received = record.message_status == MBIM_SMS_STATUS_NEW ||
			    record.message_status == MBIM_SMS_STATUS_OLD,
		.pdu = record.pdu_data,
	};
	return true;
}

uint32_t att_sms_mbim_size(struct att_bytes body)
{
	struct mbim_sms_configuration_response r;

	return mbim_sms_configuration_response_decode(body, &r) == 0
		       ? r.max_messages
		       : 0;
}

uint32_t att_sms_mbim_reference(struct att_bytes body)
{
	struct mbim_sms_send_response r;

	return mbim_sms_send_response_decode(body, &r) == 0
		       ? r.message_reference
		       : 0;
}

bool att_sms_mbim_news(const struct mbim_msg *msg, struct att_sms_news *news)
{
	struct mbim_sms_message_store_status_response r;

	*news = (struct att_sms_news){.records = false};
	if (memcmp(&msg->service, &mbim_services[MBIM_SERVICE_SMS].uuid,
		   sizeof(msg->service)) != 0)
		return false;
	switch (msg->cid) {
	case MBIM_CID_SMS_READ:
		news->records = true;
		return true;
	case MBIM_CID_SMS_CONFIGURATION:
		news->look = true; /* the SIM may be ready now */
		return true;
	case MBIM_CID_SMS_MESSAGE_STORE_STATUS:
		break;
	default:
		return false;
	}
	if (mbim_sms_message_store_status_response_decode(msg->body, &r) != 0)
		return false;
	news->full = r.flag & MBIM_SMS_STATUS_FLAG_MESSAGE_STORE_FULL;
	news->look = news->store = true;
	news->has_place = r.flag & MBIM_SMS_STATUS_FLAG_NEW_MESSAGE;
	news->place = r.message_index;
	return true;
}

int att_sms_mbim_wants(struct att_subscriptions *s)
{
	const struct att_subscriptions sms = {
		.n = 1,
		.of = {{.service = mbim_services[MBIM_SERVICE_SMS].uuid,
			.cids = UINT64_C(1) << MBIM_CID_SMS_READ |
				UINT64_C(1)
					<< MBIM_CID_SMS_MESSAGE_STORE_STATUS}}};

	return att_subscriptions_merge(s, &sms);
}

bool att_sms_mbim_absent(uint32_t status)
{
	return status == MBIM_STATUS_NO_DEVICE_SUPPORT ||
	       status == MBIM_STATUS_INVALID_DEVICE_SERVICE_OPERATION;
}

bool att_sms_mbim_empty(uint32_t status)
{
	return status == MBIM_STATUS_INVALID_MEMORY_INDEX;
}

bool att_sms_is_asked(const struct mbim_msg *command)
{
	return memcmp(&command->service,
		      &mbim_services[MBIM_SERVICE_ATTACHE].uuid,
		      sizeof(command->service)) == 0 &&
	       command->cid >= MBIM_CID_ATTACHE_MESSAGES &&
	       command->cid <= MBIM_CID_ATTACHE_MESSAGE_READ;
}

bool att_sms_has_text(const struct mbim_msg *msg)
{
	return msg->cid == MBIM_CID_SMS_READ &&
	       memcmp(&msg->service, &mbim_services[MBIM_SERVICE_SMS].uuid,
		      sizeof(msg->service)) == 0;
}

bool att_sms_is_personal(const struct mbim_msg *command)
{
	return att_sms_is_asked(command) || att_sms_has_text(command);
}

/* Requests that a user of the protocol has written, and the whole messages that
 * answer them. */
#include "base/errors.h"
#include "protocol/mbim/state.h"

#define UNKNOWN_TIMEOUT_MS 60000u /* for a CID that no table has */

static bool same_cid(const struct att_uuid *service, uint32_t cid,
		     const struct mbim_msg *msg)
{
	return msg->cid == cid &&
	       att_bytes_equal(
		       att_bytes_of(&msg->service, sizeof(msg->service)),
		       att_bytes_of(service, sizeof(*service)));
}

static bool is_list(const struct mbim_msg *msg)
{
	return same_cid(&mbim_services[MBIM_SERVICE_BASIC_CONNECT].uuid,
			MBIM_CID_BASIC_CONNECT_DEVICE_SERVICE_SUBSCRIBE_LIST,
			msg);
}

/* A list takes the place of the one before: attache's own, asked for again,
 * would take away what is in this one. */
static void keep_list(struct mbim_state *s, const struct mbim_msg *msg)
{
	if (!msg->code || !is_list(msg))
		return;
	s->list_len = msg->body.len <= sizeof(s->list) ? msg->body.len : 0;
	if (s->list_len)
		memcpy(s->list, msg->body.p, s->list_len);
}

int mbim_raw_encode(struct mbim_state *s, const struct att_operation *o)
{
	struct mbim_msg msg;
	int err = mbim_msg_decode(o->raw, &msg);

	if (err)
		return err;
	if (msg.type != MBIM_MSG_COMMAND || o->session >= ATT_CORE_ASKS)
		return ATT_E_TYPE;
	if (msg.body.len > s->out_cap - MBIM_MSG_COMMAND_BODY)
		return ATT_E_ROOM;
	if (msg.body.len)
		memcpy(s->out + MBIM_MSG_COMMAND_BODY, msg.body.p,
		       msg.body.len);
	s->raw[o->session].service = msg.service;
	s->raw[o->session].cid = msg.cid;
	s->raw[o->session].tag = s->transaction;
	keep_list(s, &msg);
	return mbim_msg_encode_command(s->out, s->out_cap, s->transaction,
				       &msg.service, msg.cid, msg.code,
				       msg.body.len);
}

uint32_t mbim_raw_timeout_ms(struct att_bytes request)
{
	const struct mbim_service *service;
	const struct mbim_cid *cid;
	struct mbim_msg msg;

	if (mbim_msg_decode(request, &msg))
		return UNKNOWN_TIMEOUT_MS;
	service = mbim_service_find(&msg.service);
	cid = service ? mbim_cid_find(service, msg.cid) : NULL;
	if (!cid)
		return UNKNOWN_TIMEOUT_MS;
	return 1000u * (msg.code ? cid->timeout_s_set : cid->timeout_s_query);
}

bool mbim_raw_read(struct mbim_state *s, const struct mbim_msg *msg,
		   struct att_bytes bytes, struct att_report *out)
{
	bool done = msg->type == (uint32_t)MBIM_MSG_COMMAND_DONE;
	bool error = msg->type == (uint32_t)MBIM_MSG_FUNCTION_ERROR;
	unsigned i = 0;

	while (i < ATT_CORE_ASKS &&
	       (!s->raw[i].tag || s->raw[i].tag != msg->transaction))
		i++;
	if (i == ATT_CORE_ASKS ||
	    !(error ||
	      (done && same_cid(&s->raw[i].service, s->raw[i].cid, msg))))
		return false;
	s->raw[i].tag = 0;
	if (done && msg->code && is_list(msg))
		s->list_len = 0; /* it keeps the one that it has */
	out->about = ATT_ABOUT_RAW;
	out->error = error;
	out->code = msg->code;
	out->result = error || msg->code ? ATT_RESULT_REFUSED : ATT_RESULT_DONE;
	out->message = bytes;
	return true;
}

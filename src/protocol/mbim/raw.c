/* A request that a user of the protocol has written, and the whole message that
 * answers it. */
#include "base/errors.h"
#include "protocol/mbim/state.h"

/* In a COMMAND behind the fragment header (MBIM 1.0 9.3.4). */
enum { UUID = 0, CID = 16, SET = 20, LENGTH = 24, BUFFER = 28 };

#define UNKNOWN_TIMEOUT_MS 60000u /* for a CID that no table has */

int mbim_raw_encode(struct mbim_state *s, struct att_bytes request)
{
	struct att_bytes buffer;

	if (!s->answer || request.len < BUFFER ||
	    att_get32(request.p + LENGTH) != request.len - BUFFER)
		return ATT_E_LENGTH;
	buffer = att_bytes_of(request.p + BUFFER, request.len - BUFFER);
	if (buffer.len > s->out_cap - MBIM_MSG_COMMAND_BODY)
		return ATT_E_ROOM;
	memcpy(s->out + MBIM_MSG_COMMAND_BODY, buffer.p, buffer.len);
	memcpy(&s->raw.service, request.p + UUID, sizeof(s->raw.service));
	s->raw.cid = att_get32(request.p + CID);
	s->raw.tag = s->transaction;
	return mbim_msg_encode_command(s->out, s->out_cap, s->transaction,
				       &s->raw.service, s->raw.cid,
				       att_get32(request.p + SET), buffer.len);
}

uint32_t mbim_raw_timeout_ms(struct att_bytes request)
{
	const struct mbim_service *service;
	const struct mbim_cid *cid;
	struct att_uuid uuid;

	memcpy(&uuid, request.p + UUID, sizeof(uuid));
	service = mbim_service_find(&uuid);
	cid = service ? mbim_cid_find(service, att_get32(request.p + CID))
		      : NULL;
	if (!cid)
		return UNKNOWN_TIMEOUT_MS;
	return 1000u * (att_get32(request.p + SET) ? cid->timeout_s_set
						   : cid->timeout_s_query);
}

static bool same_cid(const struct mbim_state *s, const struct mbim_msg *msg)
{
	return msg->cid == s->raw.cid &&
	       att_bytes_equal(
		       att_bytes_of(&msg->service, sizeof(msg->service)),
		       att_bytes_of(&s->raw.service, sizeof(s->raw.service)));
}

bool mbim_raw_read(struct mbim_state *s, const struct mbim_msg *msg,
		   struct att_bytes bytes, struct att_report *out)
{
	bool done = msg->type == (uint32_t)MBIM_MSG_COMMAND_DONE;
	bool error = msg->type == (uint32_t)MBIM_MSG_FUNCTION_ERROR;

	if (!s->raw.tag || msg->transaction != s->raw.tag ||
	    !(error || (done && same_cid(s, msg))))
		return false;
	s->raw.tag = 0;
	out->about = ATT_ABOUT_RAW;
	out->error = error;
	out->code = msg->code;
	out->result = error || msg->code ? ATT_RESULT_REFUSED : ATT_RESULT_DONE;
	if (bytes.len > s->message_cap) {
		out->result = ATT_RESULT_UNREADABLE;
		return true;
	}
	/* What comes next may lie where this one lies. */
	memcpy(s->answer, bytes.p, bytes.len);
	out->facts.raw = att_bytes_of(s->answer, bytes.len);
	out->has_facts = true;
	return true;
}

/* From bytes to answers and indications. */
#include "base/errors.h"
#include "core/state.h"

static void close_done(struct mbim_core *c, const struct mbim_msg *msg)
{
	/* An OPEN on a function that is already open is answered by CLOSE_DONE,
	 * with any transaction id (Sierra EM7345, Telit LN930). */
	if (c->control.state == MBIM_CONTROL_OPENING) {
		if (!mbim_request_late(c, msg))
			mbim_control_stray_close(c);
		return;
	}
	mbim_request_answer(c, msg);
}

static void function_error(struct mbim_core *c, const struct mbim_msg *msg)
{
	if (msg->code == MBIM_PROTOCOL_NOT_OPENED) {
		mbim_control_not_opened(c);
		return;
	}
	mbim_request_answer(c, msg);
}

void mbim_core_message(struct mbim_core *c, struct mbim_bytes bytes)
{
	struct mbim_msg msg;
	int err = mbim_msg_decode(bytes, &msg);

	if (err) {
		struct mbim_frag_fault fault = {
			msg.transaction,
			err == MBIM_E_TYPE ? MBIM_PROTOCOL_UNKNOWN
					   : MBIM_PROTOCOL_LENGTH_MISMATCH,
		};

		mbim_request_fault(c, &fault);
		return;
	}
	switch (msg.type) {
	case (uint32_t)MBIM_MSG_OPEN_DONE:
		mbim_request_open_done(c, &msg);
		return;
	case (uint32_t)MBIM_MSG_COMMAND_DONE:
		mbim_request_answer(c, &msg);
		return;
	case (uint32_t)MBIM_MSG_CLOSE_DONE:
		close_done(c, &msg);
		return;
	case (uint32_t)MBIM_MSG_FUNCTION_ERROR:
		function_error(c, &msg);
		return;
	case (uint32_t)MBIM_MSG_INDICATE_STATUS:
		if (c->control.state == MBIM_CONTROL_OPEN)
			mbim_indication(c, &msg);
		return;
	}
	c->orphans++; /* a host's message from a modem */
}

typedef void indication_fn(struct mbim_core *c, const struct mbim_msg *msg);

static const struct {
	uint8_t service;
	uint32_t cid;
	indication_fn *fn;
} indications[] = {
	{MBIM_SERVICE_BASIC_CONNECT, MBIM_CID_BASIC_CONNECT_RADIO_STATE,
	 mbim_attach_radio_state},
	{MBIM_SERVICE_BASIC_CONNECT,
	 MBIM_CID_BASIC_CONNECT_SUBSCRIBER_READY_STATUS,
	 mbim_attach_subscriber},
	{MBIM_SERVICE_BASIC_CONNECT, MBIM_CID_BASIC_CONNECT_REGISTER_STATE,
	 mbim_register_state},
	{MBIM_SERVICE_BASIC_CONNECT, MBIM_CID_BASIC_CONNECT_PACKET_SERVICE,
	 mbim_register_packet},
	{MBIM_SERVICE_BASIC_CONNECT, MBIM_CID_BASIC_CONNECT_SIGNAL_STATE,
	 mbim_register_signal},
	{MBIM_SERVICE_BASIC_CONNECT, MBIM_CID_BASIC_CONNECT_CONNECT,
	 mbim_connect_state},
	{MBIM_SERVICE_BASIC_CONNECT, MBIM_CID_BASIC_CONNECT_IP_CONFIGURATION,
	 mbim_connect_ip},
};

void mbim_indication(struct mbim_core *c, const struct mbim_msg *msg)
{
	const struct mbim_service *s = mbim_service_find(&msg->service);

	for (unsigned i = 0; i < sizeof(indications) / sizeof(indications[0]);
	     i++)
		if (s == &mbim_services[indications[i].service] &&
		    msg->cid == indications[i].cid)
			indications[i].fn(c, msg);
}

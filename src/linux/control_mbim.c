/* MBIM from and to clients: what is answered here, and what the modem is
 * asked. */
#include "linux/control_mbim.h"

#include "base/errors.h"
#include "generated/cids.h"
#include "linux/control_modem.h"
#include "linux/control_rights.h"
#include "linux/control_socket_answers.h"
#include "linux/qmi_rules.h"
#include "linux/sms_mbim.h"

/* --- answers -------------------------------------------------------------- */

/* In pieces that the client takes. 0, or ATT_E_ROOM: it does not read. */
static int put(struct att_control_client *c, struct att_bytes message)
{
	const uint32_t max = c->room->proxy.max_control;
	uint32_t n = mbim_frag_tx_count(message, max);

	for (uint32_t i = 0; i < n; i++) {
		uint8_t *to;
		size_t room = att_control_client_room(c, &to);
		int len = mbim_frag_tx_get(message, max, i, to, room);

		if (len < 0)
			return len;
		att_control_client_put(c, (size_t)len);
	}
	return 0;
}

static int put_simple(struct att_control_client *c, uint32_t type,
		      uint32_t transaction, uint32_t code)
{
	uint8_t message[MBIM_MSG_HEADER + 4];

	(void)mbim_msg_encode_simple(message, sizeof(message), type,
				     transaction, code);
	return put(c, att_bytes_of(message, sizeof(message)));
}

static int put_error(struct att_control_client *c, uint32_t transaction,
		     uint32_t code)
{
	return put_simple(c, (uint32_t)MBIM_MSG_FUNCTION_ERROR, transaction,
			  code);
}

static uint8_t *body_of(struct att_control_client *c)
{
	return c->socket->message + MBIM_MSG_COMMAND_BODY;
}

#define BODY_MAX (ATT_CONTROL_MESSAGE - MBIM_MSG_COMMAND_BODY)

/* The answer to a command, whose body of len bytes is in its place. */
static int done(struct att_control_client *c, const struct mbim_msg *command,
		uint32_t status, size_t len)
{
	uint8_t *message = c->socket->message;
	int n = mbim_msg_encode_done(message, ATT_CONTROL_MESSAGE,
				     command->transaction, &command->service,
				     command->cid, status, len);

	return n < 0 ? n : put(c, att_bytes_of(message, (size_t)n));
}

static int answer_ours(struct att_control_client *c,
		       const struct mbim_msg *command)
{
	uint32_t status;
	int len =
		att_control_socket_answer(c->socket->manager, c->modem, command,
					  &status, body_of(c), BODY_MAX);

	return len < 0 ? len : done(c, command, status, (size_t)len);
}

/* The answer is the first that a monitor gets, and with it the connection. */
static int hand_over(struct att_control_client *c,
		     const struct mbim_msg *command)
{
	const struct att_manager *m = c->socket->manager;
	int err = answer_ours(c, command);

	if (err)
		return err;
	err = att_monitors_add(&c->socket->monitors, c->fd,
			       att_control_modem_name(m, c->modem),
			       att_bytes_of(c->room->out, c->out_len));
	c->out_len = c->out_done = 0;
	if (err)
		return done(c, command, MBIM_STATUS_BUSY, 0);
	att_control_client_leave(c);
	return 0;
}

/* --- the modem ------------------------------------------------------------ */

/* name NULL: it has said none */
static int refuse_modem(struct att_control_client *c,
			const struct mbim_msg *command, const char *name)
{
	size_t len = att_control_modem_refusal(c->socket->manager, name,
					       (char *)body_of(c), BODY_MAX);

	return done(c, command, MBIM_STATUS_NO_DEVICE_SUPPORT, len);
}

/* Which modem it means from now on. */
static int configure(struct att_control_client *c,
		     const struct mbim_msg *command)
{
	char name[ATT_CONTROL_MODEM_NAME];
	const uint32_t modem =
		att_control_modem_named(c->socket->manager, command, name);

	if (modem == ATT_CONTROL_NO_MODEM)
		return refuse_modem(c, command, name[0] ? name : NULL);
	if (modem != c->modem) {
		att_control_client_forget(c);
		att_control_client_give_back(c);
		att_proxy_begin(&c->room->proxy);
	}
	c->modem = modem;
	return done(c, command, MBIM_STATUS_NONE, 0);
}

int att_control_mbim_list(struct att_control_socket *s, uint32_t modem,
			  uint8_t *buf, size_t cap)
{
	const struct att_proxy_needs needs = {att_sms_mbim_wants,
					      &s->of[modem].standard.offered};
	struct att_proxy_client *all[ATT_CONTROL_CLIENTS];
	unsigned n = att_control_client_proxies(s, modem, all);

	att_control_standard_listed(s, modem, att_proxy_standard(all, n));
	return att_proxy_list(all, n, &needs, buf, cap);
}

/* What it gets in place of the client's list. Of QMI it is that list alone:
 * what the modem was asked to tell others it goes on telling. */
static int subscribe(struct att_control_client *c, struct mbim_msg *command,
		     bool qmi)
{
	struct att_control_socket *s = c->socket;
	struct att_proxy_client *all[ATT_CONTROL_CLIENTS];
	struct att_control_room *r = c->room;
	const struct att_control_of *of = &s->of[c->modem];
	unsigned n = att_control_client_proxies(s, c->modem, all);
	const struct att_proxy_needs needs = {
		of->sms ? att_sms_mbim_wants : NULL, &of->standard.offered};
	int len;

	if (command->body.len > sizeof(r->list))
		return ATT_E_ROOM;
	len = att_proxy_subscribe(&r->proxy, command->body, all, n, &needs,
				  body_of(c), BODY_MAX);
	if (len < 0)
		return len;
	r->list_len = command->body.len;
	if (r->list_len)
		memcpy(r->list, command->body.p, r->list_len);
	if (qmi)
		return 0;
	att_control_standard_listed(s, c->modem, att_proxy_standard(all, n));
	command->body = att_bytes_of(body_of(c), (size_t)len);
	return 0;
}

static int translate(struct att_control_client *c, struct mbim_msg *command,
		     uint16_t ex)
{
	int len = att_proxy_translate(
		command, command->code ? MBIM_KIND_SET : MBIM_KIND_QUERY,
		c->room->proxy.ex, ex, body_of(c), BODY_MAX);

	command->body = att_bytes_of(body_of(c), len < 0 ? 0 : (size_t)len);
	return len < 0 ? len : 0;
}

/* To be answered later. id: what it is about, of QMI inside MBIM, or NULL */
static int hand_on(struct att_control_client *c, const struct mbim_msg *command,
		   const struct mbim_msg *asked, struct att_qmi_id *id)
{
	struct att_control_socket *s = c->socket;
	const struct att_manager *m = s->manager;
	struct att_control_asked *k = att_control_client_ask(c);

	k->command = *command;
	k->command.body = att_bytes_of(NULL, 0);
	k->ex = c->room->proxy.ex;
	if (id)
		id->token = k->token;
	m->command(m->ctx, c->modem, asked, s->reply);
	return c->fd < 0 ? ATT_E_ROOM : 0;
}

static int ask_modem(struct att_control_client *c,
		     const struct mbim_msg *command,
		     const struct att_manager_status *now)
{
	struct mbim_msg asked = *command;
	int err =
		att_proxy_subscribes(command)
			? subscribe(c, &asked, now->qmi)
			: translate(c, &asked, att_control_modem_proxy(now).ex);

	if (err)
		return done(c, command,
			    err == ATT_E_VALUE ? MBIM_STATUS_NO_DEVICE_SUPPORT
					       : MBIM_STATUS_INVALID_PARAMETERS,
			    0);
	return hand_on(c, command, &asked, NULL);
}

/* --- QMI inside MBIM ------------------------------------------------------ */

static bool is_qmi(const struct mbim_msg *msg)
{
	return msg->cid == MBIM_CID_QMI_MSG &&
	       memcmp(&msg->service, &mbim_services[MBIM_SERVICE_QMI].uuid,
		      sizeof(msg->service)) == 0;
}

/* The same rules as for a modem of QMI. */
static int answer_qmi(struct att_control_client *c,
		      const struct mbim_msg *command)
{
	struct att_qmi_id *id;
	struct qmi_message m;
	int error;

	if (qmi_decode(command->body, &m) || m.head.kind != QMI_REQUEST)
		return done(c, command, MBIM_STATUS_INVALID_PARAMETERS, 0);
	error = att_qmi_rules_answer(c, &m, &id);
	if (error == ATT_QMI_RULES_ASK)
		return hand_on(c, command, command, id);
	return done(c, command, MBIM_STATUS_NONE,
		    att_qmi_rules_frame(&m.head, (uint16_t)error, body_of(c)));
}

/* --- commands ------------------------------------------------------------- */

/* Why, in place of the answer. */
static int refuse(struct att_control_client *c, const struct mbim_msg *command)
{
	size_t len = att_control_rights_refusal(c->socket->config,
						(char *)body_of(c), BODY_MAX);

	return done(c, command, MBIM_STATUS_OPERATION_NOT_ALLOWED, len);
}

/* What people wrote is for those who may change something, too. */
static bool changes(const struct mbim_msg *command)
{
	return att_sms_is_personal(command) ||
	       (command->code && !att_proxy_harmless(command) &&
		!is_qmi(command));
}

static int answer_own_service(struct att_control_client *c,
			      const struct mbim_msg *command)
{
	/* A client that names none is told of all. */
	if (command->cid == MBIM_CID_ATTACHE_EVENTS && !command->code)
		return hand_over(c, command);
	if (command->cid == MBIM_CID_ATTACHE_MODEMS)
		return answer_ours(c, command);
	if (!att_control_modem_there(c->socket->manager, &c->modem))
		return refuse_modem(c, command, NULL);
	return att_sms_is_asked(command) ? hand_on(c, command, command, NULL)
					 : answer_ours(c, command);
}

static int answer_command(struct att_control_client *c,
			  const struct mbim_msg *command)
{
	const struct att_manager *m = c->socket->manager;
	const struct att_uuid *ours = &mbim_services[MBIM_SERVICE_ATTACHE].uuid;
	struct att_manager_status now;
	struct att_proxy_modem modem;
	uint32_t status;
	size_t len;

	if (c == &c->socket->client[ATT_CONTROL_CLIENTS])
		return done(c, command, MBIM_STATUS_BUSY, 0);
	if (!att_control_rights_may(c->socket->config, c->fd, changes(command)))
		return refuse(c, command);
	if (att_proxy_configures(command))
		return configure(c, command);
	if (memcmp(&command->service, ours, sizeof(*ours)) == 0)
		return answer_own_service(c, command);
	if (!att_control_modem_there(m, &c->modem))
		return refuse_modem(c, command, NULL);
	m->status(m->ctx, c->modem, &now);
	modem = att_control_modem_proxy(&now);
	if (att_proxy_answers(&c->room->proxy, &modem, command, &status,
			      body_of(c), BODY_MAX, &len))
		return done(c, command, status, len);
	if (is_qmi(command) && !now.qmi)
		return answer_qmi(c, command);
	return ask_modem(c, command, &now);
}

/* OPEN and CLOSE are the client's own; what it has asked before is not answered
 * any more. */
static int answer_channel(struct att_control_client *c,
			  const struct mbim_msg *msg)
{
	const struct att_manager *m = c->socket->manager;
	struct att_manager_status now;
	struct att_proxy_modem modem;
	uint32_t status = MBIM_STATUS_NOT_INITIALIZED;

	att_control_client_forget(c);
	att_control_client_give_back(c);
	if (msg->type == MBIM_MSG_CLOSE) {
		att_proxy_begin(&c->room->proxy);
		status = MBIM_STATUS_NONE;
	} else if (att_control_modem_there(m, &c->modem)) {
		m->status(m->ctx, c->modem, &now);
		modem = att_control_modem_proxy(&now);
		status = att_proxy_open(&c->room->proxy, &modem, msg->code);
		if (!status)
			att_control_standard_opened(c->socket, c->modem);
	}
	return put_simple(c, msg->type | 0x80000000u, msg->transaction, status);
}

static int answer(struct att_control_client *c, struct att_bytes message)
{
	struct mbim_msg msg;

	if (mbim_msg_decode(message, &msg))
		return put_error(c, att_get32(message.p + 8),
				 MBIM_PROTOCOL_LENGTH_MISMATCH);
	switch (msg.type) {
	case MBIM_MSG_COMMAND:
		return answer_command(c, &msg);
	case MBIM_MSG_OPEN:
	case MBIM_MSG_CLOSE:
		return answer_channel(c, &msg);
	}
	return 0;
}

/* What is no message, or longer than one can be here, is an error of the
 * channel: 10.3.1, and the channel stays. */
static int wrong(struct att_control_client *c, int err,
		 const struct mbim_frag_fault *fault)
{
	if (fault->code)
		return put_error(c, fault->transaction, fault->code);
	return put_error(c, c->rx.transaction,
			 err == ATT_E_ROOM ? MBIM_PROTOCOL_LENGTH_MISMATCH
					   : MBIM_PROTOCOL_UNKNOWN);
}

int att_control_mbim_next(struct att_control_client *c)
{
	struct att_bytes message;
	struct mbim_frag_fault fault;
	int n, err;

	/* The list that it asked for decides what it is told. */
	if (c->room->proxy.asking || !att_control_client_may_ask(c))
		return 0;
	n = mbim_frag_rx_get(&c->rx, 0, &message, &fault);
	if (n == 0)
		return 0;
	err = n < 0 ? wrong(c, n, &fault) : answer(c, message);
	return err ? err : 1;
}

/* --- from the modem ------------------------------------------------------- */

/* attache's own service has one layout, whatever the client agreed on. */
static int put_own(struct att_control_client *c, const struct mbim_msg *command,
		   uint32_t status, struct att_bytes body)
{
	if (body.len > BODY_MAX)
		return ATT_E_ROOM;
	if (body.len)
		memcpy(body_of(c), body.p, body.len);
	return done(c, command, status, body.len);
}

int att_control_mbim_replied(struct att_control_client *c,
			     struct att_control_asked *asked, uint32_t status,
			     struct att_bytes body)
{
	struct att_control_room *r = c->room;
	struct mbim_msg reply = asked->command;
	const struct mbim_msg command = asked->command;
	const uint16_t ex = asked->ex;
	const bool list = att_proxy_subscribes(&command);
	const struct att_manager *m = c->socket->manager;
	struct att_manager_status now;
	int len;

	m->status(m->ctx, c->modem, &now);
	att_control_client_heard(c, asked);
	/* Its own list, not that of all. */
	reply.body = list && !status && !now.qmi
			     ? att_bytes_of(r->list, r->list_len)
			     : body;
	if (list)
		att_proxy_subscribed(&r->proxy, status);
	/* A refusal has words there, or what no version changed. */
	if (att_sms_is_asked(&command) || (now.qmi && status))
		return put_own(c, &command, status, body);
	/* A refusal without a body has no fields to translate. */
	len = status && !body.len
		      ? 0
		      : att_proxy_translate(&reply, MBIM_KIND_RESPONSE,
					    att_control_modem_proxy(&now).ex,
					    ex, body_of(c), BODY_MAX);
	/* With a refusal comes what the modem likes. */
	if (len < 0 && !status)
		status = MBIM_STATUS_FAILURE;
	return done(c, &command, status, len < 0 ? 0 : (size_t)len);
}

static bool tells_qmi(struct att_control_client *c, struct att_bytes frame)
{
	struct qmi_message m;

	return !qmi_decode(frame, &m) && att_qmi_rules_tells(c, &m.head);
}

static bool may_hear(const struct att_control_client *c,
		     const struct mbim_msg *msg)
{
	return !att_sms_has_text(msg) ||
	       att_control_rights_may(c->socket->config, c->fd, true);
}

int att_control_mbim_tell(struct att_control_client *c,
			  const struct mbim_msg *msg, uint16_t ex)
{
	uint8_t *message = c->socket->message;
	int len;

	if (!att_proxy_wants(&c->room->proxy, msg) || !may_hear(c, msg) ||
	    (is_qmi(msg) && !tells_qmi(c, msg->body)))
		return 0;
	len = att_proxy_translate(
		msg, MBIM_KIND_NOTIFICATION, ex, c->room->proxy.ex,
		message + MBIM_MSG_INDICATION_BODY,
		ATT_CONTROL_MESSAGE - MBIM_MSG_INDICATION_BODY);
	if (len < 0)
		return 0; /* no news to who has no such thing */
	len = mbim_msg_encode_indication(message, ATT_CONTROL_MESSAGE,
					 &msg->service, msg->cid, (size_t)len);
	if (len >= 0)
		len = put(c, att_bytes_of(message, (size_t)len));
	return len < 0 ? len : 1;
}

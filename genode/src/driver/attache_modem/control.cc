/*
 * \brief  Control channel of the modem, for a client at a Terminal session
 * \author attache maintainers
 * \date   2026-12-01
 */

#include <control.h>

using namespace Attache;


static bool of_service(mbim_msg const &msg, unsigned service)
{
	return mbim_service_find(&msg.service) == &mbim_services[service];
}


/*************
 ** Answers **
 *************/

void Control::_put_simple(uint32_t type, uint32_t transaction, uint32_t code)
{
	int const len = mbim_msg_encode_simple(_out, sizeof(_out), type, transaction, code);

	_out_len  = size_t(max(len, 0));
	_fragment = 0;
}


/**
 * Answer a command, the body is in its place
 */
void Control::_put_done(mbim_msg const &command, uint32_t status, size_t body_len)
{
	int const len = mbim_msg_encode_done(_out, sizeof(_out), command.transaction,
	                                     &command.service, command.cid, status, body_len);
	_out_len  = size_t(max(len, 0));
	_fragment = 0;
}


void Control::_put_words(mbim_msg const &command, uint32_t status, char const *words)
{
	size_t const len = strlen(words);

	Genode::memcpy(_body(), words, len);
	_put_done(command, status, len);
}


bool Control::_output(Terminal_session &session)
{
	bool progress = false;

	uint32_t const count = _out_len ? mbim_frag_tx_count(att_bytes_of(_out, _out_len),
	                                                     _proxy.max_control) : 0;
	while (_fragment < count) {

		uint8_t   fragment[Terminal_session::RECEIVED];
		int const len = mbim_frag_tx_get(att_bytes_of(_out, _out_len), _proxy.max_control,
		                                 _fragment, fragment, sizeof(fragment));
		if (len < 0)
			break;
		if (session.received.room() < size_t(len))
			return progress;

		session.received.put(fragment, size_t(len));
		session.readable();
		_fragment++;
		progress = true;
	}
	_out_len = 0;
	return progress;
}


/**************
 ** Commands **
 **************/

void Control::_answer_channel(mbim_msg const &msg, att_proxy_modem const &modem)
{
	uint32_t status = MBIM_STATUS_NONE;

	if (msg.type == MBIM_MSG_OPEN)
		status = att_proxy_open(&_proxy, &modem, min(msg.code, uint32_t(MOST)));
	else
		_begin();

	_put_simple(msg.type | 0x80000000u, msg.transaction, status);
}


/**
 * What the modem is to indicate: to all clients, and to the manager
 */
int Control::_subscribe(mbim_msg const &command, Surroundings const &around,
                        uint8_t *buf, size_t cap)
{
	static att_subscriptions const nothing { };

	att_proxy_needs const needs { .more = nullptr, .standard = &nothing };

	if (command.body.len > sizeof(_list))
		return ATT_E_ROOM;

	_list_len = command.body.len;
	if (_list_len)
		Genode::memcpy(_list, command.body.p, _list_len);

	return att_proxy_subscribe(&_proxy, command.body, around.clients, around.num_clients,
	                           &needs, buf, cap);
}


void Control::_ask_modem(mbim_msg const &command, Surroundings const &around)
{
	uint8_t * const body = _request + MBIM_MSG_COMMAND_BODY;
	size_t    const cap  = sizeof(_request) - MBIM_MSG_COMMAND_BODY;

	int const body_len = att_proxy_subscribes(&command)
		? _subscribe(command, around, body, cap)
		: att_proxy_translate(&command, command.code ? MBIM_KIND_SET : MBIM_KIND_QUERY,
		                      _proxy.ex, around.modem.ex, body, cap);

	int const request_len = body_len < 0 ? body_len : mbim_msg_encode_command(
		_request, sizeof(_request), 1, &command.service, command.cid, command.code,
		size_t(body_len));

	if (request_len < 0) {
		_put_done(command, request_len == ATT_E_VALUE ? MBIM_STATUS_NO_DEVICE_SUPPORT
		                                              : MBIM_STATUS_INVALID_PARAMETERS, 0);
		return;
	}
	_request_len  = size_t(request_len);
	_command      = command;
	_command.body = att_bytes { };
	_ex           = _proxy.ex;
	_ask          = Ask::DUE;
}


void Control::_answer_command(mbim_msg const &command, Surroundings const &around)
{
	uint32_t status = MBIM_STATUS_NONE;
	size_t   len    = 0;

	if (att_proxy_configures(&command)) {
		_put_done(command, MBIM_STATUS_NONE, 0);
		return;
	}
	if (att_proxy_answers(&_proxy, &around.modem, &command, &status, _body(), _body_cap(), &len)) {
		_put_done(command, status, len);
		return;
	}
	if (of_service(command, MBIM_SERVICE_QMI)) {
		_put_words(command, MBIM_STATUS_NO_DEVICE_SUPPORT,
		           "no QMI inside MBIM is carried here");
		return;
	}

	_ask_modem(command, around);
}


void Control::_answer(att_bytes message, Surroundings const &around)
{
	mbim_msg msg { };

	if (mbim_msg_decode(message, &msg)) {
		_put_simple(uint32_t(MBIM_MSG_FUNCTION_ERROR), msg.transaction,
		            MBIM_PROTOCOL_LENGTH_MISMATCH);
		return;
	}
	switch (msg.type) {
	case MBIM_MSG_COMMAND: _answer_command(msg, around); return;
	case MBIM_MSG_OPEN:
	case MBIM_MSG_CLOSE:   _answer_channel(msg, around.modem); return;
	}
}


/**
 * One message at a time, the next one waits for the answer
 */
bool Control::_input(Terminal_session &session, Surroundings const &around)
{
	bool progress = false;

	while (_ask == Ask::NONE && !_out_len) {

		att_bytes       message { };
		mbim_frag_fault fault   { };

		int const result = mbim_frag_rx_get(&_rx, 0, &message, &fault);

		if (result > 0)
			_answer(message, around);
		else if (result < 0)
			_put_simple(uint32_t(MBIM_MSG_FUNCTION_ERROR),
			            fault.code ? fault.transaction : _rx.transaction,
			            fault.code ? fault.code : uint32_t(MBIM_PROTOCOL_UNKNOWN));
		else if (size_t const len = session.written.len()) {
			Genode::memcpy(_in, session.written.first(), len);
			session.written.take(len);
			mbim_frag_rx_put(&_rx, att_bytes_of(_in, len));
		} else
			break;

		progress = true;
	}
	return progress;
}


bool Control::update(Terminal_session &session, Surroundings const &around)
{
	bool progress = _output(session);

	progress |= _input(session, around);
	progress |= _output(session);
	return progress;
}


/***************
 ** The modem **
 ***************/

void Control::refused(int err)
{
	_ask = Ask::NONE;
	if (att_proxy_subscribes(&_command))
		att_proxy_subscribed(&_proxy, MBIM_STATUS_FAILURE);
	_put_done(_command, err == ATT_E_STATE ? MBIM_STATUS_NOT_INITIALIZED
	                                       : MBIM_STATUS_FAILURE, 0);
}


void Control::heard(att_heard const &heard, uint16_t ex)
{
	mbim_msg msg { };

	if (heard.error || !heard.message.len || mbim_msg_decode(heard.message, &msg) ||
	    msg.type != uint32_t(MBIM_MSG_COMMAND_DONE)) {
		refused(ATT_E_IO);
		return;
	}
	_ask = Ask::NONE;

	if (att_proxy_subscribes(&_command)) {
		att_proxy_subscribed(&_proxy, msg.code);

		/* its own list, not that of all */
		if (!msg.code)
			msg.body = att_bytes_of(_list, _list_len);
	}

	/* a refusal without a body has no fields to translate */
	int const len = msg.code && !msg.body.len ? 0
		: att_proxy_translate(&msg, MBIM_KIND_RESPONSE, ex, _ex, _body(), _body_cap());

	_put_done(_command, len < 0 && !msg.code ? uint32_t(MBIM_STATUS_FAILURE) : msg.code,
	          size_t(max(len, 0)));
}


void Control::told(mbim_msg const &msg, uint16_t ex)
{
	if (!att_proxy_wants(&_proxy, &msg))
		return;

	if (_out_len || _ask != Ask::NONE) {
		log("control: an indication is lost, as a client is busy");
		return;
	}
	int const body = att_proxy_translate(&msg, MBIM_KIND_NOTIFICATION, ex, _proxy.ex,
	                                     _out + MBIM_MSG_INDICATION_BODY,
	                                     sizeof(_out) - MBIM_MSG_INDICATION_BODY);
	if (body < 0)
		return; /* no news to who has no such thing */

	int const len = mbim_msg_encode_indication(_out, sizeof(_out), &msg.service, msg.cid,
	                                           size_t(body));
	_out_len  = size_t(max(len, 0));
	_fragment = 0;
}


void Control::_begin()
{
	att_proxy_begin(&_proxy);
	_proxy.max_control = MOST;
}


Control::Control(unsigned session) : _session(session)
{
	_begin();
	mbim_frag_rx_init(&_rx, false, _stream, sizeof(_stream), _whole, sizeof(_whole));
}

/*
 * \brief  Client of a modem's control channel at a Terminal session
 * \author attache maintainers
 * \date   2026-12-01
 */

#include <base/component.h>
#include <base/log.h>
#include <terminal_session/connection.h>

extern "C" {
#include <attache/generated/cids.h>
#include <attache/wire/mbim/frag.h>
#include <attache/wire/mbim/msg.h>
}

namespace Mbim_client {

	using namespace Genode;
	struct Main;
}


struct Mbim_client::Main
{
	/* answers come in fragments */
	enum : uint32_t { MAX_CONTROL = 128 };

	struct Step
	{
		uint32_t    type;
		char const *name;
		uint32_t    cid;
		bool        set;
		size_t      body_len; /* of zeros */
		uint32_t    status;
	};

	static constexpr Step STEPS[] {
		{ MBIM_MSG_OPEN,    "open", 0, false, 0, MBIM_STATUS_NONE },
		{ MBIM_MSG_COMMAND, "device_caps", MBIM_CID_BASIC_CONNECT_DEVICE_CAPS,
		  false, 0, MBIM_STATUS_NONE },
		{ MBIM_MSG_COMMAND, "subscribe",
		  MBIM_CID_BASIC_CONNECT_DEVICE_SERVICE_SUBSCRIBE_LIST,
		  true, 4, MBIM_STATUS_NONE },
		{ MBIM_MSG_COMMAND, "disconnect", MBIM_CID_BASIC_CONNECT_CONNECT,
		  true, 60, MBIM_STATUS_OPERATION_NOT_ALLOWED },
		{ MBIM_MSG_COMMAND, "radio off", MBIM_CID_BASIC_CONNECT_RADIO_STATE,
		  true, 4, MBIM_STATUS_OPERATION_NOT_ALLOWED },
		{ MBIM_MSG_COMMAND, "radio", MBIM_CID_BASIC_CONNECT_RADIO_STATE,
		  false, 0, MBIM_STATUS_NONE },
		{ MBIM_MSG_CLOSE,   "close", 0, false, 0, MBIM_STATUS_NONE },
	};

	Env &_env;

	Terminal::Connection _terminal { _env };

	Signal_handler<Main> _read_handler { _env.ep(), *this, &Main::_handle_read };

	unsigned _step = 0;

	uint8_t _stream[4096] { }, _whole[4096] { };

	mbim_frag_rx _rx { };

	void _ask()
	{
		Step const &step = STEPS[_step];

		uint8_t message[256] { };

		int const len = step.type == MBIM_MSG_COMMAND
			? mbim_msg_encode_command(message, sizeof(message), _step + 1,
			                          &mbim_services[MBIM_SERVICE_BASIC_CONNECT].uuid,
			                          step.cid, step.set, step.body_len)
			: mbim_msg_encode_simple(message, sizeof(message), step.type, _step + 1,
			                         MAX_CONTROL);

		/* CLOSE has no more than the header */
		if (len > 0)
			_terminal.write(message, size_t(len));
	}

	void _heard(mbim_msg const &msg)
	{
		Step const &step = STEPS[_step];

		if (msg.type == uint32_t(MBIM_MSG_INDICATE_STATUS))
			return;

		log(step.name, ": status ", msg.code, ", ", msg.body.len, " bytes");

		if (msg.type != (step.type | 0x80000000u) || msg.transaction != _step + 1 ||
		    msg.code != step.status) {
			error(step.name, " is answered by what it should not be");
			_env.parent().exit(-1);
			return;
		}
		if (++_step < sizeof(STEPS)/sizeof(*STEPS))
			_ask();
		else
			_env.parent().exit(0);
	}

	void _handle_read()
	{
		uint8_t bytes[256];

		while (size_t const n = _terminal.read(bytes, sizeof(bytes))) {

			att_bytes       message { };
			mbim_frag_fault fault   { };
			mbim_msg        msg     { };

			mbim_frag_rx_put(&_rx, att_bytes_of(bytes, n));
			while (mbim_frag_rx_get(&_rx, 0, &message, &fault) > 0)
				if (!mbim_msg_decode(message, &msg))
					_heard(msg);
		}
	}

	Main(Env &env) : _env(env)
	{
		mbim_frag_rx_init(&_rx, false, _stream, sizeof(_stream), _whole, sizeof(_whole));
		_terminal.read_avail_sigh(_read_handler);
		_ask();
	}
};


void Component::construct(Genode::Env &env) { static Mbim_client::Main main(env); }

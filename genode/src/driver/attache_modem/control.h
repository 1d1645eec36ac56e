/*
 * \brief  Control channel of the modem, for a client at a Terminal session
 * \author attache maintainers
 * \date   2026-12-01
 *
 * The channel is the manager's. A client has one of its own on top of it, by the
 * rules that attache has for clients on Linux: OPEN, CLOSE, and the version of MBIM
 * concern it alone, and what would end the manager's sessions is refused.
 */

#ifndef _CONTROL_H_
#define _CONTROL_H_

#include <terminals.h>

extern "C" {
#include <attache/generated/cids.h>
#include <attache/proxy/proxy.h>
#include <attache/trace/recorder.h>
#include <attache/wire/mbim/frag.h>
#include <attache/wire/mbim/msg.h>
}

namespace Attache {

	class Control;
	class Controls;
}


/**
 * One client
 */
class Attache::Control : Noncopyable
{
	public:

		enum { REQUEST = 4096, ANSWER = MBIM_MESSAGE_MAX };

		/**
		 * The modem, and all clients of its channel
		 */
		struct Surroundings
		{
			att_proxy_modem   modem;
			att_proxy_client *clients[Terminals::MAX];
			unsigned          num_clients;
		};

	private:

		/* a fragment has to fit into what the session keeps */
		enum { MOST = Terminal_session::RECEIVED };

		unsigned const _session; /* its ID */

		att_proxy_client _proxy { };
		mbim_frag_rx     _rx    { };

		uint8_t _in[REQUEST]     { };
		uint8_t _stream[REQUEST] { };
		uint8_t _whole[REQUEST]  { };

		/* what the modem is asked, its body is in '_request' */
		enum class Ask { NONE, DUE, UNDER_WAY };

		Ask      _ask       = Ask::NONE;
		mbim_msg _command   { };
		uint16_t _ex        = 0; /* of the client when it asked */
		uint8_t  _request[REQUEST] { };
		size_t   _request_len = 0;

		/* that it subscribes with */
		uint8_t _list[1024] { };
		size_t  _list_len = 0;

		/* a message to the client, and how much of it was sent */
		uint8_t  _out[ANSWER] { };
		size_t   _out_len  = 0;
		uint32_t _fragment = 0;

		uint8_t *_body()     { return _out + MBIM_MSG_COMMAND_BODY; }
		size_t   _body_cap() { return sizeof(_out) - MBIM_MSG_COMMAND_BODY; }

		void _begin();
		void _put_simple(uint32_t type, uint32_t transaction, uint32_t code);
		void _put_done(mbim_msg const &, uint32_t status, size_t len);
		void _put_words(mbim_msg const &, uint32_t status, char const *);

		int  _subscribe(mbim_msg const &, Surroundings const &, uint8_t *, size_t);
		void _ask_modem(mbim_msg const &, Surroundings const &);
		void _answer_channel(mbim_msg const &, att_proxy_modem const &);
		void _answer_command(mbim_msg const &, Surroundings const &);
		void _answer(att_bytes, Surroundings const &);
		bool _input(Terminal_session &, Surroundings const &);
		bool _output(Terminal_session &);

	public:

		Control(unsigned session);

		unsigned session() const { return _session; }

		/**
		 * Where the client stands with the modem, as others have to know
		 */
		att_proxy_client &proxy() { return _proxy; }

		/**
		 * Move what there is to move
		 */
		bool update(Terminal_session &, Surroundings const &);

		/**
		 * The modem is to be asked, until 'asked' or 'heard' is called
		 */
		bool due() const { return _ask == Ask::DUE; }

		att_bytes request() const { return att_bytes_of(_request, _request_len); }

		void asked() { _ask = Ask::UNDER_WAY; }

		/**
		 * The modem's answer to the request, or why there is none
		 *
		 * \param ex  MBIMEx version of the modem
		 */
		void heard(att_heard const &, uint16_t ex);
		void refused(int err);

		/**
		 * An indication of the modem
		 */
		void told(mbim_msg const &, uint16_t ex);

		/**
		 * The modem's channel is closed
		 */
		void lost() { _begin(); }
};


/**
 * All of them
 */
class Attache::Controls
{
	private:

		Allocator    &_alloc;
		att_recorder &_recorder;
		Terminals    &_terminals;

		/**
		 * What the modem is asked, which outlives a client that goes
		 */
		struct Ask
		{
			Control *control; /* who waits for the answer, or nobody */
			size_t   len;
			uint8_t  request[Control::REQUEST];
		};

		bool _speaks_mbim = false; /* the last modem */
		bool _speaks_else = false;
		bool _open        = false; /* the modem's channel */

		struct att_core_status _status { };

		Control *_controls[Terminals::MAX] { };
		Ask     *_asks[ATT_CORE_ASKS]      { }; /* by number */

		static void _heard(void *ctx, att_heard const *);

		Terminal_session *_session(unsigned i);

		bool _wanted();
		void _follow_sessions();
		void _follow_channel();
		bool _ask(Control &, Msec now);
		void _forget(Control *);

		/*
		 * Noncopyable
		 */
		Controls(Controls const &);
		Controls &operator = (Controls const &);

	public:

		Controls(Allocator &alloc, att_recorder &recorder, Terminals &terminals)
		:
			_alloc(alloc), _recorder(recorder), _terminals(terminals)
		{ }

		/**
		 * There is a modem
		 */
		void plugged(att_core_link const &link)
		{
			_speaks_mbim = !strcmp(link.speaks, "mbim");
			_speaks_else = !_speaks_mbim;
		}

		/**
		 * Move what there is to move
		 *
		 * \return true if there was something
		 */
		bool update(Msec now, att_want want);
};

#endif /* _CONTROL_H_ */

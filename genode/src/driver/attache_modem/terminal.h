/*
 * \brief  One Terminal session
 * \author attache maintainers
 * \date   2026-12-01
 *
 * Keeps what was written and not sent, and what was received and not read. It
 * stays when the modem goes.
 */

#ifndef _TERMINAL_H_
#define _TERMINAL_H_

#include <base/attached_ram_dataspace.h>
#include <base/rpc_server.h>
#include <terminal_session/terminal_session.h>

#include <attache.h>

namespace Attache {

	template <size_t> class Bytes;
	class Terminal_session;
}


/**
 * Bytes on their way, first in, first out
 */
template <Genode::size_t CAP>
class Attache::Bytes : Noncopyable
{
	private:

		uint8_t _bytes[CAP];
		size_t  _len = 0;

	public:

		size_t         len()   const { return _len; }
		size_t         room()  const { return CAP - _len; }
		uint8_t const *first() const { return _bytes; }

		/**
		 * Returns how many there was room for
		 */
		size_t put(void const *src, size_t len)
		{
			len = min(len, room());
			Genode::memcpy(_bytes + _len, src, len);
			_len += len;
			return len;
		}

		void take(size_t len)
		{
			_len -= len;
			Genode::memmove(_bytes, _bytes + len, _len);
		}
};


class Attache::Terminal_session : public Rpc_object<::Terminal::Session, Terminal_session>
{
	public:

		using Label = String<160>;
		using Port  = String<16>;

		struct Action : Interface
		{
			/**
			 * The client has written or read
			 */
			virtual void terminal_changed() = 0;
		};

		/* what is kept of each direction; a client writes IO_SIZE at once */
		enum { IO_SIZE = 4096, WRITTEN = IO_SIZE, RECEIVED = 2048 };

	private:

		Action  &_action;
		unsigned const _id;
		Label    const _label;
		Port     const _port;

		Attached_ram_dataspace _io;

		Signal_context_capability _connected_sigh  { };
		Signal_context_capability _read_avail_sigh { };

		bool _connected = false;

	public:

		Bytes<WRITTEN>  written  { };
		Bytes<RECEIVED> received { };

		bool told = false; /* the LOG has what the session waits for */

		/**
		 * \param id  of no other session
		 */
		Terminal_session(Env &env, Action &action, unsigned id, Label const &label,
		                 Port const &port)
		:
			_action(action), _id(id), _label(label), _port(port),
			_io(env.ram(), env.rm(), IO_SIZE)
		{ }

		unsigned     id()   const { return _id; }
		Port const  &port() const { return _port; }

		void print(Output &out) const { Genode::print(out, "Terminal \"", _label, "\""); }

		/**
		 * There is something behind the session
		 */
		void connected()
		{
			_connected = true;
			if (_connected_sigh.valid())
				Signal_transmitter(_connected_sigh).submit();
		}

		/**
		 * There is nothing any more, what was written has nowhere to go
		 */
		void hung_up()
		{
			if (written.len())
				log(*this, ": ", written.len(), " bytes dropped");
			written.take(written.len());
			told = false;
		}

		/**
		 * Something was put into 'received'
		 */
		void readable()
		{
			if (_read_avail_sigh.valid())
				Signal_transmitter(_read_avail_sigh).submit();
		}


		/***********************
		 ** Terminal session  **
		 ***********************/

		Size size() override { return Size(0, 0); }

		bool avail() override { return received.len(); }

		size_t _read(size_t len)
		{
			len = min(min(len, received.len()), size_t(IO_SIZE));
			Genode::memcpy(_io.local_addr<void>(), received.first(), len);
			received.take(len);
			if (len)
				_action.terminal_changed();
			return len;
		}

		size_t _write(size_t len)
		{
			len = written.put(_io.local_addr<void>(), min(len, size_t(IO_SIZE)));
			if (len)
				_action.terminal_changed();
			return len;
		}

		Dataspace_capability _dataspace() { return _io.cap(); }

		void connected_sigh(Signal_context_capability sigh) override
		{
			_connected_sigh = sigh;
			if (_connected)
				connected();
		}

		void read_avail_sigh(Signal_context_capability sigh) override
		{
			_read_avail_sigh = sigh;
			if (avail())
				readable();
		}

		void size_changed_sigh(Signal_context_capability) override { }

		/* these are the client's */
		size_t read(void *, size_t) override { return 0; }
		size_t write(void const *, size_t) override { return 0; }
};

#endif /* _TERMINAL_H_ */

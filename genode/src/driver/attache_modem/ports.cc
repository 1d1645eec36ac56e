/*
 * \brief  Serial ports of the modem, for those who have a Terminal session
 * \author attache maintainers
 * \date   2026-12-01
 */

#include <ports.h>

using namespace Attache;


/**
 * A port that a session has
 */
class Ports::Port : Noncopyable
{
	private:

		enum {
			TRANSFER = 1024, BUFFER = 16*1024,

			/* consecutive; the pauses after them */
			MAX_ERRORS = 8, FIRST_PAUSE_MS = 10,
		};

		/* of DTR, where the port has it, and of the transfers */
		enum class State { RAISE, RAISING, OPEN, FLUSH, LOWER, LOWERING, CLOSED };

		using Packet = Usb::Interface::Packet_descriptor;
		using Return = Usb::Tagged_packet::Return_value;

		struct Urb : Usb::Interface::Urb
		{
			enum Kind { RX, TX, FLUSH_IN, FLUSH_OUT, KINDS };

			Kind const kind;

			Urb(Usb::Interface &iface, Usb::Endpoint ep, Kind kind, size_t size)
			:
				Usb::Interface::Urb(iface, ep, kind <= TX ? Packet::BULK
				                                          : Packet::FLUSH, size, 0),
				kind(kind)
			{ }
		};

		usb_port const _port;
		unsigned const _session; /* its ID */

		State    _state  = State::RAISE;
		bool     _halted[2] { };   /* RX, TX */
		unsigned _errors = 0;
		Msec     _now    = 0;
		Msec     _paused = 0;      /* until then, after an error */
		size_t   _sent   = 0;      /* bytes of the transfer that is under way */

		Usb::Interface     _iface;
		Constructible<Urb> _urbs[Urb::KINDS] { };

		bool _under_way() const
		{
			bool result = false;
			for (Constructible<Urb> const &urb : _urbs)
				result |= urb.constructed();
			return result;
		}

		bool _start(Urb::Kind kind, size_t size)
		{
			enum : uint8_t { BULK = 2 };

			if (_urbs[kind].constructed())
				return false;

			bool const in = kind == Urb::RX || kind == Urb::FLUSH_IN;
			_urbs[kind].construct(_iface, Usb::Endpoint(in ? _port.ep_in : _port.ep_out,
			                                            BULK), kind, size);
			return true;
		}

		bool _schedule(Terminal_session &session)
		{
			bool progress = false;

			if (_paused > _now)
				return false;

			if (!_halted[Urb::RX] && session.received.room() >= TRANSFER)
				progress |= _start(Urb::RX, TRANSFER);

			if (!_halted[Urb::TX] && session.written.len())
				progress |= _start(Urb::TX, min(session.written.len(),
				                                size_t(TRANSFER)));
			return progress;
		}

		void _failed(Urb::Kind kind, Return ret)
		{
			if (ret == Usb::Tagged_packet::HALT)
				_halted[kind] = true;

			_paused = _now + (Msec(FIRST_PAUSE_MS) << min(_errors, unsigned(MAX_ERRORS)));
			if (_errors++ == MAX_ERRORS)
				warning("port ", _port.interface, " does not move data");
		}

		void _done(Urb &urb, Return ret, Terminal_session *session)
		{
			Urb::Kind const kind = urb.kind;
			size_t    const size = _sent;

			_urbs[kind].destruct();

			if (kind > Urb::TX || !session)
				return;

			if (ret != Usb::Tagged_packet::OK) {
				_failed(kind, ret);
				return;
			}
			_errors = 0;
			if (kind == Urb::TX)
				session->written.take(size);
		}

		bool _update_urbs(Terminal_session *session)
		{
			return _iface.update_urbs<Urb>(
				[&] (Urb &, Byte_range_ptr &dst) {
					_sent = session ? min(dst.num_bytes, session->written.len()) : 0;
					if (session)
						Genode::memcpy(dst.start, session->written.first(), _sent); },

				[&] (Urb &urb, Const_byte_range_ptr const &src) {
					if (!session || urb.kind != Urb::RX || !src.num_bytes)
						return;
					session->received.put(src.start, src.num_bytes);
					session->readable(); },

				[&] (Urb &urb, Return ret) { _done(urb, ret, session); });
		}

	public:

		Port(usb_port const &port, unsigned session, Usb::Device &device,
		     Signal_context_capability sigh)
		:
			_port(port), _session(session),
			_iface(device, Usb::Interface::Index { port.interface, 0 }, BUFFER)
		{
			_iface.sigh(sigh);
		}

		~Port()
		{
			_iface.dissolve_all_urbs<Urb>([&] (Urb &urb) {
				_urbs[urb.kind].destruct(); });
		}

		unsigned session()   const { return _session; }
		uint8_t  interface() const { return _port.interface; }
		bool     closed()    const { return _state == State::CLOSED; }

		Msec deadline() const { return _paused > _now ? _paused : NEVER; }

		/**
		 * The session is closed
		 *
		 * A USB host does not take back the transfers of an interface that is
		 * released.
		 */
		void close()
		{
			if (_state == State::RAISE)
				_state = State::CLOSED;

			if (_state != State::OPEN)
				return;

			_state = State::FLUSH;
			_start(Urb::FLUSH_IN,  0);
			_start(Urb::FLUSH_OUT, 0);
		}

		/**
		 * \param session  a null pointer once it is closed
		 */
		bool update(Msec now, Terminal_session *session)
		{
			bool progress = false;

			_now = now;

			if (_state == State::OPEN && session)
				progress = _schedule(*session);

			progress |= _update_urbs(session);

			if (_state == State::FLUSH && !_under_way())
				_state = State::LOWER;

			return progress;
		}

		bool next_request(usb_req &req)
		{
			for (unsigned i = 0; i < 2; i++) {
				if (!_halted[i])
					continue;
				_halted[i] = false;
				req        = { };
				req.kind   = USB_CLEAR_HALT;
				req.index  = i == Urb::RX ? _port.ep_in : _port.ep_out;
				return true;
			}
			if (_state != State::RAISE && _state != State::LOWER)
				return false;

			bool const raise = _state == State::RAISE,
			           ask   = usb_port_line_state(&_port, raise, &req);

			_state = raise ? State::RAISING : State::LOWERING;
			if (!ask)
				request_done();
			return ask;
		}

		void request_done()
		{
			if (_state == State::RAISING)
				_state = State::OPEN;
			if (_state == State::LOWERING)
				_state = State::CLOSED;
		}
};


usb_port const *Ports::_find(Terminal_session const &session) const
{
	for (unsigned i = 0; i < _num_known; i++) {
		usb_port const &port = _known[i];
		bool taken = false;

		for (Port const *open : _open)
			taken |= open && open->interface() == port.interface;

		if (!taken && (session.port() == String<4>(port.interface) ||
		               session.port() == usb_port_kind_name(port.kind)))
			return &port;
	}
	return nullptr;
}


bool Ports::_acquire(unsigned i, Terminal_session &session)
{
	if (session.port() == "control")
		return false;

	usb_port const *port = _find(session);

	if (!port) {
		if (!session.told)
			log(session, ": port \"", session.port(), "\" is not there, or taken");
		session.told = true;
		return false;
	}
	_open[i] = new (_alloc) Port(*port, session.id(), _device, _sigh);
	log(session, ": port ", port->interface, " (", usb_port_kind_name(port->kind), ")");
	session.connected();
	return true;
}


void Ports::_close(unsigned i)
{
	if (_asking == _open[i])
		_asking = nullptr;
	destroy(_alloc, _open[i]);
	_open[i] = nullptr;
}


bool Ports::update(Msec now)
{
	bool progress = false;

	for (unsigned i = 0; i < Terminals::MAX; i++) {

		Terminal_session *session = _terminals.at(i);

		if (_open[i] && session && session->id() != _open[i]->session())
			session = nullptr;

		if (_open[i] && !session)
			_open[i]->close();

		if (_open[i] && _open[i]->closed()) {
			log("port ", _open[i]->interface(), " is released");
			_close(i);
		}

		if (_open[i])
			progress |= _open[i]->update(now, session);
		else if (_terminals.at(i))
			progress |= _acquire(i, *_terminals.at(i));
	}
	return progress;
}


Msec Ports::deadline() const
{
	Msec result = NEVER;
	for (Port const *port : _open)
		if (port)
			result = min(result, port->deadline());
	return result;
}


void Ports::request_done()
{
	if (_asking)
		_asking->request_done();
	_asking = nullptr;
}


bool Ports::next_request(usb_req &req)
{
	for (Port *port : _open)
		if (port && port->next_request(req)) {
			_asking = port;
			return true;
		}
	return false;
}


void Ports::find(att_bytes configuration, usb_function const &function,
                 uint16_t vendor, uint16_t product)
{
	_num_known = usb_ports_find(configuration, &function, vendor, product, _known,
	                            MAX_PORTS);
}


void Ports::hang_up()
{
	for (unsigned i = 0; i < Terminals::MAX; i++) {

		Terminal_session *session = _terminals.at(i);

		if (_open[i] && session && session->id() == _open[i]->session()) {
			log(*session, ": port ", _open[i]->interface(), " is gone");
			session->hung_up();
		}
	}
}


Ports::~Ports()
{
	hang_up();
	for (unsigned i = 0; i < Terminals::MAX; i++)
		if (_open[i])
			_close(i);
}

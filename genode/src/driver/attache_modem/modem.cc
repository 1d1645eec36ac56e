/*
 * \brief  One modem behind the Usb session
 * \author attache maintainers
 * \date   2026-11-22
 */

#include <modem.h>

using namespace Attache;


/***********
 ** Tools **
 ***********/

/**
 * Bytes transferred or an error of the library
 *
 * NO_DEVICE is also what a Linux-based USB host makes of EPROTO and EILSEQ, errors
 * of the bus, so that it asks the session's devices.
 */
int Modem::_result(Return ret, size_t actual)
{
	switch (ret) {
	case Usb::Tagged_packet::OK:        return int(actual);
	case Usb::Tagged_packet::NO_DEVICE:
		return _action.modem_present(_name) ? ATT_E_IO : ATT_E_GONE;
	case Usb::Tagged_packet::HALT:      return ATT_E_STALL;
	case Usb::Tagged_packet::TIMEOUT:   return ATT_E_TIMEOUT;
	case Usb::Tagged_packet::INVALID:   break;
	case Usb::Tagged_packet::UNHANDLED: break;
	}
	return ATT_E_IO;
}


static usb_req control_request(uint8_t type, uint8_t request, uint16_t value,
                               uint16_t index, uint16_t length, uint8_t *data)
{
	usb_req req { };

	req.kind         = USB_CONTROL;
	req.request_type = type;
	req.request      = request;
	req.value        = value;
	req.index        = index;
	req.length       = length;
	req.data         = data;
	req.timeout_ms   = 5000;
	return req;
}


static usb_req get_descriptor(uint8_t type, unsigned index, uint8_t *data,
                              size_t size)
{
	return control_request(0x80, 0x06, uint16_t(type << 8 | index), 0,
	                       uint16_t(size), data);
}


/**
 * The control transfer behind those requests that are not one already
 */
static usb_req standard_request(usb_req const &req)
{
	switch (req.kind) {
	case USB_SET_CONFIGURATION:
		return control_request(0x00, 0x09, req.value, 0, 0, nullptr);
	case USB_SET_INTERFACE:
		return control_request(0x01, 0x0b, req.value, req.index, 0, nullptr);
	case USB_CLEAR_HALT:
		return control_request(0x02, 0x01, 0, req.index, 0, nullptr);
	case USB_CONTROL:
	case USB_CLAIM:
	case USB_RELEASE:
	case USB_DELAY:
		break;
	}
	return req;
}


Modem::Usb_name Modem::usb_name() const
{
	char buf[Usb_name::capacity()];
	att_text text { };

	att_text_init(&text, buf, sizeof(buf));
	att_text_put(&text, "usb:");
	att_text_hex(&text, _vendor, 4);
	att_text_char(&text, ':');
	att_text_hex(&text, _product, 4);
	return Usb_name(Cstring(buf));
}


void Modem::_fail(int err)
{
	if (_state == State::FAILED)
		return;

	_error = err;
	_state = State::FAILED;
}


void Modem::_submit(Owner owner, usb_req const &req)
{
	if (req.kind == USB_CLEAR_HALT && owner != Owner::BRINGUP)
		log(*this, ": endpoint ", Hex(req.index), " stalled");

	_owner  = owner;
	_req    = standard_request(req);
	_actual = 0;
	_late   = _now + HOST_SILENT_MS;
	_control.construct(_device, _req);
}


void Modem::_control_done(int result)
{
	if (result == ATT_E_GONE) {
		_fail(result);
		return;
	}
	switch (_owner) {
	case Owner::PROBE:   _probe_done(result); return;
	case Owner::BRINGUP: usb_bringup_done(&_bringup, result); return;
	case Owner::WDM:     _wdm_done(result); return;
	case Owner::RESET:
		log(*this, ": function reset: ",
		    result < 0 ? error_text(result) : Cstring("done"));
		_fail(ATT_E_GONE);
		return;
	case Owner::CLEAR_RX:
	case Owner::CLEAR_TX:
		(_owner == Owner::CLEAR_RX ? _rx_pipe : _tx_pipe).cleared();
		if (result < 0)
			_fail(ATT_E_IO);
		return;
	case Owner::PORT: _ports.request_done(); return;
	}
}


/***********
 ** Probe **
 ***********/

bool Modem::_next_probe()
{
	if (_state == State::DEVICE) {
		_submit(Owner::PROBE, get_descriptor(1, 0, _descriptor, 18));
		return true;
	}
	if (_configuration < _num_configurations) {
		_submit(Owner::PROBE, get_descriptor(2, _configuration, _descriptor,
		                                     sizeof(_descriptor)));
		return true;
	}
	if (!_rank) {
		_fail(ATT_E_NO_FUNCTION);
		return false;
	}
	usb_function_identify(&_function, _vendor, _product);
	_function.max_control = min(_function.max_control, uint16_t(MAX_CONTROL));

	usb_bringup_init(&_bringup, &_function, _active_configuration, RX_SIZE, TX_SIZE);
	_state = State::BRINGUP;
	return true;
}


/**
 * Of two protocols the one whose class is a standard's, as on Linux
 */
unsigned Modem::_rank_of(usb_function const &function) const
{
	enum { ABOVE_ALL = 4 };

	return usb_quirks_rank(usb_quirks_find(_vendor, _product),
	                       function.configuration, _active_configuration)
	     + (function.speaks == USB_SPEAKS_MBIM ? ABOVE_ALL : 0);
}


void Modem::_take_configuration(att_bytes bytes)
{
	usb_function function { };

	if (usb_function_find(bytes, &function) &&
	    usb_qmi_find(bytes, _vendor, _product, &function))
		return;

	unsigned const rank = _rank_of(function);

	if (rank > _rank) {
		_rank     = rank;
		_function = function;
		_ports.find(bytes, function, _vendor, _product);
	}
}


void Modem::_probe_done(int result)
{
	if (_state == State::CONFIGURATION) {
		if (result > 0)
			_take_configuration(att_bytes_of(_descriptor, size_t(result)));
		_configuration++;
		return;
	}
	if (result < 18) {
		_fail(result < 0 ? result : int(ATT_E_DESCRIPTOR));
		return;
	}
	_vendor             = att_get16(_descriptor + 8);
	_product            = att_get16(_descriptor + 10);
	_num_configurations = _descriptor[17];
	_state              = State::CONFIGURATION;
}


/**************
 ** Bring-up **
 **************/

void Modem::_claim(uint8_t number)
{
	bool const control = number == _function.control_interface,
	           data    = number == _function.data_interface;

	Iface &iface = control ? _control_iface : _data_iface;

	iface.construct(_device, Usb::Interface::Index { number, 0 },
	                size_t(control ? CONTROL_BUFFER : 0) +
	                size_t(data    ? DATA_BUFFER    : 0));
	iface->sigh(_sigh);
}


bool Modem::_next_bringup()
{
	usb_req req { };

	if (_due != NEVER)
		return false;

	if (!usb_bringup_next(&_bringup, &req)) {
		_bringup_ended();
		return true;
	}
	switch (req.kind) {
	case USB_CLAIM:
		_claim(uint8_t(req.index));
		usb_bringup_done(&_bringup, 0);
		return true;
	case USB_DELAY:
		_due = _now + req.value;
		return true;
	case USB_CONTROL:
	case USB_SET_CONFIGURATION:
	case USB_SET_INTERFACE:
	case USB_CLEAR_HALT:
	case USB_RELEASE:
		break;
	}
	_submit(Owner::BRINGUP, req);
	return true;
}


void Modem::_bringup_ended()
{
	Align const ALIGN { .log2 = 3 };

	if (_bringup.err) {
		log(*this, ": bring-up: ", Cstring(usb_bringup_name(&_bringup)), ": ",
		    error_text(_bringup.err));
		_fail(_bringup.err);
		return;
	}

	size_t const wdm_mem = align_addr(wdm_size(_function.max_control), ALIGN);

	_memory.construct(_env.ram(), _env.rm(), wdm_mem + NUM_TX*TX_SIZE);
	wdm_init(&_wdm, &_function, _memory->local_addr<uint8_t>() + NUM_TX*TX_SIZE);
	usb_data_init(&_data);

	_state = State::UP;

	if (_function.speaks == USB_SPEAKS_MBIM) {

		/*
		 * A full NTB that is no multiple of the packet size needs no
		 * zero-length packet, a shorter one is padded by the class driver.
		 */
		ntb_params &out = _bringup.out;
		if (out.max_size % _function.out_packet == 0)
			out.max_size -= 4;

		usb_data_ntb(&_data, &_bringup);
		_start_data();
	}
	log(*this, ": control ", _function.max_control,
	    _function.ncm_combination ? ", NCM/MBIM" : "",
	    _function.guessed ? ", by its class" : "");

	_action.modem_up(_link());
}


att_core_link Modem::_link() const
{
	att_core_link link { };

	link.max_control = _function.max_control;
	link.framed      = true;
	link.vendor      = _function.vendor;
	link.product     = _function.product;

	switch (_function.speaks) {
	case USB_SPEAKS_MBIM:
		link.speaks          = "mbim";
		link.ex_version      = _function.ex_version;
		link.max_outstanding = _function.max_outstanding;
		link.mtu             = usb_bringup_mtu(&_bringup);
		break;
	case USB_SPEAKS_QMI:
		link.speaks        = "qmi";
		link.links         = USB_DATA_LINKS;
		link.aggregations  = USB_DATA_AGGREGATIONS;
		link.down_max_size = RX_SIZE;
		link.endpoint      = ATT_ENDPOINT_USB;
		link.interface     = _function.control_interface;
		break;
	}
	return link;
}


/********
 ** Up **
 ********/

void Modem::_wdm_done(int result)
{
	att_bytes response { };

	int const err = wdm_done(&_wdm, result, &response);
	if (err)
		log(*this, ": a command was not taken: ", error_text(err));

	if (!response.len)
		return;

	_worked = true;
	_action.modem_response(response);
}


bool Modem::_clear_halt(Owner owner, Pipe const &pipe, uint8_t address)
{
	if (!pipe.halted)
		return false;

	usb_req req { };
	req.kind       = USB_CLEAR_HALT;
	req.index      = address;
	_submit(owner, req);
	return true;
}


/**
 * Of MBIM it is RESET_FUNCTION, of QMI the end of what the bring-up has begun
 */
void Modem::_submit_reset()
{
	usb_req req { };

	if (!usb_bringup_undo(&_function, &req))
		req = control_request(0x21, 0x05, 0, _function.control_interface, 0, nullptr);

	_submit(Owner::RESET, req);
}


bool Modem::_next_up()
{
	usb_req req { };

	if (_reset) {
		_reset = false;
		_submit_reset();
		return true;
	}
	if (_clear_halt(Owner::CLEAR_RX, _rx_pipe, _function.ep_in) ||
	    _clear_halt(Owner::CLEAR_TX, _tx_pipe, _function.ep_out))
		return true;

	if (wdm_next(&_wdm, &req)) {
		_submit(Owner::WDM, req);
		return true;
	}
	if (_ports.next_request(req)) {
		_submit(Owner::PORT, req);
		return true;
	}
	return false;
}


int Modem::send(att_bytes bytes)
{
	return up() ? wdm_send(&_wdm, bytes) : int(ATT_E_GONE);
}


/***************
 ** Transfers **
 ***************/

bool Modem::_schedule_control()
{
	if (_control.constructed())
		return false;

	switch (_state) {
	case State::DEVICE:
	case State::CONFIGURATION: return _next_probe();
	case State::BRINGUP:       return _next_bringup();
	case State::UP:            return _next_up();
	case State::FAILED:        break;
	}
	return false;
}


bool Modem::_schedule_streams()
{
	if (_state != State::UP)
		return false;

	enum : uint8_t { IRQ = 3 };

	bool progress = _schedule_data();

	if (!_notify.constructed() && wdm_arm(&_wdm)) {
		_notify.construct(*_control_iface, Usb::Endpoint(_function.ep_notify, IRQ),
		                  Stream_urb::NOTIFY, 0u,
		                  size_t(wdm_notify_len(_function.notify_packet)));
		progress = true;
	}
	return progress;
}


bool Modem::_update_control()
{
	return _device.update_urbs<Control_urb>(
		[&] (Control_urb &, Byte_range_ptr &dst) {
			Genode::memcpy(dst.start, _req.data, min(dst.num_bytes, size_t(_req.length))); },

		[&] (Control_urb &, Const_byte_range_ptr const &src) {
			_actual = min(src.num_bytes, size_t(_req.length));
			if (_req.data)
				Genode::memcpy(_req.data, src.start, _actual); },

		[&] (Control_urb &, Return ret) {
			bool const in = _req.request_type & 0x80;
			_control.destruct();
			_late = NEVER;
			_control_done(_result(ret, in ? _actual : _req.length)); });
}


bool Modem::update(Msec now)
{
	bool progress = false;

	_now = now;

	if (_due <= now) {
		_due = NEVER;
		usb_bringup_done(&_bringup, 0);
	}

	if (failed())
		return false;

	progress |= _schedule_control();
	progress |= _schedule_streams();
	progress |= _update_control();
	progress |= _update_streams(_control_iface);
	progress |= _update_streams(_data_iface);
	if (up())
		progress |= _ports.update(now);
	return progress;
}


Modem::Modem(Env &env, Allocator &alloc, Usb::Connection &usb, Action &action,
             Terminals &terminals, Name const &name, uint8_t active_configuration,
             Signal_context_capability sigh)
:
	_env(env), _action(action), _name(name), _sigh(sigh),
	_active_configuration(active_configuration),
	_device(usb, alloc, env.rm(), name), _ports(alloc, _device, terminals, sigh)
{
	_device.sigh(sigh);
}


void Modem::_dissolve_streams(Iface &iface)
{
	if (iface.constructed())
		iface->dissolve_all_urbs<Stream_urb>([&] (Stream_urb &urb) {
			_slot(urb).destruct(); });
}


Modem::~Modem()
{
	/* take the URBs out of the packet streams */
	_device.dissolve_all_urbs<Control_urb>([&] (Control_urb &) { _control.destruct(); });

	_dissolve_streams(_control_iface);
	_dissolve_streams(_data_iface);
}

/*
 * \brief  Data and notifications of a modem: what its streams of transfers carry
 * \author attache maintainers
 * \date   2026-11-30
 */

#include <modem.h>

using namespace Attache;


static char const *framing_name(framing const *framing)
{
	return framing == &ntb_framing    ? "NTB"
	     : framing == &qmap_framing   ? "QMAP"
	     : framing == &raw_ip_framing ? "raw IP" : "802.3";
}


void Modem::_start_data()
{
	uint8_t *tx[NUM_TX] { };
	for (unsigned i = 0; i < NUM_TX; i++)
		tx[i] = _memory->local_addr<uint8_t>() + i*TX_SIZE;

	usb_data_bulk(&_data, &_bulk, tx, NUM_TX);

	log(*this, ": data: ", framing_name(_data.framing), ", transfers of ",
	    _data.in_size, " bytes in, ", _data.out_size, " out");
}


bool Modem::_sending() const
{
	bool result = false;
	for (unsigned i = 0; i < NUM_TX; i++)
		result |= _tx[i].constructed();
	return result;
}


int Modem::data_format(att_data_format const &format)
{
	att_data_format wanted = format;
	usb_data data { };

	if (!up())
		return ATT_E_GONE;

	wanted.up_max_size = min(wanted.up_max_size, uint32_t(TX_SIZE));

	int const err = usb_data_follow(&data, &_function, &wanted);
	if (err)
		return err;

	if (data.in_size > RX_SIZE)
		return ATT_E_VALUE;

	if (_data.framing && Genode::memcmp(&wanted, &_format, sizeof(wanted)) == 0)
		return 0;

	/* transfers cannot be called back: the modem gets a new start instead */
	if (_sending()) {
		_fail(ATT_E_GONE);
		return 0;
	}
	_format = wanted;
	_data   = data;
	_start_data();
	return 0;
}


/**
 * How a transfer of 'pipe' ended
 *
 * All transfers that are under way stall with the first one. The host says so of
 * some when the halt is cleared already. To clear it once more would make device and
 * host disagree about the data toggle.
 *
 * \param clears  the pipe's number of them when it began
 */
void Modem::_pipe_done(Pipe &pipe, unsigned clears, int err)
{
	if (err >= 0) {
		pipe.errors = 0;
		return;
	}
	if (err == ATT_E_STALL && clears != pipe.clears)
		return;

	if (err == ATT_E_GONE || ++pipe.errors >= MAX_ERRORS) {
		_fail(err);
		return;
	}
	if (err == ATT_E_STALL)
		pipe.halted = true;
	else
		pipe.paused = _now + (Msec(FIRST_PAUSE_MS) << pipe.errors);
}


/**
 * Length of the transfer, with a byte that ends it if it has to be ended
 *
 * A packet of no length has no place in the packet buffer of the session. The byte is
 * behind the last datagram, whose length is in its own header. A transfer of the
 * largest size ends by itself.
 */
size_t Modem::_padded(bulk_transfer const &tx)
{
	if (!tx.zlp || tx.len >= _data.out_size)
		return tx.len;

	_bulk.buf[tx.index][tx.len] = 0;
	return tx.len + 1;
}


bool Modem::_schedule_data()
{
	if (!carries_data())
		return false;

	enum : uint8_t { BULK = 2 };

	Usb::Endpoint   const in(_function.ep_in, BULK), out(_function.ep_out, BULK);
	Usb::Interface &iface = _data_iface.constructed() ? *_data_iface : *_control_iface;

	bool progress = false;

	/* room for whole packets, otherwise the last one would be an overflow */
	size_t const packet = _function.in_packet;
	size_t const size   = (RX_SIZE + packet - 1)/packet*packet;

	for (unsigned i = 0; i < NUM_RX && _ready(_rx_pipe); i++) {
		if (_rx[i].constructed())
			continue;
		_rx[i].construct(iface, in, Stream_urb::RX, i, size, _rx_pipe.clears);
		progress = true;
	}

	bulk_transfer tx { };
	while (_ready(_tx_pipe) && bulk_next(&_bulk, &tx)) {
		_tx[tx.index].construct(iface, out, Stream_urb::TX, tx.index, _padded(tx),
		                        _tx_pipe.clears);
		progress = true;
	}
	return progress;
}


void Modem::_receive(att_bytes bytes)
{
	flow      stream   { };
	att_bytes datagram { };

	bulk_input(&_bulk, bytes);
	while (bulk_rx_next(&_bulk, &stream, &datagram))
		_action.modem_datagram(stream, datagram);
}


Constructible<Modem::Stream_urb> &Modem::_slot(Stream_urb const &urb)
{
	switch (urb.kind) {
	case Stream_urb::NOTIFY: break;
	case Stream_urb::RX:     return _rx[urb.index];
	case Stream_urb::TX:     return _tx[urb.index];
	}
	return _notify;
}


void Modem::_stream_done(Stream_urb const &urb, Return ret, att_bytes notification)
{
	Stream_urb::Kind const kind  = urb.kind;
	unsigned         const index = urb.index, clears = urb.clears;
	int              const err   = _result(ret, 0);

	_slot(urb).destruct();

	switch (kind) {
	case Stream_urb::NOTIFY:
		if (int const fatal = wdm_notified(&_wdm, err, notification))
			_fail(fatal);
		return;
	case Stream_urb::RX:
		_pipe_done(_rx_pipe, clears, err);
		return;
	case Stream_urb::TX:
		bulk_done(&_bulk, index, _now*1000);
		_pipe_done(_tx_pipe, clears, err);
		return;
	}
}


bool Modem::_update_streams(Iface &iface)
{
	att_bytes notification { };

	return iface.constructed() && iface->update_urbs<Stream_urb>(
		[&] (Stream_urb &urb, Byte_range_ptr &dst) {
			Genode::memcpy(dst.start, _bulk.buf[urb.index], dst.num_bytes); },

		[&] (Stream_urb &urb, Const_byte_range_ptr const &src) {
			att_bytes const bytes = att_bytes_of(src.start, src.num_bytes);
			if (urb.kind == Stream_urb::NOTIFY)
				notification = bytes;
			if (urb.kind == Stream_urb::RX)
				_receive(bytes); },

		[&] (Stream_urb &urb, Return ret) {
			_stream_done(urb, ret, notification);
			notification = att_bytes { }; });
}

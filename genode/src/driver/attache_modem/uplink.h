/*
 * \brief  IP datagrams at the Uplink session
 * \author attache maintainers
 * \date   2026-11-22
 *
 * The session takes Ethernet frames, the modem has none. The router adopts the
 * MAC address of the session.
 */

#ifndef _UPLINK_H_
#define _UPLINK_H_

#include <nic/packet_allocator.h>
#include <uplink_session/connection.h>

#include <link_layer.h>
#include <session_request.h>

namespace Attache { class Uplink; }


class Attache::Uplink : Noncopyable
{
	private:

		enum {
			BUFFER = 192*Nic::Packet_allocator::DEFAULT_PACKET_SIZE,

			MAX_FRAME = Nic::Packet_allocator::OFFSET_PACKET_SIZE
		};

		Nic::Packet_allocator _alloc;

		Link_layer _link_layer;

		::Uplink::Connection _connection;

		unsigned _waiting = 0;     /* frames that the router has not acknowledged */
		bool     _doubted = false; /* some were there at the last check, and still are */

		void _collect_acks()
		{
			auto &tx = *_connection.tx();

			while (tx.ack_avail()) {
				tx.release_packet(tx.try_get_acked_packet());
				_waiting--;
				_doubted = false;
			}
		}

		/**
		 * Send a frame of 'len' bytes, written by 'fn', or count it
		 */
		void _submit(size_t len, auto const &fn)
		{
			auto &tx = *_connection.tx();

			_collect_acks();

			if (!tx.ready_to_submit(1)) {
				dropped++;
				return;
			}
			tx.alloc_packet_attempt(len).with_result(
				[&] (Packet_descriptor const packet) {
					fn((uint8_t *)tx.packet_content(packet));
					tx.try_submit_packet(packet);
					_waiting++;
				},
				[&] (auto) { dropped++; });
		}

		/**
		 * A frame of a type that is nobody's (IEEE 802, local experiments)
		 */
		void _submit_probe()
		{
			enum { SIZE = 60, TYPE_AT = 12, TYPE = 0x88b5 };

			_submit(SIZE, [&] (uint8_t *dst) {
				bzero(dst, SIZE);
				att_put16_be(dst + TYPE_AT, TYPE); });
		}

		void _reply()
		{
			att_bytes const frame = _link_layer.reply();

			_submit(frame.len, [&] (uint8_t *dst) {
				Genode::memcpy(dst, frame.p, frame.len); });
		}

		/**
		 * Returns false if the frame has to wait
		 */
		bool _take(uint8_t *frame, size_t len, auto const &fn)
		{
			switch (_link_layer.judge(frame, len)) {
			case Link_layer::Verdict::NOTHING:
				break;
			case Link_layer::Verdict::REPLY:
				_reply();
				break;
			case Link_layer::Verdict::DATAGRAM:
				return fn(frame + Link_layer::HEADER, _link_layer.datagram_len());
			}
			return true;
		}

	public:

		uint64_t dropped = 0; /* for want of room, or too long */

		/* what the session is requested with, as by its connection */
		static Session_quota quota()
		{
			return { 32*1024*sizeof(long) + 2*BUFFER, ::Uplink::Session::CAP_QUOTA };
		}

		static Session_args args(Net::Mac_address const &mac)
		{
			return { "mac_address=\"", mac, "\", tx_buf_size=", size_t(BUFFER),
			         ", rx_buf_size=", size_t(BUFFER) };
		}

		/**
		 * \param env  has the session
		 * \param mac  of the router at this session
		 */
		Uplink(Env &env, Allocator &alloc, Net::Mac_address const &mac,
		       Signal_context_capability sigh)
		:
			_alloc(&alloc), _link_layer(mac),
			_connection(env, &_alloc, BUFFER, BUFFER, mac)
		{
			_connection.rx_channel()->sigh_ready_to_ack(sigh);
			_connection.rx_channel()->sigh_packet_avail(sigh);
			_connection.tx_channel()->sigh_ack_avail(sigh);
			_connection.tx_channel()->sigh_ready_to_submit(sigh);
		}

		/**
		 * False if the router has acknowledged nothing since the last call, which
		 * was some seconds ago
		 */
		bool answers()
		{
			_collect_acks();
			if (_doubted)
				return false;

			if (!_waiting)
				_submit_probe();
			_doubted = true;
			return true;
		}

		/**
		 * The time since the last call of 'answers' means nothing
		 */
		void resumed() { _doubted = false; }

		Link_layer       &link_layer()       { return _link_layer; }
		Link_layer const &link_layer() const { return _link_layer; }

		/**
		 * A datagram from the modem
		 */
		void submit(att_bytes datagram)
		{
			if (!datagram.len || datagram.len > MAX_FRAME - Link_layer::HEADER) {
				dropped++;
				return;
			}
			_submit(Link_layer::HEADER + datagram.len, [&] (uint8_t *dst) {
				_link_layer.put_frame(dst, datagram); });
		}

		/**
		 * Hand frames of the router to 'fn' as datagrams as long as it takes them
		 *
		 * \param fn  called with a pointer and a length, returns false if the
		 *            datagram has to wait
		 * \return    true if there were any frames
		 */
		bool for_each_datagram(auto const &fn)
		{
			auto &rx = *_connection.rx();
			bool progress = false;

			while (rx.packet_avail() && rx.ack_slots_free()) {

				Packet_descriptor const packet = rx.peek_packet();

				if (rx.packet_valid(packet) && packet.size() <= MAX_FRAME &&
				    !_take((uint8_t *)rx.packet_content(packet), packet.size(), fn))
					break;

				(void)rx.try_get_packet();
				rx.try_ack_packet(packet);
				progress = true;
			}
			return progress;
		}

		void wakeup()
		{
			_connection.rx()->wakeup();
			_connection.tx()->wakeup();
		}
};

#endif /* _UPLINK_H_ */

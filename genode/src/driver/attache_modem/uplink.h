/*
 * \brief  IP datagrams at the Uplink session
 * \author attache maintainers
 * \date   2026-11-22
 *
 * The session takes Ethernet frames, the modem has none. The router adopts our
 * MAC address and, with 'use_arp: no', looks at no other.
 */

#ifndef _UPLINK_H_
#define _UPLINK_H_

#include <nic/packet_allocator.h>
#include <uplink_session/connection.h>

#include <attache.h>

namespace Attache { class Uplink; }


class Attache::Uplink : Noncopyable
{
	private:

		enum {
			HEADER = 14,
			BUFFER = 256*Nic::Packet_allocator::DEFAULT_PACKET_SIZE,

			MAX_DATAGRAM = Nic::Packet_allocator::OFFSET_PACKET_SIZE - HEADER
		};

		Nic::Packet_allocator _alloc;

		/* locally administered */
		Net::Mac_address const _mac { uint8_t(0x02) };

		::Uplink::Connection _connection;

		/**
		 * True for IPv4, IPv6 otherwise
		 */
		static bool _v4(uint8_t const *datagram) { return datagram[0] >> 4 == 4; }

		void _put_frame(uint8_t *dst, att_bytes datagram)
		{
			bool const v4 = _v4(datagram.p);

			_mac.copy(dst);
			_mac.copy(dst + 6);
			dst[12] = v4 ? 0x08 : 0x86;
			dst[13] = v4 ? 0x00 : 0xdd;
			Genode::memcpy(dst + HEADER, datagram.p, datagram.len);
		}

	public:

		uint64_t dropped = 0; /* for want of room, or too long */

		Uplink(Env &env, Allocator &alloc, Signal_context_capability sigh)
		:
			_alloc(&alloc),
			_connection(env, &_alloc, BUFFER, BUFFER, _mac)
		{
			_connection.rx_channel()->sigh_ready_to_ack(sigh);
			_connection.rx_channel()->sigh_packet_avail(sigh);
			_connection.tx_channel()->sigh_ack_avail(sigh);
			_connection.tx_channel()->sigh_ready_to_submit(sigh);
		}

		/**
		 * A datagram from the modem
		 */
		void submit(att_bytes datagram)
		{
			auto &tx = *_connection.tx();

			while (tx.ack_avail())
				tx.release_packet(tx.try_get_acked_packet());

			if (!tx.ready_to_submit(1) || !datagram.len ||
			    datagram.len > MAX_DATAGRAM) {
				dropped++;
				return;
			}
			tx.alloc_packet_attempt(HEADER + datagram.len).with_result(
				[&] (Packet_descriptor const packet) {
					_put_frame((uint8_t *)tx.packet_content(packet), datagram);
					tx.try_submit_packet(packet);
				},
				[&] (auto) { dropped++; });
		}

		/**
		 * Hand frames of the router to 'fn' as datagrams as long as it takes them
		 *
		 * \param fn  called with a pointer and a length, returns false if the
		 *            datagram has to wait
		 * \return    true if there were any
		 */
		bool for_each_datagram(auto const &fn)
		{
			auto &rx = *_connection.rx();
			bool progress = false;

			while (rx.packet_avail() && rx.ack_slots_free()) {

				Packet_descriptor const packet = rx.peek_packet();

				if (rx.packet_valid(packet) && packet.size() > HEADER &&
				    packet.size() - HEADER <= MAX_DATAGRAM) {

					uint8_t const * const frame =
						(uint8_t const *)rx.packet_content(packet);

					bool const ip = (frame[12] == 0x08 && frame[13] == 0x00)
					             || (frame[12] == 0x86 && frame[13] == 0xdd);

					if (ip && !fn(frame + HEADER, packet.size() - HEADER))
						break;
				}
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

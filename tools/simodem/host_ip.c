/* Headers and checksums of IPv4 (RFC 791) and IPv6 (RFC 8200). */
#include "tools/simodem/host_ip.h"

#define V4_HEADER      20u
#define V6_HEADER      40u
#define MAX_EXTENSIONS 8u

/* Extension headers of IPv6. */
enum { HOP_BY_HOP = 0, ROUTING = 43, FRAGMENT = 44, DESTINATION = 60 };

/* --- checksums -------------------------------------------------------- */

/* Add bytes to a sum of 16-bit words; an odd last byte is a high one. */
static uint64_t sum_add(uint64_t sum, const uint8_t *p, size_t len)
{
	for (; len > 1; p += 2, len -= 2)
		sum += att_get16_be(p);
	if (len)
		sum += (uint64_t)p[0] << 8;
	return sum;
}

static uint16_t sum_fold(uint64_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

uint16_t sim_ip_checksum(const struct sim_flow *flow, uint8_t protocol,
			 struct att_bytes payload)
{
	size_t address = flow->v6 ? 16 : 4;
	uint64_t sum = 0;

	if (protocol != SIM_IP_ICMP) {
		sum = sum_add(sum, flow->local, address);
		sum = sum_add(sum, flow->remote, address);
		sum += payload.len + protocol;
	}
	return sum_fold(sum_add(sum, payload.p, payload.len));
}

/* --- receive ---------------------------------------------------------- */

static bool v4_is_unicast(const uint8_t *a)
{
	return a[0] != 0 && a[0] < 224;
}

static enum sim_ip_result v4_decode(struct sim_packet *p)
{
	struct att_bytes d = p->whole;
	size_t header, total;

	if (d.len < V4_HEADER)
		return SIM_IP_BAD;
	header = (size_t)(d.p[0] & 15) * 4;
	total = att_get16_be(d.p + 2);
	if (header < V4_HEADER || total < header ||
	    !att_bytes_sub(d, 0, total, &p->whole) ||
	    !att_bytes_sub(p->whole, header, total - header, &p->payload))
		return SIM_IP_BAD;
	if (sum_fold(sum_add(0, d.p, header)))
		return SIM_IP_BAD;
	if (att_get16_be(d.p + 6) & 0x3fff) /* offset, more fragments */
		return SIM_IP_FRAGMENT;
	p->hop_limit = d.p[8];
	p->protocol = d.p[9];
	memcpy(p->flow.remote, d.p + 12, 4);
	memcpy(p->flow.local, d.p + 16, 4);
	if (!v4_is_unicast(p->flow.local) || !v4_is_unicast(p->flow.remote))
		return SIM_IP_IGNORED;
	return SIM_IP_OK;
}

/* Step over the extension headers; p->protocol names the first. */
static enum sim_ip_result v6_extensions(struct sim_packet *p)
{
	for (unsigned i = 0; i < MAX_EXTENSIONS; i++) {
		struct att_bytes d = p->payload;
		size_t len;

		if (p->protocol == FRAGMENT)
			return SIM_IP_FRAGMENT;
		if (p->protocol != HOP_BY_HOP && p->protocol != ROUTING &&
		    p->protocol != DESTINATION)
			return SIM_IP_OK;
		if (d.len < 8)
			return SIM_IP_BAD;
		len = (size_t)d.p[1] * 8 + 8;
		p->protocol = d.p[0];
		if (d.len < len ||
		    !att_bytes_sub(d, len, d.len - len, &p->payload))
			return SIM_IP_BAD;
	}
	return SIM_IP_BAD;
}

/* A Neighbour Solicitation goes to a multicast address, so only the source is
 * looked at here. The unspecified address is one nobody can answer to. */
static enum sim_ip_result v6_decode(struct sim_packet *p)
{
	static const uint8_t unspecified[16];
	struct att_bytes d = p->whole;
	size_t len;

	if (d.len < V6_HEADER)
		return SIM_IP_BAD;
	len = att_get16_be(d.p + 4);
	if (!att_bytes_sub(d, 0, V6_HEADER + len, &p->whole) ||
	    !att_bytes_sub(d, V6_HEADER, len, &p->payload))
		return SIM_IP_BAD;
	p->protocol = d.p[6];
	p->hop_limit = d.p[7];
	memcpy(p->flow.remote, d.p + 8, 16);
	memcpy(p->flow.local, d.p + 24, 16);
	if (p->flow.remote[0] == 0xff ||
	    att_bytes_equal(att_bytes_of(p->flow.remote, 16),
			    att_bytes_of(unspecified, 16)))
		return SIM_IP_IGNORED;
	return v6_extensions(p);
}

enum sim_ip_result sim_ip_decode(uint8_t session, struct att_bytes datagram,
				 struct sim_packet *p)
{
	*p = (struct sim_packet){.whole = datagram};
	p->flow.session = session;
	if (!datagram.len)
		return SIM_IP_BAD;
	p->flow.v6 = datagram.p[0] >> 4 == 6;
	if (p->flow.v6)
		return v6_decode(p);
	if (datagram.p[0] >> 4 == 4)
		return v4_decode(p);
	return SIM_IP_BAD;
}

/* --- send ------------------------------------------------------------- */

static void v4_encode(uint8_t *p, const struct sim_flow *flow, uint16_t id,
		      size_t len)
{
	p[0] = 0x45;
	att_put16_be(p + 2, (uint16_t)(V4_HEADER + len));
	att_put16_be(p + 4, id);
	att_put16_be(p + 6, 0x4000); /* don't fragment */
	memcpy(p + 12, flow->local, 4);
	memcpy(p + 16, flow->remote, 4);
}

static void v6_encode(uint8_t *p, const struct sim_flow *flow, size_t len)
{
	p[0] = 0x60;
	att_put16_be(p + 4, (uint16_t)len);
	memcpy(p + 8, flow->local, 16);
	memcpy(p + 24, flow->remote, 16);
}

static void payload_checksum(uint8_t *p, const struct sim_flow *flow,
			     uint8_t protocol, size_t len)
{
	size_t at = protocol == SIM_IP_TCP   ? 16
		    : protocol == SIM_IP_UDP ? 6
					     : 2;
	uint16_t sum;

	att_put16_be(p + at, 0);
	sum = sim_ip_checksum(flow, protocol, att_bytes_of(p, len));
	if (!sum && protocol == SIM_IP_UDP)
		sum = 0xffff; /* 0 would say that there is none */
	att_put16_be(p + at, sum);
}

size_t sim_ip_header_len(bool v6)
{
	return v6 ? V6_HEADER : V4_HEADER;
}

size_t sim_ip_encode(uint8_t *buf, const struct sim_flow *flow,
		     uint8_t protocol, uint8_t hop_limit, uint16_t id,
		     size_t len)
{
	size_t header = sim_ip_header_len(flow->v6);

	payload_checksum(buf + header, flow, protocol, len);
	memset(buf, 0, header);
	if (flow->v6) {
		v6_encode(buf, flow, len);
		buf[6] = protocol;
		buf[7] = hop_limit;
	} else {
		v4_encode(buf, flow, id, len);
		buf[8] = hop_limit;
		buf[9] = protocol;
		att_put16_be(buf + 10, sum_fold(sum_add(0, buf, header)));
	}
	return header + len;
}

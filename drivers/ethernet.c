/* Ethernet frames to and from a modem. */
#include "drivers/ethernet.h"

#include "base/errors.h"

enum {
	ADDRESS = 6,
	TYPE_AT = 12,
	TYPE_IPV4 = 0x0800,
	TYPE_ARP = 0x0806,
	TYPE_IPV6 = 0x86dd,

	IPV4_HEAD = 20,
	IPV6_HEAD = 40,

	/* Of a packet of ARP, in its frame. */
	ARP_OPERATION = 20,
	ARP_SENDER = 22,
	ARP_SENDER_IP = 28,
	ARP_TARGET = 32,
	ARP_TARGET_IP = 38,
	ARP_REQUEST = 1,
	ARP_REPLY = 2,

	/* Of a neighbor solicitation and its answer, in their datagram. */
	IPV6_SOURCE = 8,
	IPV6_TARGET = 24, /* destination */
	ND_AT = IPV6_HEAD,
	ND_TARGET = IPV6_HEAD + 8,
	ND_LEN = 24,
	NA_LEN = 32, /* with our station */
	ICMPV6 = 58,
	SOLICITATION = 135,
	ADVERTISEMENT = 136,
	SOLICITED_OVERRIDE = 0x60,
	OPTION_STATION = 2,

	/* Datagrams after which the modem is asked again. */
	ASK_EVERY = 16
};

/* Ours, of those that everybody may use. It does not begin as a datagram does,
 * so that what comes without a frame can be told. */
static const uint8_t own[ADDRESS] = {0x02, 0x61, 0x74, 0x74, 0x00, 0x01};
static const uint8_t all[ADDRESS] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
/* Ethernet, IPv4, and how long their addresses are. */
static const uint8_t arp_kind[6] = {0x00, 0x01, 0x08, 0x00, ADDRESS, 4};

static void frame_put(uint8_t *p, const uint8_t *to, uint16_t type)
{
	memcpy(p, to, ADDRESS);
	memcpy(p + ADDRESS, own, ADDRESS);
	att_put16_be(p + TYPE_AT, type);
}

/* --- send --------------------------------------------------------- */

static uint8_t *link_reserve(void *s, uint8_t *buf, struct flow flow,
			     uint32_t max)
{
	struct ethernet_link *l = s;

	if (l->len || l->max_size < ETHERNET_HEAD ||
	    max > l->max_size - ETHERNET_HEAD || flow.service || flow.id)
		return NULL;
	l->buf = buf;
	return buf + ETHERNET_HEAD;
}

/* The station that the datagram is for; RFC 1112 6.4, RFC 2464 7. */
static void station_put(struct ethernet_link *l, const uint8_t *datagram,
			bool ipv6, uint8_t to[ADDRESS])
{
	const uint8_t *ip = datagram + (ipv6 ? 24 : 16);

	memcpy(to, l->known ? l->modem : all, ADDRESS);
	if (ipv6 && ip[0] == 0xff) {
		memset(to, 0x33, 2);
		memcpy(to + 2, ip + 12, 4);
	} else if (!ipv6 && ip[0] >> 4 == 0xe) {
		att_put32_be(to, 0x01005e00u);
		att_put32_be(to + 2,
			     0x5e000000u | (att_get32_be(ip) & 0x7fffffu));
	} else if (!ipv6 && att_get32(ip) == UINT32_MAX) {
		memcpy(to, all, ADDRESS);
	} else if (!ipv6 && !l->known) {
		memcpy(l->ask, datagram + 12, sizeof(l->ask));
		l->asks |= l->unknown++ % ASK_EVERY == 0;
	}
}

static void link_commit(void *s, struct flow flow, uint32_t len)
{
	struct ethernet_link *l = s;
	uint8_t *datagram = l->buf + ETHERNET_HEAD, to[ADDRESS];
	bool ipv6 = len && datagram[0] >> 4 == 6;

	(void)flow; /* the only one */
	l->len = len;
	memcpy(to, l->known ? l->modem : all, ADDRESS);
	if (len >= (ipv6 ? IPV6_HEAD : IPV4_HEAD))
		station_put(l, datagram, ipv6, to);
	if (len)
		frame_put(l->buf, to, ipv6 ? TYPE_IPV6 : TYPE_IPV4);
}

static uint32_t link_end(void *s)
{
	struct ethernet_link *l = s;
	uint32_t len = l->len ? ETHERNET_HEAD + l->len : 0;

	l->len = 0;
	return len;
}

/* --- ARP ---------------------------------------------------------- */

static void arp_put(uint8_t *p, const uint8_t *to, uint16_t operation,
		    const uint8_t *own_ip, const uint8_t *modem,
		    const uint8_t *modem_ip)
{
	frame_put(p, to, TYPE_ARP);
	memcpy(p + ETHERNET_HEAD, arp_kind, sizeof(arp_kind));
	att_put16_be(p + ARP_OPERATION, operation);
	memcpy(p + ARP_SENDER, own, ADDRESS);
	memcpy(p + ARP_SENDER_IP, own_ip, 4);
	memcpy(p + ARP_TARGET, modem, ADDRESS);
	memcpy(p + ARP_TARGET_IP, modem_ip, 4);
}

/* Who asks for the address that it has itself, or has none yet, wants to know
 * whether another has it. */
static void arp_take(struct ethernet_link *l, struct att_bytes frame)
{
	const uint8_t *p = frame.p;

	if (!att_bytes_has(frame, 0, ETHERNET_ARP) ||
	    !att_bytes_equal(att_bytes_of(p + ETHERNET_HEAD, sizeof(arp_kind)),
			     att_bytes_of(arp_kind, sizeof(arp_kind))) ||
	    att_get16_be(p + ARP_OPERATION) != ARP_REQUEST ||
	    !att_get32(p + ARP_SENDER_IP) ||
	    att_get32(p + ARP_SENDER_IP) == att_get32(p + ARP_TARGET_IP))
		return;
	arp_put(l->answer, p + ARP_SENDER, ARP_REPLY, p + ARP_TARGET_IP,
		p + ARP_SENDER, p + ARP_SENDER_IP);
	l->answer_len = ETHERNET_ARP;
}

/* --- neighbors ---------------------------------------------------- */

static uint32_t sum_of(const uint8_t *p, uint32_t len, uint32_t sum)
{
	for (uint32_t i = 0; i < len; i += 2)
		sum += att_get16_be(p + i);
	return sum;
}

/* RFC 4443 2.3, of a message of even length. */
static uint16_t checksum(const uint8_t *datagram, uint32_t len)
{
	uint32_t sum = sum_of(datagram + IPV6_SOURCE, 32, len + ICMPV6);

	sum = sum_of(datagram + ND_AT, len, sum);
	sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)(0xffff ^ (sum + (sum >> 16)));
}

static bool is_unspecified(const uint8_t *ip)
{
	return !(att_get64(ip) | att_get64(ip + 8));
}

/* A question for a station; whoever has no address yet wants to know whether
 * another has it. */
static bool is_solicitation(struct att_bytes d)
{
	return att_bytes_has(d, 0, ND_AT + ND_LEN) && d.p[6] == ICMPV6 &&
	       d.p[7] == 255 && d.p[ND_AT] == SOLICITATION &&
	       !is_unspecified(d.p + IPV6_SOURCE);
}

static void advertise(struct ethernet_link *l, const uint8_t *to,
		      const uint8_t *question)
{
	uint8_t *p = l->answer + ETHERNET_HEAD;

	memset(l->answer, 0, sizeof(l->answer));
	frame_put(l->answer, to, TYPE_IPV6);
	p[0] = 0x60;
	att_put16_be(p + 4, NA_LEN);
	p[6] = ICMPV6;
	p[7] = 255;
	memcpy(p + IPV6_SOURCE, question + ND_TARGET, 16);
	memcpy(p + IPV6_TARGET, question + IPV6_SOURCE, 16);
	p[ND_AT] = ADVERTISEMENT;
	p[ND_AT + 4] = SOLICITED_OVERRIDE;
	memcpy(p + ND_TARGET, question + ND_TARGET, 16);
	p[ND_AT + ND_LEN] = OPTION_STATION;
	p[ND_AT + ND_LEN + 1] = 1;
	memcpy(p + ND_AT + ND_LEN + 2, own, ADDRESS);
	att_put16_be(p + ND_AT + 2, checksum(p, NA_LEN));
	l->answer_len = ETHERNET_NA;
}

/* --- what the framing itself has to say --------------------------- */

static uint32_t link_own(void *s, uint8_t *buf)
{
	static const uint8_t nobody[ADDRESS];
	struct ethernet_link *l = s;
	uint32_t len = l->answer_len;

	if (len && len <= l->max_size) {
		memcpy(buf, l->answer, len);
		l->answer_len = 0;
		return len;
	}
	if (!l->asks || l->max_size < ETHERNET_ARP)
		return 0;
	arp_put(buf, all, ARP_REQUEST, l->ask, nobody, l->ask + 4);
	l->asks = false;
	return ETHERNET_ARP;
}

/* --- receive ------------------------------------------------------ */

/* Nobody else is there. */
static void learn(struct ethernet_link *l, const uint8_t *from)
{
	bool none = !(att_get32(from) | att_get16(from + 4));

	if (none || from[0] & 1)
		return;
	memcpy(l->modem, from, ADDRESS);
	l->known = true;
	l->asks = false;
}

/* Short frames are filled up. */
static struct att_bytes without_filling(struct att_bytes d, uint16_t type)
{
	uint32_t len = 0;

	if (type == TYPE_IPV4 && att_bytes_has(d, 0, IPV4_HEAD))
		len = att_get16_be(d.p + 2);
	if (type == TYPE_IPV6 && att_bytes_has(d, 0, IPV6_HEAD))
		len = IPV6_HEAD + att_get16_be(d.p + 4);
	if (len)
		att_bytes_sub(d, 0, len, &d);
	return d;
}

/* True: *to is its datagram. */
static bool frame_take(struct ethernet_link *l, struct att_bytes frame,
		       struct att_bytes *to)
{
	uint16_t type = att_get16_be(frame.p + TYPE_AT);

	learn(l, frame.p + ADDRESS);
	if (type == TYPE_ARP)
		arp_take(l, frame);
	if (type == TYPE_IPV4 || type == TYPE_IPV6) {
		att_bytes_sub(frame, ETHERNET_HEAD, frame.len - ETHERNET_HEAD,
			      to);
		*to = without_filling(*to, type);
		if (type == TYPE_IPV6 && is_solicitation(*to)) {
			advertise(l, frame.p + ADDRESS, to->p);
			return false;
		}
		return to->len > 0;
	}
	l->skipped += type != TYPE_ARP;
	return false;
}

static unsigned link_walk(void *s, const struct att_bytes *transfer,
			  struct framing_datagram *to, unsigned cap, int *err)
{
	struct ethernet_link *l = s;

	*err = 0;
	if (!transfer || !transfer->len || !cap)
		return 0;
	to->flow = (struct flow){.id = 0};
	to->bytes = *transfer;
	if (transfer->p[0] >> 4 == 4 || transfer->p[0] >> 4 == 6)
		return 1;
	if (att_bytes_has(*transfer, 0, ETHERNET_HEAD))
		return frame_take(l, *transfer, &to->bytes);
	*err = ATT_E_SHORT;
	return 0;
}

const struct framing ethernet_framing = {
	.reserve = link_reserve,
	.commit = link_commit,
	.end = link_end,
	.walk = link_walk,
	.own = link_own,
};

void ethernet_link_init(struct ethernet_link *l, uint32_t max_size)
{
	memset(l, 0, sizeof(*l));
	l->max_size = max_size;
}

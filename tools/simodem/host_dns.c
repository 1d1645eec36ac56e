/* The name server of the far side: every name is its own address. RFC 1035
 * section 4.1; queries with one question, no compression, no EDNS. */
#include "tools/simodem/host.h"

#define HEADER	 12u
#define QUESTION 4u /* type and class, behind the name */
#define LABEL	 63u
#define TTL_S	 60u

enum { TYPE_A = 1, TYPE_AAAA = 28, CLASS_IN = 1 };

/* Bits of the second word of the header. */
enum {
	RESPONSE = 0x8000,
	OPCODE = 0x7800,
	RECURSION_DESIRED = 0x0100,
	RECURSION_AVAILABLE = 0x0080,
	FORMAT_ERROR = 1,
	NOT_IMPLEMENTED = 4,
};

/* Bytes of the one question; 0: there is none that can be read. */
static size_t question_len(struct att_bytes query)
{
	size_t at = HEADER;

	if (att_get16_be(query.p + 4) != 1)
		return 0;
	while (at < query.len && query.p[at] && query.p[at] <= LABEL)
		at += 1u + query.p[at];
	if (!att_bytes_has(query, at, 1 + QUESTION) || query.p[at])
		return 0;
	return at + 1 + QUESTION - HEADER;
}

/* The record behind the question; its bytes, 0: no such address. */
static size_t put_answer(uint8_t *out, const uint8_t *type_and_class,
			 uint32_t network)
{
	uint16_t type = att_get16_be(type_and_class);
	uint16_t len = type == TYPE_A ? 4 : 16;

	if ((type != TYPE_A && type != TYPE_AAAA) ||
	    att_get16_be(type_and_class + 2) != CLASS_IN)
		return 0;
	att_put16_be(out, 0xc000 | HEADER); /* the name in the question */
	memcpy(out + 2, type_and_class, QUESTION);
	att_put32_be(out + 6, TTL_S);
	att_put16_be(out + 10, len);
	if (type == TYPE_A)
		sim_address4(out + 12, network, SIM_FAR);
	else
		sim_address6(out + 12, network, SIM_FAR);
	return 12u + len;
}

size_t sim_dns_answer(uint32_t network, struct att_bytes query, uint8_t *out)
{
	uint16_t flags, answer = RESPONSE | RECURSION_AVAILABLE;
	size_t question, record = 0;

	if (query.len < HEADER || query.len > SIM_DNS_MAX)
		return 0;
	flags = att_get16_be(query.p + 2);
	if (flags & RESPONSE)
		return 0;
	memset(out, 0, HEADER);
	memcpy(out, query.p, 2);
	answer |= flags & (OPCODE | RECURSION_DESIRED);
	question = question_len(query);
	if (flags & OPCODE || !question) {
		answer |= flags & OPCODE ? NOT_IMPLEMENTED : FORMAT_ERROR;
		question = 0;
	} else {
		memcpy(out + HEADER, query.p + HEADER, question);
		record = put_answer(out + HEADER + question,
				    query.p + HEADER + question - QUESTION,
				    network);
	}
	att_put16_be(out + 2, answer);
	att_put16_be(out + 4, question > 0);
	att_put16_be(out + 6, record > 0);
	return HEADER + question + record;
}

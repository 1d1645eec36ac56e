/* GSM's 7 bit alphabet as two tables, and the packing of its septets. */
#include "wire/sms/gsm7.h"

#define N_EXTENSION 10u

/* 3GPP TS 23.038 6.2.1: the basic character set. The escape is a space to those
 * who do not know the extension table. */
static const uint16_t basic[128] = {
	'@',	0x00a3, '$',	0x00a5, 0x00e8, 0x00e9, 0x00f9, 0x00ec, 0x00f2,
	0x00c7, '\n',	0x00d8, 0x00f8, '\r',	0x00c5, 0x00e5, 0x0394, '_',
	0x03a6, 0x0393, 0x039b, 0x03a9, 0x03a0, 0x03a8, 0x03a3, 0x0398, 0x039e,
	' ',	0x00c6, 0x00e6, 0x00df, 0x00c9, ' ',	'!',	'"',	'#',
	0x00a4, '%',	'&',	'\'',	'(',	')',	'*',	'+',	',',
	'-',	'.',	'/',	'0',	'1',	'2',	'3',	'4',	'5',
	'6',	'7',	'8',	'9',	':',	';',	'<',	'=',	'>',
	'?',	0x00a1, 'A',	'B',	'C',	'D',	'E',	'F',	'G',
	'H',	'I',	'J',	'K',	'L',	'M',	'N',	'O',	'P',
	'Q',	'R',	'S',	'T',	'U',	'V',	'W',	'X',	'Y',
	'Z',	0x00c4, 0x00d6, 0x00d1, 0x00dc, 0x00a7, 0x00bf, 'a',	'b',
	'c',	'd',	'e',	'f',	'g',	'h',	'i',	'j',	'k',
	'l',	'm',	'n',	'o',	'p',	'q',	'r',	's',	't',
	'u',	'v',	'w',	'x',	'y',	'z',	0x00e4, 0x00f6, 0x00f1,
	0x00fc, 0x00e0,
};

/* 6.2.1.1: behind an escape. */
static const struct {
	uint8_t septet;
	uint16_t c;
} extension[N_EXTENSION] = {
	{0x0a, '\f'}, {0x14, '^'}, {0x28, '{'}, {0x29, '}'}, {0x2f, '\\'},
	{0x3c, '['},  {0x3d, '~'}, {0x3e, ']'}, {0x40, '|'}, {0x65, 0x20ac},
};

unsigned att_gsm7_put(uint32_t c, uint8_t out[2])
{
	for (uint8_t i = 0; i < sizeof(basic) / sizeof(basic[0]); i++)
		if (basic[i] == c && i != ATT_GSM7_ESCAPE) {
			out[0] = i;
			return 1;
		}
	for (unsigned i = 0; i < N_EXTENSION; i++)
		if (extension[i].c == c) {
			out[0] = ATT_GSM7_ESCAPE;
			out[1] = extension[i].septet;
			return 2;
		}
	return 0;
}

uint32_t att_gsm7_next(const uint8_t *septet, size_t n, size_t *at)
{
	uint8_t s = septet[(*at)++];

	if (s != ATT_GSM7_ESCAPE || *at == n)
		return basic[s];
	s = septet[(*at)++];
	for (unsigned i = 0; i < N_EXTENSION; i++)
		if (extension[i].septet == s)
			return extension[i].c;
	return basic[s];
}

size_t att_gsm7_octets(size_t n, unsigned fill)
{
	return (n * 7 + fill + 7) / 8;
}

void att_gsm7_pack(const uint8_t *septet, size_t n, unsigned fill, uint8_t *out)
{
	size_t bit = fill;

	memset(out, 0, att_gsm7_octets(n, fill));
	for (size_t i = 0; i < n; i++, bit += 7) {
		unsigned v = (septet[i] & 0x7fu) << bit % 8;

		out[bit / 8] = (uint8_t)(out[bit / 8] | v);
		if (bit % 8 > 1)
			out[bit / 8 + 1] = (uint8_t)(v >> 8);
	}
}

void att_gsm7_unpack(const uint8_t *p, size_t n, unsigned fill, uint8_t *septet)
{
	size_t bit = fill;

	for (size_t i = 0; i < n; i++, bit += 7) {
		unsigned v = p[bit / 8];

		if (bit % 8 > 1)
			v |= (unsigned)p[bit / 8 + 1] << 8;
		septet[i] = (uint8_t)(v >> bit % 8 & 0x7f);
	}
}

/* What a new card has in its files. 3GPP TS 31.102 4.2, ETSI TS 102 221 13. */
#include "tools/simodem/card_inside.h"

/* ETSI TS 101 220 annex E: an application of 3GPP, USIM. */
const uint8_t sim_card_usim_aid[SIM_CARD_USIM_AID_LEN] = {
	0xa0, 0, 0, 0, 0x87, 0x10, 0x02, 0xff, 0x49, 0xff, 0x05, 0x89};

static size_t whole(const struct sim_card_file *f)
{
	return (size_t)f->len * f->records;
}

static size_t length(const char *text)
{
	size_t n = 0;

	while (text[n] != '\0')
		n++;
	return n;
}

/* The half bytes of digits, the first one low, over what is ff. */
static void put_digits(uint8_t *to, const char *digits, size_t most)
{
	for (size_t i = 0; digits[i] != '\0' && i < most; i++) {
		uint8_t digit = (uint8_t)(digits[i] - '0') & 0xf;

		if (i % 2 == 0)
			to[i / 2] = 0xf0 | digit;
		else
			to[i / 2] = (uint8_t)(digit << 4 | (to[i / 2] & 0xf));
	}
}

/* 3GPP TS 24.008 10.5.1.13: MCC, MNC of 2 or 3 digits. */
static void put_plmn(uint8_t *to, const char *id)
{
	const char turned[] = {id[0], id[1], id[2], id[5] != '\0' ? id[5] : '?',
			       id[3], id[4], '\0'};

	put_digits(to, turned, 6); /* '?' is f */
}

static void home_plmn(const struct sim_personal *p, char id[8])
{
	size_t n = p->usim->mnc_digits == 3 ? 6 : 5;

	memset(id, 0, 8);
	for (size_t i = 0; i < n && p->imsi[i] != '\0'; i++)
		id[i] = p->imsi[i];
	for (size_t i = length(id); i < n; i++)
		id[i] = '0';
}

/* One TLV whose value is n bytes: where that is. */
static uint8_t *put_tlv(uint8_t *to, uint8_t tag, size_t n)
{
	to[0] = tag;
	to[1] = (uint8_t)n;
	return to + 2;
}

/* --- of the MF -------------------------------------------------------------
 */

/* The label is for people. */
size_t sim_fill_dir(const struct sim_card_file *f, const struct sim_personal *p,
		    uint8_t *to)
{
	uint8_t *at;

	if (p->usim == NULL)
		return whole(f);
	at = put_tlv(to, 0x61, 2 + SIM_CARD_USIM_AID_LEN + 2 + 4);
	at = put_tlv(at, 0x4f, SIM_CARD_USIM_AID_LEN);
	memcpy(at, sim_card_usim_aid, SIM_CARD_USIM_AID_LEN);
	at = put_tlv(at + SIM_CARD_USIM_AID_LEN, 0x50, 4);
	memcpy(at, "USIM", 4);
	return whole(f);
}

size_t sim_fill_iccid(const struct sim_card_file *f,
		      const struct sim_personal *p, uint8_t *to)
{
	put_digits(to, p->iccid, 20);
	return whole(f);
}

size_t sim_fill_pl(const struct sim_card_file *f, const struct sim_personal *p,
		   uint8_t *to)
{
	(void)p;
	memcpy(to, "en", 2);
	return whole(f);
}

static size_t put_rule(uint8_t *to, uint8_t modes, enum sim_access access)
{
	to[0] = 0x80; /* access mode: a byte of bits */
	to[1] = 1;
	to[2] = modes;
	return 3 + sim_card_condition(access, to + 3);
}

/* Read, update, and (de)activate. */
size_t sim_fill_arr(const struct sim_card_file *f, const struct sim_personal *p,
		    uint8_t *to)
{
	(void)p;
	for (uint8_t i = 1; i <= SIM_CARD_RULES; i++, to += f->len) {
		struct sim_card_rule rule = sim_card_rule(i);
		size_t n = put_rule(to, 0x01, rule.read);

		n += put_rule(to + n, 0x02, rule.update);
		put_rule(to + n, 0x18, SIM_ACCESS_ADM);
	}
	return whole(f);
}

/* --- the subscriber --------------------------------------------------------
 */

/* TS 31.102 4.2.2: length, then digits behind a half byte with the parity of
 * their number. */
size_t sim_fill_imsi(const struct sim_card_file *f,
		     const struct sim_personal *p, uint8_t *to)
{
	char digits[18] = "1";
	size_t n = length(p->imsi);

	for (size_t i = 0; i < n && i < 15; i++)
		digits[i + 1] = p->imsi[i];
	if (n % 2 == 1)
		digits[0] = '9';
	put_digits(to + 1, digits, 16);
	to[0] = (uint8_t)(n / 2 + 1);
	return whole(f);
}

/* Normal operation. */
size_t sim_fill_ad(const struct sim_card_file *f, const struct sim_personal *p,
		   uint8_t *to)
{
	memset(to, 0, 3);
	to[3] = p->usim->mnc_digits == 3 ? 3 : 2;
	return whole(f);
}

/* TS 31.102 4.2.8: services by their number, from 1. */
size_t sim_fill_ust(const struct sim_card_file *f, const struct sim_personal *p,
		    uint8_t *to)
{
	static const uint8_t services[] = {
		2,	/* fixed dialling numbers */
		10,	/* short messages, and their parameters */
		12, 13, /* advice of charge */
		19,	/* service provider name */
		20,	/* preferred networks with access technology */
		21,	/* MSISDN */
		33,	/* is always there */
		42,	/* operator's preferred networks */
		43,	/* home networks with access technology */
		45, 46, /* PNN and OPL */
		51,	/* SPDI */
		71,	/* equivalent home networks */
		85,	/* EPS mobility management */
	};
	size_t n = whole(f);

	memset(to, 0, n);
	for (size_t i = 0; i < sizeof(services); i++)
		to[(services[i] - 1) / 8] |=
			(uint8_t)(1u << (services[i] - 1) % 8);
	to[2] |= p->usim->gid1_len > 0 ? 0x01 : 0; /* 17 */
	to[2] |= p->usim->gid2_len > 0 ? 0x02 : 0; /* 18 */
	return n;
}

/* The class is the last digit of the IMSI. */
size_t sim_fill_acc(const struct sim_card_file *f, const struct sim_personal *p,
		    uint8_t *to)
{
	size_t n = length(p->imsi);
	unsigned digit = n > 0 ? (unsigned)(p->imsi[n - 1] - '0') % 10 : 0;

	to[0] = (uint8_t)(1u << digit >> 8);
	to[1] = (uint8_t)(1u << digit);
	return whole(f);
}

/* It may be shown in place of the network's name. */
size_t sim_fill_spn(const struct sim_card_file *f, const struct sim_personal *p,
		    uint8_t *to)
{
	to[0] = 0;
	memcpy(to + 1, p->usim->spn, length(p->usim->spn));
	return whole(f);
}

/* Behind 10 bytes for a name: length, type of number, digits. */
size_t sim_fill_msisdn(const struct sim_card_file *f,
		       const struct sim_personal *p, uint8_t *to)
{
	bool international = p->number[0] == '+';
	const char *digits = p->number + international;
	size_t n = length(digits);

	if (n == 0)
		return whole(f);
	to[10] = (uint8_t)(1 + (n < 20 ? n + 1 : 20) / 2);
	to[11] = international ? 0x91 : 0x81;
	put_digits(to + 12, digits, 20);
	return whole(f);
}

/* --- networks --------------------------------------------------------------
 */

/* 3GPP TS 24.008 10.5.3.5a: 7 bits a letter, of which ASCII's are the same but
 * for a few signs. */
static size_t put_name(uint8_t *to, uint8_t tag, const char *name)
{
	size_t n = length(name), bytes = (7 * n + 7) / 8;
	uint8_t *at = put_tlv(to, tag, 1 + bytes);

	if (n == 0)
		return 0;
	at[0] = (uint8_t)(0x80 | (8 * bytes - 7 * n));
	memset(at + 1, 0, bytes);
	for (size_t i = 0; i < n; i++) {
		unsigned bits = (unsigned)(name[i] & 0x7f) << 7 * i % 8;

		at[1 + 7 * i / 8] |= (uint8_t)bits;
		if (bits > 0xff)
			at[2 + 7 * i / 8] |= (uint8_t)(bits >> 8);
	}
	return 3 + bytes;
}

/* The first record names the home network. */
size_t sim_fill_pnn(const struct sim_card_file *f, const struct sim_personal *p,
		    uint8_t *to)
{
	size_t n = put_name(to, 0x43, p->usim->name);

	if (n > 0 && p->usim->short_name[0] != '\0')
		n += put_name(to + n, 0x45, p->usim->short_name);
	memset(to + n, 0xff, whole(f) - n);
	return whole(f);
}

/* Everywhere in the home network, the first name. */
size_t sim_fill_opl(const struct sim_card_file *f, const struct sim_personal *p,
		    uint8_t *to)
{
	char id[8];

	if (p->usim->name[0] == '\0')
		return whole(f);
	home_plmn(p, id);
	put_plmn(to, id);
	to[3] = to[4] = 0;
	to[5] = 0xff;
	to[6] = 0xfe;
	to[7] = 1;
	return whole(f);
}

size_t sim_fill_fplmn(const struct sim_card_file *f,
		      const struct sim_personal *p, uint8_t *to)
{
	for (unsigned i = 0; i < SIM_CARD_FORBIDDEN; i++)
		if (p->usim->forbidden[i][0] != '\0')
			put_plmn(to + 3 * i, p->usim->forbidden[i]);
	return whole(f);
}

/* UTRAN and E-UTRAN. */
size_t sim_fill_home_plmn(const struct sim_card_file *f,
			  const struct sim_personal *p, uint8_t *to)
{
	char id[8];

	home_plmn(p, id);
	put_plmn(to, id);
	to[3] = 0xc0;
	to[4] = 0;
	return whole(f);
}

size_t sim_fill_empty_plmn(const struct sim_card_file *f,
			   const struct sim_personal *p, uint8_t *to)
{
	(void)p;
	for (size_t i = 0; i + 5 <= whole(f); i += 5)
		to[i + 3] = to[i + 4] = 0;
	return whole(f);
}

/* An area of no network, and "not updated". */
static size_t nowhere(const struct sim_card_file *f, uint8_t *area)
{
	area[0] = area[1] = 0;
	return whole(f);
}

size_t sim_fill_loci(const struct sim_card_file *f,
		     const struct sim_personal *p, uint8_t *to)
{
	(void)p;
	to[10] = 1;
	return nowhere(f, to + 7);
}

size_t sim_fill_psloci(const struct sim_card_file *f,
		       const struct sim_personal *p, uint8_t *to)
{
	(void)p;
	to[13] = 1;
	return nowhere(f, to + 10);
}

size_t sim_fill_epsloci(const struct sim_card_file *f,
			const struct sim_personal *p, uint8_t *to)
{
	(void)p;
	to[17] = 1;
	return nowhere(f, to + 15);
}

/* An hour between searches, in 6 minutes. */
size_t sim_fill_hpplmn(const struct sim_card_file *f,
		       const struct sim_personal *p, uint8_t *to)
{
	(void)p;
	to[0] = 10;
	return whole(f);
}

/* --- others ----------------------------------------------------------------
 */

size_t sim_fill_gid1(const struct sim_card_file *f,
		     const struct sim_personal *p, uint8_t *to)
{
	(void)f;
	memcpy(to, p->usim->gid1, p->usim->gid1_len);
	return p->usim->gid1_len;
}

size_t sim_fill_gid2(const struct sim_card_file *f,
		     const struct sim_personal *p, uint8_t *to)
{
	(void)f;
	memcpy(to, p->usim->gid2, p->usim->gid2_len);
	return p->usim->gid2_len;
}

/* All places are free. */
size_t sim_fill_sms(const struct sim_card_file *f, const struct sim_personal *p,
		    uint8_t *to)
{
	(void)p;
	for (unsigned i = 0; i < f->records; i++)
		to[(size_t)i * f->len] = 0;
	return whole(f);
}

/* 112, of no category. */
size_t sim_fill_ecc(const struct sim_card_file *f, const struct sim_personal *p,
		    uint8_t *to)
{
	(void)p;
	put_digits(to, "112", 6);
	to[3] = 0;
	return whole(f);
}

size_t sim_fill_zero(const struct sim_card_file *f,
		     const struct sim_personal *p, uint8_t *to)
{
	(void)p;
	memset(to, 0, whole(f));
	return whole(f);
}

/* No key: its identifier is 7. */
size_t sim_fill_keys(const struct sim_card_file *f,
		     const struct sim_personal *p, uint8_t *to)
{
	(void)p;
	to[0] = 7;
	return whole(f);
}

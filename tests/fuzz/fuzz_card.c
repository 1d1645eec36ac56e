/* Commands for a card: each has status words, answers stay in their room, and
 * nobody but who knows the secret gets attempts back. The first byte says how
 * the card is made; then come commands behind their length, some for the
 * terminal in front of it. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "tools/simodem/card.h"

static void make(struct sim_uicc *u, uint8_t how)
{
	struct sim_usim usim = {
		.spn = "Simulated",
		.name = "Simulated Network",
		.mnc_digits = how & 1 ? 3 : 2,
		.forbidden = {"00102"},
		.gid1_len = how & 2 ? SIM_CARD_GROUP : 0,
		.channels = how & 4 ? SIM_CARD_CHANNELS : 1,
	};
	const struct sim_personal p = {
		.iccid = "8900000000000000000",
		.imsi = "001010000000000",
		.number = "+10000000000",
		.pin = how & 8 ? "1234" : "",
		.puk = "00000000",
		.attempts = how >> 4 & 3,
		.puk_attempts = 2,
		.usim = how & 0x40 ? NULL : &usim,
	};

	sim_uicc_init(u, &p);
}

/* Attempts came back by a secret that was right, and by nothing else. */
static void check_attempts(const struct sim_secret *before,
			   const struct sim_secret *after, bool right)
{
	FUZZ_CLAIM(after->attempts <= after->attempts_max);
	FUZZ_CLAIM(after->puk_attempts <= after->puk_attempts_max);
	if (right)
		return;
	FUZZ_CLAIM(after->attempts <= before->attempts);
	FUZZ_CLAIM(after->puk_attempts <= before->puk_attempts);
	FUZZ_CLAIM(after->attempts + after->puk_attempts + 1 >=
		   before->attempts + before->puk_attempts);
	FUZZ_CLAIM(!after->verified || before->verified);
	FUZZ_CLAIM(strcmp(after->value, before->value) == 0);
}

static void command(struct sim_uicc *u, struct att_bytes c, bool terminal)
{
	const struct sim_uicc before = *u;
	uint8_t *answer = fuzz_alloc(SIM_CARD_ANSWER);
	size_t len = terminal ? sim_terminal_command(u, c, answer)
			      : sim_uicc_command(u, c, answer);
	uint8_t ins = c.len > 1 ? c.p[1] : 0, sw1;
	bool pin = ins == 0x20 || (ins & 0xf0) == 0x20;
	bool right;

	FUZZ_CLAIM(len >= 2 && len <= SIM_CARD_ANSWER);
	sw1 = answer[len - 2];
	right = pin && sw1 == 0x90;
	FUZZ_CLAIM(sw1 == 0x90 || sw1 == 0x98 || (sw1 >= 0x61 && sw1 <= 0x6e));
	FUZZ_CLAIM(!terminal || sw1 != 0x61);
	FUZZ_CLAIM(u->channel[0].open);
	check_attempts(&before.pin1, &u->pin1, right);
	check_attempts(&before.pin2, &u->pin2, right);
	free(answer);
}

static void file(struct sim_uicc *u, struct att_bytes c)
{
	const struct sim_file_path f = {.path = c};
	struct sim_file_status s;
	uint8_t to[256];
	size_t len;
	uint16_t status = sim_terminal_select(u, &f, &s);

	FUZZ_CLAIM(status != SIM_SW_OK || s.fcp_len > 2);
	status = sim_terminal_read(u, &f, 1, 0, to, sizeof(to), &len);
	FUZZ_CLAIM(len <= sizeof(to));
	sim_terminal_read_record(u, &f, 1, to, &len);
	FUZZ_CLAIM(len <= sizeof(to));
	sim_terminal_write(u, &f, 0, c);
	sim_terminal_write_record(u, &f, 2, c);
}

static void texts(const struct sim_uicc *u)
{
	char text[SIM_CARD_TEXT];

	sim_uicc_iccid(u, text);
	FUZZ_CLAIM(strlen(text) < sizeof(text));
	sim_uicc_imsi(u, text);
	FUZZ_CLAIM(strlen(text) < sizeof(text));
	sim_uicc_number(u, text);
	FUZZ_CLAIM(strlen(text) < sizeof(text));
	sim_uicc_spn(u, text);
	FUZZ_CLAIM(strlen(text) < sizeof(text));
	sim_uicc_home(u, text);
	FUZZ_CLAIM(strlen(text) < sizeof(text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct sim_uicc u;
	size_t i = 1;

	if (size == 0)
		return 0;
	make(&u, data[0]);
	while (i + 2 <= size) {
		size_t len =
			data[i + 1] < size - i - 2 ? data[i + 1] : size - i - 2;
		struct att_bytes c = att_bytes_of(data + i + 2, len);

		switch (data[i] & 7) {
		case 0:
			sim_uicc_reset(&u);
			break;
		case 1:
			file(&u, c);
			break;
		default:
			command(&u, c, data[i] & 1);
		}
		i += 2 + len;
	}
	texts(&u);
	return 0;
}

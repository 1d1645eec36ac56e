/* The simulated modem's control channel against a host that says anything, in
 * control transfers or as a stream. What the modem says always decodes. */
#include <stdlib.h>

#include "channel_input.h"
#include "fuzz.h"
#include "mutate.h"
#include "tools/simodem/sim.h"
#include "wire/mbim/msg.h"

enum what { MESSAGE, OPEN, STREAM, WAIT, WORLD, WHATS };

static void drain(struct sim_modem *m, uint64_t now)
{
	uint8_t buf[4096];
	struct mbim_msg msg;
	unsigned n = 0;
	size_t len;

	while ((len = sim_modem_output(m, buf, sizeof(buf), now)) > 0) {
		FUZZ_CLAIM(len <= sizeof(buf) && ++n < 10000);
		FUZZ_CLAIM(len >= MBIM_MSG_HEADER && att_get32(buf + 4) == len);
		(void)mbim_msg_decode(att_bytes_of(buf, len), &msg);
		FUZZ_CLAIM(mbim_msg_known(msg.type));
	}
}

/* What the network does with messages and codes. */
static const char *const commands[] = {
	"sms +15550100 Hello",
	"sms flash 4477 \xd0\x9f",
	"sms pdu 000408915155100000002080629173148002C834",
	"ussd ask Yes?",
	"ussd notify Hello",
	"ussd end",
	"fail sms_refused reopen",
};
#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

static void world(struct sim_modem *m, struct att_bytes in, uint64_t now)
{
	uint8_t what = fuzz_u8(&in), value = fuzz_u8(&in);

	switch (what % 7) {
	case 0:
		sim_modem_network(m, value & 1, now);
		break;
	case 1:
		sim_modem_detach(m, now);
		break;
	case 2:
		sim_modem_disconnect(m, value % 8, now);
		break;
	case 3:
		sim_modem_sim(m, value & 1, now);
		break;
	case 4:
		sim_modem_signal(m, value % 32, now);
		break;
	case 5:
		sim_modem_command(m, commands[value % COMMANDS], now);
		break;
	default:
		sim_modem_reset(m, now);
		break;
	}
}

static void input(struct sim_modem *m, struct att_bytes bytes, uint64_t now)
{
	uint8_t *copy = fuzz_copy(bytes);

	sim_modem_input(m, att_bytes_of(copy, bytes.len), now);
	free(copy);
}

static void event(struct sim_modem *m, const struct channel_event *e,
		  uint64_t *now)
{
	uint8_t open[16];

	switch ((enum what)(e->what % WHATS)) {
	case MESSAGE:
		input(m, e->bytes, *now);
		break;
	case OPEN:
		mbim_msg_encode_simple(open, sizeof(open), MBIM_MSG_OPEN, 1,
				       64u + 64u * (e->what / WHATS));
		input(m, att_bytes_of(open, sizeof(open)), *now);
		break;
	case STREAM:
		sim_modem_framing(m, e->what & 0x40);
		break;
	case WAIT:
		*now += 10u * e->what;
		if (*now >= sim_modem_deadline(m))
			sim_modem_expire(m, *now);
		break;
	case WORLD:
		world(m, e->bytes, *now);
		break;
	case WHATS:
		break;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct att_bytes in = {data, size};
	uint8_t options = fuzz_u8(&in);
	struct channel_event e;
	struct sim_config c;
	struct sim_modem *m;
	uint64_t now = 1;

	sim_config_default(&c);
	c.ex_version = (uint16_t)(0x100 * (1 + (options & 3) % 3));
	if (options & 4)
		memcpy(c.pin, "1234", 5);
	m = sim_modem_new(&c, now);
	FUZZ_CLAIM(m);
	while (channel_next(&in, &e)) {
		event(m, &e, &now);
		drain(m, now);
	}
	sim_modem_free(m);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
			       unsigned seed)
{
	if (size == 0)
		data[size++] = (uint8_t)seed;
	return 1 + channel_mutate(data + 1, size - 1, max_size - 1, seed,
				  1u << MBIM_KIND_QUERY | 1u << MBIM_KIND_SET);
}

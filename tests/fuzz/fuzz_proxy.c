/* The simulated modem's proxy against clients that say anything, come and go.
 * What they hear always begins with a message, and nobody hears anything who is
 * not there. */
#include <stdlib.h>

#include "channel_input.h"
#include "fuzz.h"
#include "generated/cids.h"
#include "mutate.h"
#include "tools/simodem/proxy.h"
#include "wire/mbim/msg.h"

#define CLIENTS 4u

enum what { SAY, COME_OR_GO, WAIT, UNPLUG, WHATS };

static bool here[CLIENTS];

static void hear(void *ctx, unsigned client, struct att_bytes bytes)
{
	(void)ctx;
	FUZZ_CLAIM(client < CLIENTS && here[client]);
	FUZZ_CLAIM(bytes.len >= MBIM_MSG_HEADER && bytes.len <= 4096);
	FUZZ_CLAIM(mbim_msg_known(att_get32(bytes.p)));
	FUZZ_CLAIM(att_get32(bytes.p + 4) == bytes.len);
}

static void come_or_go(struct sim_proxy *p, unsigned client)
{
	here[client] = !here[client];
	if (here[client])
		sim_proxy_join(p, client);
	else
		sim_proxy_leave(p, client);
}

static void event(struct sim_proxy *p, struct sim_modem *m,
		  const struct channel_event *e, uint64_t *now)
{
	unsigned client = e->what / WHATS % CLIENTS;
	uint8_t *copy;

	switch ((enum what)(e->what % WHATS)) {
	case SAY:
		if (!here[client])
			come_or_go(p, client);
		copy = fuzz_copy(e->bytes);
		sim_proxy_input(p, client, att_bytes_of(copy, e->bytes.len),
				*now);
		free(copy);
		break;
	case COME_OR_GO:
		come_or_go(p, client);
		break;
	case WAIT:
		*now += 100u * e->what;
		break;
	case UNPLUG:
		for (unsigned i = 0; i < CLIENTS; i++)
			if (here[i])
				come_or_go(p, i);
		sim_proxy_unplug(p);
		sim_modem_power_up(m, SIM_REMEDY_POWER, *now);
		break;
	case WHATS:
		break;
	}
}

/* A client that may speak: most inputs would not get so far. */
static void configure(struct sim_proxy *p, uint64_t now)
{
	const struct mbim_proxy_control_configuration_set set = {
		.device_path = att_str_utf8("/dev/null"),
	};
	uint8_t buf[256];
	int len = mbim_proxy_control_configuration_set_encode(
		&set, buf + MBIM_MSG_COMMAND_BODY,
		sizeof(buf) - MBIM_MSG_COMMAND_BODY);

	FUZZ_CLAIM(len > 0);
	len = mbim_msg_encode_command(
		buf, sizeof(buf), 1,
		&mbim_services[MBIM_SERVICE_PROXY_CONTROL].uuid,
		MBIM_CID_PROXY_CONTROL_CONFIGURATION, 1, (size_t)len);
	come_or_go(p, 0);
	sim_proxy_input(p, 0, att_bytes_of(buf, (size_t)len), now);
	sim_proxy_expire(p, now);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct att_bytes in = {data, size};
	struct channel_event e;
	struct sim_config c;
	struct sim_modem *m;
	struct sim_proxy *p;
	uint64_t now = 1;

	sim_config_default(&c);
	if (fuzz_u8(&in) & 1)
		c.max_control = 64;
	memset(here, 0, sizeof(here));
	m = sim_modem_new(&c, now);
	p = sim_proxy_new(m, hear, NULL);
	configure(p, now);
	while (channel_next(&in, &e)) {
		event(p, m, &e, &now);
		sim_proxy_expire(p, now);
	}
	sim_proxy_free(p);
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

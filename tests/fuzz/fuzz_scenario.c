/* A scenario of simodem, and the modem that it makes. */
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/errors.h"
#include "fuzz.h"
#include "tools/simodem/files.h"
#include "wire/mbim/msg.h"

static void count(void *ctx, const char *line)
{
	unsigned *lines = ctx;

	(void)line;
	++*lines;
}

/* Opened, it lives through its first hour. */
static void live(const struct sim_config *c)
{
	struct sim_modem *m = sim_modem_new(c, 0);
	uint8_t buf[16384];
	uint64_t now = 0;
	int len = mbim_msg_encode_simple(buf, sizeof(buf), MBIM_MSG_OPEN, 1,
					 4096);

	sim_modem_input(m, att_bytes_of(buf, (size_t)len), now);
	for (int i = 0; i < 1000 && now < 3600000; i++) {
		sim_modem_expire(m, now);
		while (sim_modem_ready(m, now))
			sim_modem_output(m, buf, sizeof(buf), now);
		now = sim_modem_deadline(m);
	}
	sim_modem_free(m);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct sim_config config;
	int fd = memfd_create("scenario", MFD_CLOEXEC);
	unsigned lines = 0;
	char path[32];
	int err;

	FUZZ_CLAIM(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	sim_config_default(&config);
	err = sim_scenario_read(&config, path, count, &lines);
	close(fd);
	FUZZ_CLAIM(err == 0 || err == ATT_E_CONFIG);
	FUZZ_CLAIM((err == 0) == (lines == 0));
	if (err == 0)
		live(&config);
	return 0;
}

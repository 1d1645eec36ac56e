/* The configuration file. */
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/errors.h"
#include "fuzz.h"
#include "linux/config.h"

static void count(void *ctx, const char *line)
{
	unsigned *lines = ctx;

	(void)line;
	++*lines;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct att_config config;
	int fd = memfd_create("config", MFD_CLOEXEC);
	unsigned lines = 0;
	char path[32];
	int err;

	FUZZ_CLAIM(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	err = att_config_read(&config, path, count, &lines);
	close(fd);
	FUZZ_CLAIM(err == 0 || err == ATT_E_CONFIG);
	FUZZ_CLAIM(err == 0 || lines > 0);
	FUZZ_CLAIM(config.n_modems <= ATT_CONFIG_MODEMS);
	for (unsigned i = 0; i < config.n_modems; i++)
		FUZZ_CLAIM(config.modem[i].core.n_sessions <=
			   ATT_CORE_SESSIONS);
	return 0;
}

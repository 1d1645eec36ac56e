/* A capture or a log of a modem, of either protocol, and the modem that simodem
 * learns of it. The first byte says whether what is personal is kept. */
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"
#include "tools/simodem/learn.h"
#include "tools/simodem/simodem.h"

/* What was learned is read as simodem reads it. */
void sim_options_report(void *ctx, const char *line)
{
	(void)ctx;
	fuzz_broken(line, __FILE__, __LINE__);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static FILE *nobody;
	char path[32];
	int fd, status;

	/* its reports; libFuzzer and the sanitizers write to the descriptor */
	if (!nobody)
		nobody = stderr = fopen("/dev/null", "w");
	if (size == 0)
		return 0;
	fd = memfd_create("capture", MFD_CLOEXEC);
	FUZZ_CLAIM(fd >= 0);
	FUZZ_CLAIM(write(fd, data + 1, size - 1) == (ssize_t)(size - 1));
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	status = learn_file(path, NULL, data[0] & 1);
	close(fd);
	FUZZ_CLAIM(status == 0 || status == 1);
	return 0;
}

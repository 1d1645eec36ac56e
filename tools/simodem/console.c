/* Commands that act on the world around the modem, a line each, from a FIFO:
 * what a test or a demo does with its hands. */
#include "tools/simodem/simodem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/errors.h"

/* Read and write: with us as a writer, others come and go without an end of
 * file. */
int sim_console_open(struct sim_console *c, const char *path,
		     struct sim_modem *const *modem, unsigned modems)
{
	struct stat st;

	*c = (struct sim_console){.modem = modem, .modems = modems, .fd = -1};
	if (stat(path, &st) != 0 && mkfifo(path, 0600) != 0)
		return ATT_E_IO;
	c->fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (c->fd < 0 || fstat(c->fd, &st) != 0)
		return ATT_E_IO;
	if (S_ISFIFO(st.st_mode))
		return 0;
	errno = EEXIST;
	return ATT_E_IO;
}

/* What a host has done is told on stdout. */
static bool count(struct sim_modem *m)
{
	printf("%u commands", sim_modem_counters(m)->commands);
	if (sim_modem_has_qmi(m))
		printf(", %u clients", sim_modem_clients(m));
	printf("\n");
	fflush(stdout);
	return true;
}

/* "modem N COMMAND", or a command for the first. */
static bool carry_out(struct sim_console *c, uint64_t now_ms)
{
	static const char prefix[] = "modem ";
	const char *line = c->line;
	unsigned i = 0;

	if (strncmp(line, prefix, sizeof(prefix) - 1) == 0) {
		line += sizeof(prefix) - 1;
		i = (unsigned)(line[0] - '1');
		if (i >= c->modems || line[1] != ' ')
			return false;
		line += 2;
	}
	if (strcmp(line, "count") == 0)
		return count(c->modem[i]);
	return sim_modem_command(c->modem[i], line, now_ms);
}

static void take_char(struct sim_console *c, char ch, uint64_t now_ms)
{
	struct att_nearest near;

	if (ch != '\n') {
		if (c->len + 1 < sizeof(c->line))
			c->line[c->len++] = ch;
		return;
	}
	c->line[c->len] = '\0';
	c->len = 0;
	if (c->line[0] != '\0' && !carry_out(c, now_ms))
		fprintf(stderr, "simodem: no such command: %s%s\n", c->line,
			sim_command_hint(c->line, &near));
}

void sim_console_input(struct sim_console *c, uint64_t now_ms)
{
	char buf[256];
	ssize_t n = read(c->fd, buf, sizeof(buf));

	for (ssize_t i = 0; i < n; i++)
		take_char(c, buf[i], now_ms);
}

void sim_console_close(struct sim_console *c)
{
	if (c->fd >= 0)
		close(c->fd);
	c->fd = -1;
}

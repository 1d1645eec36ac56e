/* Commands that act on the world around the modem, a line each, from a FIFO:
 * what a test or a demo does with its hands. */
#include "tools/simodem/simodem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/errors.h"

/* Read and write: with us as a writer, others come and go without an end of
 * file. */
int sim_console_open(struct sim_console *c, const char *path,
		     struct sim_modem *modem)
{
	struct stat st;

	*c = (struct sim_console){.modem = modem, .fd = -1};
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

static void take_char(struct sim_console *c, char ch, uint64_t now_ms)
{
	if (ch != '\n') {
		if (c->len + 1 < sizeof(c->line))
			c->line[c->len++] = ch;
		return;
	}
	c->line[c->len] = '\0';
	c->len = 0;
	if (c->line[0] != '\0' && !sim_modem_command(c->modem, c->line, now_ms))
		fprintf(stderr, "simodem: no such command: %s\n", c->line);
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

/* Commands that act on the world around the modem, a line each, from a FIFO:
 * what a test or a demo does with its hands. */
#include "tools/simodem/simodem.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/errors.h"

typedef bool command(struct sim_modem *m, const char *arg, uint64_t now_ms);

/* "on"/"off", "in"/"out": 1, 0, or -1 for another word. */
static int word(const char *arg, const char *yes, const char *no)
{
	if (strcmp(arg, yes) == 0)
		return 1;
	return strcmp(arg, no) == 0 ? 0 : -1;
}

static bool unplug(struct sim_modem *m, const char *arg, uint64_t now_ms)
{
	(void)m;
	(void)now_ms;
	return arg[0] == '\0' && kill(getpid(), SIGUSR1) == 0;
}

static bool plug(struct sim_modem *m, const char *arg, uint64_t now_ms)
{
	(void)m;
	(void)now_ms;
	return arg[0] == '\0' && kill(getpid(), SIGUSR2) == 0;
}

static bool network(struct sim_modem *m, const char *arg, uint64_t now_ms)
{
	int on = word(arg, "on", "off");

	if (on >= 0)
		sim_modem_network(m, on, now_ms);
	return on >= 0;
}

static bool sim(struct sim_modem *m, const char *arg, uint64_t now_ms)
{
	int in = word(arg, "in", "out");

	if (in >= 0)
		sim_modem_sim(m, in, now_ms);
	return in >= 0;
}

static bool detach(struct sim_modem *m, const char *arg, uint64_t now_ms)
{
	if (arg[0] != '\0')
		return false;
	sim_modem_detach(m, now_ms);
	return true;
}

static bool disconnect(struct sim_modem *m, const char *arg, uint64_t now_ms)
{
	uint32_t session;

	if (!sim_options_number(arg, 0, 255, &session))
		return false;
	sim_modem_disconnect(m, (uint8_t)session, now_ms);
	return true;
}

static bool signal_(struct sim_modem *m, const char *arg, uint64_t now_ms)
{
	uint32_t rssi;

	if (!sim_options_number(arg, 0, 99, &rssi))
		return false;
	sim_modem_signal(m, rssi, now_ms);
	return true;
}

static const struct {
	const char *name;
	command *fn;
} commands[] = {
	{"unplug", unplug},  {"plug", plug},	 {"network", network},
	{"sim", sim},	     {"detach", detach}, {"disconnect", disconnect},
	{"signal", signal_},
};

bool sim_console_line(struct sim_modem *m, const char *line, uint64_t now_ms)
{
	size_t len = strcspn(line, " ");
	const char *arg = line + len + strspn(line + len, " ");

	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (strlen(commands[i].name) == len &&
		    memcmp(commands[i].name, line, len) == 0)
			return commands[i].fn(m, arg, now_ms);
	return false;
}

/* Read and write: with us as a writer, others come and go without an end of
 * file. */
int sim_console_open(struct sim_console *c, const char *path,
		     struct sim_modem *modem)
{
	struct stat st;

	*c = (struct sim_console){.modem = modem, .fd = -1};
	if (stat(path, &st) != 0 && mkfifo(path, 0600) != 0)
		return MBIM_E_IO;
	c->fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (c->fd < 0 || fstat(c->fd, &st) != 0 || !S_ISFIFO(st.st_mode))
		return MBIM_E_IO;
	return 0;
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
	if (c->line[0] != '\0' && !sim_console_line(c->modem, c->line, now_ms))
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

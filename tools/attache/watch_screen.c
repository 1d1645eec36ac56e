/* The terminal of attache status --watch, by the sequences that every terminal
 * since the VT220 has (ECMA-48). */
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "watch.h"

/* Another page than the shell's; no cursor; no wrapping of long rows. */
#define BEGIN "\033[?1049h\033[?25l\033[?7l"
#define END   "\033[?7h\033[?25h\033[?1049l"

static struct termios before;
static bool keys;   /* stdin is a terminal as well */
static bool colour; /* NO_COLOR (no-color.org) is not set */
static volatile sig_atomic_t ended;

static void on_end(int signo)
{
	(void)signo;
	ended = 1;
}

/* That the size has changed only has to end the waiting. */
static void on_size(int signo)
{
	(void)signo;
}

static void catch_signals(void)
{
	static const int ends[] = {SIGINT, SIGTERM, SIGHUP};
	struct sigaction end = {.sa_handler = on_end};
	struct sigaction size = {.sa_handler = on_size};
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		sigaction(ends[i], &end, NULL);
		sigaddset(&set, ends[i]);
	}
	sigaction(SIGWINCH, &size, NULL);
	sigaddset(&set, SIGWINCH);
	sigprocmask(SIG_BLOCK, &set, NULL); /* but while it waits */
}

static void take_keys(void)
{
	struct termios raw;

	keys = isatty(STDIN_FILENO) && tcgetattr(STDIN_FILENO, &before) == 0;
	if (!keys)
		return;
	raw = before;
	raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ISIG);
	raw.c_cc[VMIN] = 0;
	raw.c_cc[VTIME] = 0;
	tcsetattr(STDIN_FILENO, TCSANOW, &raw);
}

static void write_all(const char *text, size_t len)
{
	while (len) {
		ssize_t n = write(STDOUT_FILENO, text, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			ended = 1;
			return;
		}
		text += n;
		len -= (size_t)n;
	}
}

bool watch_screen_open(void)
{
	const char *no_colour = getenv("NO_COLOR");

	setlocale(LC_CTYPE, "");
	catch_signals();
	if (!isatty(STDOUT_FILENO))
		return false;
	colour = !no_colour || !no_colour[0];
	take_keys();
	write_all(BEGIN, strlen(BEGIN));
	return true;
}

struct watch_size watch_screen_size(void)
{
	struct winsize w = {0};
	bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_row &&
		     w.ws_col;

	return (struct watch_size){
		.rows = known ? w.ws_row : 24,
		.columns = known ? w.ws_col : 80,
		.utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0,
	};
}

static const char *sequence_of(enum watch_colour c)
{
	switch (c) {
	case WATCH_PLAIN:
		break;
	case WATCH_GOOD:
		return "\033[32m";
	case WATCH_BAD:
		return "\033[31m";
	case WATCH_FAINT:
		return "\033[2m";
	}
	return "";
}

/* All at once, over what was there: nothing is cleared that comes again. */
void watch_screen_draw(const struct watch_page *page)
{
	static char out[WATCH_ROWS * (WATCH_ROW + 32)];
	size_t n = 0;

	for (unsigned i = 0; i < page->n; i++) {
		const char *sequence =
			colour ? sequence_of(page->row[i].colour) : "";

		n += (size_t)sprintf(out + n, "\033[%u;1H%s%s%s\033[K", i + 1,
				     sequence, page->row[i].text,
				     sequence[0] ? "\033[m" : "");
	}
	n += (size_t)sprintf(out + n, "\033[J");
	write_all(out, n);
}

static void read_keys(void)
{
	char key[16];
	ssize_t n = read(STDIN_FILENO, key, sizeof(key));

	/* It has gone: at its end, or with EIO. */
	if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN))
		ended = 1;
	for (ssize_t i = 0; i < n; i++)
		if (key[i] == 'q' || key[i] == 'Q' || key[i] == 3)
			ended = 1;
}

bool watch_screen_wait(unsigned ms)
{
	struct pollfd in = {.fd = keys ? STDIN_FILENO : -1, .events = POLLIN};
	const struct timespec timeout = {(time_t)(ms / 1000),
					 (long)(ms % 1000) * 1000000};
	sigset_t none;

	sigemptyset(&none);
	if (!ended && ppoll(&in, 1, &timeout, &none) > 0)
		read_keys();
	return ended;
}

void watch_screen_close(void)
{
	write_all(END, strlen(END));
	if (keys)
		tcsetattr(STDIN_FILENO, TCSANOW, &before);
}

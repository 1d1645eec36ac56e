/* The cdc-wdm back end and a modem that refuses a command. The kernel's driver
 * is played by this file: its write() takes a command before it knows how the
 * transfer ends, and the next write() or fsync() tells. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/errors.h"
#include "drivers/port_usb_place.h"
#include "drivers_host.h"

/* The linker gives these for the C library's, in the whole program. */
int __wrap_isatty(int fd);
ssize_t __wrap_write(int fd, const void *p, size_t len);
int __wrap_fsync(int fd);
ssize_t __real_read(int fd, void *p, size_t len);
ssize_t __wrap_read(int fd, void *p, size_t len);

static struct {
	int error;    /* of the last command, told once */
	bool blind;   /* fsync is not there */
	int busy;     /* writes that cannot be submitted */
	bool full;    /* it had no room for an answer, told once */
	char refused; /* an attribute refuses writes that begin with that... */
	int refusals; /* ... so often */
	char log[64]; /* the commands that went to the modem */
} kernel;

struct fixture {
	struct host h;
	struct port *port;
	int modem;
};

int __wrap_isatty(int fd)
{
	(void)fd;
	return 0;
}

static int told(void)
{
	int error = kernel.error;

	kernel.error = 0;
	if (!error)
		return 0;
	errno = error;
	return -1;
}

/* A modem refuses every command that begins with R. */
ssize_t __wrap_write(int fd, const void *p, size_t len)
{
	(void)fd;
	if (told())
		return -1;
	if (kernel.busy) {
		kernel.busy--;
		errno = ENOMEM;
		return -1;
	}
	if (kernel.refusals && *(const char *)p == kernel.refused) {
		kernel.refusals--;
		errno = ETIMEDOUT;
		return -1;
	}
	strncat(kernel.log, p, len);
	if (*(const char *)p == 'R')
		kernel.error = EIO;
	return (ssize_t)len;
}

int __wrap_fsync(int fd)
{
	(void)fd;
	if (!kernel.blind)
		return told();
	errno = EINVAL;
	return -1;
}

/* Of the node alone: the port also reads what happens in its folder, where
 * other tests make ptys. */
ssize_t __wrap_read(int fd, void *p, size_t len)
{
	struct stat s;

	if (!kernel.full || fstat(fd, &s) || !S_ISCHR(s.st_mode))
		return __real_read(fd, p, len);
	kernel.full = false;
	errno = ENOBUFS;
	return -1;
}

static int setup(void **state)
{
	struct fixture *x = calloc(1, sizeof(*x));
	char name[64];
	int slave;

	assert_non_null(x);
	memset(&kernel, 0, sizeof(kernel));
	host_init(&x->h);
	assert_int_equal(openpty(&x->modem, &slave, name, NULL, NULL), 0);
	assert_int_equal(port_open(name, &x->h.host, &x->port), 0);
	assert_true(host_until(&x->h, &x->h.ups, 1));
	close(slave);
	*state = x;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *x = *state;

	x->port->ops->close(x->port);
	close(x->modem);
	free(x);
	return 0;
}

static void send(struct fixture *x, const char *command)
{
	assert_int_equal(
		x->port->ops->send(x->port,
				   att_bytes_of(command, strlen(command))),
		0);
}

static void turn(struct fixture *x)
{
	while (host_turn(&x->h, 0))
		;
}

/* How often the log has this text. */
static unsigned logged(const struct fixture *x, const char *text)
{
	const char *at = x->h.logged;
	unsigned n = 0;

	for (; (at = strstr(at, text)); at++)
		n++;
	return n;
}

static void the_command_behind_a_refused_one_is_sent_once(void **state)
{
	struct fixture *x = *state;

	send(x, "R1 ");
	send(x, "two ");
	send(x, "three ");
	turn(x);
	assert_string_equal(kernel.log, "R1 two three ");
	assert_int_equal(logged(x, "Input/output error"), 1);
	assert_int_equal(logged(x, "not taken"), 1);
	assert_string_equal(x->h.said, "up"); /* and no more has happened */
}

/* Long after the refused one, which is told without a next one. */
static void a_refused_command_is_told_at_once(void **state)
{
	struct fixture *x = *state;

	send(x, "R1 ");
	turn(x);
	assert_int_equal(logged(x, "not taken: Input/output error"), 1);
	assert_int_equal(kernel.error, 0);
	send(x, "two ");
	turn(x);
	assert_string_equal(kernel.log, "R1 two ");
	assert_int_equal(logged(x, "not taken"), 1);
}

static void refused_commands_are_never_sent_again(void **state)
{
	struct fixture *x = *state;

	send(x, "R1 ");
	send(x, "R2 ");
	send(x, "R3 ");
	turn(x);
	assert_string_equal(kernel.log, "R1 R2 R3 ");
	assert_int_equal(logged(x, "not taken: Input/output error"), 3);
}

/* The kernel tells of a command only at the next one. */
static void without_fsync_the_innocent_command_is_sent_once(void **state)
{
	struct fixture *x = *state;

	kernel.blind = true;
	send(x, "R1 ");
	send(x, "two ");
	send(x, "R3 ");
	send(x, "R4 ");
	send(x, "five ");
	turn(x);
	assert_string_equal(kernel.log, "R1 two R3 R4 five ");
	assert_int_equal(logged(x, "not taken: Input/output error"), 3);
}

static void a_command_that_cannot_be_submitted_is_tried_twice(void **state)
{
	struct fixture *x = *state;

	kernel.busy = 1;
	send(x, "one ");
	turn(x);
	assert_string_equal(kernel.log, "one ");
	assert_string_equal(x->h.logged, "");
	kernel.busy = 2;
	send(x, "two ");
	send(x, "three ");
	turn(x);
	assert_string_equal(kernel.log, "one three ");
	assert_int_equal(logged(x, "not sent: Cannot allocate memory"), 1);
}

/* The kernel lets every program open the node. */
static void node_that_another_program_has_open_is_held(void **state)
{
	struct fixture *x = *state;
	int fds[2], named[2], slave;
	char name[64], words[160];
	pid_t pid;
	char c;

	x->port->ops->close(x->port);
	close(x->modem);
	host_init(&x->h);
	assert_int_equal(openpty(&x->modem, &slave, name, NULL, NULL), 0);
	assert_int_equal(pipe(fds), 0);
	assert_int_equal(pipe(named), 0);
	pid = fork();
	if (!pid) {
		prctl(PR_SET_NAME, "ModemManager");
		close(named[1]);
		close(named[0]);
		close(fds[1]);
		_exit((int)read(fds[0], &c, 1));
	}
	close(named[1]);
	assert_int_equal(read(named[0], &c, 1), 0); /* it has its name */
	close(named[0]);
	close(slave);
	assert_int_equal(port_open(name, &x->h.host, &x->port), 0);
	for (unsigned tries = 0; x->h.n_waits < 300 && tries < 10000; tries++) {
		host_jump(&x->h);
		host_turn(&x->h, 1000);
	}
	assert_int_equal(x->h.ups, 0);
	snprintf(words, sizeof(words),
		 "%s is held by ModemManager (pid %d), tried again every 500 "
		 "ms",
		 name, (int)pid);
	assert_string_equal(x->h.waits, words);
	close(fds[1]);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_true(host_until(&x->h, &x->h.ups, 1));
	send(x, "one ");
	turn(x);
	assert_string_equal(kernel.log, "one ");
}

/* It tells so once, and what is there is read behind it. */
static void answers_that_the_kernel_lost_end_nothing(void **state)
{
	struct fixture *x = *state;

	kernel.full = true;
	assert_int_equal(dprintf(x->modem, "answer\n"), 7);
	assert_true(host_until_control(&x->h, 7)); /* a pty takes its time */
	assert_int_equal(logged(x, "answers were lost"), 1);
	assert_int_equal(x->h.gones, 0);
	assert_int_equal(x->h.control_len, 7);
	assert_memory_equal(x->h.control, "answer\n", 7);
}

/* A modem that hangs may not be read when it is put back. */
static void device_is_put_back_on_its_bus_or_said_to_be_off(void **state)
{
	static const struct {
		char refused;
		int refusals;
		enum port_usb_cycle cycle;
		const char *written;
	} cases[] = {{'0', 0, PORT_USB_BACK, "01"},
		     {'0', 1, PORT_USB_STAYS, ""},
		     {'1', 1, PORT_USB_BACK, "01"},
		     {'1', 9, PORT_USB_OFF, "0"}};
	char dir[] = "/tmp/attache-bus-XXXXXX", file[64];
	FILE *f;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(file, sizeof(file), "%s/authorized", dir);
	f = fopen(file, "w");
	assert_non_null(f);
	fclose(f);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		kernel.log[0] = '\0';
		kernel.refused = cases[i].refused;
		kernel.refusals = cases[i].refusals;
		assert_int_equal(port_usb_place_authorize(dir), cases[i].cycle);
		assert_string_equal(kernel.log, cases[i].written);
		if (cases[i].cycle != PORT_USB_BACK)
			assert_int_equal(errno, ETIMEDOUT);
	}
	unlink(file);
	rmdir(dir);
	assert_string_equal(port_usb_place_cycle_text(PORT_USB_OFF),
			    "was taken off the bus, and cannot be put back");
}

#define TEST(t) cmocka_unit_test_setup_teardown(t, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_command_behind_a_refused_one_is_sent_once),
		TEST(a_refused_command_is_told_at_once),
		TEST(refused_commands_are_never_sent_again),
		TEST(without_fsync_the_innocent_command_is_sent_once),
		TEST(a_command_that_cannot_be_submitted_is_tried_twice),
		TEST(node_that_another_program_has_open_is_held),
		TEST(device_is_put_back_on_its_bus_or_said_to_be_off),
		TEST(answers_that_the_kernel_lost_end_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

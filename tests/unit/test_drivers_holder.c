/* Who has a file open, as a program sees it that may see all, and one that may
 * not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "drivers/port_holder.h"

#define NOBODY 65534

static char path[] = "/tmp/test_drivers_holder_XXXXXX";
static int fd = -1; /* this program has it open */

/* What a child sees, which has closed it. */
static void look(bool as_nobody, char text[64])
{
	struct port_holder h;
	int ends[2], status = -1;
	pid_t pid;

	assert_int_equal(pipe(ends), 0);
	pid = fork();
	if (pid == 0) {
		close(fd);
		if (as_nobody &&
		    (setgroups(0, NULL) || setgid(NOBODY) || setuid(NOBODY)))
			_exit(2);
		port_holder_find(path, getpid(), &h);
		port_holder_text(&h, text, 64);
		_exit(write(ends[1], text, 64) != 64);
	}
	assert_int_equal(read(ends[0], text, 64), 64);
	close(ends[0]);
	close(ends[1]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

/* As the kernel calls this program, or the emulator that runs it. */
static void own_name(char *name, size_t cap)
{
	FILE *f = fopen("/proc/self/comm", "r");

	assert_non_null(f);
	assert_non_null(fgets(name, (int)cap, f));
	fclose(f);
	name[strcspn(name, "\n")] = '\0';
}

static void the_holder_is_named(void **state)
{
	char text[64], expected[64], name[32];

	(void)state;
	own_name(name, sizeof(name));
	snprintf(expected, sizeof(expected), "%s (pid %d)", name,
		 (int)getpid());
	look(false, text);
	assert_string_equal(text, expected);
}

static void who_may_not_see_it_is_told_what_names_it(void **state)
{
	char text[64];

	(void)state;
	if (geteuid() != 0) {
		printf("# skipped: only root can become another user\n");
		skip();
	}
	look(true, text);
	assert_string_equal(text, "another program (sudo attache tells which)");
}

static int setup(void **state)
{
	(void)state;
	fd = mkstemp(path);
	return fd < 0 || fchmod(fd, 0644);
}

static int teardown(void **state)
{
	(void)state;
	return close(fd) | unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_holder_is_named),
		cmocka_unit_test(who_may_not_see_it_is_told_what_names_it),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}

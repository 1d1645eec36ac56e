/* See linux_tried.h. */
#include "linux_tried.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "linux/sandbox.h"

bool tried_as_it_is(void)
{
	return true;
}

int tried_in_child(bool (*give_up)(void), bool (*try)(void))
{
	int status = 0;
	pid_t pid = fork();

	if (pid == 0) {
		if (!give_up())
			_exit(TRIED_NOT_ENTERED);
		_exit(try() ? TRIED_WORKED : TRIED_REFUSED);
	}
	assert_true(pid > 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

void tried_needs_root(const char *why)
{
	if (geteuid() != 0) {
		printf("# skipped: only root %s\n", why);
		skip();
	}
	if (!att_sandbox_filters()) {
		printf("# skipped: built without libseccomp\n");
		skip();
	}
}

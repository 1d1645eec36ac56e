/* The fork, before anything of a modem is read. */
#include "linux/separate.h"

#include <errno.h>
#include <stdarg.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "linux/helper.h"
#include "linux/helper_ask.h"
#include "linux/sandbox.h"
#include "linux/start_pages.h"
#include "linux/sandbox_landlock.h"

/* Where the manager has its end of the socket. */
#define HELPER_FD 3

__attribute__((format(printf, 1, 2))) static int failed(const char *format, ...)
{
	va_list args;

	fputs("error: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	return 1;
}

/* --- the manager ---------------------------------------------------------- */

/* Nothing else that was open is its own. */
static void keep_only(int fd)
{
	if (fd != HELPER_FD)
		dup2(fd, HELPER_FD);
	syscall(SYS_close_range, HELPER_FD + 1, ~0U, 0);
}

/* It tells the service manager that it is alive; that counts for its pid. */
static void name_watchdog(void)
{
	char pid[16];

	if (!getenv("WATCHDOG_PID"))
		return;
	snprintf(pid, sizeof(pid), "%d", (int)getpid());
	setenv("WATCHDOG_PID", pid, 1);
}

static void become_manager(const struct att_sandbox_user *user, int fd,
			   pid_t parent)
{
	const char *what;

	keep_only(fd);
	name_watchdog();
	tzset(); /* while there are files */
	what = att_sandbox_enter(user);
	if (what)
		exit(failed("the rights cannot be given up: %s: %s", what,
			    strerror(errno)));
	if (getppid() != parent)
		exit(1);
	att_helper_ask(HELPER_FD);
}

/* --- the helper ----------------------------------------------------------- */

static pid_t manager;

static void hand_on(int signo)
{
	const int error = errno;

	kill(manager, signo);
	errno = error;
}

static void take_signals(void)
{
	static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
	struct sigaction action = {.sa_handler = hand_on};

	for (unsigned i = 0; i < 3; i++)
		sigaction(signals[i], &action, NULL);
	signal(SIGPIPE, SIG_IGN);
}

static int status_of(pid_t pid)
{
	int status = 0;

	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	return failed("the manager was ended by signal %d", WTERMSIG(status));
}

/* Programs that attache runs are no part of the service. */
static void take_environment(struct att_helper *h)
{
	const char *notify = getenv("NOTIFY_SOCKET");

	snprintf(h->notify, sizeof(h->notify), "%s", notify ? notify : "");
	unsetenv("NOTIFY_SOCKET");
	unsetenv("WATCHDOG_USEC");
	unsetenv("WATCHDOG_PID");
}

static bool has_hook(const struct att_config *config)
{
	for (unsigned i = 0; i < config->n_modems; i++)
		if (config->modem[i].power[0])
			return true;
	return config->hook[0];
}

static int help(const struct att_separate_options *o, int fd, pid_t pid)
{
	static struct att_helper h;
	const char *what;

	manager = pid;
	take_signals();
	h = (struct att_helper){.fd = fd,
				.manager = pid,
				.config = *o->config,
				.configure = o->configure,
				.ctx = o->ctx};
	att_helper_forget(&h.config);
	att_helper_forget(o->config);
	take_environment(&h);
	what = att_sandbox_helper(has_hook(o->config));
	if (what)
		failed("the helper keeps more rights than it needs: %s: %s",
		       what, strerror(errno));
	att_start_pages_give_back();
	att_helper_run(&h);
	close(fd);
	return status_of(pid);
}

/* --- both ----------------------------------------------------------------- */

static void say_what_lacks(const struct att_separate_options *options)
{
	if (!att_sandbox_filters())
		fprintf(stderr, "warning: this attache is built without "
				"libseccomp: its system calls are not "
				"filtered\n");
	if (!att_sandbox_landlock_version() && !options->quiet)
		printf("this kernel has no Landlock, so it does not guard "
		       "files a second time\n");
}

static bool by_libusb(const struct att_config *config)
{
	for (unsigned i = 0; i < config->n_modems; i++)
		if (strstr(config->modem[i].device, "libusb:"))
			return true;
	return false;
}

bool att_separate(const struct att_separate_options *options, int *status)
{
	struct att_sandbox_user user;
	const char *wrong = att_sandbox_user(options->user, &user);
	pid_t self = getpid(), pid;
	int ends[2];

	*status = 1;
	if (!wrong && by_libusb(options->config))
		wrong = "libusb opens files by itself, which needs rights; "
			"name the device usb:";
	if (wrong) {
		failed("user %s: %s", options->user, wrong);
		return false;
	}
	say_what_lacks(options);
	fflush(stdout);
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0 ||
	    (pid = fork()) < 0) {
		failed("the helper: %s", strerror(errno));
		return false;
	}
	if (!pid) {
		close(ends[0]);
		become_manager(&user, ends[1], self);
		return true;
	}
	close(ends[1]);
	*status = help(options, ends[0], pid);
	return false;
}

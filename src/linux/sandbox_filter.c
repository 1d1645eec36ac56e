/* Which system calls a manager at work makes: none that opens a file, makes a
 * socket, starts a program or looks at another process. */
#include "linux/sandbox_filter.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <unistd.h>

static const char *const allowed[] = {
	/* descriptors that it has */
	"read", "write", "readv", "writev", "pread64", "pwrite64", "lseek",
	"_llseek", "close", "close_range", "dup", "fstat", "fstat64", "fsync",
	"fdatasync", "flock", "fcntl", "fcntl64",
	/* sockets that it has */
	"accept4", "recv", "recvfrom", "recvmsg", "recvmmsg", "send", "sendto",
	"sendmsg", "sendmmsg", "getsockopt", "setsockopt", "getsockname",
	"getpeername", "shutdown",
	/* waiting */
	"epoll_create1", "epoll_ctl", "epoll_wait", "epoll_pwait",
	"epoll_pwait2", "poll", "ppoll", "ppoll_time64", "select", "_newselect",
	"pselect6", "pselect6_time64", "timerfd_create", "timerfd_settime",
	"timerfd_settime64", "signalfd4", "inotify_init1", "inotify_rm_watch",
	"nanosleep", "clock_nanosleep", "clock_nanosleep_time64",
	/* time, chance */
	"clock_gettime", "clock_gettime64", "clock_getres",
	"clock_getres_time64", "gettimeofday", "time", "sysinfo", "getrandom",
	/* memory */
	"brk", "munmap", "mremap", "madvise",
	/* itself */
	"getpid", "gettid", "getppid", "getuid", "geteuid", "getgid", "getegid",
	"getuid32", "geteuid32", "getgid32", "getegid32", "getrlimit",
	"ugetrlimit", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn",
	"sigreturn", "sigaltstack", "restart_syscall", "futex", "futex_time64",
	"sched_yield", "sched_getaffinity", "set_robust_list", "rseq", "exit",
	"exit_group"};

/* One with a condition on an argument. 0, or a negative errno. */
static int allow_if(scmp_filter_ctx f, const char *name,
		    struct scmp_arg_cmp condition)
{
	int number = seccomp_syscall_resolve_name(name);

	return number == __NR_SCMP_ERROR
		       ? 0
		       : seccomp_rule_add_array(f, SCMP_ACT_ALLOW, number, 1,
						&condition);
}

/* Those of usbfs, of terminals and TUN devices, and of cdc-wdm; but nothing is
 * typed into a terminal. */
static int allow_ioctl(scmp_filter_ctx f)
{
	static const char types[] = "UTH";
	int err = 0;

	for (const char *t = types; *t && !err; t++)
		err = allow_if(f, "ioctl",
			       SCMP_A1(SCMP_CMP_MASKED_EQ, 0xff00,
				       (scmp_datum_t)*t << 8));
	return err;
}

/* Nothing that was written is run; files are looked at by their descriptor;
 * only itself is ended. */
static int allow_some(scmp_filter_ctx f)
{
	const struct scmp_arg_cmp not_run =
		SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
	const scmp_datum_t self = (scmp_datum_t)getpid();
	int err = allow_if(f, "mmap", not_run);

	err = err ? err : allow_if(f, "mmap2", not_run);
	err = err ? err : allow_if(f, "mprotect", not_run);
	err = err ? err
		  : allow_if(f, "newfstatat",
			     SCMP_A3(SCMP_CMP_EQ, AT_EMPTY_PATH, 0));
	err = err ? err : allow_if(f, "tgkill", SCMP_A0(SCMP_CMP_EQ, self, 0));
	err = err ? err : allow_if(f, "kill", SCMP_A0(SCMP_CMP_EQ, self, 0));
	return err ? err : allow_ioctl(f);
}

static int allow_all(scmp_filter_ctx f)
{
	const unsigned n = sizeof(allowed) / sizeof(allowed[0]);
	int err = 0;

	for (unsigned i = 0; i < n && !err; i++) {
		int number = seccomp_syscall_resolve_name(allowed[i]);

		/* not on every machine */
		if (number != __NR_SCMP_ERROR)
			err = seccomp_rule_add(f, SCMP_ACT_ALLOW, number, 0);
	}
	return err ? err : allow_some(f);
}

int att_sandbox_filter(void)
{
	scmp_filter_ctx f = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	int err;

	if (!f)
		return -ENOMEM;
	err = allow_all(f);
	err = err ? err : seccomp_load(f);
	seccomp_release(f);
	return err;
}

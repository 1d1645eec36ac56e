/* Which system calls a manager at work makes: none that opens a file, makes a
 * socket, starts a program or looks at another process. And which its helper
 * makes, and the programs that it starts: none that looks into another process
 * or makes a world of its own. */
#include "linux/sandbox_filter.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

/* AF_QIPCRTR, which a C library may not know. */
#define QIPCRTR 42

/* Of both. */
static const char *const at_work[] = {
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

/* Of the helper: those of systemd's @system-service that carry out a plan, or
 * that a shell and its programs may make. */
static const char *const plans[] = {
	/* files */
	"open", "openat", "openat2", "creat", "access", "faccessat",
	"faccessat2", "stat", "stat64", "lstat", "lstat64", "newfstatat",
	"fstatat64", "statx", "statfs", "statfs64", "fstatfs", "fstatfs64",
	"readlink", "readlinkat", "getdents", "getdents64", "getcwd", "chdir",
	"fchdir", "mkdir", "mkdirat", "rmdir", "mknod", "mknodat", "link",
	"linkat", "symlink", "symlinkat", "rename", "renameat", "renameat2",
	"unlink", "unlinkat", "chmod", "fchmod", "fchmodat", "fchmodat2",
	"chown", "chown32", "fchown", "fchown32", "lchown", "lchown32",
	"fchownat", "truncate", "truncate64", "ftruncate", "ftruncate64",
	"fallocate", "utime", "utimes", "futimesat", "utimensat",
	"utimensat_time64", "umask", "sync", "syncfs", "readahead", "fadvise64",
	"fadvise64_64", "arm_fadvise64_64", "sendfile", "sendfile64", "splice",
	"tee", "copy_file_range", "memfd_create", "inotify_init",
	"inotify_add_watch", "getxattr", "lgetxattr", "fgetxattr", "listxattr",
	"llistxattr", "flistxattr", "name_to_handle_at", "preadv", "preadv2",
	"pwritev", "pwritev2", "ioctl",
	/* sockets, pipes, waiting */
	"socketpair", "bind", "connect", "listen", "accept", "pipe", "pipe2",
	"dup2", "dup3", "eventfd", "eventfd2", "epoll_create", "signalfd",
	"recvmmsg_time64", "timerfd_gettime", "timerfd_gettime64",
	/* programs */
	"execve", "execveat", "fork", "vfork", "wait4", "waitid", "waitpid",
	"kill", "tkill", "tgkill", "pidfd_open", "pidfd_send_signal", "prctl",
	"arch_prctl", "setsid", "getsid", "setpgid", "getpgid", "getpgrp",
	"getgroups", "getgroups32", "getresuid", "getresuid32", "getresgid",
	"getresgid32", "capget", "getrusage", "times", "uname", "prlimit64",
	"alarm", "pause", "getitimer", "setitimer", "timer_create",
	"timer_settime", "timer_settime64", "timer_gettime", "timer_gettime64",
	"timer_delete", "timer_getoverrun", "sigaction", "sigprocmask",
	"sigsuspend", "sigpending", "rt_sigsuspend", "rt_sigpending",
	"rt_sigtimedwait", "rt_sigtimedwait_time64", "rt_sigqueueinfo",
	"set_tid_address", "set_thread_area", "get_thread_area", "set_tls",
	"get_robust_list", "membarrier", "cacheflush", "riscv_flush_icache",
	"getcpu", "getpriority", "sched_getparam", "sched_getscheduler",
	"sched_getattr", "sched_get_priority_max", "sched_get_priority_min",
	/* memory */
	"mmap", "mmap2", "mprotect", "msync"};

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

/* None in a namespace of its own; clone3, whose flags a filter cannot see, is
 * not there, so that a C library takes the other one. */
static int allow_clone(scmp_filter_ctx f)
{
	const scmp_datum_t own = CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC |
				 CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET |
				 CLONE_NEWCGROUP;
	int err = allow_if(f, "clone", SCMP_A0(SCMP_CMP_MASKED_EQ, own, 0));
	int number = seccomp_syscall_resolve_name("clone3");

	return err || number == __NR_SCMP_ERROR
		       ? err
		       : seccomp_rule_add(f, SCMP_ACT_ERRNO(ENOSYS), number, 0);
}

/* For what the unit allows, with its drop-ins. */
static int allow_sockets(scmp_filter_ctx f)
{
	static const scmp_datum_t families[] = {AF_UNIX,  AF_NETLINK, AF_INET,
						AF_INET6, AF_PACKET,  QIPCRTR};
	int err = 0;

	for (unsigned i = 0; i < 6 && !err; i++)
		err = allow_if(f, "socket",
			       SCMP_A0(SCMP_CMP_EQ, families[i], 0));
	return err;
}

static int allow_list(scmp_filter_ctx f, const char *const *list, size_t n)
{
	int err = 0;

	for (size_t i = 0; i < n && !err; i++) {
		int number = seccomp_syscall_resolve_name(list[i]);

		/* not on every machine */
		if (number != __NR_SCMP_ERROR)
			err = seccomp_rule_add(f, SCMP_ACT_ALLOW, number, 0);
	}
	return err;
}

static int allow_plans(scmp_filter_ctx f)
{
	int err = allow_list(f, plans, sizeof(plans) / sizeof(plans[0]));

	err = err ? err : allow_clone(f);
	return err ? err : allow_sockets(f);
}

int att_sandbox_filter(bool helper)
{
	scmp_filter_ctx f = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	int err;

	if (!f)
		return -ENOMEM;
	err = allow_list(f, at_work, sizeof(at_work) / sizeof(at_work[0]));
	err = err ? err : helper ? allow_plans(f) : allow_some(f);
	err = err ? err : seccomp_load(f);
	seccomp_release(f);
	return err;
}

/* Who may what at the control socket: each command, of root, of a member, of an
 * admin and of the user of attache. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <grp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "linux/control_rights.h"
#include "wire/mbim/cid.h"

enum { ASK = 4001, ADMIN = 4002, OTHER = 4003, NOBODY = 4711 };

static struct att_config config = {
	.group = {.name = "askers", .gid = ASK},
	.admin_group = {.name = "admins", .gid = ADMIN},
};

/* --- clients -------------------------------------------------------------- */

struct client {
	uid_t uid;
	gid_t gid;
	gid_t group[2];
	int n_groups;
};

static const struct client root = {.n_groups = 0};
static const struct client member = {NOBODY, NOBODY, {ASK}, 1};
static const struct client by_first_group = {NOBODY, ADMIN, {ASK}, 1};
static const struct client admin = {NOBODY, NOBODY, {ASK, ADMIN}, 2};
static const struct client stranger = {NOBODY, NOBODY, {OTHER}, 1};

/* One end of a pair of sockets, whose other end this client has made. */
static int connected(const struct client *c)
{
	int ends[2], fd = -1, status = 0;
	char byte = 0;
	pid_t pid;

	/* The kernel notes who makes a pair: so it is made there. */
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	pid = fork();
	if (pid == 0) {
		union {
			struct cmsghdr head;
			char room[CMSG_SPACE(sizeof(int))];
		} u = {.head = {.cmsg_len = CMSG_LEN(sizeof(int)),
				.cmsg_level = SOL_SOCKET,
				.cmsg_type = SCM_RIGHTS}};
		struct iovec iov = {&byte, 1};
		struct msghdr m = {.msg_iov = &iov,
				   .msg_iovlen = 1,
				   .msg_control = u.room,
				   .msg_controllen = sizeof(u.room)};
		int pair[2];

		if (setgroups((size_t)c->n_groups, c->group) ||
		    setgid(c->gid) || setuid(c->uid) ||
		    socketpair(AF_UNIX, SOCK_STREAM, 0, pair))
			_exit(1);
		memcpy(CMSG_DATA(&u.head), &pair[0], sizeof(int));
		_exit(sendmsg(ends[1], &m, 0) != 1);
	}
	assert_true(pid > 0);
	{
		char room[CMSG_SPACE(sizeof(int))];
		struct iovec iov = {&byte, 1};
		struct msghdr m = {.msg_iov = &iov,
				   .msg_iovlen = 1,
				   .msg_control = room,
				   .msg_controllen = sizeof(room)};

		close(ends[1]);
		assert_int_equal(recvmsg(ends[0], &m, 0), 1);
		memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&m)), sizeof(fd));
	}
	close(ends[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	return fd;
}

static void only_as_root(void)
{
	if (geteuid() == 0)
		return;
	printf("# skipped: only root can become another user\n");
	skip();
}

/* --- commands ------------------------------------------------------------- */

static bool may(const struct att_config *c, const struct client *who,
		bool changes)
{
	int fd = connected(who);
	bool yes = att_control_rights_may(c, fd, changes);

	close(fd);
	return yes;
}

static void members_may_ask_and_change_nothing(void **state)
{
	(void)state;
	only_as_root();
	assert_true(may(&config, &member, false));
	assert_false(may(&config, &member, true));
}

/* An emulator of the kernel (qemu-user 7.2) has room for one group alone. */
static void only_where_groups_are_told(void)
{
	socklen_t len = sizeof(gid_t) * 64;
	int fd = connected(&admin);
	gid_t group[64];

	if (!getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, group, &len)) {
		close(fd);
		return;
	}
	close(fd);
	print_message("# skipped: SO_PEERGROUPS: %s\n", strerror(errno));
	skip();
}

static void admins_and_root_may_change(void **state)
{

	(void)state;
	only_as_root();
	only_where_groups_are_told();
	assert_true(may(&config, &root, true));
	assert_true(may(&config, &admin, true));
	assert_true(may(&config, &by_first_group, true));
	assert_false(may(&config, &member, true));
	assert_false(may(&config, &stranger, true));
}

static void without_admins_root_may_change_alone(void **state)
{
	struct att_config none = config;
	char text[240];

	(void)state;
	only_as_root();
	none.admin_group.name[0] = '\0';
	assert_false(may(&none, &admin, true));
	assert_true(may(&none, &root, true));
	att_control_rights_refusal(&none, text, sizeof(text));
	assert_string_equal(
		text,
		"only root may change something here, and "
		"read short messages; members of the group askers may ask");
}

/* Nobody else can connect there: mode 0600. */
static void without_groups_who_connects_may_all(void **state)
{
	(void)state;
	only_as_root();
	assert_true(may(NULL, &stranger, true));
}

static void refusals_name_the_groups(void **state)
{
	char text[240];
	size_t len = att_control_rights_refusal(&config, text, sizeof(text));

	(void)state;
	assert_string_equal(text,
			    "only root and members of the group admins may "
			    "change something here, and read short messages; "
			    "members of the group askers may ask");
	assert_int_equal(len, strlen(text));
	assert_int_equal(att_control_rights_refusal(&config, text, 10), 9);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(members_may_ask_and_change_nothing),
		cmocka_unit_test(admins_and_root_may_change),
		cmocka_unit_test(without_admins_root_may_change_alone),
		cmocka_unit_test(without_groups_who_connects_may_all),
		cmocka_unit_test(refusals_name_the_groups),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

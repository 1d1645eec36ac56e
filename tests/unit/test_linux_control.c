/* What the daemon answers on its control socket. */
#include "unit/linux_rig.h"

#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "generated/cids.h"
#include "support/element.h"

static int control(struct rig *rig)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);

	strcpy(at.sun_path, rig->config.control);
	assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	return fd;
}

/* Ask on the control socket; the answer, whose views point into buf. */
static struct mbim_msg ask(struct rig *rig, int fd, const struct att_uuid *to,
			   uint32_t cid, bool set, uint32_t body, uint8_t *buf,
			   size_t cap)
{
	struct mbim_msg msg;
	ssize_t n;

	att_put32(buf + MBIM_MSG_COMMAND_BODY, body);
	n = mbim_msg_encode_command(buf, cap, 9, to, cid, set, set ? 4 : 0);
	assert_true(n > 0);
	assert_int_equal(send(fd, buf, (size_t)n, 0), n);
	for (int i = 0; i < 3; i++)
		att_daemon_turn(&rig->daemon, 0);
	n = recv(fd, buf, cap, 0);
	assert_true(n > 0);
	assert_int_equal(mbim_msg_decode(att_bytes_of(buf, (size_t)n), &msg),
			 0);
	assert_int_equal(msg.transaction, 9);
	return msg;
}

static void str_is(struct att_str s, const char *expected)
{
	char text[128];

	assert_true(att_str_get(&s, text, sizeof(text)) >= 0);
	assert_string_equal(text, expected);
}

static void control_socket_tells_where_everything_stands(void **state)
{
	struct rig *rig = *state;
	const struct att_uuid *to;
	struct mbim_attache_status_response s;
	struct mbim_attache_session session;
	struct mbim_ipv4_element address;
	struct mbim_msg msg;
	uint8_t buf[8192];
	int fd;

	rig_need_namespace();
	to = &mbim_services[MBIM_SERVICE_ATTACHE].uuid;
	assert_int_equal(rig_start(rig, false), 0);
	rig_until(rig, "link wwan0 up");
	fd = control(rig);
	msg = ask(rig, fd, to, MBIM_CID_ATTACHE_STATUS, false, 0, buf,
		  sizeof(buf));
	assert_int_equal(msg.code, MBIM_STATUS_NONE);
	assert_int_equal(mbim_attache_status_response_decode(msg.body, &s), 0);
	str_is(s.control_state, "open");
	str_is(s.attach_state, "attached");
	str_is(s.provider_name, "Simulated");
	str_is(s.problem, "");
	str_is(s.mbim_extended_version, "3.0");
	assert_int_equal(s.sessions.count, 1);
	element_of(&s.sessions, 0, &mbim_attache_session_layout, &session);
	str_is(session.name, "wwan0");
	str_is(session.state, "up");
	assert_int_equal(session.mtu, 1500);
	assert_int_equal(session.ipv4_address.count, 1);
	element_of(&session.ipv4_address, 0, &mbim_ipv4_element_layout,
		   &address);
	assert_int_equal(address.on_link_prefix_length, 30);
	assert_memory_equal(address.ipv4_address.b, "\x0a\x40\x00\x02", 4);
	close(fd);
}

static uint64_t clock_of_queue(void)
{
	return 1012999;
}

/* A datagram that has come when that clock was at 1 s. */
static void put_into(struct att_queue *q)
{
	struct iovec iov[ATT_QUEUE_IOV];
	struct virtio_net_hdr h = {.gso_type = VIRTIO_NET_HDR_GSO_NONE};

	att_queue_room(q, iov);
	memset(iov[0].iov_base, 0x45, 40);
	assert_int_equal(att_queue_input(q, 0, 1500, &h, 40, 1000000), 0);
}

static void control_socket_tells_of_the_queue(void **state)
{
	struct rig *rig = *state;
	const struct att_uuid *to;
	struct mbim_attache_status_response s;
	struct att_manager_status now;
	struct att_modem *m;
	struct mbim_msg msg;
	uint8_t buf[8192];
	int fd;

	rig_need_namespace();
	to = &mbim_services[MBIM_SERVICE_ATTACHE].uuid;
	assert_int_equal(rig_start(rig, false), 0);
	rig_until(rig, "link wwan0 up");
	m = &rig->daemon.of[0].modem;
	m->links.transmit.queue.stats = (struct att_queue_stats){
		.dropped = 3, .overflowed = 40, .marked = 5};
	fd = control(rig);
	msg = ask(rig, fd, to, MBIM_CID_ATTACHE_STATUS, false, 0, buf,
		  sizeof(buf));
	assert_int_equal(mbim_attache_status_response_decode(msg.body, &s), 0);
	assert_int_equal(s.queue_waiting, 0);
	assert_int_equal(s.queue_delay_ms, 0);
	assert_int_equal(s.queue_dropped, 43);
	assert_int_equal(s.queue_marked, 5);
	close(fd);
	m->links.transmit.clock_us = clock_of_queue;
	put_into(&m->links.transmit.queue);
	att_modem_status(m, &now);
	assert_int_equal(now.queue.waiting, 1);
	assert_int_equal(now.queue.delay_ms, 12);
}

static void control_socket_disconnects_and_connects(void **state)
{
	struct rig *rig = *state;
	const struct att_uuid *to;
	struct mbim_msg msg;
	uint8_t buf[1024];
	int fd;

	rig_need_namespace();
	to = &mbim_services[MBIM_SERVICE_ATTACHE].uuid;
	assert_int_equal(rig_start(rig, false), 0);
	rig_until(rig, "link wwan0 up");
	fd = control(rig);
	rig_forget(rig);
	msg = ask(rig, fd, to, MBIM_CID_ATTACHE_WANT, true,
		  MBIM_WANTED_ATTACHED, buf, sizeof(buf));
	assert_int_equal(msg.code, MBIM_STATUS_NONE);
	rig_until(rig, "link wwan0 down\n");
	assert_string_equal(rig->daemon.of[0].modem.status.attach, "attached");
	rig_forget(rig);
	ask(rig, fd, to, MBIM_CID_ATTACHE_WANT, true, MBIM_WANTED_CONNECTED,
	    buf, sizeof(buf));
	rig_until(rig, "link wwan0 up");
	close(fd);
}

/* The modem takes its time to close the channel. */
static void control_socket_says_that_attache_is_ending(void **state)
{
	struct rig *rig = *state;
	struct mbim_attache_status_response s;
	const struct att_uuid *to;
	struct mbim_msg msg;
	uint8_t buf[1024];
	int fd;

	rig_need_namespace();
	to = &mbim_services[MBIM_SERVICE_ATTACHE].uuid;
	assert_int_equal(rig_start(rig, false), 0);
	rig_until(rig, "link wwan0 up");
	fd = control(rig);
	rig->fake.busy = UINT_MAX;
	kill(getpid(), SIGTERM);
	rig_until(rig, "ending\n");
	msg = ask(rig, fd, to, MBIM_CID_ATTACHE_STATUS, false, 0, buf,
		  sizeof(buf));
	assert_int_equal(mbim_attache_status_response_decode(msg.body, &s), 0);
	str_is(s.problem, "attache is ending");
	msg = ask(rig, fd, to, MBIM_CID_ATTACHE_WANT, true,
		  MBIM_WANTED_CONNECTED, buf, sizeof(buf));
	assert_int_equal(msg.code, MBIM_STATUS_OPERATION_NOT_ALLOWED);
	close(fd);
}

static void control_socket_refuses_what_it_does_not_know(void **state)
{
	struct rig *rig = *state;
	const struct att_uuid *to;
	struct mbim_msg msg;
	uint8_t buf[1024];
	int fd;

	rig_need_namespace();
	to = &mbim_services[MBIM_SERVICE_ATTACHE].uuid;
	assert_int_equal(rig_start(rig, false), 0);
	fd = control(rig);
	msg = ask(rig, fd, to, MBIM_CID_ATTACHE_WANT, true, 4, buf,
		  sizeof(buf));
	assert_int_equal(msg.code, MBIM_STATUS_INVALID_PARAMETERS);
	assert_int_equal(rig->daemon.of[0].modem.want, ATT_WANT_CONNECTED);
	msg = ask(rig, fd, to, 99, false, 0, buf, sizeof(buf));
	assert_int_equal(msg.code, MBIM_STATUS_NO_DEVICE_SUPPORT);
	msg = ask(rig, fd, to, MBIM_CID_ATTACHE_STATUS, true, 0, buf,
		  sizeof(buf));
	assert_int_equal(msg.code, MBIM_STATUS_NO_DEVICE_SUPPORT);
	close(fd);
}

/* Turns in which there is something to do, and no time goes by. */
static void comes_to_rest(struct rig *rig)
{
	struct pollfd loop = {.fd = rig->daemon.loop.epoll_fd,
			      .events = POLLIN};

	for (int i = 0; i < 1000; i++) {
		if (att_loop_wait_ms(&rig->daemon.loop) != 0 &&
		    poll(&loop, 1, 0) == 0)
			return;
		assert_true(att_daemon_turn(&rig->daemon, 0));
	}
	fail_msg("the daemon has always something to do");
}

/* Nothing else may happen for as long as anybody likes: what the modem is to
 * tell does not wait for that. */
static void control_socket_has_the_modem_tell_at_once(struct rig *rig)
{
	const struct att_control_standard *standard;
	uint8_t buf[16];
	int fd, len;

	memset(&rig->config.modem[0].core.recovery, 0,
	       sizeof(rig->config.modem[0].core.recovery));
	assert_int_equal(rig_start(rig, false), 0);
	att_modem_want(&rig->daemon.of[0].modem, ATT_WANT_OPEN);
	for (int i = 0; i < 1000 && !rig->daemon.of[0].modem.status.open; i++)
		rig_step(rig);
	assert_true(rig->daemon.of[0].modem.status.open);
	comes_to_rest(rig);
	fd = control(rig);
	len = mbim_msg_encode_simple(buf, sizeof(buf), MBIM_MSG_OPEN, 1, 4096);
	assert_int_equal(send(fd, buf, (size_t)len, 0), len);
	comes_to_rest(rig);
	assert_int_equal(recv(fd, buf, sizeof(buf), 0), sizeof(buf));
	assert_int_equal(att_get32(buf + 12), MBIM_STATUS_NONE);
	standard = &rig->daemon.control.of[0].standard;
	assert_true(standard->asked);
	assert_int_equal(standard->token, 0);
	assert_true(standard->offered.n > 0);
	close(fd);
}

static void control_socket_has_a_modem_of_mbim_tell_at_once(void **state)
{
	rig_need_namespace();
	control_socket_has_the_modem_tell_at_once(*state);
}

static void control_socket_has_a_modem_of_qmi_tell_at_once(void **state)
{
	struct rig *rig = *state;

	rig_need_namespace();
	rig->sim.speaks_qmi = true;
	control_socket_has_the_modem_tell_at_once(rig);
	assert_true(rig->daemon.of[0].cids.client[0].service != 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, rig_setup, rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(control_socket_tells_where_everything_stands),
		TEST(control_socket_tells_of_the_queue),
		TEST(control_socket_disconnects_and_connects),
		TEST(control_socket_says_that_attache_is_ending),
		TEST(control_socket_refuses_what_it_does_not_know),
		TEST(control_socket_has_a_modem_of_mbim_tell_at_once),
		TEST(control_socket_has_a_modem_of_qmi_tell_at_once),
	};

	rig_enter();
	return cmocka_run_group_tests_name("linux_control", tests, NULL, NULL);
}

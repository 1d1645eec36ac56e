/* The list of modems in attache-dbus, with a control socket that is this test,
 * and bridges that are its own as well. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "tools/dbus/bridge.h"

#define TURNS	100
#define TURN_US 1000000u

static struct {
	struct modems modems;
	char path[64];
	int listener, peer;
	unsigned refusals; /* so many bridges are not opened, as memory lacks */
	unsigned asked, opened;
} rig;

/* --- what stands for bridge.c --------------------------------------------- */

static void look(struct bridge *b)
{
	(void)b;
}

struct bridge *bridge_open(struct modems *m,
			   const struct mbim_attache_modem *modem)
{
	struct bridge *b;

	rig.asked++;
	if (rig.refusals && rig.refusals--)
		return NULL;
	b = calloc(1, sizeof(*b));
	assert_non_null(b);
	b->modems = m;
	b->look = look;
	facts_text(b->name, sizeof(b->name), &modem->name);
	rig.opened++;
	return b;
}

void bridge_close(struct bridge *b)
{
	free(b);
}

/* --- the control socket --------------------------------------------------- */

static int setup(void **state)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	char folder[] = "/tmp/attache-modems-XXXXXX";

	(void)state;
	memset(&rig, 0, sizeof(rig));
	assert_non_null(mkdtemp(folder));
	snprintf(rig.path, sizeof(rig.path), "%s/s", folder);
	strcpy(at.sun_path, rig.path);
	rig.listener = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
	assert_int_equal(bind(rig.listener, (struct sockaddr *)&at, sizeof(at)),
			 0);
	assert_int_equal(listen(rig.listener, 1), 0);
	rig.peer = -1;
	assert_true(sd_event_new(&rig.modems.event) >= 0);
	assert_true(modems_init(&rig.modems, rig.path) >= 0);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	modems_fini(&rig.modems);
	sd_event_unref(rig.modems.event);
	if (rig.peer >= 0)
		close(rig.peer);
	close(rig.listener);
	unlink(rig.path);
	*strrchr(rig.path, '/') = '\0';
	return rmdir(rig.path);
}

/* The list of these is asked for, if there is a new connection. */
static void list(const char *const names[], uint32_t n)
{
	static uint8_t in[256], out[4096];
	struct mbim_attache_modem modem[2] = {0};
	const struct mbim_attache_modems_response r = {
		.modems = att_array_of(modem, n)};
	const size_t head =
		mbim_msg_header_len((uint32_t)MBIM_MSG_COMMAND_DONE);
	int fd, len;

	for (uint32_t i = 0; i < n; i++) {
		modem[i].name = att_str_utf8(names[i]);
		modem[i].device = att_str_utf8("usb:1209:0001");
	}
	fd = accept(rig.listener, NULL, NULL);
	if (fd < 0)
		return;
	if (rig.peer >= 0)
		close(rig.peer);
	rig.peer = fd;
	assert_true(recv(rig.peer, in, sizeof(in), 0) > 0);
	len = mbim_attache_modems_response_encode(&r, out + head,
						  sizeof(out) - head);
	assert_true(len >= 0);
	len = mbim_msg_encode_done(out, sizeof(out), MBIM_CID_ATTACHE_MODEMS,
				   &mbim_services[MBIM_SERVICE_ATTACHE].uuid,
				   MBIM_CID_ATTACHE_MODEMS, 0, (size_t)len);
	assert_true(len > 0);
	assert_int_equal(send(rig.peer, out, (size_t)len, 0), len);
}

/* Until so many bridges were asked for, each time by a list of these. */
static void turns(unsigned asked, const char *const names[], uint32_t n)
{
	for (unsigned i = 0; i < TURNS && rig.asked < asked; i++) {
		assert_true(sd_event_run(rig.modems.event, TURN_US) >= 0);
		list(names, n);
	}
	assert_int_equal(rig.asked, asked);
}

/* --- the tests ------------------------------------------------------------ */

/* What is written to standard error from here on, until `said`. */
static int listen_to_errors(int out[2])
{
	const int before = dup(STDERR_FILENO);

	assert_int_equal(pipe(out), 0);
	assert_true(dup2(out[1], STDERR_FILENO) >= 0);
	close(out[1]);
	return before;
}

static void said(int before, int from, const char *words)
{
	char text[256] = "";

	dup2(before, STDERR_FILENO); /* nobody writes to the pipe any more */
	close(before);
	assert_true(read(from, text, sizeof(text) - 1) > 0);
	close(from);
	assert_string_equal(text, words);
}

static void modem_without_memory_is_tried_again_and_told_once(void **state)
{
	static const char *const names[] = {"main"};
	int out[2], before;

	(void)state;
	rig.refusals = 2;
	before = listen_to_errors(out);
	turns(3, names, 1);
	said(before, out[0],
	     "attache-dbus: main: no memory for it; it is tried again\n");
	assert_int_equal(rig.opened, 1);
	assert_string_equal(rig.modems.first->name, "main");
}

static void the_others_are_there_meanwhile(void **state)
{
	static const char *const names[] = {"main", "backup"};

	(void)state;
	rig.refusals = 1;
	turns(2, names, 2);
	assert_int_equal(rig.opened, 1);
	assert_string_equal(rig.modems.first->name, "backup");
	turns(3, names, 2);
	assert_int_equal(rig.opened, 2);
	assert_string_equal(rig.modems.first->next->name, "main");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			modem_without_memory_is_tried_again_and_told_once,
			setup, teardown),
		cmocka_unit_test_setup_teardown(the_others_are_there_meanwhile,
						setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

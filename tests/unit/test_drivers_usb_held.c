/* The USB port and a device that another program has, on the simulated bus. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <libusb.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "usb_rig.h"

/* A program of another name that has claimed the device; in[1] is closed to
 * end it by itself. */
struct holder {
	pid_t pid;
	int in[2], out[2];
};

static void hold(struct holder *o)
{
	libusb_context *context;
	libusb_device_handle *h;
	char c;

	prctl(PR_SET_NAME, "other program");
	close(o->in[1]);
	if (libusb_init(&context))
		_exit(1);
	h = libusb_open_device_with_vid_pid(context, ECHO_VENDOR, ECHO_PRODUCT);
	if (!h || libusb_claim_interface(h, 2))
		_exit(2);
	c = 'h';
	if (write(o->out[1], &c, 1) != 1)
		_exit(3);
	while (read(o->in[0], &c, 1) > 0)
		;
	_exit(0);
}

static void start_holder(struct holder *o)
{
	char c;

	assert_int_equal(pipe(o->in), 0);
	assert_int_equal(pipe(o->out), 0);
	o->pid = fork();
	assert_true(o->pid >= 0);
	if (!o->pid)
		hold(o);
	close(o->out[1]);
	close(o->in[0]);
	assert_int_equal(read(o->out[0], &c, 1), 1);
}

static void end_holder(struct holder *o)
{
	int status;

	close(o->in[1]);
	close(o->out[0]);
	assert_int_equal(waitpid(o->pid, &status, 0), o->pid);
	assert_int_equal(status, 0);
}

/* Let the configuration be chosen, so that another program can claim. */
static void configure(struct fixture *x)
{
	rig_start(x);
	rig_until_up(x);
	rig_stop(x);
	rig_begin(x);
}

/* As many attempts as there are in an hour; each is on the timer. */
static void held_device_is_never_given_up(void **state)
{
	struct fixture *x = *state;
	struct holder o;
	char words[96];

	configure(x);
	start_holder(&o);
	rig_start(x);
	for (unsigned tries = 0; x->h.n_waits < 300 && tries < 10000; tries++) {
		assert_false(x->h.timer_at > host_now() + 1000 &&
			     x->h.timer_at != UINT64_MAX);
		host_jump(&x->h);
		host_turn(&x->h, 1000);
	}
	assert_true(x->h.n_waits >= 300);
	assert_string_equal(x->h.said, "");
	snprintf(words, sizeof(words),
		 "usb:1209:0002 is held by other program (pid %d), tried again "
		 "every 500 ms",
		 (int)o.pid);
	assert_string_equal(x->h.waits, words);
	end_holder(&o);
	rig_until_up(x);
	rig_ask(x, "e", "e");
}

/* A program that was killed holds nothing. */
static void device_of_a_killed_program_is_free(void **state)
{
	struct fixture *x = *state;
	struct holder o;

	configure(x);
	start_holder(&o);
	rig_start(x);
	assert_true(host_until(&x->h, &x->h.n_waits, 2));
	assert_int_equal(kill(o.pid, SIGKILL), 0);
	assert_int_equal(waitpid(o.pid, NULL, 0), o.pid);
	rig_until_up(x);
	close(o.in[1]);
	close(o.out[0]);
	rig_ask(x, "e", "e");
}

/* One that is unplugged while another program has it, and comes again. */
static void held_device_may_be_unplugged(void **state)
{
	struct fixture *x = *state;
	struct holder o;

	configure(x);
	start_holder(&o);
	rig_start(x);
	assert_true(host_until(&x->h, &x->h.n_waits, 2));
	rig_unplug();
	for (int i = 0; i < 10; i++) {
		host_jump(&x->h);
		host_turn(&x->h, 10);
	}
	end_holder(&o);
	rig_plug();
	rig_until_up(x);
	rig_ask(x, "e", "e");
}

#define NODE_DIR "/sys/bus/usb/devices/1-1:2.1"

/* In place of /dev/cdc-wdm0: the kernel's driver has made it, and another
 * program has it open. */
static int make_kernel_node(char *path)
{
	FILE *f;
	int fd;

	strcpy(path, "/dev/shm/test_libusb_XXXXXX");
	fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(mkdir(NODE_DIR, 0755), 0);
	assert_int_equal(mkdir(NODE_DIR "/usbmisc", 0755), 0);
	assert_int_equal(mkdir(NODE_DIR "/usbmisc/cdc-wdm0", 0755), 0);
	f = fopen(NODE_DIR "/usbmisc/cdc-wdm0/uevent", "w");
	assert_non_null(f);
	fprintf(f, "MAJOR=180\nMINOR=0\nDEVNAME=%s\n", path + 5);
	fclose(f);
	return fd;
}

static void remove_kernel_node(const char *path)
{
	unlink(path);
	unlink(NODE_DIR "/usbmisc/cdc-wdm0/uevent");
	rmdir(NODE_DIR "/usbmisc/cdc-wdm0");
	rmdir(NODE_DIR "/usbmisc");
	rmdir(NODE_DIR);
}

/* The driver is not taken away from under a program that uses it. */
static void device_that_is_used_by_the_kernels_node_is_held(void **state)
{
	struct fixture *x = *state;
	char path[32], words[128];
	int fd = make_kernel_node(path);
	pid_t pid = fork();

	if (!pid) {
		prctl(PR_SET_NAME, "mbim-proxy");
		pause();
	}
	close(fd);
	rig_start(x);
	assert_true(host_until(&x->h, &x->h.n_waits, 1));
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	snprintf(words, sizeof(words),
		 "usb:1209:0002 is held by mbim-proxy (pid %d), tried again "
		 "every 500 ms",
		 (int)pid);
	rig_until_up(x);
	remove_kernel_node(path);
	assert_string_equal(x->h.waits, words);
}

/* Another attache, which /proc does not show. */
static void device_whose_kernels_node_is_locked_is_held(void **state)
{
	struct fixture *x = *state;
	char path[32];
	int fd = make_kernel_node(path);

	assert_int_equal(flock(fd, LOCK_EX | LOCK_NB), 0);
	rig_start(x);
	assert_true(host_until(&x->h, &x->h.n_waits, 1));
	close(fd);
	rig_until_up(x);
	remove_kernel_node(path);
	assert_string_equal(x->h.waits,
			    geteuid() == 0
				    ? "usb:1209:0002 is held by another "
				      "program, tried again every 500 ms"
				    : "usb:1209:0002 is held by another "
				      "program (sudo attache tells which), "
				      "tried again every 500 ms");
}

/* Unless it was named by its ids, which asks for USB itself. */
static void device_that_the_kernel_has_is_left_to_it(void **state)
{
	struct fixture *x = *state;
	char path[32];

	close(make_kernel_node(path));
	assert_int_equal(port_open(RIG_USB "1-1", &x->h.host, &x->port), 0);
	assert_true(host_until(&x->h, &x->h.moves, 1));
	remove_kernel_node(path);
	assert_string_equal(x->h.said, "moved");
}

static void device_is_found_by_place_and_serial_number(void **state)
{
	static const struct {
		const char *name;
		bool found;
	} names[] = {{RIG_USB "1-1", true},
		     {RIG_ANY "serial:0", true},
		     {RIG_USB "1-2", false},
		     {RIG_ANY "serial:1", false}};
	struct fixture *x = *state;

	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		rig_begin(x);
		assert_int_equal(port_open(names[i].name, &x->h.host, &x->port),
				 0);
		while (!x->h.ups && !x->h.n_waits && host_turn(&x->h, 1000))
			;
		assert_int_equal(x->h.ups, names[i].found);
		rig_stop(x);
	}
}

static void device_that_was_passed_is_not_looked_at(void **state)
{
	struct fixture *x = *state;
	struct port_info info;

	rig_start(x);
	rig_until_up(x);
	info = x->h.info;
	rig_stop(x);
	rig_begin(x);
	x->h.host.n_passed = 1;
	memcpy(x->h.host.passed[0], info.place, sizeof(info.place));
	assert_int_equal(port_open(RIG_ANY "auto", &x->h.host, &x->port), 0);
	assert_true(host_until(&x->h, &x->h.n_waits, 1));
	assert_int_equal(x->h.ups, 0);
	/* plugged in anew it may be another one */
	rig_unplug();
	rig_plug();
	rig_until_up(x);
}

static int tests_inside(void)
{
	const struct CMUnitTest tests[] = {
		WAITING(held_device_is_never_given_up),
		WAITING(device_of_a_killed_program_is_free),
		WAITING(held_device_may_be_unplugged),
		WAITING(device_that_is_used_by_the_kernels_node_is_held),
		WAITING(device_whose_kernels_node_is_locked_is_held),
		WAITING(device_that_the_kernel_has_is_left_to_it),
		WAITING(device_is_found_by_place_and_serial_number),
		WAITING(device_that_was_passed_is_not_looked_at),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

int main(int argc, char *argv[])
{
	(void)argv;
	return rig_main(argc, &echo_device, tests_inside);
}

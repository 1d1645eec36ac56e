/* The least that brings a modem online: a plain program that sends the eight
 * messages of a connection one after the other and waits for each answer. No
 * manager, no log, no fragments, no second session, nothing when something is
 * other than expected: status 1 then. The peer of `attache run`.
 *
 *   bench_client DEVICE APN     says "online" and ends */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

enum { OPEN = 1, COMMAND = 3, DONE = 0x80000000u, HEADER = 48 };
enum {
	DEVICE_CAPS = 1,
	SUBSCRIBER_READY = 2,
	RADIO_STATE = 3,
	REGISTER_STATE = 9,
	PACKET_SERVICE = 10,
	CONNECT = 12,
	IP_CONFIGURATION = 15
};

static const uint8_t basic_connect[16] = {0xa2, 0x89, 0xcc, 0x33, 0xbc, 0xbb,
					  0x8b, 0x4f, 0xb6, 0xb0, 0x13, 0x3e,
					  0xc2, 0xaa, 0xe6, 0xdf};
static const uint8_t internet[16] = {0x7e, 0x5e, 0x2a, 0x7e, 0x4e, 0x6f,
				     0x72, 0x72, 0x73, 0x6b, 0x65, 0x6e,
				     0x7e, 0x5e, 0x2a, 0x7e};
static uint32_t out[64], in[1024], transaction;

/* Send `out` of so many bytes; is the answer to it good? */
static bool ask(int fd, size_t len)
{
	struct pollfd wait = {.fd = fd, .events = POLLIN};
	size_t status = out[0] == OPEN ? 3 : 10;

	out[1] = (uint32_t)len;
	out[2] = ++transaction;
	if (write(fd, out, len) != (ssize_t)len)
		return false;
	for (;;) {
		ssize_t n = read(fd, in, sizeof(in));

		if (n < 12)
			poll(&wait, 1, -1);
		/* what may stand before it in the same transfer is no answer */
		for (uint32_t *m = in; n >= 12; n -= m[1], m += m[1] / 4)
			if (m[0] == (out[0] | DONE) && m[2] == transaction)
				return m[status] == 0;
			else if (m[1] < 12)
				return false;
	}
}

/* The command with the InformationBuffer of so many bytes behind its header. */
static bool command(int fd, uint32_t cid, bool set, size_t len)
{
	out[0] = COMMAND;
	out[3] = 1;
	out[4] = 0;
	memcpy(out + 5, basic_connect, sizeof(basic_connect));
	out[9] = cid;
	out[10] = set;
	out[11] = (uint32_t)len;
	return ask(fd, HEADER + len);
}

static bool open_channel(int fd)
{
	out[0] = OPEN;
	out[3] = 4096;
	return ask(fd, 16);
}

static bool activate(int fd, const char *apn)
{
	uint32_t *body = out + HEADER / 4;
	size_t len = strlen(apn);

	memset(body, 0, sizeof(out) - HEADER);
	body[1] = 1; /* activate */
	body[2] = 60;
	body[3] = (uint32_t)(2 * len);
	body[10] = 4; /* IPv4 and IPv6 */
	memcpy(body + 11, internet, sizeof(internet));
	for (size_t i = 0; i < len; i++)
		((uint8_t *)body)[60 + 2 * i] = (uint8_t)apn[i];
	return command(fd, CONNECT, true, 60 + (2 * len + 3) / 4 * 4);
}

static bool bring_up(int fd, const char *apn)
{
	out[HEADER / 4] = 0; /* attach */
	if (!open_channel(fd) || !command(fd, DEVICE_CAPS, false, 0) ||
	    !command(fd, SUBSCRIBER_READY, false, 0) ||
	    !command(fd, RADIO_STATE, false, 0) ||
	    !command(fd, REGISTER_STATE, false, 0) ||
	    !command(fd, PACKET_SERVICE, true, 4) || !activate(fd, apn))
		return false;
	memset(out + HEADER / 4, 0, 60);
	return command(fd, IP_CONFIGURATION, false, 60);
}

/* The pty that stands for the kernel's device. */
static void set_raw(int fd)
{
	struct termios t;

	if (tcgetattr(fd, &t))
		return;
	cfmakeraw(&t);
	tcsetattr(fd, TCSANOW, &t);
}

int main(int argc, char **argv)
{
	static const char online[] = "client up \n";
	int fd = argc == 3 && strlen(argv[2]) < 32
			 ? open(argv[1], O_RDWR | O_NONBLOCK | O_NOCTTY)
			 : -1;

	if (fd < 0)
		return 2;
	set_raw(fd);
	if (!bring_up(fd, argv[2]))
		return 1;
	return write(1, online, sizeof(online) - 1) < 0;
}

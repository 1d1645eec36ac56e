/* A program at the socket of a device service stream: says datagrams of many
 * lengths, several at a time, and expects each of them back, in order.
 * usage: stream_talk SOCKET */
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#define ROUNDS 200u
#define MANY   5u
#define MAX    1400u

static uint32_t length(uint32_t n)
{
	return 1 + n * 37 % MAX;
}

static void fill(uint8_t *p, uint32_t n)
{
	for (uint32_t i = 0; i < length(n); i++)
		p[i] = (uint8_t)(n + i * 13);
}

/* 0, or what went wrong. */
static const char *talk(int fd)
{
	static uint8_t expected[MAX], got[2 * MAX];
	uint32_t heard = 0;

	for (uint32_t said = 0; said < ROUNDS * MANY;) {
		for (uint32_t i = 0; i < MANY; i++, said++) {
			fill(expected, said);
			if (send(fd, expected, length(said), 0) < 0)
				return "send";
		}
		for (; heard < said; heard++) {
			struct pollfd p = {.fd = fd, .events = POLLIN};

			if (poll(&p, 1, 10000) != 1)
				return "silence";
			fill(expected, heard);
			if (recv(fd, got, sizeof(got), 0) != length(heard) ||
			    memcmp(got, expected, length(heard)) != 0)
				return "another datagram";
		}
	}
	return NULL;
}

int main(int argc, char **argv)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_SEQPACKET, 0);
	const char *why;

	if (argc != 2 || strlen(argv[1]) >= sizeof(at.sun_path))
		return 2;
	strcpy(at.sun_path, argv[1]);
	if (fd < 0 || connect(fd, (const void *)&at, sizeof(at)) < 0) {
		perror(argv[1]);
		return 1;
	}
	why = talk(fd);
	if (why != NULL)
		fprintf(stderr, "stream_talk: %s\n", why);
	return why != NULL;
}

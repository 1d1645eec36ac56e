/* Probes through one network device. */
#include "linux/probe.h"

#include <arpa/inet.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "linux/rights.h"
#include "net/dns_probe.h"

#define FAILED_AFTER 3u

/* --- name servers -------------------------------------------------------- */

/* The socket stays open, so that the answer is welcome. */
static void ask(struct att_probe *p, const char *device,
		const struct sockaddr *server, socklen_t len)
{
	if (p->fd >= 0)
		close(p->fd);
	p->fd = att_rights->probe(server->sa_family, SOCK_DGRAM, 0, device);
	if (p->fd < 0)
		return;
	(void)!sendto(p->fd, att_dns_question, sizeof(att_dns_question), 0,
		      server, len);
}

void att_probe_name_servers(struct att_probe *p, const char *device,
			    const struct att_ip_config *ip)
{
	struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons(53)};
	struct sockaddr_in6 v6 = {.sin6_family = AF_INET6,
				  .sin6_port = htons(53)};

	if (ip->n_dns4) {
		memcpy(&v4.sin_addr, ip->dns4[0].b, sizeof(v4.sin_addr));
		ask(p, device, (struct sockaddr *)&v4, sizeof(v4));
	}
	if (ip->n_dns6) {
		memcpy(&v6.sin6_addr, ip->dns6[0].b, sizeof(v6.sin6_addr));
		ask(p, device, (struct sockaddr *)&v6, sizeof(v6));
	}
}

/* --- echo ---------------------------------------------------------------- */

/* A ping socket, which the kernel gives ids and checksums to; where it is for
 * other groups, root has a raw one. */
static int echo_socket(bool v6, const char *device)
{
	int family = v6 ? AF_INET6 : AF_INET;
	int protocol = v6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP;
	int fd = att_rights->probe(family, SOCK_DGRAM, protocol, device);

	return fd < 0 ? att_rights->probe(family, SOCK_RAW, protocol, device)
		      : fd;
}

static uint16_t checksum(const uint8_t *b, size_t len)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < len; i += 2)
		sum += (uint32_t)b[i] << 8 | b[i + 1];
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

static bool to_address(const char *text, struct sockaddr_storage *to,
		       socklen_t *len)
{
	struct sockaddr_in *v4 = (struct sockaddr_in *)to;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)to;

	memset(to, 0, sizeof(*to));
	if (inet_pton(AF_INET, text, &v4->sin_addr) == 1) {
		to->ss_family = AF_INET;
		*len = sizeof(*v4);
		return true;
	}
	to->ss_family = AF_INET6;
	*len = sizeof(*v6);
	return inet_pton(AF_INET6, text, &v6->sin6_addr) == 1;
}

static void take_echo(struct att_probe *p)
{
	uint8_t in[256];
	ssize_t n;

	while (p->echo_fd >= 0 &&
	       (n = recv(p->echo_fd, in, sizeof(in), 0)) > 0) {
		/* A raw IPv4 socket gives the IP header as well. */
		size_t at = !p->v6 && in[0] >> 4 == 4 ? (in[0] & 15u) * 4u : 0;

		if ((size_t)n > at &&
		    in[at] == (p->v6 ? ICMP6_ECHO_REPLY : ICMP_ECHOREPLY))
			p->unanswered = 0;
	}
}

/* Whatever a name server says, data has come back. */
static void take_answer(struct att_probe *p)
{
	uint8_t in[64];

	if (p->fd >= 0 && recv(p->fd, in, sizeof(in), 0) > 0)
		p->unanswered = 0;
}

void att_probe_dns(struct att_probe *p, const char *device,
		   const struct att_ip_config *ip)
{
	p->unanswered++;
	att_probe_name_servers(p, device, ip);
}

void att_probe_echo(struct att_probe *p, const char *device,
		    const char *address)
{
	uint8_t request[16] = {0};
	struct sockaddr_storage to;
	socklen_t len;
	uint16_t sum;

	if (!to_address(address, &to, &len))
		return;
	p->v6 = to.ss_family == AF_INET6;
	if (p->echo_fd < 0)
		p->echo_fd = echo_socket(p->v6, device);
	p->unanswered++;
	if (p->echo_fd < 0)
		return;
	request[0] = p->v6 ? ICMP6_ECHO_REQUEST : ICMP_ECHO;
	p->sequence++;
	request[6] = (uint8_t)(p->sequence >> 8);
	request[7] = (uint8_t)p->sequence;
	sum = checksum(request, sizeof(request));
	request[2] = (uint8_t)(sum >> 8);
	request[3] = (uint8_t)sum;
	(void)!sendto(p->echo_fd, request, sizeof(request), 0,
		      (struct sockaddr *)&to, len);
}

bool att_probe_failed(struct att_probe *p)
{
	take_echo(p);
	take_answer(p);
	return p->unanswered >= FAILED_AFTER;
}

bool att_probe_waits(const struct att_probe *p)
{
	return p->unanswered;
}

void att_probe_close(struct att_probe *p)
{
	if (p->fd >= 0)
		close(p->fd);
	if (p->echo_fd >= 0)
		close(p->echo_fd);
	*p = (struct att_probe){.fd = -1, .echo_fd = -1};
}

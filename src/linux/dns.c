/* Name servers, written to a file. */
#include "linux/dns.h"

#include <arpa/inet.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/errors.h"

static void write_servers(FILE *f, const struct att_dns_source *source)
{
	const struct att_ip_config *ip = source->ip;
	char text[INET6_ADDRSTRLEN];

	for (uint32_t i = 0; i < ip->n_dns4; i++)
		fprintf(f, "nameserver %s\n",
			inet_ntop(AF_INET, ip->dns4[i].b, text, sizeof(text)));
	for (uint32_t i = 0; i < ip->n_dns6; i++) {
		const uint8_t *b = ip->dns6[i].b;
		bool local = b[0] == 0xfe && (b[1] & 0xc0) == 0x80;

		fprintf(f, "nameserver %s%s%s\n",
			inet_ntop(AF_INET6, b, text, sizeof(text)),
			local ? "%" : "", local ? source->device : "");
	}
}

int att_dns_write(const char *path, const struct att_dns_source *source,
		  unsigned n_sources)
{
	char temporary[PATH_MAX];
	bool bad;
	int fd, saved;
	FILE *f;

	if (snprintf(temporary, sizeof(temporary), "%s.XXXXXX", path) >=
	    (int)sizeof(temporary)) {
		errno = ENAMETOOLONG;
		return ATT_E_IO;
	}
	fd = mkstemp(temporary);
	if (fd < 0)
		return ATT_E_IO;
	f = fdopen(fd, "w");
	if (!f) {
		close(fd);
		unlink(temporary);
		return ATT_E_IO;
	}
	fputs("# name servers of the mobile network, written by attache\n", f);
	for (unsigned i = 0; i < n_sources; i++)
		write_servers(f, &source[i]);
	bad = fchmod(fd, 0644) < 0 || ferror(f);
	if (fclose(f) == 0 && !bad && rename(temporary, path) == 0)
		return 0;
	saved = errno;
	unlink(temporary);
	errno = saved;
	return ATT_E_IO;
}

int att_dns_update(struct att_dns *dns, const char *path,
		   const struct att_dns_source *source, unsigned n_sources)
{
	if (dns->path[0] && strcmp(dns->path, path) != 0)
		att_dns_write(dns->path, NULL, 0);
	strcpy(dns->path, path);
	return path[0] ? att_dns_write(path, source, n_sources) : 0;
}

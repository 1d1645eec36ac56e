/* Name servers, written to a file. */
#include "linux/dns.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/errors.h"

#define HEADER	 "# name servers of the mobile network, written by attache\n"
#define RESOLVED "/run/systemd/resolve/"
#define KEPT_MAX 65536

struct servers {
	const struct att_dns_source *source;
	unsigned n;
};

static void write_servers(FILE *f, const struct att_dns_source *source)
{
	const struct att_ip_config *ip = source->ip;
	char text[INET6_ADDRSTRLEN];

	for (uint32_t i = 0; i < ip->n_dns4; i++)
		fprintf(f, "nameserver %s\n",
			inet_ntop(AF_INET, ip->dns4[i].b, text, sizeof(text)));
	for (uint32_t i = 0; i < ip->n_dns6; i++) {
		const uint8_t *b = ip->dns6[i].b;
		bool local = att_ipv6_is_link_local(b);

		fprintf(f, "nameserver %s%s%s\n",
			inet_ntop(AF_INET6, b, text, sizeof(text)),
			local ? "%" : "", local ? source->device : "");
	}
}

static void put_servers(FILE *f, const void *ctx)
{
	const struct servers *s = ctx;

	fputs(HEADER, f);
	for (unsigned i = 0; i < s->n; i++)
		write_servers(f, &s->source[i]);
}

static void put_text(FILE *f, const void *ctx)
{
	fputs(ctx, f);
}

/* By rename: readers see the old or the new one. */
static int replace(const char *path, void (*put)(FILE *f, const void *ctx),
		   const void *ctx)
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
	put(f, ctx);
	bad = fchmod(fd, 0644) < 0 || ferror(f);
	if (fclose(f) == 0 && !bad && rename(temporary, path) == 0)
		return 0;
	saved = errno;
	unlink(temporary);
	errno = saved;
	return ATT_E_IO;
}

/* Where it leads to no file yet, the kernel makes one there. */
static int make(const char *link)
{
	int fd = open(link, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);

	return fd < 0 ? ATT_E_IO : close(fd);
}

/* A symlink stays, and where it leads is written. */
static int follow(const char *path, char target[PATH_MAX])
{
	bool made = false;
	struct stat st;

	if (lstat(path, &st) < 0 || !S_ISLNK(st.st_mode)) {
		snprintf(target, PATH_MAX, "%s", path);
		return 0;
	}
	if (stat(path, &st) < 0 && errno == ENOENT)
		made = make(path) == 0;
	if (!realpath(path, target))
		return ATT_E_IO;
	if (strncmp(target, RESOLVED, strlen(RESOLVED)) != 0)
		return 0;
	if (made)
		unlink(target);
	errno = EBUSY;
	return ATT_E_BUSY;
}

static char *read_all(const char *path)
{
	FILE *f = fopen(path, "re");
	char *text = f ? calloc(1, KEPT_MAX) : NULL;
	bool whole;

	if (!f)
		return NULL;
	if (text)
		text[fread(text, 1, KEPT_MAX - 1, f)] = '\0';
	whole = text && fgetc(f) == EOF && !ferror(f);
	fclose(f);
	if (whole && strncmp(text, HEADER, strlen(HEADER)) != 0)
		return text;
	free(text);
	return NULL;
}

static int write_file(struct att_dns *dns, const struct att_dns_source *source,
		      unsigned n_sources)
{
	const struct servers servers = {source, n_sources};
	char target[PATH_MAX];
	int err = follow(dns->path, target);

	if (err)
		return err;
	if (n_sources && !dns->written)
		dns->kept = read_all(target);
	if (n_sources || !dns->kept) {
		dns->written = n_sources;
		return replace(target, put_servers, &servers);
	}
	dns->written = false;
	err = replace(target, put_text, dns->kept);
	free(dns->kept);
	dns->kept = NULL;
	return err;
}

/* Left by a run that was killed: its servers are of no use any more. */
static bool is_ours(const char *path)
{
	FILE *f = fopen(path, "re");
	char line[sizeof(HEADER)] = "";
	bool ours;

	if (!f)
		return false;
	ours = fgets(line, sizeof(line), f) && strcmp(line, HEADER) == 0;
	fclose(f);
	return ours;
}

int att_dns_update(struct att_dns *dns, const char *path,
		   const struct att_dns_source *source, unsigned n_sources)
{
	if (dns->path[0] && strcmp(dns->path, path) != 0 && dns->written)
		write_file(dns, NULL, 0);
	strcpy(dns->path, path);
	if (!path[0])
		return 0;
	if (!n_sources && !dns->written && !dns->kept && !is_ours(path) &&
	    !access(path, F_OK))
		return 0; /* somebody else's */
	return write_file(dns, source, n_sources);
}

/* A file of what a run would leave in the modem: one line, replaced as a
 * whole. */
#include "linux/keep.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "drivers/port_rights.h"
#include "linux/config.h"
#include "linux/rights.h"
#include "trace/text_words.h"

#define BOOT_ID	 "/proc/sys/kernel/random/boot_id"
#define BOOT_LEN 36
#define LINE_CAP (160 + 2 * ATT_LEFT_MAX + 2)

/* All of a small file, as text: its length, or -1. */
static ssize_t read_text(const char *path, char *buf, size_t cap)
{
	int fd = port_rights->open(path, O_RDONLY | O_NOFOLLOW);
	ssize_t len;

	if (fd < 0)
		return -1;
	len = read(fd, buf, cap - 1);
	close(fd);
	buf[len < 0 ? 0 : len] = '\0';
	return len;
}

static bool read_boot(char boot[BOOT_LEN + 1])
{
	char text[64];

	if (read_text(BOOT_ID, text, sizeof(text)) < BOOT_LEN)
		return false;
	memcpy(boot, text, BOOT_LEN);
	boot[BOOT_LEN] = '\0';
	return true;
}

/* --- whose it is --------------------------------------------------------- */

/* "1-1.2 no 7": by the number the device is told from the one before it. MBIM
 * has nothing to be given back. */
static bool is_named(const struct port_info *info)
{
	const size_t len = strlen(info->place);

	return info->speaks && strcmp(info->speaks, "qmi") == 0 && len &&
	       info->place[len - 1] != '?';
}

/* One file for each place on the bus. */
static void name_file(struct att_keep *k, const char *control,
		      const char *place)
{
	const char *beside = control[0] ? control : ATT_CONFIG_CONTROL;
	const char *slash = strrchr(beside, '/');
	const size_t folder = slash ? (size_t)(slash - beside) + 1 : 0;
	const size_t len = strcspn(place, " ");
	char *name;

	snprintf(k->path, sizeof(k->path), "%.*sleft-%.*s", (int)folder, beside,
		 (int)len, place);
	name = k->path + folder;
	for (; *name; name++)
		if (*name == '/')
			*name = '_';
}

/* --- what is in it ------------------------------------------------------- */

/* False: the line is not whole. */
static bool parse(const char *hex, struct att_left *left)
{
	const size_t len = strcspn(hex, "\n");
	int n = att_words_bytes(att_bytes_of((const uint8_t *)hex, len),
				left->b, sizeof(left->b));

	left->len = n < 0 ? 0 : (size_t)n;
	return n >= 0 && n % 2 == 0 && strcmp(hex + len, "\n") == 0;
}

static bool load(const struct att_keep *k, struct att_left *left)
{
	const size_t head = strlen(k->head);
	char line[LINE_CAP];

	if (read_text(k->path, line, sizeof(line)) < 0 ||
	    strncmp(line, k->head, head) != 0)
		return false;
	return parse(line + head, left);
}

void att_keep_plugged(struct att_keep *k, const char *control,
		      const struct port_info *info, struct att_left *left)
{
	char boot[BOOT_LEN + 1];

	memset(k, 0, sizeof(*k));
	left->len = 0;
	if (!is_named(info) || !read_boot(boot))
		return;
	name_file(k, control, info->place);
	snprintf(k->head, sizeof(k->head), "left 1 boot=%s modem=%s qmi=", boot,
		 info->place);
	if (!load(k, left)) {
		left->len = 0;
		att_rights->remove(k->path);
	}
	k->put = *left;
}

static int store(const struct att_keep *k)
{
	char line[LINE_CAP];
	int len = snprintf(line, sizeof(line), "%s", k->head);

	for (size_t i = 0; i < k->put.len; i++)
		len += snprintf(line + len, sizeof(line) - (size_t)len, "%02x",
				k->put.b[i]);
	line[len++] = '\n';
	line[len] = '\0';
	return att_rights->store(k->path, line);
}

int att_keep_put(struct att_keep *k, const struct att_left *left)
{
	int error;

	if (!k->path[0] || k->failed ||
	    (left->len == k->put.len &&
	     memcmp(left->b, k->put.b, left->len) == 0))
		return 0;
	k->put = *left;
	if (!left->len) {
		att_rights->remove(k->path);
		return 0;
	}
	error = store(k);
	k->failed = error != 0;
	if (error)
		att_rights->remove(k->path);
	return error;
}

/* A folder of PDUs. Each file is one line; one that is not whole never has the
 * name of a part. */
#include "linux/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "drivers/port_rights.h"
#include "linux/rights.h"
#include "linux/spool_join.h"
#include "trace/text_words.h"

#define DIGITS	 10
#define LINE_CAP 512
#define HEAD                                                        \
	"sms 1 at=%" SCNu64 " state=%" SCNu32 " message=%" SCNu32   \
	" place=%" SCNu32 " reference=%" SCNu32 " failure=%" SCNu32 \
	" cause=%" SCNu32 " pdu=%n"
/* Of the highest id that was ever used, where its file is gone. */
#define LAST "last"

static void path_of(const struct att_spool *s, uint32_t id, char *path,
		    size_t cap)
{
	snprintf(path, cap, "%s/%0*" PRIu32, s->folder, DIGITS, id);
}

/* --- the files ------------------------------------------------------------ */

static int store(const struct att_spool *s, const struct att_spool_part *p)
{
	char path[ATT_CONFIG_PATH + 16], line[LINE_CAP];
	int len = snprintf(line, sizeof(line),
			   "sms 1 at=%" PRIu64 " state=%d message=%" PRIu32
			   " place=%" PRIu32 " reference=%" PRIu32
			   " failure=%" PRIu32 " cause=%" PRIu32 " pdu=",
			   p->at_s, (int)p->state, p->message, p->place,
			   p->reference, p->failure, p->cause);

	for (unsigned i = 0; i < p->len; i++)
		len += snprintf(line + len, sizeof(line) - (size_t)len, "%02x",
				p->pdu[i]);
	line[len++] = '\n';
	line[len] = '\0';
	path_of(s, p->id, path, sizeof(path));
	return att_rights->store(path, line);
}

static ssize_t read_line(const char *path, char line[LINE_CAP])
{
	int fd = port_rights->open(path, O_RDONLY | O_NOFOLLOW);
	ssize_t len;

	if (fd < 0)
		return -1;
	len = read(fd, line, LINE_CAP - 1);
	close(fd);
	line[len < 0 ? 0 : len] = '\0';
	return len;
}

/* False: it is no such line, or not whole. */
static bool parse(const char *line, struct att_spool_part *p)
{
	uint32_t state = ATT_SPOOL_STATES;
	int at = 0, len;
	size_t hex;

	if (sscanf(line, HEAD, &p->at_s, &state, &p->message, &p->place,
		   &p->reference, &p->failure, &p->cause, &at) != 7 ||
	    at == 0 || state >= ATT_SPOOL_STATES)
		return false;
	p->state = (enum att_spool_state)state;
	hex = strcspn(line + at, "\n");
	len = att_words_bytes(att_bytes_of(line + at, hex), p->pdu,
			      sizeof(p->pdu));
	p->len = (uint8_t)(len < 0 ? 0 : len);
	return len >= 0 && hex % 2 == 0 && strcmp(line + at + hex, "\n") == 0;
}

/* --- what is there -------------------------------------------------------- */

/* Where a part with this id is, or would be. */
static unsigned index_of(const struct att_spool *s, uint32_t id)
{
	unsigned low = 0, high = s->n;

	while (low < high) {
		unsigned middle = (low + high) / 2;

		if (s->part[middle].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static int insert(struct att_spool *s, const struct att_spool_part *p)
{
	unsigned at = index_of(s, p->id);
	struct att_spool_part *more;

	if (s->n == s->cap) {
		more = realloc(s->part, (s->cap + 16) * sizeof(*more));
		if (!more)
			return ENOMEM;
		s->part = more;
		s->cap += 16;
	}
	memmove(s->part + at + 1, s->part + at,
		(s->n - at) * sizeof(s->part[0]));
	s->part[at] = *p;
	s->n++;
	if (p->id > s->last_id)
		s->last_id = p->id;
	return 0;
}

const struct att_spool_part *att_spool_find(const struct att_spool *s,
					    uint32_t id)
{
	unsigned at = index_of(s, id);

	return at < s->n && s->part[at].id == id ? &s->part[at] : NULL;
}

const struct att_spool_part *att_spool_twin(const struct att_spool *s,
					    uint32_t place,
					    struct att_bytes pdu)
{
	for (unsigned i = 0; place != ATT_SPOOL_NONE && i < s->n; i++)
		if (s->part[i].place == place && s->part[i].len == pdu.len &&
		    memcmp(s->part[i].pdu, pdu.p, pdu.len) == 0)
			return &s->part[i];
	return NULL;
}

/* --- the beginning -------------------------------------------------------- */

/* 0: it is no name of a part. */
static uint32_t id_of(const char *name)
{
	return strspn(name, "0123456789") == DIGITS && !name[DIGITS]
		       ? (uint32_t)strtoul(name, NULL, 10)
		       : 0;
}

static int load(struct att_spool *s, const char *name)
{
	char path[ATT_CONFIG_PATH + 16], line[LINE_CAP];
	struct att_spool_part p = {.id = id_of(name)};

	if (!p.id)
		return 0;
	path_of(s, p.id, path, sizeof(path));
	if (p.id > s->last_id)
		s->last_id = p.id;
	if (read_line(path, line) < 0 || !parse(line, &p)) {
		s->unreadable++;
		return 0;
	}
	/* Whether the network has it, nobody knows. */
	if (p.state == ATT_SPOOL_SENDING)
		p.state = ATT_SPOOL_FAILED;
	att_spool_part_read(&p);
	return insert(s, &p);
}

static void load_last(struct att_spool *s)
{
	char path[ATT_CONFIG_PATH + 16], line[LINE_CAP];
	unsigned long last;

	snprintf(path, sizeof(path), "%s/" LAST, s->folder);
	if (read_line(path, line) <= 0)
		return;
	last = strtoul(line, NULL, 10);
	if (last < UINT32_MAX)
		s->last_id = (uint32_t)last;
}

int att_spool_open(struct att_spool *s, const char *folder)
{
	char name[64] = "";
	int err = 0;

	snprintf(s->folder, sizeof(s->folder), "%s", folder);
	load_last(s);
	while (!err && port_rights->next(s->folder, "", name, sizeof(name)))
		err = load(s, name);
	att_spool_join(s);
	return err;
}

void att_spool_close(struct att_spool *s)
{
	free(s->part);
	*s = (struct att_spool){.n = 0};
}

/* --- changes -------------------------------------------------------------- */

int att_spool_add(struct att_spool *s, const struct att_spool_part *part,
		  uint32_t *id)
{
	struct att_spool_part p = *part;
	int err;

	if (s->n >= ATT_SPOOL_PARTS)
		return ENOSPC;
	p.id = s->last_id + 1;
	if (p.message == ATT_SPOOL_NONE)
		p.message = p.id;
	att_spool_part_read(&p);
	err = store(s, &p);
	if (!err)
		err = insert(s, &p);
	if (!err)
		att_spool_join(s);
	*id = p.id;
	return err;
}

int att_spool_change(struct att_spool *s, const struct att_spool_part *part)
{
	unsigned at = index_of(s, part->id);
	int err = store(s, part);

	if (err)
		return err;
	s->part[at] = *part;
	att_spool_join(s);
	return 0;
}

/* The number is not to come again. */
static void remember_last(const struct att_spool *s)
{
	char path[ATT_CONFIG_PATH + 16], line[16];

	snprintf(path, sizeof(path), "%s/" LAST, s->folder);
	snprintf(line, sizeof(line), "%" PRIu32 "\n", s->last_id);
	(void)att_rights->store(path, line);
}

/* The last part first, so that what a kill leaves begins as the message did. */
bool att_spool_remove(struct att_spool *s, uint32_t head)
{
	char path[ATT_CONFIG_PATH + 16];
	bool any = false;

	for (unsigned i = s->n; i-- > 0;) {
		if (s->part[i].head != head)
			continue;
		if (s->part[i].id == s->last_id)
			remember_last(s);
		path_of(s, s->part[i].id, path, sizeof(path));
		att_rights->remove(path);
		s->n--;
		memmove(s->part + i, s->part + i + 1,
			(s->n - i) * sizeof(s->part[0]));
		any = true;
	}
	if (any)
		att_spool_join(s);
	return any;
}

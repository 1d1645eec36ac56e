/* Messages of real modems, tests/captures/qmi: each is what the comments in its
 * file say, and is shown as in the text beside it, which was compared with
 * those comments by eye. With ATTACHE_UPDATE=1 the texts are written anew. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/whole_file.h"
#include "wire/qmi/message.h"
#include "wire_json.h"

#define FOLDER	 "tests/captures/qmi"
#define CAPTURES 45
#define ROOM	 4096u
#define PATH	 512u

static char text[1 << 16];
static uint8_t frame[ROOM];

/* A capture, as its comments have it. */
struct capture {
	const char *name;
	char *says;  /* the file */
	bool is_sdu; /* a datagram of QRTR: no frame around it */
	struct qmi_head head;
	struct att_bytes bytes; /* the frame */
	struct qmi_message m;
};

/* A file as a string; free it. */
static char *read_text(const char *path)
{
	struct att_bytes b = whole_file(path);
	char *s;

	if (!b.p)
		fail_msg("%s cannot be read", path);
	s = strndup((const char *)b.p, b.len);
	assert_non_null(s);
	free((void *)(uintptr_t)b.p);
	return s;
}

/* The rest of the first line that begins so; NULL: there is none. */
static const char *line_of(const char *says, const char *begin)
{
	const char *at = strstr(says, begin);

	return at ? at + strlen(begin) : NULL;
}

static size_t hex_of(const char *says, uint8_t *to, size_t cap)
{
	size_t n = 0;

	for (const char *at = says; at && *at;) {
		unsigned byte;
		int len;

		if (*at == '#') {
			at = strchr(at, '\n');
			continue;
		}
		if (sscanf(at, " %2x%n", &byte, &len) != 1) {
			at++;
			continue;
		}
		assert_true(n < cap);
		to[n++] = (uint8_t)byte;
		at += len;
	}
	return n;
}

/* Around a datagram goes the frame that it would have on USB: the service's
 * number is in the comment, and no client has one. */
static void read_bytes(struct capture *c)
{
	const char *transport = line_of(c->says, "# transport: ");
	unsigned service = 0;
	size_t n;

	assert_non_null(transport);
	c->is_sdu =
		sscanf(transport, "QRTR datagram (no QMUX header), service %u",
		       &service) == 1;
	n = hex_of(c->says, frame + (c->is_sdu ? QMI_FRAME_HEADER : 0),
		   ROOM - QMI_FRAME_HEADER);
	if (c->is_sdu) {
		bool up = strstr(c->says, "# direction: device") != NULL;

		n += QMI_FRAME_HEADER;
		frame[0] = QMI_MARK;
		att_put16(frame + 1, (uint16_t)(n - 1));
		frame[3] = up ? QMI_FROM_MODEM : 0;
		frame[4] = (uint8_t)service;
		frame[5] = 0;
	}
	c->bytes = att_bytes_of(frame, n);
	if (qmi_decode(c->bytes, &c->m))
		fail_msg("%s: it is no frame", c->name);
}

/* "# message: nas.get_x response, transaction 1, client 3" */
static void check_title(const struct capture *c)
{
	const char *said = line_of(c->says, "# message: ");
	char service[40], message[80], kind[40], mine[200], theirs[200];
	unsigned transaction, client = 0, number;
	const struct qmi_message_info *info = qmi_message_of(&c->m);
	const char *name = info ? qmi_message_info_name(info) : NULL;

	assert_non_null(said);
	assert_true(sscanf(said,
			   "%39[^.].%79s %39[^,], transaction %u, client %u",
			   service, message, kind, &transaction, &client) >= 4);
	(void)snprintf(theirs, sizeof(theirs), "%s.%s %s %u %u", service,
		       message, kind, transaction, client);
	if (!name && sscanf(message, "%x", &number) == 1 &&
	    number == c->m.head.message)
		name = message;
	(void)snprintf(mine, sizeof(mine), "%s.%s %s %u %u",
		       qmi_service_name(c->m.head.service), name,
		       qmi_kind_name(c->m.head.kind), c->m.head.transaction,
		       c->m.head.client);
	if (strcmp(mine, theirs) != 0)
		fail_msg("%s: %s against %s", c->name, mine, theirs);
}

static const char *field_name(const struct qmi_message *m, uint8_t tlv)
{
	const struct qmi_message_info *info = qmi_message_of(m);
	const struct att_field *f = NULL;

	if (info && info->holds[m->head.kind])
		f = qmi_layout_tlv(qmi_message_layout(info, m->head.kind), tlv);
	return f ? f->name : "(not";
}

/* "#   0x10 name = ", a line for each TLV. */
static void check_tlvs(const struct capture *c)
{
	struct att_bytes list = c->m.tlvs;
	const char *at = c->says;
	struct qmi_tlv tlv = {0};
	unsigned type;
	char name[80];

	while ((at = strstr(at, "\n#   0x")) != NULL) {
		at += strlen("\n#   ");
		assert_int_equal(sscanf(at, "%x %79s", &type, name), 2);
		if (!qmi_tlv_next(&list, &tlv) || tlv.type != type)
			fail_msg("%s: no TLV 0x%02x here", c->name, type);
		if (strcmp(name, field_name(&c->m, tlv.type)) != 0)
			fail_msg("%s: %s against %s", c->name, name,
				 field_name(&c->m, tlv.type));
	}
	assert_int_equal(list.len, 0);
}

static void check_text(const struct capture *c)
{
	char path[PATH];
	struct att_text t;
	char *expected;

	att_text_init(&t, text, sizeof(text));
	assert_int_equal(qmi_frame_json(c->bytes, ATT_SHOW_ALL, &t), 0);
	assert_true(wire_json_valid(text, t.len));
	att_text_init(&t, text, sizeof(text));
	assert_int_equal(qmi_frame_print(c->bytes, ATT_SHOW_ALL, &t), 0);
	(void)snprintf(path, sizeof(path), FOLDER "/%.*s.txt",
		       (int)(strlen(c->name) - strlen(".hex")), c->name);
	if (getenv("ATTACHE_UPDATE")) {
		FILE *f = fopen(path, "w");

		assert_non_null(f);
		(void)fputs(text, f);
		assert_int_equal(fclose(f), 0);
	}
	expected = read_text(path);
	if (strcmp(text, expected) != 0)
		fail_msg("%s: it is shown as\n%s", path, text);
	free(expected);
}

static void captures_are_what_they_say(void **state)
{
	struct dirent **entries;
	int n = scandir(FOLDER, &entries, NULL, alphasort), captures = 0;

	(void)state;
	assert_true(n >= 0);
	for (int i = 0; i < n; i++) {
		struct capture c = {.name = entries[i]->d_name};
		char path[PATH];

		if (strstr(c.name, ".hex")) {
			(void)snprintf(path, sizeof(path), FOLDER "/%s",
				       c.name);
			c.says = read_text(path);
			read_bytes(&c);
			check_title(&c);
			check_tlvs(&c);
			check_text(&c);
			free(c.says);
			captures++;
		}
		free(entries[i]);
	}
	free(entries);
	assert_int_equal(captures, CAPTURES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(captures_are_what_they_say),
	};

	return cmocka_run_group_tests_name("wire_qmi_captures", tests, NULL,
					   NULL);
}

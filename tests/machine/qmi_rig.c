/* The rig of the QMI transcripts. A request is said as its service and message
 * and its TLVs, of which the values are in hex: "> nas set_x 01=02 10=0a00". A
 * modem says, beside the stimuli of tests/transcript:
 *
 *   answer SERVICE.MESSAGE [error=E] [id=N] [TLV=HEX...]   the last one that
 * was asked; error: a number or its name late SERVICE.MESSAGE ...   the same,
 * but the one before that tell SERVICE.MESSAGE [to=N] [TLV=HEX...]   an
 * indication; to the client that has sent something, or to N clients [N]
 * allocate_cid is answered, as long as it is asked, with ids from N (1) on
 *   released                   so is release_cid
 *   raw HEX...                 bytes as they are
 *
 * id=N: the client that is given.
 *
 *   qmi-rig [--update] FILE...   as the rig of MBIM
 *   qmi-rig --replay FILE...     each is recorded, masked, and replayed: TAP */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/state.h"
#include "generated/qmi_messages.h"
#include "protocol/qmi/qmi.h"
#include "tests/transcript/transcript.h"
#include "trace/replay.h"
#include "trace/window.h"

#define SENT 64

struct own {
	struct qmi_head sent[SENT];
	uint8_t asked[SENT]; /* the first byte of its TLV 01 */
	unsigned n_sent;
	bool answered[SENT];
};

/* --- what is sent -------------------------------------------------------- */

static void say_tlvs(struct att_text *t, struct att_bytes tlvs)
{
	struct qmi_tlv tlv;

	while (qmi_tlv_next(&tlvs, &tlv)) {
		att_text_char(t, ' ');
		att_text_hex(t, tlv.type, 2);
		att_text_char(t, '=');
		for (size_t i = 0; i < tlv.value.len; i++)
			att_text_hex(t, tlv.value.p[i], 2);
	}
}

static void output(struct rig *r, struct att_bytes bytes)
{
	struct own *own = r->own;
	unsigned at = own->n_sent++ % SENT;
	struct qmi_message m;
	struct qmi_tlv tlv;
	struct att_text t;
	char line[512];

	qmi_decode(bytes, &m);
	own->sent[at] = m.head;
	own->answered[at] = false;
	own->asked[at] = 0;
	if (qmi_tlv_find(m.tlvs, 1, &tlv) && tlv.value.len)
		own->asked[at] = tlv.value.p[0];
	att_text_init(&t, line, sizeof(line));
	att_text_put(&t, "> ");
	att_text_put(&t, qmi_service_name(m.head.service));
	att_text_char(&t, ' ');
	att_text_put(&t, qmi_message_name(&m.head));
	say_tlvs(&t, m.tlvs);
	rig_say(r, line);
}

/* --- what is said -------------------------------------------------------- */

static size_t put_hex(uint8_t *out, const char *hex)
{
	size_t len = 0;

	for (; hex[0] && hex[1]; hex += 2) {
		char pair[3] = {hex[0], hex[1], 0};

		out[len++] = (uint8_t)strtoul(pair, NULL, 16);
	}
	return len;
}

static size_t put_tlv(uint8_t *out, uint8_t type, const void *value, size_t len)
{
	out[0] = type;
	out[1] = (uint8_t)len;
	out[2] = (uint8_t)(len >> 8);
	memcpy(out + 3, value, len);
	return len + 3;
}

static size_t put_result(uint8_t *out, const char *error)
{
	const struct att_enum *e = qmi_enum(QMI_ENUM_protocol_error);
	uint16_t number = error ? (uint16_t)strtoul(error, NULL, 0) : 0;
	uint8_t result[4] = {error != NULL, 0, 0, 0};

	for (unsigned i = 0; error && i < e->n_values; i++)
		if (!strcmp(att_enum_value_name(e, &e->values[i]), error))
			number = (uint16_t)e->values[i].value;
	result[2] = (uint8_t)number;
	result[3] = (uint8_t)(number >> 8);
	return put_tlv(out, 2, result, sizeof(result));
}

static int say(struct rig *r, struct qmi_head h, uint8_t asked, char *word[],
	       int n)
{
	uint8_t buf[2048], value[1024];
	uint8_t *at = buf + qmi_head_len(h.service);
	const char *error = NULL;

	for (int i = 0; i < n; i++)
		if (!strncmp(word[i], "error=", 6))
			error = word[i] + 6;
	h.from_modem = true;
	if (h.kind == QMI_RESPONSE)
		at += put_result(at, error);
	for (int i = 0; i < n; i++) {
		const char *v = rig_value(word[i]);

		if (!v)
			return -1;
		value[0] = asked;
		value[1] = (uint8_t)atoi(v);
		if (!strcmp(word[i], "id"))
			at += put_tlv(at, 1, value, 2);
		else if (strcmp(word[i], "error"))
			at += put_tlv(at, (uint8_t)strtoul(word[i], NULL, 16),
				      value, put_hex(value, v));
	}
	rig_input(r, buf,
		  qmi_head_put(&h, (size_t)(at - buf) - qmi_head_len(h.service),
			       buf));
	return 0;
}

/* "nas.get_serving_system"; -1: there is no such message. */
static int find(const char *name, struct qmi_head *h)
{
	const char *dot = strchr(name, '.');
	const struct qmi_service_info *s =
		dot ? qmi_service_named(name, (size_t)(dot - name)) : NULL;
	const struct qmi_message_info *m =
		s ? qmi_message_named(s, dot + 1, strlen(dot + 1)) : NULL;

	if (!m)
		return -1;
	h->service = (uint8_t)s->number;
	h->message = m->number;
	return 0;
}

static int find_sent(const struct own *own, const struct qmi_head *h, int skip)
{
	for (unsigned i = 1; i <= SENT && i <= own->n_sent; i++) {
		unsigned at = (own->n_sent - i) % SENT;

		if (own->sent[at].service == h->service &&
		    own->sent[at].message == h->message && !skip--)
			return (int)at;
	}
	return -1;
}

static int do_answer(struct rig *r, char *word[], int n, int skip)
{
	struct own *own = r->own;
	struct qmi_head h = {0};
	int at;

	if (n < 2 || find(word[1], &h))
		return -1;
	at = find_sent(own, &h, skip);
	if (at < 0)
		return -1;
	h = own->sent[at];
	own->answered[at] = true;
	h.kind = QMI_RESPONSE;
	return say(r, h, own->asked[at], word + 2, n - 2);
}

static int do_tell(struct rig *r, char *word[], int n)
{
	const struct own *own = r->own;
	struct qmi_head h = {0};
	int from = 2;

	if (n < 2 || find(word[1], &h))
		return -1;
	h.kind = QMI_INDICATION;
	h.client = QMI_CLIENT_ALL;
	for (unsigned i = 0; i < own->n_sent && i < SENT; i++)
		if (own->sent[i].service == h.service)
			h.client = own->sent[i].client;
	if (n > 2 && !strncmp(word[2], "to=", 3))
		h.client = (uint8_t)atoi(word[from++] + 3);
	return say(r, h, 0, word + from, n - from);
}

/* All that is asked of this message, one after the other. */
static int do_all(struct rig *r, const char *name, int id)
{
	struct own *own = r->own;
	struct qmi_head h = {0};
	char text[16], *word[1] = {text};
	int at;

	find(name, &h);
	while ((at = find_sent(own, &h, 0)) >= 0 && !own->answered[at]) {
		struct qmi_head answer = own->sent[at];

		own->answered[at] = true;
		answer.kind = QMI_RESPONSE;
		snprintf(text, sizeof(text), "id=%d", id);
		say(r, answer, own->asked[at], word, id ? 1 : 0);
		rig_drain(r);
		id += id != 0;
	}
	return 0;
}

static int do_raw(struct rig *r, char *word[], int n)
{
	uint8_t buf[1024];
	size_t len = 0;

	for (int i = 1; i < n; i++)
		len += put_hex(buf + len, word[i]);
	rig_input(r, buf, len);
	return 0;
}

static int stimulus(struct rig *r, char *word[], int n)
{
	if (!strcmp(word[0], "answer"))
		return do_answer(r, word, n, 0);
	if (!strcmp(word[0], "late"))
		return do_answer(r, word, n, 1);
	if (!strcmp(word[0], "tell"))
		return do_tell(r, word, n);
	if (!strcmp(word[0], "clients"))
		return do_all(r, "ctl.allocate_cid", n > 1 ? atoi(word[1]) : 1);
	if (!strcmp(word[0], "released"))
		return do_all(r, "ctl.release_cid", 0);
	if (!strcmp(word[0], "raw"))
		return do_raw(r, word, n);
	return -1;
}

static void start(struct rig *r, bool recorded)
{
	(void)recorded;
	memset(r->own, 0, sizeof(struct own));
}

static const struct att_protocol *const protocols[] = {&qmi_protocol, NULL};
static struct own sent_by_the_core;
static const struct rig_words words = {
	.protocols = protocols,
	.own = &sent_by_the_core,
	.masks = true,
	.start = start,
	.output = output,
	.stimulus = stimulus,
};

/* --- the same from a trace ----------------------------------------------- */

static ssize_t read_file(void *ctx, void *to, size_t n)
{
	return read(*(int *)ctx, to, n);
}

/* Personal data is masked, and all goes as it went. */
static bool replays(const char *transcript)
{
	char path[] = "/tmp/qmi_rig_XXXXXX";
	struct att_replay_report report = {.problem = "not recorded"};
	int fd = mkstemp(path), err = -1;
	struct att_window file;

	if (fd >= 0 && rig_record(&words, transcript, path)) {
		/* It was written anew. */
		close(fd);
		fd = open(path, O_RDONLY);
		att_window_init(&file, read_file, &fd);
		err = att_tracefile_replay(&file, NULL, &report);
		att_window_fini(&file);
	}
	close(fd);
	unlink(path);
	if (err)
		printf("# packet %u: %s\n# expected: %s\n# came: %s\n",
		       report.packet, report.problem, report.expected,
		       report.came);
	return !err && report.masked && report.inputs;
}

static int replay_all(char *transcripts[], int n)
{
	int bad = 0;

	printf("1..%d\n", n);
	for (int i = 0; i < n; i++) {
		bool ok = replays(transcripts[i]);

		printf("%sok %d - %s\n", ok ? "" : "not ", i + 1,
		       strrchr(transcripts[i], '/') + 1);
		bad |= !ok;
	}
	return bad;
}

int main(int argc, char **argv)
{
	if (argc > 2 && !strcmp(argv[1], "--replay"))
		return replay_all(argv + 2, argc - 2);
	return rig_main(&words, argc, argv);
}

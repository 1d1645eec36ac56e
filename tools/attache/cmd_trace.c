/* attache trace: what a recorded run was. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "attache.h"
#include "capture/input.h"
#include "options.h"
#include "protocol/mbim/mbim.h"
#include "trace/read.h"
#include "trace/text.h"
#include "wire/mbim/frag.h"
#include "wire/qmi/dialect.h"
#include "wire/qmi/stream.h"

static const char usage[] =
	"usage: attache trace show [OPTION]... FILE\n"
	"\n"
	"Shows a recorded run (attache run --trace) as text, a line for each "
	"message\n"
	"(-> to the modem, <- from it), transition, and whatever else went "
	"into the\n"
	"core (<) or came out of it (>). FILE - is standard input.\n"
	"\n"
	"  -v, --verbose      the fields of each message as well\n"
	"      --personal     show personal data, if the trace holds them\n"
	"  -h, --help\n";

struct direction {
	struct qmi_stream qmi;
	struct mbim_frag_rx rx;
	uint8_t stream[MBIM_MESSAGE_MAX], whole[MBIM_MESSAGE_MAX];
};

struct show {
	const char *path;
	bool verbose;
	enum att_show personal;
	const struct att_dialect *dialect;
	uint16_t version;
	struct direction in, out;
	struct att_text line;
	char text[1 << 20];
};

static int no_command(const char *command, const char *word)
{
	struct att_nearest near;

	att_nearest_init(&near, word, strlen(word));
	att_nearest_try(&near, "show");
	fprintf(stderr, "%s: no command \"%s\"%s\n", command, word,
		near.name ? att_nearest_hint(&near)
			  : " (attache trace --help)");
	return ATTACHE_USAGE;
}

/* -1: go on; else the exit status. */
static int read_arguments(struct show *s, int argc, char **argv)
{
	enum { PERSONAL = 256 };
	static const struct option options[] = {
		{"verbose", no_argument, NULL, 'v'},
		{"personal", no_argument, NULL, PERSONAL},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0}};
	int c;

	while ((c = options_next(argc, argv, "vh", options)) != -1) {
		switch (c) {
		case 'v':
			s->verbose = true;
			break;
		case PERSONAL:
			s->personal = ATT_SHOW_ALL;
			break;
		case 'h':
			fputs(usage, stdout);
			return ATTACHE_DONE;
		default: /* it was said what is wrong */
			return ATTACHE_USAGE;
		}
	}
	if (argc - optind == 2 && strcmp(argv[optind], "show") == 0) {
		s->path = argv[optind + 1];
		return -1;
	}
	if (argc - optind == 2)
		return no_command(argv[0], argv[optind]);
	fputs("attache trace: show and one file (attache trace --help)\n",
	      stderr);
	return ATTACHE_USAGE;
}

/* --- lines --------------------------------------------------------------- */

/* "+12.345 <- " */
static void begin_line(struct show *s, const struct att_tracefile_record *rec,
		       const char *mark)
{
	char *at = att_trace_write_time(s->text, rec->ms);

	att_text_init(&s->line, at, sizeof(s->text) - (size_t)(at - s->text));
	att_text_put(&s->line, mark);
}

/* With its end, if it has none. */
static void print_line(struct show *s)
{
	struct att_text *t = &s->line;

	if (!t->len || t->p[t->len - 1] != '\n')
		att_text_char(t, '\n');
	fwrite(s->text, 1, (size_t)(t->p + t->len - s->text), stdout);
}

static bool ends(const char *word, size_t len, const char *with)
{
	size_t n = strlen(with);

	return len >= n && memcmp(word + len - n, with, n) == 0;
}

/* The value of a secret: '*' for each character, %XX is one. A value that is
 * masked in the trace begins with '*', or '#' if it is empty. */
static const char *put_stars(struct att_text *t, const char *at,
			     const char *end)
{
	if (at < end && (*at == '*' || *at == '#'))
		return at;
	for (; at < end && *at != ' '; at += *at == '%' && end - at > 2 ? 3 : 1)
		att_text_char(t, '*');
	return at;
}

/* A text record; the PIN, users and passwords of a configuration masked. */
static void put_masked(struct att_text *t, struct att_bytes text)
{
	const char *at = (const char *)text.p, *end = at + text.len;
	const char *word = at;

	while (at < end) {
		size_t len = (size_t)(at - word);

		att_text_char(t, *at);
		if (*at == ' ')
			word = at + 1;
		if (*at++ != '=' ||
		    !((len == 3 && ends(word, len, "pin")) ||
		      ends(word, len, ".user") || ends(word, len, ".password")))
			continue;
		at = put_stars(t, at, end);
	}
}

static void print_event(struct show *s, const struct att_tracefile_record *rec,
			const char *mark)
{
	struct att_bytes text = rec->bytes;

	begin_line(s, rec, mark);
	if (s->personal)
		att_text_span(&s->line, (const char *)text.p, text.len);
	else
		put_masked(&s->line, text);
	print_line(s);
}

static void print_message(struct show *s,
			  const struct att_tracefile_record *rec,
			  const char *mark, struct att_bytes message)
{
	s->version = s->dialect->version(message, s->version);
	begin_line(s, rec, mark);
	if (s->verbose)
		s->dialect->print(message, s->version, s->personal, &s->line);
	else
		s->dialect->title(message, s->version, &s->line);
	print_line(s);
}

/* The messages of MBIM that become whole: were there any? */
static bool print_mbim(struct show *s, const struct att_tracefile_record *rec,
		       const char *mark, struct direction *d)
{
	struct mbim_frag_fault fault;
	struct att_bytes message;
	bool any = false;
	int got;

	mbim_frag_rx_put(&d->rx, rec->bytes);
	while ((got = mbim_frag_rx_get(&d->rx, rec->ms, &message, &fault))) {
		any = any || got > 0;
		if (got > 0)
			print_message(s, rec, mark, message);
	}
	return any;
}

/* The same of QMI. */
static bool print_qmi(struct show *s, const struct att_tracefile_record *rec,
		      const char *mark, struct direction *d)
{
	struct att_bytes frame;
	bool any = false;

	qmi_stream_input(&d->qmi, rec->bytes);
	while (qmi_stream_next(&d->qmi, &frame)) {
		any = true;
		print_message(s, rec, mark, frame);
	}
	return any;
}

/* Messages as they become whole; of what is not (yet) part of one, its length.
 */
static void print_transfer(struct show *s,
			   const struct att_tracefile_record *rec)
{
	bool in = rec->kind == ATT_TRACEFILE_INPUT;
	struct direction *d = in ? &s->in : &s->out;
	const char *mark = in ? " <- " : " -> ";
	bool any = s->dialect == &qmi_dialect ? print_qmi(s, rec, mark, d)
					      : print_mbim(s, rec, mark, d);

	if (any)
		return;
	if (rec->message) {
		print_message(s, rec, mark, rec->bytes);
		return;
	}
	begin_line(s, rec, mark);
	att_text_dec(&s->line, rec->bytes.len);
	att_text_put(&s->line, " bytes");
	print_line(s);
}

/* It has its time in its text. */
static void print_step(struct att_bytes text)
{
	fwrite(text.p, 1, text.len, stdout);
	putchar('\n');
}

static void print_record(struct show *s, const struct att_tracefile_record *rec)
{
	struct att_input in;

	switch (rec->kind) {
	case ATT_TRACEFILE_EVENT:
		if (!att_input_get(rec->bytes, &in) &&
		    in.kind == ATT_INPUT_PLUG) {
			s->dialect = in.protocol->dialect;
			s->version = in.link.ex_version;
			mbim_frag_rx_reset(&s->in.rx);
			mbim_frag_rx_reset(&s->out.rx);
			qmi_stream_init(&s->in.qmi);
			qmi_stream_init(&s->out.qmi);
		}
		print_event(s, rec, " < ");
		return;
	case ATT_TRACEFILE_START:
		print_event(s, rec, " < ");
		return;
	case ATT_TRACEFILE_INPUT:
	case ATT_TRACEFILE_OUTPUT:
		print_transfer(s, rec);
		return;
	case ATT_TRACEFILE_EFFECT:
		print_event(s, rec, " > ");
		return;
	case ATT_TRACEFILE_STEP:
		print_step(rec->bytes);
		return;
	case ATT_TRACEFILE_BUSY_PORT:
	case ATT_TRACEFILE_LATER_EFFECTS:
		return;
	}
}

static int show_file(struct show *s, struct att_window *file)
{
	struct att_tracefile_reader reader;
	struct att_tracefile_record rec;
	char problem[160];
	struct att_text t;
	int got;

	att_tracefile_reader_init(&reader, file);
	while ((got = att_tracefile_next(&reader, &rec)) > 0)
		print_record(s, &rec);
	if (!got)
		return ATTACHE_DONE;
	fflush(stdout);
	att_text_init(&t, problem, sizeof(problem));
	att_tracefile_explain(&reader, got, &t);
	fprintf(stderr, "attache trace: %s: %s\n", s->path, problem);
	return ATTACHE_FAILED;
}

int cmd_trace(int argc, char **argv)
{
	static struct show s;
	struct input in;
	int status = read_arguments(&s, argc, argv);

	if (status >= 0)
		return status;
	mbim_frag_rx_init(&s.in.rx, false, s.in.stream, sizeof(s.in.stream),
			  s.in.whole, sizeof(s.in.whole));
	mbim_frag_rx_init(&s.out.rx, true, s.out.stream, sizeof(s.out.stream),
			  s.out.whole, sizeof(s.out.whole));
	s.dialect = mbim_protocols[0]->dialect;
	s.version = s.dialect->announced(0);
	if (!input_open(&in, s.path)) {
		fprintf(stderr, "attache trace: %s: %s\n", s.path,
			strerror(errno));
		return ATTACHE_FAILED;
	}
	status = show_file(&s, &in.window);
	input_close(&in);
	return status;
}

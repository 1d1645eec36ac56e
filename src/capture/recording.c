/* Captures, logs and traces as runs in memory. */
#include "capture/recording.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/errors.h"
#include "capture/input.h"
#include "trace/read.h"
#include "trace/text_words.h"

/* An answer that comes more messages after its request counts as nobody's. */
#define PAIR_WITHIN 4096u

static bool complain(const struct recording *r, const char *why)
{
	fflush(stdout);
	fprintf(stderr, "%s: error: %s\n", r->name, why);
	return false;
}

/* --- messages ------------------------------------------------------------ */

static bool answers(const struct recorded *answer, const struct recorded *asked)
{
	const struct manners_message *a = &answer->says, *q = &asked->says;

	return q->kind == MANNERS_REQUEST && asked->answer < 0 &&
	       a->transaction == q->transaction &&
	       (a->any || !memcmp(a->subject, q->subject, sizeof(a->subject)));
}

/* The request that the last message answers: the latest of those that wait. */
static void pair(struct recording *r)
{
	struct recorded *m = &r->m[r->n - 1];

	m->answer = m->request = -1;
	if (m->says.kind != MANNERS_ANSWER)
		return;
	for (uint32_t i = r->n - 1; i-- > 0 && r->n - i < PAIR_WITHIN;) {
		if (!answers(m, &r->m[i]))
			continue;
		m->request = (int32_t)i;
		r->m[i].answer = (int32_t)(r->n - 1);
		return;
	}
}

/* What the descriptors of the modem said. */
static void learn_link(struct recording *r, const struct transfer_link *link)
{
	r->link.vendor = link->vendor;
	r->link.product = link->product;
	r->link.max_control = link->max_control;
	r->link.ex_version = link->ex_version;
	r->link.max_outstanding = link->max_outstanding;
	r->link.mtu = link->mtu;
}

static void add(struct recording *r, const struct talk_message *m)
{
	struct recorded *to = &r->m[r->n++];

	*to = (struct recorded){
		.bytes = m->bytes,
		.cut_from = m->cut_from,
		.record = m->record,
		.ms = m->ms,
		.version = m->ex_version,
		.from_modem = m->to_host,
	};
	r->manners->read(to->bytes, &to->says);
	pair(r);
	r->manners->learn(to->bytes, to->version, &r->start.config, &r->link);
	r->up = r->up || (to->from_modem && !to->cut_from &&
			  r->manners->up(to->bytes, to->version));
}

static bool take_talk(struct recording *r)
{
	const struct talk *t = &r->talk;

	r->manners = t->protocol == MESSAGE_QMI ? &manners_qmi : &manners_mbim;
	r->m = calloc(t->n + 1, sizeof(*r->m));
	if (!r->m)
		return complain(r, "out of memory");
	for (size_t i = 0; i < t->n && r->n < RECORDING_MOST; i++)
		if (t->messages[i].bytes.len)
			add(r, &t->messages[i]);
		else if (!r->n)
			learn_link(r, &t->messages[i].link);
	r->too_long = r->n == RECORDING_MOST;
	return r->n || complain(r, "there is no message of a modem in it");
}

static bool read_messages(struct recording *r, const char *path,
			  const struct capturefile_how *how)
{
	struct capturefile f;
	bool good;

	if (!capturefile_open(&f, path, how))
		return false;
	good = talk_read_cut(&r->talk, &f, NULL);
	r->packets = f.form && strcmp(f.form->whats, "packets") == 0;
	capturefile_close(&f);
	return good && take_talk(r);
}

/* --- runs of attache ----------------------------------------------------- */

struct att_bytes recording_step(struct att_bytes text)
{
	size_t at = 0;

	while (at < text.len && text.p[at] != ' ')
		at++;
	at += at < text.len;
	return att_bytes_of(text.p + at, text.len - at);
}

static bool add_step(struct recording *r, struct att_bytes text)
{
	struct att_bytes step = recording_step(text);
	char **p = realloc(r->steps, (r->n_steps + 1) * sizeof(*p));

	if (!p)
		return false;
	r->steps = p;
	p[r->n_steps] = strndup((const char *)step.p, step.len);
	return p[r->n_steps++] != NULL;
}

/* Somebody did this: what the machines do then comes of it. */
static void step_in(struct recording *r, const char *what)
{
	r->until = r->until ? r->until : what;
}

/* The rest is another run. */
static void end_at(struct recording *r, uint32_t record, const char *what)
{
	step_in(r, what);
	if (!r->last_record)
		r->last_record = record;
}

static void take_plug(struct recording *r, const struct att_input *in,
		      uint32_t record)
{
	if (r->plugged) {
		end_at(r, record, "plugged in again");
		return;
	}
	r->plugged = true;
	r->link = in->link;
	r->link.speaks = in->protocol->name;
	r->link.left.len = 0;
}

static void take_want(struct recording *r, enum att_want want, uint32_t record)
{
	if (!want) {
		step_in(r, "released");
		return;
	}
	if (r->wished && (r->until || want != r->want)) {
		end_at(r, record, "wished otherwise");
		return;
	}
	r->wished = true;
	r->want = want;
}

/* Of the first life of the modem, with the first configuration. */
static void take_input(struct recording *r, struct att_bytes text,
		       uint32_t record)
{
	struct att_input in;

	if (att_input_get(text, &in))
		return;
	switch (in.kind) {
	case ATT_INPUT_PLUG:
		take_plug(r, &in, record);
		return;
	case ATT_INPUT_UNPLUG:
		step_in(r, "unplugged");
		return;
	case ATT_INPUT_WANT:
		take_want(r, in.want, record);
		return;
	case ATT_INPUT_RECONFIGURE:
		if (r->plugged)
			end_at(r, record, "configured anew");
		else
			r->start.config = in.config;
		return;
	case ATT_INPUT_EXPIRE:
	case ATT_INPUT_OBSERVE:
	case ATT_INPUT_ASK:
	case ATT_INPUT_END:
		return;
	}
}

/* 1: go on; 0: it is no run of attache; -1: out of memory. */
static int take_record(struct recording *r,
		       const struct att_tracefile_record *rec)
{
	if (r->last_record)
		return 1;
	switch (rec->kind) {
	case ATT_TRACEFILE_START:
		return !att_start_get(rec->bytes, &r->start);
	case ATT_TRACEFILE_EVENT:
		take_input(r, rec->bytes, rec->number);
		return 1;
	case ATT_TRACEFILE_STEP:
		return r->until || add_step(r, rec->bytes) ? 1 : -1;
	case ATT_TRACEFILE_EFFECT:
		r->came_up =
			r->came_up || att_words_begin(rec->bytes, "link_up");
		return 1;
	case ATT_TRACEFILE_INPUT:
	case ATT_TRACEFILE_OUTPUT:
	case ATT_TRACEFILE_BUSY_PORT:
	case ATT_TRACEFILE_LATER_EFFECTS:
		return 1;
	}
	return 1;
}

/* Forget the messages that come later than the run that is taken. */
static void cut_off(struct recording *r)
{
	while (r->last_record && r->n > 0 &&
	       r->m[r->n - 1].record >= r->last_record)
		r->n--;
	for (uint32_t i = 0; i < r->n; i++)
		if (r->m[i].answer >= (int32_t)r->n)
			r->m[i].answer = -1;
}

/* What a trace of attache has besides its messages. A capture of usbmon is read
 * as far as that it is none. */
static bool read_run(struct recording *r, const char *path)
{
	struct att_tracefile_reader reader;
	struct att_tracefile_record rec;
	struct att_start known = r->start;
	struct att_core_link link = r->link;
	struct input in;
	int got = 1, err;

	if (!input_open(&in, path))
		return complain(r, strerror(errno));
	att_tracefile_reader_init(&reader, &in.window);
	while (got > 0 && (err = att_tracefile_next(&reader, &rec)) > 0)
		got = take_record(r, &rec);
	input_close(&in);
	if (got < 0)
		return complain(r, "out of memory");
	r->is_run = r->n_steps > 0;
	if (!r->is_run) {
		r->start = known;
		r->link = link;
		return true;
	}
	r->up = r->came_up;
	cut_off(r);
	return r->n ? true : complain(r, "it has no message of a modem");
}

/* What no message tells. */
static void complete(struct att_core_config *config)
{
	if (!config->n_sessions) {
		config->n_sessions = 1;
		config->session[0].ip = ATT_IP_V4V6;
	}
	for (uint32_t i = 0; i < config->n_sessions; i++)
		snprintf(config->session[i].name,
			 sizeof(config->session[i].name), "%u", i);
}

bool recording_load(struct recording *r, const char *path,
		    const struct capturefile_how *how)
{
	memset(r, 0, sizeof(*r));
	r->name = path;
	r->want = ATT_WANT_CONNECTED;
	r->start.seed = 1;
	if (!read_messages(r, path, how))
		return false;
	complete(&r->start.config);
	/* A pipe was read already. */
	return !r->packets || strcmp(path, "-") == 0 || read_run(r, path);
}

void recording_free(struct recording *r)
{
	free(r->m);
	talk_fini(&r->talk);
	for (uint32_t i = 0; i < r->n_steps; i++)
		free(r->steps[i]);
	free(r->steps);
}

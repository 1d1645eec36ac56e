/* Captures and logs of any form: what they are, and their messages. */
#include "capture/file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define MAX_HEAD (1u << 20) /* that is looked at to know what a file is */

static bool cannot_read(const char *name, const char *why)
{
	fflush(stdout);
	fprintf(stderr, "%s: error: %s\n", name, why);
	return false;
}

/* The form of what is in the coats. More is read as long as it is not known:
 * of a pipe what is there, for it may be shown as it comes. */
static const struct form *find_form(struct coats *c)
{
	const struct form *form;
	size_t looked = 0;

	do {
		struct att_bytes head;

		while (coats_take_off(c))
			att_window_need(c->in, 1);
		head = c->in->next;
		/* not for each byte that comes */
		if (head.len < looked + looked / 16 + 1)
			continue;
		looked = head.len;
		form = form_of(head);
		if (form)
			return form;
	} while (c->in->next.len < MAX_HEAD &&
		 att_window_need(c->in, c->in->next.len + 1) > 0);
	return form_of(c->in->next);
}

/* Take off its coats, and begin to read its form. False: reported. */
static bool begin(struct capturefile *f, const struct capturefile_how *how)
{
	int got = att_window_need(&f->input.window, 1);

	if (got < 0) /* a directory opens */
		return cannot_read(f->name, input_why(&f->input.window, got));
	f->form = how->form;
	if (!f->form)
		f->form = find_form(&f->coats);
	while (how->form && coats_take_off(&f->coats))
		att_window_need(f->coats.in, 1);
	got = att_window_need(f->coats.in, 1);
	if (got < 0) /* damaged from its beginning */
		return cannot_read(f->name, input_why(f->coats.in, got));
	f->reader = (struct form_reader){
		.in = f->coats.in,
		.name = f->name,
		.detected = !how->form,
		.bare = how->bare,
		.service = how->service,
	};
	f->plain = f->form && f->form->plain;
	f->source = f->form ? f->form->source : "file";
	return !f->form || f->form->open(&f->reader);
}

bool capturefile_open(struct capturefile *f, const char *path,
		      const struct capturefile_how *how)
{
	memset(f, 0, sizeof(*f));
	f->assembly.ex_version = how->ex_version;
	f->assembly.guess = how->guess;
	if (!input_open(&f->input, path))
		return cannot_read(path, strerror(errno));
	f->name = f->input.name;
	coats_init(&f->coats, &f->input.window);
	if (begin(f, how))
		return true;
	coats_fini(&f->coats);
	input_close(&f->input);
	return false;
}

int capturefile_next(struct capturefile *f, struct message *out)
{
	struct transfer t;
	int got;

	while (!messages_next(&f->assembly, out)) {
		if (f->ended)
			return f->failed ? -1 : 0;
		got = f->form ? f->form->next(&f->reader, &t) : 0;
		f->ended = got <= 0;
		f->failed = got < 0;
		if (f->ended) {
			messages_end(&f->assembly);
		} else if (!messages_put(&f->assembly, &t)) {
			f->ended = f->failed = true;
			cannot_read(f->name, "out of memory");
			messages_end(&f->assembly);
		}
	}
	f->messages += out->protocol != MESSAGE_PLUG;
	f->cut += out->cut_from > 0;
	return 1;
}

/* Nothing is said of a file of messages and nothing else. */
void capturefile_report(const struct capturefile *f)
{
	const struct skips *skips = &f->reader.skips;

	fflush(stdout);
	if (!f->form) {
		fprintf(stderr,
			"%s: nothing in it is known: it is no capture and no "
			"log, and no message begins in it\n",
			f->name);
		return;
	}
	if (!f->messages && !f->failed && f->form->plain)
		fprintf(stderr, "%s: no message in it\n", f->name);
	if (!f->form->plain || skips->total)
		fprintf(stderr, "%s: messages and NTBs: %u, %s skipped: %u\n",
			f->name, f->messages, f->form->whats, skips->total);
	skips_print(skips, f->name);
	if (f->cut && f->form->advice)
		fprintf(stderr, "%s: the log has cut %u messages; %s\n",
			f->name, f->cut, f->form->advice);
}

void capturefile_close(struct capturefile *f)
{
	messages_fini(&f->assembly);
	if (f->form)
		f->form->close(&f->reader);
	coats_fini(&f->coats);
	input_close(&f->input);
}

/* A conversation of one modem and its host, out of a capture. */
#include "capture/talk.h"

#include <stdio.h>
#include <stdlib.h>

static bool is_of(const struct talk *t, const struct message *m)
{
	return strcmp(t->device, m->from.device ? m->from.device : "") == 0;
}

/* A copy of b; false: out of memory. */
static bool copy(struct att_bytes *b)
{
	uint8_t *p = malloc(b->len ? b->len : 1);

	if (!p)
		return false;
	if (b->len)
		memcpy(p, b->p, b->len);
	*b = att_bytes_of(p, b->len);
	return true;
}

/* Room for one more; NULL: out of memory. */
static struct talk_message *add(struct talk *t)
{
	size_t cap = t->cap ? 2 * t->cap : 64;
	struct talk_message *p;

	if (t->n == t->cap) {
		p = realloc(t->messages, cap * sizeof(*p));
		if (!p)
			return NULL;
		t->messages = p;
		t->cap = cap;
	}
	p = &t->messages[t->n];
	memset(p, 0, sizeof(*p));
	return p;
}

static void drop(struct talk_message *m)
{
	free((void *)(uintptr_t)m->bytes.p);
	free((void *)(uintptr_t)m->link.configuration.p);
	free(m->device);
}

static uint64_t time_of(struct talk *t, const struct transfer *from)
{
	uint64_t before = t->n ? t->messages[t->n - 1].ms : 0, ms;

	if (!from->timed)
		return before;
	if (!t->timed)
		t->first_ms = from->ms - before;
	t->timed = true;
	ms = from->ms < t->first_ms ? 0 : from->ms - t->first_ms;
	t->back += ms < before;
	return ms < before ? before : ms;
}

static bool keep(struct talk *t, const struct message *m)
{
	struct talk_message *to = add(t);
	const struct transfer_link *link = m->from.link;

	if (!to)
		return false;
	to->bytes = m->bytes;
	to->cut_from = m->cut_from;
	to->to_host = m->way == TRANSFER_TO_HOST;
	to->ex_version = m->ex_version;
	to->record = m->from.record;
	to->ms = time_of(t, &m->from);
	if (link)
		to->link = *link;
	if (!copy(&to->bytes))
		return false;
	if (!copy(&to->link.configuration)) {
		free((void *)(uintptr_t)to->bytes.p);
		return false;
	}
	t->n++;
	return true;
}

/* The modem is that of this device: what was plugged in before and is another
 * one is forgotten. */
static void choose(struct talk *t, const char *device)
{
	size_t n = 0;

	t->named = true;
	snprintf(t->device, sizeof(t->device), "%s", device);
	for (size_t i = 0; i < t->n; i++) {
		struct talk_message *m = &t->messages[i];

		if (strcmp(m->device, device) == 0)
			t->messages[n++] = *m;
		else
			drop(m);
	}
	t->n = n;
}

static bool take_plug(struct talk *t, const struct message *m)
{
	if (t->named)
		return !is_of(t, m) || keep(t, m);
	if (!keep(t, m))
		return false;
	t->messages[t->n - 1].device =
		strdup(m->from.device ? m->from.device : "");
	return t->messages[t->n - 1].device;
}

static bool take(struct talk *t, const struct message *m)
{
	if (m->protocol == MESSAGE_PLUG)
		return take_plug(t, m);
	if (t->named && !is_of(t, m)) {
		t->others++;
		return true;
	}
	if (m->protocol == MESSAGE_NTB) {
		t->ntbs++;
		return true;
	}
	t->cut += m->cut_from > 0;
	if (m->cut_from && !t->keep_cut)
		return true;
	if (t->begun && m->protocol != t->protocol) {
		t->others++;
		return true;
	}
	if (!t->named)
		choose(t, m->from.device ? m->from.device : "");
	if (!t->begun) {
		t->protocol = m->protocol;
		t->ex_version = m->ex_version;
	}
	/* The two have agreed on it before the capture begins. */
	if (m->guessed > t->ex_version)
		t->ex_version = m->guessed;
	t->begun = true;
	return keep(t, m);
}

static bool read_all(struct talk *t, struct capturefile *f, const char *device)
{
	struct message m;
	int got;

	if (device)
		choose(t, device);
	while ((got = capturefile_next(f, &m)) > 0)
		if (!take(t, &m)) {
			fprintf(stderr, "%s: error: out of memory\n", f->name);
			return false;
		}
	return !got;
}

bool talk_read(struct talk *t, struct capturefile *f, const char *device)
{
	memset(t, 0, sizeof(*t));
	return read_all(t, f, device);
}

bool talk_read_cut(struct talk *t, struct capturefile *f, const char *device)
{
	memset(t, 0, sizeof(*t));
	t->keep_cut = true;
	return read_all(t, f, device);
}

void talk_report(const struct talk *t, const struct capturefile *f)
{
	if (t->ntbs)
		fprintf(stderr,
			"%s: NTBs left out: %u (this is about the control "
			"channel)\n",
			f->name, t->ntbs);
	if (t->cut)
		fprintf(stderr,
			"%s: messages left out of which the %s has only the "
			"beginning: %u\n",
			f->name, f->source, t->cut);
	if (t->others)
		fprintf(stderr,
			"%s: messages and NTBs left out of other devices or "
			"protocols than %s: %u\n",
			f->name, t->device[0] ? t->device : "the first",
			t->others);
	if (t->back)
		fprintf(stderr,
			"%s: times that go back: %u (each is that of the "
			"message before)\n",
			f->name, t->back);
	if (t->n && !t->timed)
		fprintf(stderr, "%s: there are no times in it\n", f->name);
}

void talk_fini(struct talk *t)
{
	for (size_t i = 0; i < t->n; i++)
		drop(&t->messages[i]);
	free(t->messages);
	t->messages = NULL;
	t->n = t->cap = 0;
}

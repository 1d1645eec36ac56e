/* Runs transcripts, and compares them with what they say. */
#define _GNU_SOURCE
#include "tests/transcript/transcript.h"

#include <stdlib.h>
#include <string.h>

#include "core/effect.h"

#define MAX_LINES 2000

void rig_say(struct rig *r, const char *text)
{
	if (r->silent)
		return;
	fprintf(r->out, "  %s\n", text);
}

void rig_input(struct rig *r, const void *bytes, size_t len)
{
	att_recorder_input(&r->recorder, att_bytes_of(bytes, len), r->now_ms);
}

static void on_step(void *ctx, const struct att_trace_rec *rec)
{
	struct rig *r = ctx;
	char line[256];
	struct att_text t;

	att_text_init(&t, line, sizeof(line));
	att_trace_text(&t, rec, 0);
	rig_say(r, line);
}

static void say_effects(struct rig *r)
{
	char line[ATT_EFFECT_TEXT + 2];
	struct att_effect e;
	struct att_text t;

	while (att_recorder_effect(&r->recorder, &e, r->now_ms)) {
		att_text_init(&t, line, sizeof(line));
		att_text_put(&t, "= ");
		att_effect_text(&t, &e);
		rig_say(r, line);
	}
}

/* No transcript has this. */
static void say_stranded(struct rig *r)
{
	char line[64];

	snprintf(line, sizeof(line), "! %s waits for nothing",
		 rig_stranded(r->core));
	rig_say(r, line);
}

void rig_drain(struct rig *r)
{
	uint8_t buf[4096];
	size_t len;

	while ((len = att_recorder_output(&r->recorder, buf, sizeof(buf),
					  r->now_ms)) > 0)
		r->words->output(r, att_bytes_of(buf, len));
	say_effects(r);
	if (rig_stranded(r->core))
		say_stranded(r);
}

/* trace: path of the trace file that is written, or NULL. */
static bool start(struct rig *r, const char *trace)
{
	const struct att_recorder_options options = {
		.config = &r->config,
		.protocols = r->words->protocols,
		.path = trace,
		.mask = r->words->masks,
		.seed = 1,
		.trace = on_step,
		.trace_ctx = r,
	};

	memset(&r->config, 0, sizeof(r->config));
	r->config.unlock = true;
	r->config.n_sessions = 1;
	strcpy(r->config.session[0].name, "internet");
	r->config.session[0].ip = ATT_IP_V4V6;
	memset(&r->link, 0, sizeof(r->link));
	r->link.framed = true;
	r->now_ms = 0;
	if (att_recorder_init(&r->recorder, &options))
		return false;
	r->core = r->recorder.core;
	r->words->start(r, trace);
	return true;
}

int rig_run(struct rig *r, char *lines[], int n)
{
	for (int i = 0; i < n; i++) {
		char *line = lines[i];

		if (line[0] == ' ')
			continue;
		if (!r->silent)
			fprintf(r->out, "%s\n", line);
		if (!line[0] || line[0] == '#')
			continue;
		if (rig_stimulus(r, line)) {
			fprintf(stderr, "rig: cannot do '%s'\n", line);
			return -1;
		}
		rig_drain(r);
	}
	return 0;
}

int rig_load(const char *path, char *lines[], int cap)
{
	FILE *f = fopen(path, "r");
	size_t size = 0;
	int n = 0;

	if (!f) {
		perror(path);
		return -1;
	}
	for (; n < cap; n++) {
		ssize_t len;

		lines[n] = NULL;
		len = getline(&lines[n], &size, f);
		if (len < 0) {
			free(lines[n]);
			break;
		}
		if (len && lines[n][len - 1] == '\n')
			lines[n][len - 1] = 0;
		size = 0;
	}
	fclose(f);
	return n;
}

void rig_unload(char *lines[], int n)
{
	while (n-- > 0)
		free(lines[n]);
}

static char *slurp(const char *path)
{
	char *text = NULL;
	size_t cap = 0;
	FILE *f = fopen(path, "r");

	if (!f)
		return NULL;
	if (getdelim(&text, &cap, 0, f) < 0) {
		free(text);
		text = NULL;
	}
	fclose(f);
	return text;
}

/* Run the transcript at path; the text it should have is returned. */
static char *transcript(const struct rig_words *words, const char *path,
			const char *trace)
{
	char *lines[MAX_LINES], *text = NULL;
	struct rig r = {.words = words, .path = path, .own = words->own};
	int n = rig_load(path, lines, MAX_LINES), err = -1;
	size_t len;

	if (n < 0)
		return NULL;
	r.out = open_memstream(&text, &len);
	if (start(&r, trace)) {
		err = rig_run(&r, lines, n);
		err |= att_recorder_fini(&r.recorder);
	}
	fclose(r.out);
	rig_unload(lines, n);
	if (err) {
		free(text);
		return NULL;
	}
	return text;
}

bool rig_record(const struct rig_words *words, const char *path,
		const char *trace)
{
	char *text = transcript(words, path, trace);

	free(text);
	return text;
}

static void say_difference(const char *want, const char *got)
{
	while (*want && *want == *got) {
		want++;
		got++;
	}
	printf("# expected: ...%.100s\n# got: ...%.100s\n", want, got);
}

static bool check(const struct rig_words *words, const char *path, bool update)
{
	char *got = transcript(words, path, NULL), *want = slurp(path);
	bool ok = got && want && !strcmp(got, want);
	FILE *f;

	if (got && update && !ok) {
		f = fopen(path, "w");
		if (f) {
			fputs(got, f);
			fclose(f);
			ok = true;
		}
	} else if (got && want && !ok) {
		say_difference(want, got);
	}
	free(got);
	free(want);
	return ok;
}

int rig_main(const struct rig_words *words, int argc, char **argv)
{
	bool update = argc > 1 && !strcmp(argv[1], "--update");
	int failed = 0, first = update ? 2 : 1;

	printf("1..%d\n", argc - first);
	for (int i = first; i < argc; i++) {
		bool ok = check(words, argv[i], update);
		const char *name = strrchr(argv[i], '/');

		failed += !ok;
		printf("%s %d - %s\n", ok ? "ok" : "not ok", i - first + 1,
		       name ? name + 1 : argv[i]);
	}
	return failed ? 1 : 0;
}

/* Transcripts: text in, trace out. Each holds stimuli (lines in column 0) and,
 * indented, everything that the core did about them: its transitions, requests
 * and effects. The core runs in virtual time. What a modem says depends on the
 * protocol, so a rig adds the stimuli for that (struct rig_words). */
#ifndef TESTS_TRANSCRIPT_TRANSCRIPT_H
#define TESTS_TRANSCRIPT_TRANSCRIPT_H

#include <stdio.h>

#include "core/core.h"
#include "trace/recorder.h"

#define RIG_WORDS 24

struct rig {
	const struct rig_words *words;
	const char *path;
	FILE *out;
	bool silent; /* running a transcript that this one begins with */
	struct att_recorder recorder;
	struct att_core *core; /* the recorder's */
	struct att_core_config config;
	struct att_core_link link;
	uint64_t now_ms;
	void *own; /* of the rig */
};

/* What a rig has for its protocol. */
struct rig_words {
	const struct att_protocol *const *protocols;
	void *own;
	bool masks; /* the traces that are recorded */
	/* The core is new: so is what the rig knows of it. recorded: its
	 * requests are numbered as the seed says. */
	void (*start)(struct rig *r, bool recorded);
	/* Says what the core sends. */
	void (*output)(struct rig *r, struct att_bytes bytes);
	/* Does what a line says that is not one of ours. 0, or -1: it cannot
	 * be understood. */
	int (*stimulus)(struct rig *r, char *word[], int n);
};

/* For main: all arguments are transcripts, but for --update before them, which
 * has them rewritten. Prints TAP. */
int rig_main(const struct rig_words *words, int argc, char **argv);
/* Run the transcript at path, and write the trace file. False: one of them
 * cannot be. */
bool rig_record(const struct rig_words *words, const char *path,
		const char *trace);

/* One indented line. */
void rig_say(struct rig *r, const char *text);
void rig_input(struct rig *r, const void *bytes, size_t len);
/* Splits "name=value"; NULL: there is no value. */
char *rig_value(char *word);

/* Lines, one after the other, and what comes of them. */
int rig_run(struct rig *r, char *lines[], int n);
/* The number of lines of a file, each from the heap; -1: it cannot be read. */
int rig_load(const char *path, char *lines[], int cap);
void rig_unload(char *lines[], int n);
/* Says what the core sends and does to the platform. */
void rig_drain(struct rig *r);

/* stimuli.c: do what one line says. 0, or -1: it cannot be understood. */
int rig_stimulus(struct rig *r, const char *line);

/* alive.c: the machine that waits for what will not come, or NULL. */
const char *rig_stranded(const struct att_core *c);

#endif

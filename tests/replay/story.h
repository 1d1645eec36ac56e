/* A recorded run as lines of text: what went into the core, what came out of
 * it, and its status. The lines are those of recorded/README.md. */
#ifndef TESTS_REPLAY_STORY_H
#define TESTS_REPLAY_STORY_H

#include "core/core.h"
#include "tests/replay/words.h"

struct story {
	char **line; /* each of its own malloc */
	size_t n, cap;
};

/* Messages that stories have in common, without their transaction. A line
 * names one by its place: "<name>/<place>", and its transaction: " +1" behind
 * the message that was sent last, " -0" before it, or " #0" as it is. */
struct story_messages {
	char **hex; /* "........" where the transaction is; each malloc'ed */
	char **name;
	size_t n, cap;
};

/* Room for n of this size at p, more than before: ends the program if there is
 * none. */
void *story_grow(void *p, size_t n, size_t *cap, size_t size);
void story_add(struct story *s, const char *line);
void story_fini(struct story *s);
void story_messages_add(struct story_messages *m, const char *name,
			const char *hex);
void story_messages_fini(struct story_messages *m);

/* The trace file's run; messages that m lacks are added to it. The trace is
 * replayed on the way, for the status. 0, or ATT_E_* (said on stdout). */
int story_from_trace(struct story *s, struct story_messages *m,
		     struct att_bytes file);

struct story_counts {
	uint32_t inputs, outputs, steps, effects, statuses;
};

/* Replay it as `attache replay` does a trace file, in the words of today.
 * False: it differs; told: say how
 * on stdout. */
bool story_replay(const struct story *s, const struct story_messages *m,
		  struct words *words, struct story_counts *counts, bool told);

#endif

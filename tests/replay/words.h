/* What may differ from the stories as they were recorded: words that were
 * renamed since (renamed.txt), and sentences of the status that were reworded
 * (reworded.txt). */
#ifndef TESTS_REPLAY_WORDS_H
#define TESTS_REPLAY_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#define WORDS_MAX 64

/* "attach state fcc_opening unlocking"; a step that is no more: "attach gone
 * fcc_opening fcc_opened fcc_unlocking fcc_unlock", "-": no effect. */
struct word {
	char machine[32], what[16];
	char word[4][64];
	unsigned used;
};

#define SENTENCE_MAX 256

/* The problem that the status told, and what it may tell today. An asterisk at
 * the end stands for any rest. */
struct sentence {
	char was[SENTENCE_MAX], now[SENTENCE_MAX];
	unsigned used;
};

struct words {
	struct word list[WORDS_MAX];
	unsigned n;
	struct sentence sentence[WORDS_MAX];
	unsigned n_sentences;
};

/* False: it cannot be read, which is said on stdout. */
bool words_read(struct words *w, const char *path);
/* The same of sentences: lines "was ..." and, behind each, one "now ..." or
 * more. */
bool words_read_sentences(struct words *w, const char *path);
/* True if the list says that `old` may read `now` today. */
bool words_sentence(struct words *w, const char *old, const char *now);
/* The word of today for this one of a machine; what: "state", "event",
 * "effect". */
const char *words_now(struct words *w, const char *machine, const char *what,
		      const char *old);
/* "attach idle --channel_open--> surveying [survey]" in the words of today.
 * False: this step is no more. */
bool words_step(struct words *w, const char *line, char *buf, size_t cap);
/* Says on stdout which lines of the list were not needed; false if any. */
bool words_used(const struct words *w);

#endif

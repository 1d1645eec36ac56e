/* A file of stories: recorded/README.md describes it. */
#ifndef TESTS_REPLAY_BOOK_H
#define TESTS_REPLAY_BOOK_H

#include "tests/replay/story.h"

struct book_case {
	char name[128];
	struct story story;
};

struct book {
	struct story_messages messages;
	struct book_case *list;
	size_t n, cap;
};

/* A new case, whose story is empty. */
struct book_case *book_add(struct book *b, const char *name);
void book_fini(struct book *b);
/* False: said on stdout. */
bool book_read(struct book *b, const char *path);
bool book_write(const struct book *b, const char *path);

#endif

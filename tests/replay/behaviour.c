/* The same behaviour as recorded: every story of recorded/ is replayed, and
 * every byte, transition, effect and status is the same.
 *
 *   behaviour TREE [BOOK...]           replay, TAP
 *   behaviour --update TREE [BOOK...]  record them anew; without a name all
 *   behaviour --show TREE BOOK CASE    print a whole story
 *
 * TREE is the top of the source tree, BOOK the name of a file in recorded/. */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/replay/book.h"
#include "tests/replay/cases.h"
#include "tests/support/whole_file.h"

#define MAX_BOOKS 16
#define MAX_SAID  5 /* runs whose difference is shown; others are named */

/* --- recording -------------------------------------------------------------
 */

struct writing {
	struct {
		char name[64];
		struct book book;
	} list[MAX_BOOKS];
	unsigned n;
	unsigned failed;
};

static struct book *book_named(struct writing *w, const char *name)
{
	unsigned i = 0;

	while (i < w->n && strcmp(w->list[i].name, name) != 0)
		i++;
	if (i == w->n && w->n++ < MAX_BOOKS)
		snprintf(w->list[i].name, sizeof(w->list[i].name), "%s", name);
	return &w->list[i].book;
}

static void recorded(void *ctx, const char *name, const char *title,
		     const char *path)
{
	struct writing *w = ctx;
	struct book *b = book_named(w, name);
	struct book_case *c = book_add(b, title);
	struct att_bytes file = whole_file(path);

	if (!file.p || story_from_trace(&c->story, &b->messages, file)) {
		printf("# %s: %s: the trace does not replay\n", name, title);
		w->failed++;
	}
	free((void *)file.p);
}

/* Without names: all books. */
static bool is_named(const char *name, char **names, int n_names)
{
	for (int i = 0; i < n_names; i++)
		if (!strcmp(names[i], name))
			return true;
	return !n_names;
}

static bool save(struct writing *w, const char *tree, char **names, int n_names)
{
	char path[700];
	bool good = true;

	for (unsigned i = 0; i < w->n; i++) {
		snprintf(path, sizeof(path), "%s/%s.txt",
			 cases_in_tree(tree, "tests/replay/recorded"),
			 w->list[i].name);
		if (is_named(w->list[i].name, names, n_names))
			good = book_write(&w->list[i].book, path) && good;
		printf("# %s: %zu cases, %zu messages\n", w->list[i].name,
		       w->list[i].book.n, w->list[i].book.messages.n);
		book_fini(&w->list[i].book);
	}
	return good;
}

static int update(const char *tree, char **names, int n_names)
{
	static struct writing w;
	char path[] = "/tmp/attache-behaviour-XXXXXX";
	const struct cases_writer writer =
		cases_writer_of(tree, recorded, &w, path);
	int fd = mkstemp(path);
	bool good;

	if (fd < 0) {
		perror(path);
		return 1;
	}
	close(fd);
	good = cases_run(&writer) && !w.failed &&
	       save(&w, tree, names, n_names);
	unlink(path);
	return good ? 0 : 1;
}

/* --- replaying -------------------------------------------------------------
 */

static struct words words;

/* The lines "NAME: why" of mended.txt, or "CASE/NAME: why" where several cases
 * have a run of that name: runs that have to differ by now. */
static char *mended;

static bool begins_a_line(const char *name)
{
	size_t len = strlen(name);

	for (const char *l = mended; l; l = strchr(l, '\n')) {
		l += *l == '\n';
		if (!strncmp(l, name, len) && l[len] == ':')
			return true;
	}
	return false;
}

/* path: of the case, "recorded/faults_to_host.txt". */
static bool is_mended(const char *path, const char *name)
{
	const char *file = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
	char whole[256];

	snprintf(whole, sizeof(whole), "%.*s/%s", (int)strcspn(file, "."), file,
		 name);
	return begins_a_line(name) || begins_a_line(whole);
}

static bool read_mended(const char *path)
{
	FILE *f = fopen(path, "r");
	size_t cap = 0;

	if (!f) {
		perror(path);
		return false;
	}
	if (getdelim(&mended, &cap, 0, f) < 0) {
		free(mended); /* it is empty */
		mended = NULL;
	}
	fclose(f);
	return true;
}

static bool replay(const char *path)
{
	struct story_counts n = {0};
	size_t differ = 0, mends = 0;
	struct book b;
	bool good = book_read(&b, path);

	for (size_t i = 0; good && i < b.n; i++) {
		bool mend = is_mended(path, b.list[i].name);

		mends += mend;
		if (story_replay(&b.list[i].story, &b.messages, &words, &n,
				 !mend && differ < MAX_SAID) != mend)
			continue;
		printf("# ^ %s%s\n", b.list[i].name,
		       mend ? ": it does not differ, though mended.txt has it"
			    : "");
		differ++;
	}
	printf("# %zu runs, %zu mended, %zu differ; the same: %u inputs, "
	       "%u outputs, %u transitions, %u effects, %u statuses\n",
	       b.n, mends, differ, n.inputs, n.outputs, n.steps, n.effects,
	       n.statuses);
	good = good && !differ && b.n;
	book_fini(&b);
	return good;
}

static int show(const char *tree, const char *book, const char *name)
{
	char path[700];
	struct book b;

	snprintf(path, sizeof(path), "%s/%s.txt",
		 cases_in_tree(tree, "tests/replay/recorded"), book);
	if (!book_read(&b, path))
		return 1;
	for (size_t i = 0; i < b.n; i++)
		for (size_t k = 0;
		     strcmp(b.list[i].name, name) == 0 && k < b.list[i].story.n;
		     k++)
			puts(b.list[i].story.line[k]);
	book_fini(&b);
	return 0;
}

/* Without names: all books. */
static int replay_all(const char *tree, char **names, int n_names)
{
	int failed = 0;
	glob_t books;

	if (glob(cases_in_tree(tree, "tests/replay/recorded/*.txt"), 0, NULL,
		 &books) ||
	    !words_read(&words,
			cases_in_tree(tree, "tests/replay/renamed.txt")) ||
	    !words_read_sentences(&words,
				  cases_in_tree(tree, "tests/replay/"
						      "reworded.txt")) ||
	    !read_mended(cases_in_tree(tree, "tests/replay/mended.txt")))
		return 1;
	printf("1..%zu\n", books.gl_pathc + 1);
	for (size_t i = 0; i < books.gl_pathc; i++) {
		const char *name = strrchr(books.gl_pathv[i], '/') + 1;
		int len = (int)strcspn(name, ".");
		bool wanted = !n_names, good;

		for (int k = 0; k < n_names; k++)
			wanted = wanted ||
				 (strncmp(names[k], name, (size_t)len) == 0 &&
				  !names[k][len]);
		if (!wanted)
			continue;
		good = replay(books.gl_pathv[i]);
		failed += !good;
		printf("%s %zu - %.*s_as_recorded\n", good ? "ok" : "not ok",
		       i + 1, len, name);
	}
	if (!n_names && !words_used(&words))
		failed++;
	printf("%s %zu - every_renamed_word_is_met\n",
	       n_names || words_used(&words) ? "ok" : "not ok",
	       books.gl_pathc + 1);
	globfree(&books);
	return failed ? 1 : 0;
}

int main(int argc, char **argv)
{
	if (argc >= 3 && strcmp(argv[1], "--update") == 0)
		return update(argv[2], argv + 3, argc - 3);
	if (argc == 5 && strcmp(argv[1], "--show") == 0)
		return show(argv[2], argv[3], argv[4]);
	if (argc < 2)
		return 2;
	return replay_all(argv[1], argv + 2, argc - 2);
}

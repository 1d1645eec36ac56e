/* The runs that are recorded: every device profile, scenario and fault, on the
 * manager and the simulated modem in one process and in virtual time. */
#ifndef TESTS_REPLAY_CASES_H
#define TESTS_REPLAY_CASES_H

#include <stdbool.h>

/* Called before a case is run, for the path of its trace file; and after. */
typedef void cases_done(void *ctx, const char *book, const char *name,
			const char *path);

struct cases_writer {
	cases_done *done;
	void *ctx;
	const char *path; /* of the trace file, the same for all */
	/* folders of YAML files */
	const char *profiles, *qmi_profiles, *scenarios;
	const char *transcripts; /* of tests/machine, a glob */
};

/* A path below the tree, valid for the next eight calls. */
const char *cases_in_tree(const char *tree, const char *name);
/* With the folders of a tree. */
struct cases_writer cases_writer_of(const char *tree, cases_done *done,
				    void *ctx, const char *path);
/* Run all cases, one after the other; false: one could not be, which is said
 * on stdout. */
bool cases_run(const struct cases_writer *w);

#endif

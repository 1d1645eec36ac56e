/* Machine tests: text in, trace out.
 *
 *   rig FILE...            replay each transcript, TAP
 *   rig --update FILE...   rewrite the indented lines (then read the diff) */
#include <stdio.h>
#include <string.h>

#include "tests/machine/rig.h"

int main(int argc, char **argv)
{
	bool update = argc > 1 && !strcmp(argv[1], "--update");
	int failed = 0, first = update ? 2 : 1;

	printf("1..%d\n", argc - first);
	for (int i = first; i < argc; i++) {
		bool ok = rig_check(argv[i], update);
		const char *name = strrchr(argv[i], '/');

		failed += !ok;
		printf("%s %d - %s\n", ok ? "ok" : "not ok", i - first + 1,
		       name ? name + 1 : argv[i]);
	}
	return failed ? 1 : 0;
}

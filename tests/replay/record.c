/* Writes the trace of a run with the simulated modem, for tests of programs
 * that read traces: record FILE [clear] [fragments]. */
#include <stdio.h>

#include "tests/replay/recorded.h"

int main(int argc, char **argv)
{
	struct recorded_options o = {
		.mask = true, .ex_version = MBIM_EX_3, .max_control = 4096};

	if (argc < 2)
		return 2;
	o.path = argv[1];
	for (int i = 2; i < argc; i++) {
		if (strcmp(argv[i], "clear") == 0)
			o.mask = false;
		else if (strcmp(argv[i], "fragments") == 0)
			o.max_control = 64;
		else
			return 2;
	}
	if (recorded_run(&o))
		return 0;
	fprintf(stderr, "%s: the run did not go as it should\n", argv[1]);
	return 1;
}

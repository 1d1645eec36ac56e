/* Writes the trace of a long run with the simulated modem, in virtual time:
 * record_long MESSAGES FILE [SIZE]. After SIZE bytes it goes on in a new file,
 * and FILE becomes FILE.1. Of each hundred messages most are those of a modem
 * that is watched while all is well; then the network is lost and comes back.
 */
#include <stdio.h>
#include <stdlib.h>

#include "tests/replay/recorded.h"

#define WATCHED 80u /* messages between two losses */

static bool run(const struct recorded_options *o, uint32_t messages)
{
	struct recorded r;
	bool good = !recorded_begin(&r, o) && recorded_until(&r, &r.up, 3000);

	while (good && r.messages < messages) {
		uint32_t until = r.messages + WATCHED;

		while (good && r.messages < until)
			good = recorded_step(&r);
		good = good && recorded_lose_network(&r);
	}
	return recorded_end(&r) == 0 && r.closed && good;
}

int main(int argc, char **argv)
{
	struct recorded_options o = {.mask = true,
				     .watch = true,
				     .ex_version = MBIM_EX_3,
				     .max_control = 4096};
	struct att_tracefile_keep keep = {.files = 99};

	if (argc != 3 && argc != 4)
		return 2;
	o.path = argv[2];
	if (argc == 4) {
		keep.size = strtoull(argv[3], NULL, 10);
		o.keep = &keep;
	}
	if (run(&o, (uint32_t)strtoul(argv[1], NULL, 10)))
		return 0;
	fprintf(stderr, "%s: the run did not go as it should\n", argv[2]);
	return 1;
}

/* Machine tests: text in, trace out.
 *
 *   rig FILE...            replay each transcript, TAP
 *   rig --update FILE...   rewrite the indented lines (then read the diff) */
#include "tests/machine/rig.h"

int main(int argc, char **argv)
{
	return rig_main(&rig_mbim, argc, argv);
}

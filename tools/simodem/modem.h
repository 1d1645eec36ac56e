/* The inside of the simulated modem: a world, and the MBIM function in front of
 * it. */
#ifndef SIMODEM_MODEM_H
#define SIMODEM_MODEM_H

#include "tools/simodem/mbim.h"

struct sim_modem {
	struct sim_world world;
	struct sim_pipe *pipe; /* of the face that the modem has */
	struct sim_mbim mbim;
};

#endif

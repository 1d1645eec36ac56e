/* The inside of the simulated modem: a world, and the face in front of it,
 * MBIM's or QMI's. */
#ifndef SIMODEM_MODEM_H
#define SIMODEM_MODEM_H

#include "tools/simodem/mbim.h"
#include "tools/simodem/qmi.h"

struct sim_modem {
	struct sim_world world;
	struct sim_pipe *pipe; /* of the face that the modem has */
	struct sim_mbim mbim;
	struct sim_qmi qmi;
};

#endif

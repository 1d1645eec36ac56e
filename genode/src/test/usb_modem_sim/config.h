/*
 * \brief  Configuration of the simulated modem
 * \author attache maintainers
 * \date   2026-11-22
 */

#ifndef _CONFIG_H_
#define _CONFIG_H_

#include <base/node.h>

extern "C" {
#include <attache/tools/simodem/sim.h>
}

namespace Usb_modem_sim {

	using namespace Genode;

	/**
	 * What the modem is at power-up
	 */
	sim_config modem_config(Node const &);

	/**
	 * Take over what may change while the modem runs
	 */
	void update_config(sim_config &, Node const &);
}

#endif /* _CONFIG_H_ */

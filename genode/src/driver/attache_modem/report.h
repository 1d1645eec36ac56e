/*
 * \brief  Reports about the state of the modem and for the NIC router
 * \author attache maintainers
 * \date   2026-11-22
 */

#ifndef _REPORT_H_
#define _REPORT_H_

#include <base/node.h>

#include <attache.h>
#include <config.h>
#include <ip_sessions.h>
#include <modem.h>
#include <phone.h>

namespace Attache {

	/**
	 * Configuration of the router
	 */
	void generate_router_config(Generator &, Config const &, Links const &);

	/**
	 * What the core does not know
	 */
	struct Surroundings
	{
		bool            wanted; /* the modem is to be on */
		unsigned        startup_seconds; /* since it is there and to be on */
		Modem::Usb_name device; /* invalid if there is none */

		att_core_session const *sessions; /* as they are configured */
	};

	/**
	 * State of the modem
	 */
	void generate_state(Generator &, struct att_core_status const &, Phone const &,
	                    Surroundings const &, Links const &);

	/**
	 * States of the machines, and what did not go as planned
	 */
	void generate_machines(Generator &, struct att_core_status const &);
}

#endif /* _REPORT_H_ */

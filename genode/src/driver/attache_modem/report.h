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
#include <modem.h>
#include <phone.h>

namespace Attache {

	/**
	 * Configuration of the router, 'ip' is a null pointer while the link is down
	 */
	void generate_router_config(Generator &, Config const &, att_ip_config const *ip);

	/**
	 * What the core does not know
	 */
	struct Surroundings
	{
		bool            wanted; /* the modem is to be on */
		Modem::Usb_name device; /* invalid if there is none */
	};

	/**
	 * State of the modem
	 */
	void generate_state(Generator &, struct att_core_status const &, Phone const &,
	                    Surroundings const &);

	/**
	 * States of the machines, and what did not go as planned
	 */
	void generate_machines(Generator &, struct att_core_status const &);
}

#endif /* _REPORT_H_ */

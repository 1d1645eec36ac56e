/*
 * \brief  What there is while the Usb session is open
 * \author attache maintainers
 * \date   2026-12-01
 */

#ifndef _USB_HOST_H_
#define _USB_HOST_H_

#include <finder.h>

namespace Attache { struct Usb_host; }


struct Attache::Usb_host : Noncopyable
{
	Usb::Connection usb;
	Finder          finder;

	/**
	 * \param env     has the session
	 * \param sigh    called if there are other devices
	 * \param filter  for the one that is the modem
	 */
	Usb_host(Env &env, Signal_context_capability sigh, Device_filter const &filter)
	:
		usb(env), finder(usb, filter)
	{
		usb.sigh(sigh);
	}
};

#endif /* _USB_HOST_H_ */

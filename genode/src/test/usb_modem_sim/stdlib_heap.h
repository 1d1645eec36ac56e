/*
 * \brief  Heap behind the C library functions of the simulated modem
 * \author attache maintainers
 * \date   2026-11-22
 */

#ifndef _STDLIB_HEAP_H_
#define _STDLIB_HEAP_H_

#include <base/allocator.h>

namespace Usb_modem_sim {

	/**
	 * To be called before any function of the model
	 */
	void init_stdlib(Genode::Allocator &);
}

#endif /* _STDLIB_HEAP_H_ */

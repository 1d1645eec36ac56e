/*
 * \brief  Common declarations and the C interface of the core
 * \author attache maintainers
 * \date   2026-11-22
 */

#ifndef _ATTACHE_H_
#define _ATTACHE_H_

#include <base/log.h>
#include <util/noncopyable.h>
#include <util/string.h>

extern "C" {
#include <attache/base/errors.h>
#include <attache/core/core.h>
#include <attache/drivers/usb_data.h>
#include <attache/drivers/wdm.h>
#include <attache/protocol/mbim/mbim.h>
#include <attache/protocol/qmi/qmi.h>
}

namespace Attache {

	using namespace Genode;

	/* milliseconds, monotonic, as the core takes them */
	using Msec = Genode::uint64_t;

	static constexpr Msec NEVER = ~0ULL;

	/* what a modem may speak; the driver of its port says which one it does */
	static constexpr att_protocol const *protocols[] { &mbim_protocol, &qmi_protocol, nullptr };

	/**
	 * Text of an error of the library
	 */
	static inline Cstring error_text(int err) { return Cstring(att_errors_text(err)); }
}

#endif /* _ATTACHE_H_ */

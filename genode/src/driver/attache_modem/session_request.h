/*
 * \brief  Request of a session that the parent may deny
 * \author attache maintainers
 * \date   2026-12-01
 *
 * A 'Connection' ends the component if the parent denies its session.
 */

#ifndef _SESSION_REQUEST_H_
#define _SESSION_REQUEST_H_

#include <base/env.h>
#include <base/session_label.h>

#include <attache.h>

namespace Attache {

	struct Session_quota { size_t ram, caps; };

	using Session_args = String<Parent::Session_args::MAX_SIZE>;

	/**
	 * Request a session, block until it is there or denied
	 *
	 * \param quota  donated to the session; it grows if servers on the way keep
	 *               a part
	 * \param args   arguments of the session but its label and quota
	 */
	Env::Session_result request_session(Env &, Parent::Service_name const &,
	                                    Parent::Client::Id, Session_label const &,
	                                    Session_quota quota, Session_args const &args);
}

#endif /* _SESSION_REQUEST_H_ */

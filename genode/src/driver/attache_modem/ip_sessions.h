/*
 * \brief  All IP sessions of the modem
 * \author attache maintainers
 * \date   2026-12-01
 */

#ifndef _IP_SESSIONS_H_
#define _IP_SESSIONS_H_

#include <ip_session.h>

namespace Attache {

	/**
	 * What is told of those that are configured
	 */
	struct Links
	{
		Ip_session::Status link[ATT_CORE_SESSIONS];
		unsigned           n;
	};

	class Ip_sessions;
}


class Attache::Ip_sessions : Noncopyable
{
	private:

		/* all that there may be, as the opener knows its requests from the start */
		Constructible<Ip_session> _sessions[ATT_CORE_SESSIONS] { };

	public:

		Ip_sessions(Env &env, Allocator &alloc, Lost_memory &lost, Opener &opener,
		            Signal_context_capability sigh)
		{
			for (unsigned id = 0; id < ATT_CORE_SESSIONS; id++)
				_sessions[id].construct(env, alloc, lost, opener, sigh, id);
		}

		Ip_session &operator [] (unsigned id) { return *_sessions[id]; }

		void for_each(auto const &fn)
		{
			for (auto &session : _sessions)
				fn(*session);
		}

		Links links(unsigned n) const
		{
			Links links { };

			links.n = n;
			for (unsigned id = 0; id < n; id++)
				links.link[id] = _sessions[id]->status();
			return links;
		}

		Msec deadline() const
		{
			Msec result = NEVER;
			for (auto const &session : _sessions)
				result = min(result, session->deadline());
			return result;
		}
};

#endif /* _IP_SESSIONS_H_ */

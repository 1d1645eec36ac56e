/*
 * \brief  Session that the component can do without
 * \author attache maintainers
 * \date   2026-12-01
 */

#ifndef _OPTIONAL_SESSION_H_
#define _OPTIONAL_SESSION_H_

#include <session_request.h>

namespace Attache { template <typename> class Optional_session; }


template <typename SESSION>
class Attache::Optional_session : Noncopyable
{
	private:

		Env           &_env;
		Parent::Client _client { };

		Id_space<Parent::Client>::Element const _element { _client, _env.id_space() };

		Capability<SESSION> _cap { };

	public:

		Optional_session(Env &env, Session_label const &label, Ram_quota ram,
		                 Session_args const &args)
		:
			_env(env)
		{
			request_session(env, SESSION::service_name(), _element.id(), label,
			                { ram.value, SESSION::CAP_QUOTA }, args).with_result(
				[&] (Session_capability cap) { _cap = static_cap_cast<SESSION>(cap); },
				[&] (Genode::Session_error) { });
		}

		~Optional_session()
		{
			if (_cap.valid())
				_env.close(_element.id());
		}

		/**
		 * Invalid if the session was denied
		 */
		Capability<SESSION> cap() const { return _cap; }
};

#endif /* _OPTIONAL_SESSION_H_ */

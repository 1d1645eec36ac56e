/*
 * \brief  Session that the parent may deny
 * \author attache maintainers
 * \date   2026-12-01
 *
 * A 'Connection' ends the component if the parent denies its session. What the
 * component can do without is requested by this instead.
 */

#ifndef _OPTIONAL_SESSION_H_
#define _OPTIONAL_SESSION_H_

#include <base/env.h>
#include <base/session_label.h>

#include <attache.h>

namespace Attache { template <typename> class Optional_session; }


template <typename SESSION>
class Attache::Optional_session : Noncopyable
{
	private:

		enum { MAX_ATTEMPTS = 32, MORE_RAM = 4096, MORE_CAPS = 4 };

		using Args  = String<Parent::Session_args::MAX_SIZE>;
		using Error = Genode::Session_error;

		Env           &_env;
		Parent::Client _client { };

		Id_space<Parent::Client>::Element const _element { _client, _env.id_space() };

		Capability<SESSION> _cap { };

		/**
		 * One request, true if there is to be one more with a higher quota
		 */
		bool _request(Session_label const &label, Ram_quota &ram, Cap_quota &caps,
		              Args const &args)
		{
			Args const all("label=\"", label, "\", ram_quota=", ram,
			               ", cap_quota=", caps, ", ", args);

			return _env.try_session(SESSION::service_name(), _element.id(),
			                        Parent::Session_args(all.string()), { })
				.template convert<bool>(
				[&] (Session_capability cap) {
					_cap = static_cap_cast<SESSION>(cap);
					return false;
				},
				[&] (Error e) {
					if (e == Error::INSUFFICIENT_RAM)  ram.value  += MORE_RAM;
					if (e == Error::INSUFFICIENT_CAPS) caps.value += MORE_CAPS;
					return e == Error::INSUFFICIENT_RAM
					    || e == Error::INSUFFICIENT_CAPS;
				});
		}

	public:

		/**
		 * \param ram  quota donated to the session; like that of capabilities, it
		 *             grows if servers on the way keep a part
		 */
		Optional_session(Env &env, Session_label const &label, Ram_quota ram,
		                 Args const &args)
		:
			_env(env)
		{
			Cap_quota caps { unsigned(SESSION::CAP_QUOTA) };

			for (unsigned i = 0; i < MAX_ATTEMPTS; i++)
				if (!_request(label, ram, caps, args))
					return;
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

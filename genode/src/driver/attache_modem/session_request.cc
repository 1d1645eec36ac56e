/*
 * \brief  Request of a session that the parent may deny
 * \author attache maintainers
 * \date   2026-12-01
 */

#include <session_request.h>

using namespace Attache;

using Error  = Genode::Session_error;
using Result = Env::Session_result;


/**
 * Wait for the answer to the request, then get it
 *
 * The parent has one signal for the answers to all requests, and for sessions
 * that were closed by their servers, too. So 'try_session' may have returned
 * with neither a capability nor an error. An upgrade of a session that is not
 * open yet does nothing but to wait for the next signal.
 */
static Result answer(Env &env, Parent::Client::Id id)
{
	using Cap_error = Parent::Session_cap_error;

	env.upgrade(id, "ram_quota=0, cap_quota=0");

	return env.parent().session_cap(id).convert<Result>(
		[&] (Session_capability cap) { return cap; },
		[&] (Cap_error e) -> Result {
			switch (e) {
			case Cap_error::INSUFFICIENT_RAM:  return Error::INSUFFICIENT_RAM;
			case Cap_error::INSUFFICIENT_CAPS: return Error::INSUFFICIENT_CAPS;
			case Cap_error::DENIED:            break;
			}
			return Error::DENIED; });
}


static Result request(Env &env, Parent::Service_name const &service,
                      Parent::Client::Id id, Session_label const &label,
                      Session_quota quota, Session_args const &args)
{
	Session_args const all("label=\"", label, "\", ram_quota=", quota.ram,
	                       ", cap_quota=", quota.caps,
	                       args.length() > 1 ? ", " : "", args);

	Result result = env.try_session(service, id, Parent::Session_args(all.string()), { });

	while (result == Session_capability())
		result = answer(env, id);

	return result;
}


Result Attache::request_session(Env &env, Parent::Service_name const &service,
                                Parent::Client::Id id, Session_label const &label,
                                Session_quota quota, Session_args const &args)
{
	enum { MAX_ATTEMPTS = 32, MORE_RAM = 4096, MORE_CAPS = 4 };

	Result result { Error::DENIED };

	for (unsigned i = 0; i < MAX_ATTEMPTS; i++) {

		result = request(env, service, id, label, quota, args);

		if      (result == Error::INSUFFICIENT_RAM)  quota.ram  += MORE_RAM;
		else if (result == Error::INSUFFICIENT_CAPS) quota.caps += MORE_CAPS;
		else
			break;
	}
	return result;
}

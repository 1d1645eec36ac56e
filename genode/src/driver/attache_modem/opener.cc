/*
 * \brief  Sessions that are opened while the rest of the component goes on
 * \author attache maintainers
 * \date   2026-12-01
 */

#include <base/session_label.h>

#include <opener.h>

using namespace Attache;


void Opener::_serve()
{
	for (;;) {
		_work.down();

		_requests.for_each([&] (Request &request) { request.serve(); });

		Signal_transmitter(_sigh).submit();
	}
}


/************************************
 ** What the thread does, blocking **
 ************************************/

/**
 * Wait for the answer to the request, then get it
 *
 * The parent has one signal for the answers to all requests, and for sessions
 * that were closed by their servers, too. So 'try_session' may have returned
 * with neither a capability nor an error. An upgrade of a session that is not
 * open yet does nothing but to wait for the next signal.
 */
Opener::Request::Result Opener::Request::_answer()
{
	using Cap_error = Parent::Session_cap_error;

	_opener._env.upgrade(_parent_id(), "ram_quota=0, cap_quota=0");

	return _opener._env.parent().session_cap(_parent_id()).convert<Result>(
		[&] (Session_capability cap) { return cap; },
		[&] (Cap_error e) -> Result {
			switch (e) {
			case Cap_error::INSUFFICIENT_RAM:  return Error::INSUFFICIENT_RAM;
			case Cap_error::INSUFFICIENT_CAPS: return Error::INSUFFICIENT_CAPS;
			case Cap_error::DENIED:            break;
			}
			return Error::DENIED; });
}


Opener::Request::Result Opener::Request::_request(Args const &args, Quota const &quota)
{
	Args const all("label=\"\", ram_quota=", quota.ram, ", cap_quota=", quota.caps,
	               args.length() > 1 ? ", " : "", args);

	Result result = _opener._env.try_session(_service.string(), _parent_id(),
	                                         Parent::Session_args(all.string()), { });

	while (result == Session_capability())
		result = _answer();

	return result;
}


/**
 * The servers on the way keep a part of the quota, so that it may take more
 */
Opener::Request::Result Opener::Request::_request_with_upgrades()
{
	Quota  quota  { };
	Args   args   { };
	Result result { Error::DENIED };
	{
		Mutex::Guard guard(_mutex);
		quota = _quota;
		args  = _args;
	}
	for (unsigned i = 0; i < MAX_ATTEMPTS; i++) {

		result = _request(args, quota);

		if      (result == Error::INSUFFICIENT_RAM)  quota.ram  += MORE_RAM;
		else if (result == Error::INSUFFICIENT_CAPS) quota.caps += MORE_CAPS;
		else
			break;
	}
	return result;
}


void Opener::Request::_served(State state, Session_capability cap)
{
	Mutex::Guard guard(_mutex);

	_state = state;
	_cap   = cap;
}


void Opener::Request::_open()
{
	_id.construct(_client, _opener._env.id_space(), _opener._next_id);
	_opener._next_id.value++;

	_request_with_upgrades().with_result(
		[&] (Session_capability cap) { _served(State::OPEN, cap); },
		[&] (Error e) {
			_id.destruct();
			_error = e;
			_served(State::DENIED); });
}


void Opener::Request::serve()
{
	switch (_current()) {
	case State::OPENING:
		_open();
		return;
	case State::CLOSING:
		_opener._env.close(_parent_id());
		_id.destruct();
		_served(State::CLOSED);
		return;
	case State::LEAVING:
		_id.destruct();
		_served(State::CLOSED);
		return;
	case State::CLOSED:
	case State::OPEN:
	case State::DENIED:
		return;
	}
}


/************************
 ** What its user does **
 ************************/

void Opener::Request::_order(State state)
{
	{
		Mutex::Guard guard(_mutex);
		_state = state;
		_cap   = Session_capability();
	}
	_opener._work.up();
}


/**
 * Ask the thread to open the session, and the user to look again later
 */
void Opener::Request::_try(Msec now)
{
	_due  = now + FIRST_RETRY_MS;
	_seen = State::OPENING;
	_order(State::OPENING);
}


void Opener::Request::_opened()
{
	_due   = NEVER;
	_delay = FIRST_RETRY_MS;
	log(_service, " session: open");
}


void Opener::Request::_denied(Msec now)
{
	_due = now + _delay;
	log(_service, " session: ", _error == Error::DENIED ? "denied by the parent"
	                                                    : "not enough quota for it",
	    ", requested again in ", _delay, " ms");
	_delay = min(2*_delay, LAST_RETRY_MS);
}


void Opener::Request::update(Msec now, bool wanted, Quota quota, Args const &args)
{
	State const state = _current();
	bool  const due   = _due <= now, changed = _seen != state;

	_seen = state;

	switch (state) {

	case State::OPEN:
		if (changed)
			_opened();
		if (!wanted)
			close();
		return;

	case State::OPENING:
		if (due) {
			log(_service, " session: requested, no answer yet");
			_due = NEVER;
		}
		return;

	case State::CLOSING:
	case State::LEAVING:
		return;

	case State::DENIED:
		if (changed)
			_denied(now);
		if (!wanted)
			_served(State::CLOSED);
		if (!due || changed || !wanted)
			return;
		break;

	case State::CLOSED:
		_due = NEVER;
		if (!wanted)
			return;
		break;
	}
	{
		Mutex::Guard guard(_mutex);
		_quota = quota;
		_args  = args;
	}
	_try(now);
}


bool Opener::Request::alive() const
{
	return _opener._env.parent().session_cap(_parent_id()).convert<bool>(
		[&] (Session_capability cap) { return cap.valid(); },
		[&] (Parent::Session_cap_error) { return false; });
}


char const *Opener::Request::word() const
{
	switch (_current()) {
	case State::OPENING: return "waiting";
	case State::OPEN:    return "open";
	case State::DENIED:  return "denied";
	case State::CLOSED:
	case State::CLOSING:
	case State::LEAVING: break;
	}
	return "closed";
}

/*
 * \brief  Sessions that are opened while the rest of the component goes on
 * \author attache maintainers
 * \date   2026-12-01
 */

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

	_mutex.acquire();
	Session_quota const quota = _quota;
	Session_args  const args  = _args;
	Session_label const label = _label;
	_mutex.release();

	request_session(_opener._env, _service.string(), _parent_id(), label, quota,
	                args).with_result(
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


void Opener::Request::arguments(Session_quota quota, Session_args const &args,
                                Session_label const &label)
{
	Mutex::Guard guard(_mutex);

	_quota = quota;
	_args  = args;
	_label = label;
}


void Opener::Request::update(Msec now, bool wanted)
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

/*
 * \brief  Clients of the modem's control channel, and who asks the modem next
 * \author attache maintainers
 * \date   2026-12-01
 */

#include <control.h>

using namespace Attache;


void Controls::_heard(void *ctx, att_heard const *heard)
{
	Controls &controls = *(Controls *)ctx;
	uint16_t  ex       = controls._status.ex_version;

	if (!heard->news) {
		Ask *&ask = controls._asks[heard->ask];
		if (ask && ask->control)
			ask->control->heard(*heard, ex);
		if (ask)
			destroy(controls._alloc, ask);
		ask = nullptr;
		return;
	}

	mbim_msg msg { };
	if (mbim_msg_decode(heard->message, &msg))
		return;

	for (Control *control : controls._controls)
		if (control)
			control->told(msg, ex);
}


/**
 * The session at a place that wants the control channel
 */
Terminal_session *Controls::_session(unsigned i)
{
	Terminal_session * const session = _terminals.at(i);

	return session && session->port() == "control" ? session : nullptr;
}


/**
 * The answer that is still to come is for nobody
 */
void Controls::_forget(Control *control)
{
	for (Ask *ask : _asks)
		if (ask && ask->control == control)
			ask->control = nullptr;

	destroy(_alloc, control);
}


/**
 * There is a client, or an answer to come
 */
bool Controls::_wanted()
{
	bool result = false;

	for (unsigned i = 0; i < Terminals::MAX; i++)
		result |= _session(i) || _controls[i];

	for (Ask const *ask : _asks)
		result |= ask != nullptr;

	return result;
}


void Controls::_follow_sessions()
{
	for (unsigned i = 0; i < Terminals::MAX; i++) {

		Terminal_session * const session = _session(i);

		if (_controls[i] && (!session || session->id() != _controls[i]->session())) {
			_forget(_controls[i]);
			_controls[i] = nullptr;
		}
		if (session && !session->told && _speaks_else) {
			log(*session, ": the modem does not speak MBIM, there is no port for others");
			session->told = true;
		}
		if (session && !_controls[i] && _open) {
			_controls[i] = new (_alloc) Control(session->id());
			log(*session, ": control channel");
			session->connected();
		}
	}
}


void Controls::_follow_channel()
{
	bool const was = _open;

	att_core_status(_recorder.core, &_status);
	_open = _status.open && _speaks_mbim;

	if (!was || _open)
		return;

	for (Control *control : _controls)
		if (control)
			control->lost();
	log("control: the modem's channel is closed");
}


bool Controls::_ask(Control &control, Msec now)
{
	for (unsigned i = 0; i < ATT_CORE_ASKS; i++) {
		if (_asks[i])
			continue;

		Ask &ask = *new (_alloc) Ask { .control = &control,
		                               .len     = control.request().len, .request = { } };

		Genode::memcpy(ask.request, control.request().p, ask.len);

		int const err = att_recorder_ask(&_recorder, i,
		                                 att_bytes_of(ask.request, ask.len), 0, now);
		if (err) {
			destroy(_alloc, &ask);
			if (err == ATT_E_BUSY)
				return false;
			control.refused(err);
			return true;
		}
		control.asked();
		_asks[i] = &ask;
		return true;
	}
	return false;
}


bool Controls::update(Msec now, att_want want)
{
	bool const wanted = _wanted();

	att_core_listen(_recorder.core, wanted ? _heard : nullptr, this);
	if (!wanted)
		return false;

	_follow_channel();
	_follow_sessions();

	Control::Surroundings around { };

	around.modem = { .core   = &_status,
	                 .want   = want,
	                 .ex     = _status.ex_version,
	                 .advice = "" };

	for (Control *control : _controls)
		if (control)
			around.clients[around.num_clients++] = &control->proxy();

	bool progress = false;

	for (unsigned i = 0; i < Terminals::MAX; i++) {
		if (!_controls[i] || !_session(i))
			continue;
		progress |= _controls[i]->update(*_session(i), around);
		if (_controls[i]->due())
			progress |= _ask(*_controls[i], now);
	}
	return progress;
}

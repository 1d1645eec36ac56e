/*
 * \brief  The Terminal service
 * \author attache maintainers
 * \date   2026-12-01
 */

#include <os/session_policy.h>

#include <terminals.h>

using namespace Attache;

using Port = Terminal_session::Port;


static bool known(Port const &port)
{
	static char const * const names[] { "at", "diagnostic", "gps", "control" };

	for (char const *name : names)
		if (port == name)
			return true;

	uint8_t number = 0;
	return port.length() > 1 && ascii_to(port.string(), number) == port.length() - 1;
}


Terminals::Root::Create_result Terminals::Root::_create(Session_label const &label,
                                                        Node const &policy)
{
	Port const port = policy.attribute_value("port", Port("at"));

	if (!known(port)) {
		warning("Terminal \"", label, "\" denied: port \"", port, "\" is unknown");
		return Create_error::DENIED;
	}

	for (Terminal_session *&session : _terminals._sessions) {
		if (session)
			continue;

		return _alloc_obj(_terminals._env, _terminals, ++_terminals._last_id,
		                  label, port).convert<Create_result>(
			[&] (Terminal_session &created) -> Terminal_session & {
				session = &created;
				_terminals.terminal_changed();
				return created; },
			[&] (Create_error e) { return e; });
	}
	warning("Terminal \"", label, "\" denied: more than ", +MAX, " sessions");
	return Create_error::DENIED;
}


Terminals::Root::Create_result Terminals::Root::_create_session(char const *args)
{
	Session_label const label = label_from_args(args);

	return with_matching_policy(label, _terminals._config.node(),
		[&] (Node const &policy) { return _create(label, policy); },
		[&] () -> Create_result {
			warning("Terminal \"", label, "\" denied: no policy for it");
			return Create_error::DENIED; });
}


void Terminals::Root::_destroy_session(Terminal_session &closed)
{
	for (Terminal_session *&session : _terminals._sessions)
		if (session == &closed)
			session = nullptr;

	Genode::destroy(*md_alloc(), &closed);
	_terminals.terminal_changed();
}


void Terminals::configure()
{
	Node const &config = _config.node();

	if (_root.constructed() || !(config.has_sub_node("policy") ||
	                             config.has_sub_node("default-policy")))
		return;

	_root.construct(*this, _heap);
	_env.parent().announce(_env.ep().manage(*_root));
}

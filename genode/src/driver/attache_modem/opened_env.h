/*
 * \brief  Environment of a connection whose session is open already
 * \author attache maintainers
 * \date   2026-12-01
 *
 * Lets the connections of Genode's session interfaces use a session that the
 * opener has requested. All else is that of the component's environment.
 */

#ifndef _OPENED_ENV_H_
#define _OPENED_ENV_H_

#include <lost_memory.h>
#include <opener.h>

namespace Attache { struct Opened_env; }


struct Attache::Opened_env : Env
{
	Env             &_env;
	Opener::Request &_request;

	Lost_memory::Session_rm _rm;

	bool silent = false; /* the server is not there any more */

	/**
	 * \param request  open as long as there is a connection
	 */
	Opened_env(Env &env, Lost_memory &lost, Opener::Request &request)
	:
		_env(env), _request(request), _rm(lost)
	{ }

	/**
	 * The server took its part of the session with it
	 */
	bool lost() const { return _rm.missing(); }

	Session_capability session(Parent::Service_name const &, Parent::Client::Id,
	                           Parent::Session_args const &, Affinity const &) override {
		return _request.cap(); }

	Session_result try_session(Parent::Service_name const &, Parent::Client::Id,
	                           Parent::Session_args const &, Affinity const &) override {
		return _request.cap(); }

	void upgrade(Parent::Client::Id, Parent::Upgrade_args const &args) override {
		_request.upgrade(args); }

	void close(Parent::Client::Id) override
	{
		_rm.reset(); /* what a modem that was abandoned has left */

		if (silent)
			_request.leave();
		else
			_request.close();
		silent = false;
	}

	Parent        &parent()  override { return _env.parent(); }
	Cpu_session   &cpu()     override { return _env.cpu(); }
	Local_rm      &rm()      override { return _rm; }
	Pd_session    &pd()      override { return _env.pd(); }
	Ram_allocator &ram()     override { return _env.ram(); }
	Entrypoint    &ep()      override { return _env.ep(); }
	Runtime       &runtime() override { return _env.runtime(); }

	Cpu_session_capability    cpu_session_cap() override { return _env.cpu_session_cap(); }
	Pd_session_capability     pd_session_cap()  override { return _env.pd_session_cap(); }
	Id_space<Parent::Client> &id_space()        override { return _env.id_space(); }

	void exec_static_constructors() override { _env.exec_static_constructors(); }
};

#endif /* _OPENED_ENV_H_ */

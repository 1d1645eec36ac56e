/*
 * \brief  Sessions that are opened while the rest of the component goes on
 * \author attache maintainers
 * \date   2026-12-01
 *
 * A session request blocks its caller until the server is there, and a denied
 * one ends a component that uses a 'Connection' for it. So a thread of its own
 * requests and closes sessions, by 'Env::try_session' and 'Env::close', and tells
 * by a signal when it has done so. Requests are served one after the other, as
 * the environment has one lock for all of them: who upgrades a session or opens
 * a 'Connection' while a request is pending, waits as well.
 */

#ifndef _OPENER_H_
#define _OPENER_H_

#include <base/env.h>
#include <base/mutex.h>
#include <base/registry.h>
#include <base/semaphore.h>
#include <base/thread.h>

#include <session_request.h>

namespace Attache { class Opener; }


class Attache::Opener : Noncopyable
{
	public:

		class Request;

	private:

		enum { STACK_SIZE = 4*1024*sizeof(long) };

		Env                            &_env;
		Signal_context_capability const _sigh;

		Semaphore         _work     { };
		Registry<Request> _requests { };

		/* never used twice, as a session that was left keeps its ID */
		Parent::Client::Id _next_id { 1000 };

		struct Worker : Thread
		{
			Opener &_opener;

			Worker(Env &env, Opener &opener)
			:
				Thread(env, "opener", Stack_size { STACK_SIZE }), _opener(opener)
			{ }

			void entry() override { _opener._serve(); }

		} _worker { _env, *this };

		void _serve();

	public:

		/**
		 * \param sigh  gets a signal each time a request was served
		 */
		Opener(Env &env, Signal_context_capability sigh) : _env(env), _sigh(sigh) { }

		/**
		 * Begin to serve, once all requests are there
		 */
		void start() { _worker.start(); }
};


/**
 * One session
 */
class Attache::Opener::Request : Noncopyable
{
	private:

		enum : Msec { FIRST_RETRY_MS = 1000, LAST_RETRY_MS = 32000 };

		using Error = Genode::Session_error;

		enum class State { CLOSED, OPENING, OPEN, DENIED, CLOSING, LEAVING };

		using Service = String<16>;

		Opener        &_opener;
		Service  const _service;
		Parent::Client _client { };

		Registry<Request>::Element const _registered { _opener._requests, *this };

		Constructible<Id_space<Parent::Client>::Element> _id { };

		Mutex mutable _mutex { }; /* of what both threads use */

		State              _state { State::CLOSED };
		Session_args       _args  { };
		Session_label      _label { };
		Session_quota      _quota { };
		Session_capability _cap   { };
		Error              _error { Error::DENIED };

		/* of the user */
		State _seen { State::CLOSED };
		Msec  _due   = NEVER;
		Msec  _delay = FIRST_RETRY_MS;

		Parent::Client::Id _parent_id() const { return _id->id(); }

		void _served(State, Session_capability cap = { });
		void _open();
		void _order(State);
		void _try(Msec now);
		void _opened();
		void _denied(Msec now);

		State _current() const { Mutex::Guard guard(_mutex); return _state; }

	public:

		Request(Opener &opener, Service const &service)
		:
			_opener(opener), _service(service)
		{ }

		/**
		 * Carry out what is ordered, called by the thread of the opener
		 */
		void serve();

		/**
		 * What the next session is requested with, as of 'request_session'
		 */
		void arguments(Session_quota, Session_args const &, Session_label const & = { });

		/**
		 * Move towards an open session or a closed one
		 *
		 * \param wanted  the session is to be open
		 */
		void update(Msec now, bool wanted);

		/**
		 * When 'update' has to be called without a signal
		 */
		Msec deadline() const { return _due; }

		bool open() const { return _current() == State::OPEN; }

		/**
		 * Of the open session
		 */
		Session_capability cap() const { Mutex::Guard guard(_mutex); return _cap; }

		/**
		 * The client object is gone, there are no RPCs any more
		 */
		void close() { _order(State::CLOSING); }

		/**
		 * As 'close', for a server that does not answer
		 *
		 * The session is not closed but forgotten, with its quota: the parent
		 * would wait for the server. An init whose child, the server, is gone
		 * even aborts when it is asked to close a session of that.
		 */
		void leave() { _order(State::LEAVING); }

		/**
		 * False if the server has closed the session by itself, as it happens
		 * when it is gone; an RPC to it would never return
		 *
		 * It is the parent that is asked.
		 */
		bool alive() const;

		/**
		 * Closed, waiting, open, or denied
		 */
		char const *word() const;

		void upgrade(Parent::Upgrade_args const &args) {
			_opener._env.upgrade(_parent_id(), args); }
};

#endif /* _OPENER_H_ */

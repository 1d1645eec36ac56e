/*
 * \brief  The Terminal service
 * \author attache maintainers
 * \date   2026-12-01
 *
 * It is announced once the configuration has a policy for it.
 */

#ifndef _TERMINALS_H_
#define _TERMINALS_H_

#include <base/attached_rom_dataspace.h>
#include <base/heap.h>
#include <root/component.h>

#include <terminal.h>

namespace Attache { class Terminals; }


class Attache::Terminals : public Terminal_session::Action
{
	public:

		enum { MAX = 8 };

	private:

		class Root : public Root_component<Terminal_session>
		{
			private:

				Terminals &_terminals;

				Create_result _create(Session_label const &, Node const &policy);

				Create_result _create_session(char const *args) override;

				void _destroy_session(Terminal_session &) override;

			public:

				Root(Terminals &terminals, Allocator &alloc)
				:
					Root_component<Terminal_session>(terminals._env.ep(), alloc),
					_terminals(terminals)
				{ }
		};

		Env                             &_env;
		Attached_rom_dataspace    const &_config;
		Signal_context_capability const  _sigh;

		Sliced_heap         _heap { _env.ram(), _env.rm() };
		Constructible<Root> _root { };

		Terminal_session *_sessions[MAX] { };
		unsigned          _last_id = 0;

		void terminal_changed() override { Signal_transmitter(_sigh).submit(); }

		/*
		 * Noncopyable
		 */
		Terminals(Terminals const &);
		Terminals &operator = (Terminals const &);

	public:

		/**
		 * \param sigh  gets a signal when a session is opened, closed, written, or
		 *              read
		 */
		Terminals(Env &env, Attached_rom_dataspace const &config,
		          Signal_context_capability sigh)
		:
			_env(env), _config(config), _sigh(sigh)
		{ }

		/**
		 * Announce the service if it is configured
		 */
		void configure();

		/**
		 * The session at a place below MAX, a null pointer: none
		 */
		Terminal_session *at(unsigned i) { return _sessions[i]; }
};

#endif /* _TERMINALS_H_ */

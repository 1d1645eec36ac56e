/*
 * \brief  Memory of a session whose server is gone
 * \author attache maintainers
 * \date   2026-12-01
 *
 * The packet buffers of a session belong to its server. On most kernels they vanish
 * together with it, and who touches them next stands still for ever, unless somebody
 * resolves the fault. So a thread puts empty memory in their place. The session is over
 * then, which its user has to look for. Faults at other places are left as they are.
 */

#ifndef _LOST_MEMORY_H_
#define _LOST_MEMORY_H_

#include <base/env.h>
#include <base/mutex.h>
#include <base/registry.h>
#include <base/signal.h>
#include <base/thread.h>
#include <region_map/client.h>

#include <attache.h>

namespace Attache { class Lost_memory; }


class Attache::Lost_memory : Noncopyable
{
	public:

		class Session_rm;

	private:

		enum { STACK_SIZE = 2*1024*sizeof(long) };

		Env                 &_env;
		Region_map_client    _space { _env.pd().address_space() };
		Registry<Session_rm> _sessions { };

		struct Worker : Thread
		{
			Lost_memory &_lost;

			Worker(Env &env, Lost_memory &lost)
			:
				Thread(env, "lost_memory", Stack_size { STACK_SIZE }), _lost(lost)
			{ }

			void entry() override { _lost._serve(); }

		} _worker { _env, *this };

		void _serve();
		bool _resolve(Region_map::Fault const &);

	public:

		Lost_memory(Env &env) : _env(env) { _worker.start(); }
};


/**
 * Where the connections of one session put their buffers
 */
class Attache::Lost_memory::Session_rm : public Env::Local_rm
{
	private:

		enum { MAX_REGIONS = 16 }; /* half of them serial ports */

		Lost_memory &_lost;

		Registry<Session_rm>::Element const _registered { _lost._sessions, *this };

		struct Region : Attr
		{
			Ram_dataspace_capability substitute { }; /* valid: what was there is gone */

			bool contains(addr_t addr) const
			{
				return addr >= addr_t(ptr) && addr - addr_t(ptr) < num_bytes;
			}
		};

		Mutex mutable _mutex { }; /* of what both threads use */

		Region _regions[MAX_REGIONS] { };
		bool   _missing = false;

		bool _replace(Region &);
		void _give_back(Region &);

	public:

		Session_rm(Lost_memory &lost) : _lost(lost) { }

		/**
		 * True since a part of a buffer was missing, until 'reset'
		 */
		bool missing() const { Mutex::Guard guard(_mutex); return _missing; }

		/**
		 * Put empty memory there, called by the thread of 'Lost_memory'
		 *
		 * \return false if it is not in a buffer of this session
		 */
		bool resolve(addr_t);

		/**
		 * Give back all that is left
		 */
		void reset();

		Result attach(Dataspace_capability, Attach_attr const &) override;

		void _free(Attachment &) override;
};

#endif /* _LOST_MEMORY_H_ */

/*
 * \brief  Trace of a run in a file system
 * \author attache maintainers
 * \date   2026-12-01
 *
 * The file is the same that attache writes on Linux, where 'attache replay' and
 * 'attache trace show' take it. Its bytes wait in a queue until the file system
 * has acknowledged those before. So neither a missing file system nor a slow one
 * keeps the modem waiting; if the queue is full, the trace ends.
 */

#ifndef _TRACE_FILE_H_
#define _TRACE_FILE_H_

#include <base/allocator_avl.h>
#include <file_system_session/connection.h>

#include <opened_env.h>

extern "C" {
#include <attache/trace/writer.h>
}

namespace Attache { class Trace_file; }


class Attache::Trace_file : Noncopyable
{
	public:

		using Name = String<64>;

		struct Attr
		{
			Name     name  { };     /* empty: there is no trace */
			unsigned size  = 1;     /* MiB, after which a new file begins, 0: never */
			unsigned files = 1;     /* older ones that are kept */
			bool     mask  = true;  /* personal data */

			bool operator != (Attr const &other) const
			{
				return name  != other.name  || size != other.size
				    || files != other.files || mask != other.mask;
			}
		};

	private:

		enum {
			QUEUE_SIZE  = 192*1024,
			RECORD_SIZE = 64*1024, /* of the longest record */
			TX_SIZE     = 64*1024, /* of the packet buffer */
			MAX_PACKET  = 8*1024,
		};

		enum : Msec { ANSWER_MS = 10000 }; /* in which a packet is acknowledged */

		/* in front of the bytes in the queue; a new file has none */
		struct Head { uint64_t at; size_t len; bool new_file; };

		enum class Error { NONE, QUEUE_FULL, RECORD, CREATE, WRITE, GONE, SILENT };

		Allocator                      &_alloc;
		Attr                      const _attr;
		Signal_context_capability const _sigh;

		Opener::Request _request;
		Opened_env      _opened_env;

		struct File_system_session
		{
			Allocator_avl            tx_alloc;
			File_system::Connection  fs;
			File_system::Dir_handle  dir  { fs.dir("/", false) };
			File_system::File_handle file { 0 };

			File_system_session(Env &env, Allocator &alloc)
			:
				tx_alloc(&alloc), fs(env, tx_alloc, "/", true, TX_SIZE)
			{ }
		};

		Constructible<File_system_session> _session { };
		bool                               _created = false;
		unsigned                           _in_flight = 0; /* packets */
		Msec                               _late = NEVER; /* the server is silent then */
		Error                              _error = Error::NONE;

		/* too much for the place where the object is, all zeros at first */
		struct Memory
		{
			uint8_t       queue[QUEUE_SIZE]; /* ring of heads and bytes */
			uint8_t       record[RECORD_SIZE];
			att_tracefile trace;
		};

		Memory &_memory;

		size_t _first = 0, _used = 0; /* of the queue */

		void _put(void const *, size_t);
		void _peek(void *, size_t offset, size_t len) const;
		void _drop(size_t len);

		int _append(Head const &, uint8_t const *);
		void _end(Error);
		bool _exists(Name const &);
		void _rename(unsigned from);
		void _create();
		bool _submit(Head const &);
		void _acknowledged();
		void _drain();
		void _work(Msec now);

		static int _write(void *, uint64_t, uint8_t const *, size_t);
		static int _next(void *);

	public:

		/**
		 * \param sigh    called when the file system took something
		 * \param config  of the core, whose run begins at 'now' with the 'seed'
		 */
		Trace_file(Env &, Allocator &, Lost_memory &, Opener &,
		           Signal_context_capability sigh, Attr const &,
		           att_core_config const &config, uint32_t seed, Msec now);

		~Trace_file();

		/**
		 * Where the records are written
		 */
		att_tracefile &trace() { return _memory.trace; }

		/**
		 * Give the file system what it takes
		 */
		void update(Msec now);

		Msec deadline() const { return min(_request.deadline(), _late); }

};

#endif /* _TRACE_FILE_H_ */

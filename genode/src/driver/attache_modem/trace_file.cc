/*
 * \brief  Trace of a run in a file system
 * \author attache maintainers
 * \date   2026-12-01
 */

#include <trace_file.h>

using namespace Attache;


/***********
 ** Queue **
 ***********/

void Trace_file::_put(void const *src, size_t len)
{
	size_t const at    = (_first + _used) % QUEUE_SIZE;
	size_t const front = min(len, QUEUE_SIZE - at);

	Genode::memcpy(_memory.queue + at, src, front);
	Genode::memcpy(_memory.queue, (uint8_t const *)src + front, len - front);
	_used += len;
}


void Trace_file::_peek(void *dst, size_t offset, size_t len) const
{
	size_t const at    = (_first + offset) % QUEUE_SIZE;
	size_t const front = min(len, QUEUE_SIZE - at);

	Genode::memcpy(dst, _memory.queue + at, front);
	Genode::memcpy((uint8_t *)dst + front, _memory.queue, len - front);
}


void Trace_file::_drop(size_t len)
{
	_first = (_first + len) % QUEUE_SIZE;
	_used -= len;
}


int Trace_file::_append(Head const &head, uint8_t const *bytes)
{
	if (QUEUE_SIZE - _used < sizeof(head) + head.len)
		return (int)Error::QUEUE_FULL;

	_put(&head, sizeof(head));
	_put(bytes, head.len);
	return 0;
}


int Trace_file::_write(void *ctx, uint64_t at, uint8_t const *bytes, size_t len)
{
	Trace_file &file = *(Trace_file *)ctx;

	while (len) {
		size_t const n = min(len, size_t(MAX_PACKET));

		int const err = file._append({ .at = at, .len = n, .new_file = false }, bytes);
		if (err)
			return err;

		at += n, bytes += n, len -= n;
	}
	return 0;
}


int Trace_file::_next(void *ctx)
{
	return ((Trace_file *)ctx)->_append({ .at = 0, .len = 0, .new_file = true }, nullptr);
}


/*****************
 ** File system **
 *****************/

void Trace_file::_end(Error error)
{
	static char const * const words[] {
		"", "the file system takes less than the modem says",
		"a record is too long", "the file cannot be made",
		"the file system did not take all", "the file system is gone",
		"the file system does not answer" };

	_error        = error;
	_memory.trace.error = (int)error;
	_used         = 0;
	warning("the trace '", _attr.name, "' has ended: ", words[(unsigned)error]);
}


/**
 * What 'move' and 'unlink' throw if there is no file, depends on the file system
 */
bool Trace_file::_exists(Name const &name)
{
	File_system::Connection &fs = _session->fs;

	try { fs.close(fs.node(Name("/", name).string())); }
	catch (File_system::Lookup_failed) { return false; }
	return true;
}


/**
 * Keep a file as the next older one
 */
void Trace_file::_rename(unsigned n)
{
	Name const from = n ? Name(_attr.name, ".", n) : _attr.name;

	if (_exists(from))
		_session->fs.move(_session->dir, from.string(),
		                  _session->dir, Name(_attr.name, ".", n + 1).string());
}


void Trace_file::_create()
{
	File_system::Connection &fs = _session->fs;

	if (_created)
		fs.close(_session->file);
	_created = false;

	for (unsigned n = _attr.files; n > 0; n--)
		_rename(n - 1);

	if (!_attr.files && _exists(_attr.name))
		fs.unlink(_session->dir, _attr.name.string());

	_session->file = fs.file(_session->dir, _attr.name.string(), File_system::WRITE_ONLY, true);
	_created       = true;
}


/**
 * False if there is no room at the session
 */
bool Trace_file::_submit(Head const &head)
{
	File_system::Session::Tx::Source &tx = *_session->fs.tx();

	if (!tx.ready_to_submit())
		return false;

	return tx.alloc_packet_attempt(head.len).convert<bool>(
		[&] (File_system::Packet_descriptor packet) {
			_peek(tx.packet_content(packet), sizeof(head), head.len);
			tx.submit_packet({ packet, _session->file,
			                   File_system::Packet_descriptor::WRITE,
			                   head.len, head.at });
			_in_flight++;
			return true; },
		[&] (auto) { return false; });
}


void Trace_file::_acknowledged()
{
	File_system::Session::Tx::Source &tx = *_session->fs.tx();

	while (tx.ack_avail()) {
		File_system::Packet_descriptor const packet = tx.get_acked_packet();

		bool const whole = packet.succeeded() && packet.length() == packet.size();

		tx.release_packet(packet);
		_in_flight--;
		_late = NEVER;
		if (!whole && _error == Error::NONE)
			_end(Error::WRITE);
	}
}


void Trace_file::_drain()
{
	_acknowledged();

	while (_used && _error == Error::NONE) {
		Head head { };

		_peek(&head, 0, sizeof(head));

		if (head.new_file) {
			if (_in_flight)
				return;
			_create();
		}
		else if (!_submit(head))
			return;

		_drop(sizeof(head) + head.len);
	}
}


void Trace_file::_work(Msec now)
{
	if (!_session.constructed()) {
		_session.construct(_opened_env, _alloc);
		_session->fs.sigh(_sigh);
		_create();
	}
	_drain();

	_late = _in_flight ? min(_late, now + ANSWER_MS) : NEVER;
}


void Trace_file::update(Msec now)
{
	_request.update(now, _error == Error::NONE);

	if (_memory.trace.error && _error == Error::NONE)
		_end(_memory.trace.error > 0 ? (Error)_memory.trace.error : Error::RECORD);

	if (_session.constructed() && _error == Error::NONE &&
	    (_opened_env.lost() || !_request.alive())) {
		_opened_env.silent = true;
		_end(Error::GONE);
	}

	if (_late <= now && _error == Error::NONE && !_session->fs.tx()->ack_avail())
		_end(Error::SILENT);

	if (_error != Error::NONE && _session.constructed()) {
		_opened_env.silent = _in_flight && (_error == Error::SILENT || _error == Error::QUEUE_FULL);
		_session.destruct();
		_late = NEVER;
	}

	if (_error != Error::NONE || !_request.open())
		return;

	/* the exceptions of 'File_system' do not tell that they are 'Genode::Exception's */
	try { _work(now); }
	catch (...) { _end(Error::CREATE); }
}


Trace_file::Trace_file(Env &env, Allocator &alloc, Lost_memory &lost, Opener &opener,
                       Signal_context_capability sigh, Attr const &attr,
                       att_core_config const &config, uint32_t seed, Msec now)
:
	_alloc(alloc), _attr(attr), _sigh(sigh), _request(opener, "File_system"),
	_opened_env(env, lost, _request), _memory(*(Memory *)alloc.alloc(sizeof(Memory)))
{
	bzero(&_memory, sizeof(_memory));
	_request.arguments({ 8*1024*sizeof(long) + TX_SIZE,
	                     File_system::Session::CAP_QUOTA },
	                   { "writeable=yes, tx_buf_size=", unsigned(TX_SIZE) }, "trace -> /");

	att_tracefile_store const store {
		.ctx = this, .write = _write, .next = _next,
		.size = uint64_t(attr.size) << 20 };

	att_tracefile_run const run {
		.application = "attache_modem", .mask = attr.mask, .foreign = false,
		.seed = seed, .epoch_s = 0 /* there is no clock */, .start_ms = now,
		.config = &config };

	_memory.trace.last.p   = _memory.record;
	_memory.trace.last.cap = RECORD_SIZE;
	att_tracefile_begin(&_memory.trace, &store, &run);
}


Trace_file::~Trace_file()
{
	_session.destruct();
	_alloc.free(&_memory, sizeof(_memory));
}

/*
 * \brief  Memory of a session whose server is gone
 * \author attache maintainers
 * \date   2026-12-01
 */

#include <lost_memory.h>

using namespace Attache;


void Lost_memory::_serve()
{
	Signal_receiver receiver { };
	Signal_context  context  { };

	_space.fault_handler(receiver.manage(context));

	for (;;) {
		(void)receiver.wait_for_signal();

		Region_map::Fault fault = _space.fault();

		while (fault.type != Region_map::Fault::Type::NONE && _resolve(fault))
			fault = _space.fault();

		if (fault.type != Region_map::Fault::Type::NONE)
			error("access to address ", Hex(fault.addr), ", which is nobody's");
	}
}


bool Lost_memory::_resolve(Region_map::Fault const &fault)
{
	bool resolved = false;

	if (fault.type != Region_map::Fault::Type::EXEC)
		_sessions.for_each([&] (Session_rm &session) {
			resolved = resolved || session.resolve(fault.addr); });

	return resolved;
}


bool Lost_memory::Session_rm::resolve(addr_t addr)
{
	Mutex::Guard guard(_mutex);

	for (Region &region : _regions)
		if (region.contains(addr) && !region.substitute.valid())
			return _missing = _replace(region);

	return false;
}


/**
 * The address stays reserved for what was there until it is given back
 */
bool Lost_memory::Session_rm::_replace(Region &region)
{
	Env::Local_rm &rm = _lost._env.rm();

	region.substitute =
		_lost._env.ram().try_alloc(region.num_bytes).convert<Ram_dataspace_capability>(
			[&] (Ram::Allocation &allocation) {
				allocation.deallocate = false;
				return allocation.cap; },
			[&] (Alloc_error) { return Ram_dataspace_capability(); });

	if (!region.substitute.valid())
		return false;

	rm.detach(addr_t(region.ptr));
	return rm.attach(region.substitute, { .size = 0, .offset = 0, .use_at = true,
	                                      .at = addr_t(region.ptr), .executable = false,
	                                      .writeable = true }).convert<bool>(
		[&] (Attachment &attachment) {
			attachment.deallocate = false;
			return true; },
		[&] (Error) { return false; });
}


Env::Local_rm::Result Lost_memory::Session_rm::attach(Dataspace_capability ds,
                                                      Attach_attr const &attr)
{
	return _lost._env.rm().attach(ds, attr).convert<Result>(
		[&] (Attachment &attachment) -> Result {
			Mutex::Guard guard(_mutex);

			attachment.deallocate = false;
			for (Region &region : _regions)
				if (!region.ptr) {
					region = { { attachment.ptr, attachment.num_bytes } };
					break;
				}
			return { *this, { attachment.ptr, attachment.num_bytes } }; },
		[&] (Error e) -> Result { return e; });
}


void Lost_memory::Session_rm::_give_back(Region &region)
{
	_lost._env.rm().detach(addr_t(region.ptr));

	if (region.substitute.valid())
		_lost._env.ram().free(region.substitute);

	region = { };
}


void Lost_memory::Session_rm::_free(Attachment &attachment)
{
	Mutex::Guard guard(_mutex);

	for (Region &region : _regions)
		if (region.ptr == attachment.ptr) {
			_give_back(region);
			return;
		}

	_lost._env.rm().detach(addr_t(attachment.ptr));
}


void Lost_memory::Session_rm::reset()
{
	Mutex::Guard guard(_mutex);

	for (Region &region : _regions)
		if (region.ptr)
			_give_back(region);

	_missing = false;
}

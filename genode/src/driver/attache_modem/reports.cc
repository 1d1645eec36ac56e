/*
 * \brief  The component's reports, and what it says at the LOG session
 * \author attache maintainers
 * \date   2026-12-01
 */

#include <reports.h>

using namespace Attache;


void Reports::step(void *ctx, att_trace_rec const *rec)
{
	Reports &reports = *static_cast<Reports *>(ctx);

	reports._trace.step(*rec);
	reports._phone.step(*rec);
}


void Reports::_write_router(Config const &config, Links const &links)
{
	if (_router.constructed())
		_router->generate(_scratch, "config", [&] (Generator &g) {
			generate_router_config(g, config, links); });
}


void Reports::configure(Config const &config, Links const &links)
{
	_trace.verbose(config.verbose);

	if (config.call && !_call)
		log("there are no calls, but data only");
	_call = config.call;

	_router  .conditional(config.report.router,   _env, "nic_router.config");
	_state   .conditional(config.report.state,    _env, "state");
	_machines.conditional(config.report.machines, _env, "machines");
	_devices .conditional(config.report.mac_address, _env, "devices");
	_steps   .conditional(config.report.trace,    _env, "trace");

	_write_router(config, links);
	changed();
}


void Reports::link(Config const &config, Links const &links, unsigned id)
{
	_trace.link(config.core.session[id].name, links.link[id].ip);
	_write_router(config, links);
}


void Reports::mac(Net::Mac_address const &mac)
{
	if (_devices.constructed())
		_devices->generate(_scratch, "devices", [&] (Generator &g) {
			g.node("nic", [&] {
				g.attribute("name",        "wwan0");
				g.attribute("mac_address", String<20>(mac)); }); });
}


void Reports::_say_problem(bool plugged)
{
	Problem const problem { Cstring(plugged ? _status.problem_text : "") };

	if (problem == _problem)
		return;

	_problem = problem;
	if (problem.length() > 1)
		log(_status.stuck ? "problem: " : "waiting: ", problem);
}


void Reports::update(Msec now, att_core const &core, Surroundings const &around,
                     Links const &links)
{
	/*
	 * The number of those that were dropped is told with the next change of something
	 * else, as it may change with each frame.
	 */
	for (unsigned i = 0; i < links.n; i++) {
		_changed   |= _uplinks[i] != links.link[i].uplink;
		_uplinks[i] = links.link[i].uplink;
	}

	_changed |= now >= _tick;
	if (!_changed || now < _due)
		return;

	bool const starting = around.wanted && around.device.valid() && _phone.starting();

	_changed = false;
	_due     = now + INTERVAL_MS;
	_tick    = starting ? now + 1000 : NEVER;

	att_core_status(&core, &_status);

	_say_problem(around.device.valid());

	if (_state.constructed())
		_state->generate(_scratch, "state", [&] (Generator &g) {
			generate_state(g, _status, _phone, around, links); });

	if (_machines.constructed())
		_machines->generate(_scratch, "machines", [&] (Generator &g) {
			generate_machines(g, _status); });

	if (_steps.constructed())
		_steps->generate(_scratch, "trace", [&] (Generator &g) {
			_trace.generate(g); });
}

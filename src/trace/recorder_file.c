/* Recorders on the heap, whose trace is a file. */
#include <stdlib.h>

#include "base/errors.h"
#include "trace/protocols.h"
#include "trace/recorder.h"

int att_recorder_init(struct att_recorder *r,
		      const struct att_recorder_options *options)
{
	struct att_recorder_options all = *options;
	struct att_tracefile *file = NULL;
	void *mem;

	if (!all.protocols)
		all.protocols = att_protocols;
	mem = malloc(att_core_size(all.protocols));
	if (!mem)
		return ATT_E_MEMORY;
	if (all.path) {
		file = att_tracefile_open(all.path, all.mask, &all.keep,
					  all.config, all.seed, all.start_ms);
		if (!file) {
			free(mem);
			return ATT_E_IO;
		}
	}
	att_recorder_start(r, mem, &all, file);
	return 0;
}

int att_recorder_error(const struct att_recorder *r)
{
	return r->file ? att_tracefile_error(r->file) : 0;
}

int att_recorder_fini(struct att_recorder *r)
{
	int err = 0;

	if (r->core)
		free(r->core);
	r->core = NULL;
	if (r->file)
		err = att_tracefile_close(r->file);
	r->file = NULL;
	return err;
}

/* The trace of one run on disk (writer.h), which is masked or not, and goes on
 * in a new file. */
#ifndef ATT_TRACE_FILE_H
#define ATT_TRACE_FILE_H

#include "trace/writer.h"

/* What is kept of earlier files, as PATH.1 (the newest), PATH.2 and so on. */
struct att_tracefile_keep {
	uint64_t size;	/* a run goes on in a new file after so many bytes, in
			   which the last record may lie; 0: it does not */
	unsigned files; /* so many; 0: an old file is overwritten, else never */
	/* What makes a file: NULL: att_trace_place, or who does that for a
	 * program without a file system. */
	int (*place)(const char *path, unsigned files);
};

/* Begin a new file. mask: personal fields are written as '*', same length, in
 * packets as well as in the configuration. keep: NULL: nothing is kept.
 * start_ms: the core's time that is written as 0. NULL: errno says why, in
 * words att_tracefile_why; path must not be a link, and may not exist or must
 * be a regular file. */
struct att_tracefile *att_tracefile_open(const char *path, bool mask,
					 const struct att_tracefile_keep *keep,
					 const struct att_core_config *config,
					 uint32_t seed, uint64_t start_ms);
/* The same for what another host and a modem said, which has no configuration
 * and no transitions; epoch_s: when it began, in seconds since 1970. */
struct att_tracefile *att_tracefile_import(const char *path, bool mask,
					   int64_t epoch_s);
const char *att_tracefile_why(int error);
/* 0, or errno of what could not be written: nothing more is from then on. */
int att_tracefile_error(const struct att_tracefile *t);
/* Write what is left and free it. 0, or ATT_E_IO if anything was not written
 * (now or earlier). */
int att_tracefile_close(struct att_tracefile *t);

#endif

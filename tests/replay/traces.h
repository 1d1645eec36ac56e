/* Trace files of the tests: made, read, searched and damaged. */
#ifndef TESTS_REPLAY_TRACES_H
#define TESTS_REPLAY_TRACES_H

#include "trace/replay.h"

/* A new empty file; its path. */
const char *traces_path(char *buf, size_t cap);
/* The whole file: free its p. */
struct att_bytes traces_load(const char *path);
void traces_save(const char *path, struct att_bytes file);
/* att_tracefile_replay of bytes in memory. */
int traces_replay(struct att_bytes file, struct att_replay_report *report);
/* Does the file hold this text, as UTF-8 or as UTF-16LE, anywhere? Messages
 * that lie in it in fragments are put together first. */
bool traces_holds(const char *path, const char *text);
/* A copy without packet n: free its p. */
struct att_bytes traces_without(struct att_bytes file, uint32_t n);
/* A copy with a few bytes changed: free its p. */
struct att_bytes traces_damaged(struct att_bytes file, uint32_t *random);

#endif

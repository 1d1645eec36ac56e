/* The rig of the machine tests: one core in virtual time. */
#ifndef TESTS_MACHINE_RIG_H
#define TESTS_MACHINE_RIG_H

#include <stdio.h>

#include "core/core.h"
#include "trace/recorder.h"
#include "wire/mbim/msg.h"

#define RIG_SENT 32

struct rig_sent {
	uint32_t transaction;
	const struct mbim_service *service;
	const struct mbim_cid *cid;
};

struct rig {
	const char *path;
	FILE *out;
	bool silent; /* running a transcript that this one begins with */
	struct mbim_recorder recorder;
	struct mbim_core *core; /* the recorder's */
	struct mbim_core_config config;
	struct mbim_core_link link;
	uint64_t now_ms;
	uint32_t before_first; /* what the transactions of lines count from */
	uint32_t last;	       /* transaction of the last OPEN or CLOSE */
	struct rig_sent sent[RIG_SENT];
	unsigned n_sent;
};

/* Room for any generated struct. */
union rig_struct {
	uint64_t align;
	uint8_t bytes[2048];
};

/* The MBIMEx version that the answers are encoded in. */
extern uint16_t rig_version;

/* stimuli.c: do what one line says. 0, or -1: it cannot be understood. */
int rig_stimulus(struct rig *r, char *line);

/* alive.c: transaction ids are 1, 2, 3... in the order of the requests. */
void rig_count_from_1(struct mbim_core *c);
/* The machine that waits for what will not come, or NULL. */
const char *rig_stranded(const struct mbim_core *c);

/* Say what the core sends and does to the platform. */
void rig_drain(struct rig *r);
/* Say what the status has for a problem. */
void rig_problem(struct rig *r);
int rig_run(struct rig *r, char *lines[], int n);
int rig_load(const char *path, char *lines[], int cap);
void rig_unload(char *lines[], int n);

/* Is the transcript at path what the core does now? update: make it so. */
bool rig_check(const char *path, bool update);
/* Run it, and write the trace file. False: one of them cannot be. */
bool rig_record(const char *path, const char *trace);

#endif

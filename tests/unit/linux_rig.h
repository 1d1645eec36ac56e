/* The daemon with a simulated modem in the same process, in a network namespace
 * of its own and in a time of its own: what its tests share. */
#ifndef TEST_LINUX_RIG_H
#define TEST_LINUX_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "linux/daemon.h"
#include "tools/simodem/sim.h"

/* What a device says that is no modem. */
enum fake_voice { VOICE_MODEM, VOICE_MUTE, VOICE_ECHO, VOICE_GARBAGE };

/* A port whose other end is the simulated modem. */
struct fake_port {
	struct port port;
	struct sim_modem *sim;
	bool open, plugged, resets;
	enum port_reset reset_how;
	unsigned busy; /* sends to refuse */
	enum fake_voice voice;
	uint8_t said[64]; /* in place of the modem's */
	size_t said_len;
	uint8_t slot[4096];
};

struct rig {
	struct att_daemon daemon;
	struct att_config config, next;
	struct fake_port fake, second; /* that is of device "serial:second" */
	struct sim_config sim;
	uint64_t now_ms;
	int reload_result;
	unsigned unseen; /* lines, none of them when the port takes its time */
	char folder[64];
	char log[65536];
};

/* Once, first of all: enter a network namespace. */
void rig_enter(void);
/* At the start of each test: skip it if there is none. */
void rig_need_namespace(void);
int rig_setup(void **state);
int rig_teardown(void **state);

/* Start the daemon with rig->config and a modem after rig->sim. */
int rig_start(struct rig *rig, bool once);
/* One turn; time goes on to the next timer when nothing else is due. */
bool rig_step(struct rig *rig);
/* Until the log has this text, or a bounded number of turns. */
void rig_until(struct rig *rig, const char *text);
/* Until the daemon ends: its result. */
int rig_until_end(struct rig *rig);
/* What follows is to be seen in what is logged from here on. */
void rig_forget(struct rig *rig);

/* arg is the struct fake_port */
void rig_plug(void *arg);
void rig_unplug(struct fake_port *f);
/* The test did something to the modem: look for what it has to say. */
void rig_arm(struct fake_port *f);

#endif

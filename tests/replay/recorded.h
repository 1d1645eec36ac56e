/* A run of the manager with the simulated modem, recorded: one process, virtual
 * time. */
#ifndef TESTS_REPLAY_RECORDED_H
#define TESTS_REPLAY_RECORDED_H

#include "tools/simodem/sim.h"
#include "trace/recorder.h"
#include "wire/mbim/cid.h"

/* What a modem and a configuration know of a person, here and nowhere else in
 * a run. */
#define RECORDED_PIN	 "7351"
#define RECORDED_NEW_PIN "9264"
#define RECORDED_USER   \
	"someb\xc3\xb6" \
	"dy@example.org"
#define RECORDED_PASSWORD "s3cret\xf0\x9f\x94\x91"
#define RECORDED_IMEI	  "000000735190264"
#define RECORDED_IMSI	  "001010000073519"
#define RECORDED_ICCID	  "8900000000000073519"
#define RECORDED_NUMBER	  "+10000073519"

struct recorded_options {
	const char *path;
	bool mask;
	bool qmi; /* the modem speaks it; else MBIM, of this version */
	uint16_t ex_version, max_control;
	/* Without framing, reads of the control channel end anywhere: each
	 * holds this many bytes, 0: all that is there. */
	bool stream;
	size_t read_len;
	bool fcc_lock;	/* of a Sierra EM7455 */
	bool wrong_pin; /* of the configuration, until recorded_new_pin */
	/* Now and then one effect is carried out, instead of all at once. */
	bool late_effects;
	unsigned busy; /* every so many transfers the port is busy once */
	/* The modem is watched while all is well, and what fails is mended. */
	bool watch;
	const struct att_tracefile_keep *keep;
	const struct sim_fault *fault; /* one of the modem; NULL: none */
};

struct recorded {
	struct att_recorder recorder;
	struct att_core_config config;
	struct recorded_options options;
	struct sim_modem *modem;
	uint64_t now_ms;
	unsigned transfers, pumps;
	uint32_t messages; /* of both directions, as transfers of the channel */
	uint8_t unread[65536]; /* of a stream */
	size_t n_unread;
	unsigned links;	 /* a bit for each session that is up */
	bool up, closed; /* all of them are; the channel is */
};

/* Plugged, and wanted connected. 0 or ATT_E_*. */
int recorded_begin(struct recorded *r, const struct recorded_options *options);
/* A transfer, or the next deadline; false: nothing will ever happen. */
bool recorded_step(struct recorded *r);
/* Out of the network, and back, until it is up again. */
bool recorded_lose_network(struct recorded *r);
/* Until *flag; false if at most `steps` were not enough. */
bool recorded_until(struct recorded *r, const bool *flag, unsigned steps);
/* One read of the control channel that the modem did not send. */
void recorded_read(struct recorded *r, struct att_bytes bytes);
void recorded_new_pin(struct recorded *r, const char *pin);
/* Released, closed and ended: 0, or ATT_E_IO of the trace. */
int recorded_end(struct recorded *r);

/* The usual run: up, the network leaves and comes back, and down. */
bool recorded_run(const struct recorded_options *options);

#endif

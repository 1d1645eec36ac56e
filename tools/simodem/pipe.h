/* The pipe between a face of the modem and its host: messages wait in it until
 * they are due, and what goes wrong on the way, in either direction, goes wrong
 * here. It knows no protocol: it asks the face what a message is.
 *
 * A file calls only files that stand below it:
 *   pipe_input.c   from the host, through the faults
 *   pipe_output.c  to the host, through the faults into the queue
 *   pipe_faults.c  the filter in front of the queue
 *   pipe_late.c pipe_queue.c */
#ifndef SIMODEM_PIPE_H
#define SIMODEM_PIPE_H

#include "tools/simodem/sim.h"
#include "tools/simodem/world.h"

#define SIM_MESSAGE_MAX 16384u /* longest message in either direction */

/* What a message is, for faults and times. */
struct sim_message {
	bool begins;   /* it begins here: a fragment may go on with one */
	bool named;    /* service and cid are known */
	bool answer;   /* of a request that the numbers name */
	uint32_t type; /* as struct sim_fault has it; 0: unknown */
	uint8_t service;
	uint32_t cid, transaction;
};

/* What a face does for the pipe and for the modem. `face` is its state. */
struct sim_face {
	/* What the bytes are, as far as they can be read. */
	void (*describe)(const void *face, struct att_bytes bytes,
			 struct sim_message *out);
	/* The longest transfer to the host now; of a message: how many
	 * transfers, and one of them (its length, or ATT_E_ROOM). */
	uint32_t (*max_transfer)(const void *face);
	uint32_t (*transfers)(struct att_bytes message, uint32_t max);
	int (*transfer)(struct att_bytes message, uint32_t max, uint32_t i,
			uint8_t *buf, size_t cap);
	/* Messages of faults; each returns its length: an error `code` in place
	 * of the message m, which is `bytes`; one that nobody has begun; news
	 * that are always true. */
	size_t (*error)(void *face, struct att_bytes bytes, uint32_t code,
			uint8_t *buf, size_t cap);
	size_t (*orphan)(bool to_modem, uint8_t *buf, size_t cap);
	size_t (*news)(void *face, uint8_t *buf, size_t cap);
	/* The length in a message's header grows by n. */
	void (*lengthen)(uint8_t *message, uint32_t n);

	/* A transfer has arrived, or any piece of a stream. */
	void (*take)(void *face, struct att_bytes bytes);
	/* Pull what the world has to tell, and tell the host. */
	void (*facts)(void *face);
	/* Closed, as after RESET_FUNCTION; as at power-up, which the world is
	 * at already. */
	void (*reset)(void *face);
	void (*power_up)(void *face);
	/* The host has done this: to the answers of the scenario. */
	void (*remedy)(void *face, enum sim_remedy remedy);
	/* Time, of what is neither in the pipe nor in the world: expire before
	 * the world's own, news of the scenario after it. */
	uint64_t (*deadline)(const void *face);
	void (*expire)(void *face);
	void (*scenario)(void *face);
	/* Bytes come as transfers, or as a stream. */
	void (*framing)(void *face, bool framed);
};

/* A message on its way to the host. */
struct sim_out {
	struct sim_out *next;
	uint64_t due_ms;
	uint32_t transaction; /* of an answer, else 0 */
	uint32_t max, fragment, fragments;
	const struct sim_fault *fault; /* of its first transfer, or NULL */
	bool raw;		       /* one transfer, as it stands */
	size_t len;
	uint8_t bytes[];
};

/* A transfer of the host's that has not arrived yet. */
struct sim_in {
	struct sim_in *next;
	uint64_t due_ms;
	bool until_next; /* or behind the next one */
	size_t len;
	uint8_t bytes[];
};

struct sim_pipe {
	const struct sim_face *ops;
	void *face;
	struct sim_world *world;
	const struct sim_config *config; /* of the world */
	struct sim_counters counters;
	struct sim_fuzz fuzz; /* of the modem, on its bulk endpoint as well */
	uint64_t now_ms;      /* the last time that was told */
	/* Since power-up a host has sent something. What it does before is no
	 * remedy, but how it begins. */
	bool tried;
	struct sim_out *head; /* by due_ms */

	/* faults */
	uint32_t messages;	      /* put into the queue so far */
	uint32_t heard;		      /* messages from the host so far */
	struct sim_in *late;	      /* from the host, by due_ms */
	uint32_t matched[SIM_FAULTS]; /* messages that fit fault i so far */
	struct sim_out *held;	      /* until the next one has passed it */
	uint64_t held_until_ms;
	bool fault_reset; /* the face is reset when it has done its turn */
};

/* Empty, in front of a face. */
void sim_pipe_init(struct sim_pipe *p, const struct sim_face *ops, void *face,
		   struct sim_world *w, uint64_t now_ms);
/* What is in it will never arrive. */
void sim_pipe_fini(struct sim_pipe *p);

/* --- pipe_queue.c ----------------------------------------------------------
 */

/* A message that is not in the queue yet. raw: in one transfer, whatever it
 * is. */
struct sim_out *sim_queue_new(struct sim_pipe *p, const uint8_t *bytes,
			      size_t len, bool raw);
/* Takes o: behind all that is due before it. */
void sim_queue_insert(struct sim_pipe *p, struct sim_out *o);
void sim_queue_drop_head(struct sim_pipe *p);
void sim_queue_drop(struct sim_pipe *p);
/* SIM_QUIRK_LATE_ANSWERS: all that waits is taken out, to be said later. */
struct sim_out *sim_queue_take(struct sim_pipe *p);
void sim_queue_append(struct sim_pipe *p, struct sim_out *old);
uint64_t sim_queue_deadline(const struct sim_pipe *p);
void sim_queue_expire(struct sim_pipe *p);
/* Is an answer to this one in it? How many answers are? */
bool sim_queue_has(const struct sim_pipe *p, uint32_t transaction);
uint32_t sim_queue_answers(const struct sim_pipe *p);

/* --- pipe_late.c: transfers of the host that arrive later ------------------
 */

/* In ms, or behind the next one. */
void sim_late_put(struct sim_pipe *p, struct att_bytes bytes, uint32_t ms,
		  bool until_next);
/* The first of them, to be freed; NULL: there is none. */
struct sim_in *sim_late_take(struct sim_pipe *p);
uint64_t sim_late_deadline(const struct sim_pipe *p);
/* What has not arrived never will. */
void sim_late_drop(struct sim_pipe *p);

/* --- pipe_faults.c: the filter in front of the queue -----------------------
 */

/* The fault that means this message, the number'th in its direction, or
 * NULL. Counted. */
const struct sim_fault *sim_faults_find(struct sim_pipe *p, bool to_modem,
					uint32_t number,
					const struct sim_message *m);
/* Its value, or the usual one of its kind. */
uint32_t sim_faults_value(const struct sim_fault *f);
/* Takes a message that is about to be queued. */
void sim_faults_pass(struct sim_pipe *p, struct sim_out *o);
/* The bytes of its first transfer: their new length. */
size_t sim_faults_damage(const struct sim_pipe *p, const struct sim_fault *f,
			 uint8_t *buf, size_t len);

/* --- pipe_output.c: through the faults into the queue, and out of it -------
 */

/* Queue the first len bytes of a whole message; transaction: of an answer. */
void sim_send(struct sim_pipe *p, const uint8_t *bytes, size_t len,
	      uint32_t transaction);
/* As sim_modem_ready, sim_modem_stalls, ... (sim.h). */
bool sim_pipe_ready(const struct sim_pipe *p, uint64_t now_ms);
bool sim_pipe_stalls(struct sim_pipe *p, uint64_t now_ms);
uint32_t sim_pipe_responses(const struct sim_pipe *p, uint64_t now_ms);
size_t sim_pipe_output(struct sim_pipe *p, uint8_t *buf, size_t cap,
		       uint64_t now_ms);

/* --- pipe_input.c: the filter in front of a face ---------------------------
 */

/* What sim_modem_input does. */
bool sim_pipe_input(struct sim_pipe *p, struct att_bytes bytes);
void sim_pipe_expire(struct sim_pipe *p);
/* The face is reset, if a fault asks for it: not in the middle of what it is
 * about to do. */
void sim_pipe_reset_by_fault(struct sim_pipe *p);

#endif

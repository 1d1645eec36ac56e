/* CoDel: which datagrams of one queue are dropped so that the time they wait
 * there stays short (RFC 8289). No clock: times are handed in, in us of any
 * clock that runs on. */
#ifndef ATT_NET_CODEL_H
#define ATT_NET_CODEL_H

#include <stdbool.h>
#include <stdint.h>

/* RFC 8289 4.2, 4.3. */
#define ATT_CODEL_TARGET_US   5000u
#define ATT_CODEL_INTERVAL_US 100000u

/* All zero: a queue that was always short. */
struct att_codel {
	uint64_t above_us; /* since it is too long: when that has been so for an
			      interval; 0: it is not */
	uint64_t next_us;  /* dropping: of the next one */
	uint32_t count;	   /* dropped since that began */
	uint32_t last_count;
	bool dropping;
};

/* Is the first datagram of the queue to be dropped, or to be marked in its
 * place? It has waited for so long. To be asked again for the next one if it
 * was dropped. target_us: ATT_CODEL_TARGET_US, or more. few: no more than one
 * datagram of full length waits, which is never too much. */
bool att_codel_drops(struct att_codel *c, uint64_t waited_us,
		     uint64_t target_us, bool few, uint64_t now_us);
/* There is no datagram left. */
void att_codel_empty(struct att_codel *c);

#endif

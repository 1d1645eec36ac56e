/* attache replay --as-modem: attache's manager against the modem of a
 * recording. */
#ifndef ATTACHE_REPLAY_AS_MODEM_H
#define ATTACHE_REPLAY_AS_MODEM_H

#include <stdbool.h>
#include <stdint.h>

struct replay_as_modem {
	/* In place of what the recording tells; NULL, 0: as it tells. */
	const char *config, *apn, *pin;
	uint32_t max_control;
	bool json, steps; /* show each transition */
};

/* Run one recording; what comes of it is printed. An exit status: done if
 * attache gets as far as the recorded host did. */
int replay_as_modem(const char *path, const struct replay_as_modem *how);

#endif

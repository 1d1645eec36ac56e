/* The rig of the policy transcripts: rules of the manager, whatever protocol
 * the modem speaks.
 *
 *   policy-rig FILE...            replay each transcript, TAP
 *   policy-rig --update FILE...   rewrite the indented lines (then read the
 * diff)
 */
#include <stdio.h>
#include <string.h>

#include "tests/policy/rig.h"

static void start(struct rig *r, bool recorded)
{
	(void)recorded;
	((struct rig_policy *)r->own)->n_sent = 0;
}

static void say_request(struct rig *r, struct att_bytes bytes)
{
	struct rig_policy *own = r->own;
	struct scripted_request *sent = &own->sent[own->n_sent++ % RIG_SENT];
	char line[sizeof(sent->text) + 2];

	memcpy(sent, bytes.p, sizeof(*sent));
	snprintf(line, sizeof(line), "> %s", sent->text);
	rig_say(r, line);
}

int main(int argc, char **argv)
{
	static struct rig_policy own;
	static const struct rig_words words = {
		.protocols = scripted_protocols,
		.own = &own,
		.start = start,
		.output = say_request,
		.stimulus = rig_policy_stimulus,
	};

	return rig_main(&words, argc, argv);
}

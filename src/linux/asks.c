/* A queue; each entry has room for its command. */
#include "linux/asks.h"

#include <string.h>

#include "base/errors.h"
#include "generated/cids.h"

static struct att_ask *free_one(struct att_asks *a)
{
	struct att_ask *k = a->ask;

	while (k < a->ask + ATT_ASKS && k->used)
		k++;
	return k < a->ask + ATT_ASKS ? k : NULL;
}

static void queue(struct att_asks *a, struct att_ask *k, size_t len,
		  struct att_manager_reply reply)
{
	k->used = true;
	k->sent = false;
	k->turn = ++a->turns;
	k->reply = reply;
	k->len = len;
	a->n_waiting++;
}

int att_asks_put(struct att_asks *a, const struct mbim_msg *command,
		 struct att_manager_reply reply)
{
	struct att_ask *k = free_one(a);
	const struct att_bytes *body = &command->body;
	int len;

	if (!k)
		return ATT_E_BUSY;
	if (body->len > ATT_ASK_BODY)
		return ATT_E_ROOM;
	if (body->len)
		memcpy(k->request + MBIM_MSG_COMMAND_BODY, body->p, body->len);
	len = mbim_msg_encode_command(k->request, sizeof(k->request), 1,
				      &command->service, command->cid,
				      command->code, body->len);
	if (len < 0)
		return len;
	k->qmi = false;
	queue(a, k, (size_t)len, reply);
	return 0;
}

int att_asks_put_frame(struct att_asks *a, struct att_bytes frame,
		       struct att_manager_reply reply)
{
	struct att_ask *k = free_one(a);

	if (!k)
		return ATT_E_BUSY;
	if (frame.len > sizeof(k->request))
		return ATT_E_ROOM;
	memcpy(k->request, frame.p, frame.len);
	k->qmi = true;
	queue(a, k, frame.len, reply);
	return 0;
}

/* What was asked may be a PIN. */
static void leave(struct att_ask *k)
{
	explicit_bzero(k->request, k->len);
	k->used = false;
}

static void answer(struct att_ask *k, uint32_t status, struct att_bytes body)
{
	leave(k);
	k->reply.fn(k->reply.ctx, k->reply.token, status, body);
}

/* How many clients come before the one that asked this. */
static unsigned turns_before(const struct att_asks *a, const struct att_ask *k)
{
	return (k->reply.client + ATT_ASKERS - a->last - 1) % ATT_ASKERS;
}

static bool comes_before(const struct att_asks *a, const struct att_ask *k,
			 const struct att_ask *other)
{
	const unsigned mine = turns_before(a, k), its = turns_before(a, other);

	return mine != its ? mine < its : (int32_t)(k->turn - other->turn) < 0;
}

static struct att_ask *first_waiting(struct att_asks *a)
{
	struct att_ask *first = NULL;
	unsigned n = a->n_waiting;

	/* Each place is a page, and those behind the last are untouched yet. */
	for (struct att_ask *k = a->ask; n && k < a->ask + ATT_ASKS; k++) {
		if (!k->used || k->sent)
			continue;
		n--;
		if (!first || comes_before(a, k, first))
			first = k;
	}
	return first;
}

static uint32_t status_of(int err)
{
	return err == ATT_E_STATE  ? MBIM_STATUS_NOT_INITIALIZED
	       : err == ATT_E_TYPE ? MBIM_STATUS_NO_DEVICE_SUPPORT
				   : MBIM_STATUS_FAILURE;
}

void att_asks_pump(struct att_asks *a, struct att_recorder *r, unsigned most,
		   uint64_t now_ms)
{
	for (unsigned i = 0; a->n_waiting && i < ATT_CORE_ASKS; i++) {
		struct att_ask *k;
		int err;

		if (a->n_sent >= most)
			return;
		if (a->sent[i])
			continue;
		k = first_waiting(a);
		err = att_recorder_ask(r, i, att_bytes_of(k->request, k->len),
				       0, now_ms);
		if (err == ATT_E_BUSY)
			return; /* the protocol takes no more at once */
		a->n_waiting--;
		a->last = k->reply.client;
		k->sent = !err;
		a->n_sent += !err;
		if (!err)
			a->sent[i] = k;
		else
			answer(k, status_of(err), att_bytes_of(NULL, 0));
	}
}

void att_asks_heard(struct att_asks *a, const struct att_heard *heard)
{
	struct att_ask *k = a->sent[heard->ask];
	struct mbim_msg msg;

	a->sent[heard->ask] = NULL;
	a->n_sent--;
	if (k->qmi)
		answer(k,
		       heard->message.len ? MBIM_STATUS_NONE
					  : MBIM_STATUS_FAILURE,
		       heard->message);
	else if (heard->error || mbim_msg_decode(heard->message, &msg) ||
		 msg.type != (uint32_t)MBIM_MSG_COMMAND_DONE)
		answer(k, MBIM_STATUS_FAILURE, att_bytes_of(NULL, 0));
	else
		answer(k, msg.code, msg.body);
}

bool att_asks_forget(struct att_asks *a, uint32_t token)
{
	for (struct att_ask *k = a->ask; k < a->ask + ATT_ASKS; k++)
		if (k->used && !k->sent && k->reply.token == token) {
			leave(k);
			a->n_waiting--;
			return true;
		}
	return false;
}

void att_asks_drop(struct att_asks *a)
{
	struct att_ask *k;

	while ((k = first_waiting(a))) {
		a->n_waiting--;
		a->last = k->reply.client;
		answer(k, MBIM_STATUS_NOT_INITIALIZED, att_bytes_of(NULL, 0));
	}
}

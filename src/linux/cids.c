/* See cids.h. What the modem says comes from within the core, where nothing may
 * be asked: it is kept, and looked at by settle. */
#include "linux/cids.h"

#include <assert.h>
#include <string.h>

#include "base/errors.h"
#include "generated/cids.h"
#include "generated/qmi_messages.h"
#include "linux/cids_session.h"
#include "linux/cids_words.h"
#include "linux/qmi_ids.h"

/* Of no client: with the number of a job, or of a client id. */
#define TOKEN_STEP   0xa0000000u
#define TOKEN_CLIENT 0xb0000000u
#define TOKEN_NUMBER 0x0fffffffu

static const struct att_bytes nothing;
static const struct att_manager_reply of_news = {.client = ATT_ASKERS - 1};

/* That is written: the body of an answer or indication at BODY. */
#define BODY MBIM_MSG_INDICATION_BODY
static uint8_t message[BODY + ATT_CIDS_ANSWER];

void att_cids_init(struct att_cids *s, const struct att_cids_options *options)
{
	s->options = *options;
}

/* --- jobs ----------------------------------------------------------------- */

static void end(struct att_cids *s, struct att_cids_job *j)
{
	s->job[j->number] = NULL;
	att_cids_job_free(j);
	while (s->n_jobs && !s->job[s->n_jobs - 1])
		s->n_jobs--;
}

void att_cids_fini(struct att_cids *s)
{
	while (s->n_jobs)
		end(s, s->job[s->n_jobs - 1]);
}

static void make_due(struct att_cids *s, struct att_cids_job *j)
{
	j->due = s->due = true;
}

/* NULL: there is no room. */
static struct att_cids_job *begin(struct att_cids *s,
				  const struct att_cids_row *row,
				  struct att_bytes body,
				  struct att_manager_reply reply)
{
	struct att_cids_job *j;
	unsigned i = 0;

	while (i < s->n_jobs && s->job[i])
		i++;
	j = i < ATT_CIDS_JOBS ? att_cids_job_new(row, body, reply) : NULL;
	if (!j)
		return NULL;
	s->job[i] = j;
	if (i == s->n_jobs)
		s->n_jobs++;
	j->number = i;
	make_due(s, j);
	return j;
}

static struct att_manager_status status(const struct att_cids *s)
{
	struct att_manager_status now;

	s->options.status(s->options.ctx, &now);
	return now;
}

/* --- answers -------------------------------------------------------------- */

/* Of a step, or of an answer. */
static uint32_t status_of(struct att_cids_job *j, int err, uint32_t other)
{
	j->no_place = err == ATT_E_TYPE;
	if (err <= ATT_CIDS_REFUSE(0))
		return (uint32_t)(ATT_CIDS_REFUSE(0) - err);
	return err == ATT_E_TYPE    ? MBIM_STATUS_NO_DEVICE_SUPPORT
	       : err == ATT_E_VALUE ? MBIM_STATUS_INVALID_PARAMETERS
				    : other;
}

/* The body stands in its place. */
static void tell(struct att_cids *s, const struct att_cids_event *e, size_t n)
{
	int len = mbim_msg_encode_indication(message, sizeof(message),
					     &mbim_services[e->service].uuid,
					     e->cid, n);

	if (len > 0)
		s->options.told(s->options.ctx,
				att_bytes_of(message, (size_t)len));
}

/* In its place: the length, and its status. */
static size_t answer_of(struct att_cids_job *j,
			const struct att_manager_status *now, uint32_t *status)
{
	const struct att_cids_asked a = att_cids_job_asked(j, now);
	int len = 0;

	*status = j->status;
	if (j->status && j->row->refused)
		len = j->row->refused(&a, message + BODY, ATT_CIDS_ANSWER);
	else if (!j->status)
		len = j->row->answer(&a, message + BODY, ATT_CIDS_ANSWER);
	if (len < 0 && !j->status)
		*status = status_of(j, len, MBIM_STATUS_FAILURE);
	return len < 0 ? 0 : (size_t)len;
}

/* Of a query that is refused nothing is known any more. */
static void tell_answer(struct att_cids *s, const struct att_cids_job *j,
			uint32_t status, size_t len)
{
	const struct att_bytes query = att_bytes_of(j->body, j->body_len);

	if (status)
		att_cids_forget_news(&s->news, j->event, query);
	else if (att_cids_is_new(&s->news, j->event, query,
				 att_bytes_of(message + BODY, len)))
		tell(s, j->event, len);
}

static void reply(struct att_cids_job *j, uint32_t status, size_t len)
{
	struct att_bytes body = att_bytes_of(message + BODY, len);
	char words[ATT_CIDS_WORDS];

	if (status == MBIM_STATUS_NO_DEVICE_SUPPORT && !len)
		body = att_cids_words(j->row, j, words);
	j->reply.fn(j->reply.ctx, j->reply.token, status, body);
}

/* Where there is newer news it is asked again. */
static void conclude(struct att_cids *s, struct att_cids_job *j)
{
	const struct att_manager_status now = status(s);
	struct att_cids_job *newer;
	uint32_t status = MBIM_STATUS_NONE;
	size_t len = j->left ? 0 : answer_of(j, &now, &status);

	if (j->event)
		tell_answer(s, j, status, len);
	else if (!j->left)
		reply(j, status, len);
	newer = j->again ? begin(s, j->row, att_bytes_of(j->body, j->body_len),
				 of_news)
			 : NULL;
	if (newer)
		newer->event = j->event;
	end(s, j);
}

/* --- client ids ----------------------------------------------------------- */

/* NULL: it has as many as there is room for. */
static struct att_cids_client *client_of(struct att_cids *s, uint8_t service)
{
	struct att_cids_client *c = s->client;

	while (c < s->client + ATT_CIDS_CLIENTS && c->service &&
	       c->service != service)
		c++;
	if (c == s->client + ATT_CIDS_CLIENTS)
		return NULL;
	c->service = service;
	return c;
}

/* --- steps ---------------------------------------------------------------- */

static void refuse(struct att_cids *s, struct att_cids_job *j, uint32_t why)
{
	j->status = why;
	make_due(s, j);
}

/* What the modem has said of a step, or why it has said nothing. */
static void stepped(struct att_cids *s, struct att_cids_job *j, uint16_t error)
{
	const struct att_cids_step *step = att_cids_step(j->row, &j->step);

	j->error[j->step++] = error;
	if (error && error != QMI_PROTOCOL_ERROR_NO_EFFECT && !step->optional)
		j->status = j->row->status ? j->row->status(error)
					   : att_cids_status(error);
	make_due(s, j);
}

/* The error that a response tells. */
static uint16_t error_of(const struct qmi_message *m)
{
	struct qmi_tlv result;

	if (m->head.kind != QMI_RESPONSE ||
	    !qmi_tlv_find(m->tlvs, QMI_TLV_RESULT, &result) ||
	    result.value.len < 4)
		return QMI_PROTOCOL_ERROR_MALFORMED_MESSAGE;
	return att_get16(result.value.p) ? att_get16(result.value.p + 2) : 0;
}

static void answered(struct att_cids *s, struct att_cids_job *j,
		     const struct qmi_message *m)
{
	const struct att_cids_step *step = att_cids_step(j->row, &j->step);
	const uint16_t error = error_of(m);

	att_cids_job_keep(j, j->step,
			  step->repeats && error ? nothing : m->tlvs,
			  step->repeats);
	if (step->repeats)
		make_due(s, j);
	else
		stepped(s, j, error);
}

/* No answer of the modem: it was not asked, is silent, or has gone. */
static uint32_t silence(const struct att_cids *s, uint32_t why)
{
	return status(s).core->open ? why : MBIM_STATUS_NOT_INITIALIZED;
}

static void on_step(void *ctx, uint32_t token, uint32_t status,
		    struct att_bytes frame)
{
	struct att_cids *s = ctx;
	struct att_cids_job *j = s->job[token & TOKEN_NUMBER];
	struct qmi_message m;

	j->asking = false;
	if (j->left)
		make_due(s, j);
	else if (status)
		refuse(s, j, silence(s, status));
	else if (qmi_decode(frame, &m))
		refuse(s, j, MBIM_STATUS_FAILURE);
	else
		answered(s, j, &m);
}

/* Each job that waited goes on, or without this step. */
static void go_on(struct att_cids *s, const struct att_cids_client *c,
		  uint32_t status, uint16_t error)
{
	for (unsigned i = 0; i < s->n_jobs; i++) {
		struct att_cids_job *j = s->job[i];

		if (!j || j->waits != c)
			continue;
		j->waits = NULL;
		if (status)
			refuse(s, j, status);
		else if (error)
			stepped(s, j, error);
		else
			make_due(s, j);
	}
}

static void on_client(void *ctx, uint32_t token, uint32_t status,
		      struct att_bytes frame)
{
	struct att_cids *s = ctx;
	struct att_cids_client *c = &s->client[token & TOKEN_NUMBER];
	uint16_t error = QMI_PROTOCOL_ERROR_MALFORMED_MESSAGE;
	struct qmi_message m;

	c->id = 0;
	if (status)
		status = silence(s, status);
	else if (!qmi_decode(frame, &m)) {
		c->id = att_qmi_ids_given(frame, c->service);
		error = c->id ? 0 : error_of(&m);
		if (!c->id && !error)
			error = QMI_PROTOCOL_ERROR_MALFORMED_MESSAGE;
	}
	c->state = c->id ? ATT_CIDS_CLIENT_THERE : ATT_CIDS_CLIENT_NONE;
	go_on(s, c, status, error);
}

static void ask_client(struct att_cids *s, struct att_cids_job *j,
		       struct att_cids_client *c)
{
	const struct qmi_head head = {.service = QMI_SERVICE_CTL,
				      .message = QMI_CTL_ALLOCATE_CID};
	const struct qmi_ctl_allocate_cid_req req = {.has.service = true,
						     .service = c->service};
	const size_t at = qmi_head_len(QMI_SERVICE_CTL);
	const struct att_manager_reply reply = {
		.fn = on_client,
		.ctx = s,
		.token = TOKEN_CLIENT | (uint32_t)(c - s->client),
		.client = j->reply.client,
	};
	uint8_t frame[32];
	int len = qmi_ctl_allocate_cid_req_encode(&req, frame + at,
						  sizeof(frame) - at);

	c->state = ATT_CIDS_CLIENT_ASKED;
	s->options.request(
		s->options.ctx,
		att_bytes_of(frame, qmi_head_put(&head, (size_t)len, frame)),
		reply);
}

/* True: the job has one, or needs none. */
static bool has_client(struct att_cids *s, struct att_cids_job *j,
		       uint8_t service, uint8_t *id)
{
	struct att_cids_client *c;

	*id = 0;
	if (service == QMI_SERVICE_CTL)
		return true;
	c = client_of(s, service);
	if (!c) {
		stepped(s, j, QMI_PROTOCOL_ERROR_CLIENT_IDS_EXHAUSTED);
		return false;
	}
	*id = c->id;
	if (c->state == ATT_CIDS_CLIENT_THERE)
		return true;
	j->waits = c;
	if (c->state == ATT_CIDS_CLIENT_NONE)
		ask_client(s, j, c);
	return false;
}

static void send(struct att_cids *s, struct att_cids_job *j,
		 const struct att_cids_step *step, uint8_t client,
		 const uint8_t *tlvs, size_t len)
{
	static uint8_t frame[ATT_ASK_REQUEST];
	const struct qmi_head head = {.service = step->service,
				      .client = client,
				      .message = step->message};
	const struct att_manager_reply reply = {
		.fn = on_step,
		.ctx = s,
		.token = TOKEN_STEP | j->number,
		.client = j->reply.client,
	};

	memcpy(frame + qmi_head_len(step->service), tlvs, len);
	j->asking = true;
	s->options.request(s->options.ctx,
			   att_bytes_of(frame, qmi_head_put(&head, len, frame)),
			   reply);
	explicit_bzero(frame, sizeof(frame)); /* it may be a PIN */
}

/* The indication is there already, or is to come. */
static void await(struct att_cids *s, struct att_cids_job *j, uint64_t now_ms)
{
	if (j->len[j->step])
		stepped(s, j, QMI_PROTOCOL_ERROR_NONE);
	else
		j->until_ms = now_ms + ATT_CIDS_AWAIT_S * 1000u;
}

/* The next step, or the end. */
static void advance(struct att_cids *s, struct att_cids_job *j, uint64_t now_ms)
{
	const struct att_manager_status now = status(s);
	const struct att_cids_asked a = att_cids_job_asked(j, &now);
	const struct att_cids_step *step = att_cids_step(j->row, &j->step);
	uint8_t tlvs[ATT_ASK_REQUEST - QMI_HEAD_MAX], client;
	int len;

	j->due = false;
	if (j->left || j->status || !step) {
		conclude(s, j);
		return;
	}
	len = step->put ? step->put(&a, tlvs, sizeof(tlvs)) : 0;
	if (len == ATT_CIDS_SKIP)
		stepped(s, j, 0);
	else if (step->awaits)
		await(s, j, now_ms);
	else if (len < 0)
		refuse(s, j, status_of(j, len, MBIM_STATUS_INVALID_PARAMETERS));
	else if (has_client(s, j, step->service, &client))
		send(s, j, step, client, tlvs, (size_t)len);
	explicit_bzero(tlvs, sizeof(tlvs));
}

static void expire(struct att_cids *s, uint64_t now_ms)
{
	for (unsigned i = 0; i < s->n_jobs; i++) {
		struct att_cids_job *j = s->job[i];

		if (!j || j->until_ms > now_ms)
			continue;
		j->until_ms = UINT64_MAX;
		stepped(s, j, QMI_PROTOCOL_ERROR_ABORTED);
	}
}

/* Each job has a bounded number of steps. */
void att_cids_settle(struct att_cids *s, uint64_t now_ms)
{
	expire(s, now_ms);
	while (s->due) {
		s->due = false;
		for (unsigned i = 0; i < s->n_jobs; i++)
			if (s->job[i] && s->job[i]->due)
				advance(s, s->job[i], now_ms);
	}
}

uint64_t att_cids_deadline(const struct att_cids *s)
{
	uint64_t at_ms = UINT64_MAX;

	for (unsigned i = 0; i < s->n_jobs; i++)
		if (s->job[i] && s->job[i]->until_ms < at_ms)
			at_ms = s->job[i]->until_ms;
	return at_ms;
}

/* --- commands ------------------------------------------------------------- */

void att_cids_command(struct att_cids *s, const struct mbim_msg *command,
		      struct att_manager_reply reply)
{
	const struct att_cids_row *row = att_cids_row(
		&command->service, command->cid, command->code != 0);
	uint32_t refusal = MBIM_STATUS_NONE;
	char words[ATT_CIDS_WORDS];

	if (command->body.len > ATT_ASK_BODY)
		refusal = MBIM_STATUS_INVALID_PARAMETERS;
	else if (!row || !row->answer)
		refusal = MBIM_STATUS_NO_DEVICE_SUPPORT;
	else if (!status(s).core->open)
		refusal = MBIM_STATUS_NOT_INITIALIZED;
	else if (!begin(s, row, command->body, reply))
		refusal = MBIM_STATUS_BUSY;
	if (refusal)
		reply.fn(reply.ctx, reply.token, refusal,
			 refusal == MBIM_STATUS_NO_DEVICE_SUPPORT
				 ? att_cids_words(row, NULL, words)
				 : nothing);
}

bool att_cids_forget(struct att_cids *s, uint32_t token)
{
	for (unsigned i = 0; i < s->n_jobs; i++) {
		struct att_cids_job *j = s->job[i];

		if (!j || j->event || j->left || j->reply.token != token)
			continue;
		j->left = true;
		j->waits = NULL;
		if (!j->asking ||
		    s->options.forget(s->options.ctx, TOKEN_STEP | i))
			end(s, j);
		return true;
	}
	return false;
}

void att_cids_lost(struct att_cids *s)
{
	for (unsigned i = 0; i < s->n_jobs; i++)
		if (s->job[i] && !s->job[i]->asking)
			refuse(s, s->job[i], MBIM_STATUS_NOT_INITIALIZED);
	memset(s->client, 0, sizeof(s->client));
	memset(&s->news, 0, sizeof(s->news));
	s->up = 0;
}

/* --- news ----------------------------------------------------------------- */

static bool is_ours(const struct att_cids *s, const struct qmi_head *head)
{
	for (unsigned i = 0; i < ATT_CIDS_CLIENTS; i++)
		if (s->client[i].service == head->service &&
		    s->client[i].state == ATT_CIDS_CLIENT_THERE &&
		    (head->client == s->client[i].id ||
		     head->client == QMI_CLIENT_ALL))
			return true;
	return false;
}

static bool is_about(const struct att_cids_job *j,
		     const struct att_cids_row *row, struct att_bytes body)
{
	return j && j->event && j->row == row && j->body_len == body.len &&
	       (!body.len || memcmp(j->body, body.p, body.len) == 0);
}

static bool asks_modem(const struct att_cids_row *row)
{
	unsigned i = 0;

	return att_cids_step(row, &i) != NULL;
}

/* What is asked for already is asked once more behind that: what was answered
 * may be older than this. Where nobody hears the modem is not asked, and what
 * was told last is not where it stands. body: of the query */
static void look_again(struct att_cids *s, const struct att_cids_event *e,
		       struct att_bytes body)
{
	const struct att_cids_row *row =
		att_cids_row(&mbim_services[e->service].uuid, e->cid, false);
	struct att_cids_job *j;

	for (unsigned i = 0; i < s->n_jobs; i++)
		if (is_about(s->job[i], row, body)) {
			s->job[i]->again = true;
			return;
		}
	assert(row);
	if (asks_modem(row) && !s->options.heard(s->options.ctx)) {
		att_cids_forget_news(&s->news, e, body);
		return;
	}
	j = begin(s, row, body, of_news);
	if (j)
		j->event = e;
}

/* A job waits for it, or will. */
static bool is_taken(struct att_cids *s, const struct qmi_head *head,
		     struct att_bytes frame)
{
	const struct att_manager_status now = status(s);

	for (unsigned i = 0; i < s->n_jobs; i++) {
		struct att_cids_job *j = s->job[i];

		if (!j || !att_cids_job_takes(j, &now, head, frame))
			continue;
		if (j->until_ms != UINT64_MAX)
			stepped(s, j, QMI_PROTOCOL_ERROR_NONE);
		j->until_ms = UINT64_MAX;
		return true;
	}
	return false;
}

void att_cids_look(struct att_cids *s, const struct att_manager_status *now)
{
	const uint32_t up = now->qmi ? att_cids_sessions(now) : 0;
	const uint32_t of = up | s->up;
	const struct att_cids_event *e;
	uint8_t body[4];

	s->up = up;
	for (uint32_t i = 0; i < ATT_CORE_SESSIONS; i++) {
		att_put32(body, i);
		for (unsigned k = 0;
		     of >> i & 1u &&
		     (e = att_cids_event(ATT_CIDS_SESSION, 0, k));
		     k++)
			look_again(s, e, att_bytes_of(body, sizeof(body)));
	}
}

void att_cids_told(struct att_cids *s, struct att_bytes frame)
{
	const struct att_cids_event *e;
	struct qmi_message m;

	if (qmi_decode(frame, &m) || m.head.kind != QMI_INDICATION ||
	    !is_ours(s, &m.head) || is_taken(s, &m.head, frame))
		return;
	for (unsigned i = 0;
	     (e = att_cids_event(m.head.service, m.head.message, i)); i++) {
		int len = e->tell ? e->tell(m.tlvs, message + BODY,
					    ATT_CIDS_ANSWER)
				  : ATT_CIDS_ASK;

		if (len == ATT_CIDS_ASK)
			look_again(s, e, nothing);
		else if (len >= 0)
			tell(s, e, (size_t)len);
	}
}

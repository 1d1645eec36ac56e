/* Four clients of the control socket at once, each with its own channel on one
 * modem, of MBIM or of QMI (which is asked for CIDs, too): what they send, in
 * whatever pieces, and what the modem answers and says. None of it ends the
 * manager's session, or takes the client ids of others, and one more client is
 * served. */
#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/errors.h"
#include "fuzz.h"
#include "generated/cids.h"
#include "generated/qmi_messages.h"
#include "linux/cids.h"
#include "linux/control_socket.h"

#define CLIENTS 4

static struct rig {
	struct att_loop loop;
	struct att_control_socket socket;
	struct att_cids cids; /* of a modem of QMI */
	struct att_manager manager;
	struct att_core_status core;
	struct att_manager_reply reply[CLIENTS]; /* that are owed */
	struct qmi_head request[CLIENTS];	 /* of QMI: to these */
	unsigned owed;
	bool qmi;      /* the modem speaks it */
	uint8_t given; /* ids that it gave, from 1 on */
	bool at_once;  /* an answer comes within the call */
	char name[32];
} rig;

static const char *name(void *ctx, unsigned i, const char **device)
{
	(void)ctx;
	if (device)
		*device = "auto";
	return i ? NULL : "modem0";
}

static void status(void *ctx, unsigned i, struct att_manager_status *out)
{
	(void)ctx;
	(void)i;
	*out = (struct att_manager_status){.core = &rig.core,
					   .want = ATT_WANT_CONNECTED,
					   .qmi = rig.qmi,
					   .modem = "fuzzed"};
	for (unsigned s = 0; s < ATT_CORE_SESSIONS; s++)
		out->session[s] =
			(struct att_manager_session){.device = "fuzz0",
						     .ip = &rig.core.ip[s],
						     .off = s > 0,
						     .apn = "internet"};
}

static enum att_runtime_origin origin(void *ctx, unsigned i, uint32_t session)
{
	(void)ctx;
	(void)i;
	return session ? ATT_RUNTIME_NONE : ATT_RUNTIME_FILE;
}

static void problem(void *ctx, unsigned i, uint32_t session, char *buf,
		    size_t cap)
{
	(void)ctx;
	(void)i;
	(void)session;
	snprintf(buf, cap, "%s", "a problem");
}

/* As att_runtime_wish: a new one has no room, another is as there. */
static int wish(void *ctx, unsigned i, const struct att_runtime_wish *w)
{
	(void)ctx;
	(void)i;
	return w->session ? ATT_E_ROOM : 0;
}

static int want(void *ctx, unsigned i, enum att_want w)
{
	(void)ctx;
	(void)i;
	(void)w;
	return 0;
}

/* Nothing syncs, ends the session, or has the id of nobody: they are below
 * this. */
static void claim_request(const struct qmi_message *m, unsigned ids)
{
	if (m->head.service == QMI_SERVICE_CTL)
		FUZZ_CLAIM(m->head.message >= QMI_CTL_GET_VERSION_INFO &&
			   m->head.message <= QMI_CTL_RELEASE_CID);
	else
		FUZZ_CLAIM(m->head.client && m->head.client < ids);
	FUZZ_CLAIM(m->head.service != QMI_SERVICE_WDS ||
		   (m->head.message != QMI_WDS_START_NETWORK &&
		    m->head.message != QMI_WDS_STOP_NETWORK));
}

static void command(void *ctx, unsigned i, const struct mbim_msg *msg,
		    struct att_manager_reply reply)
{
	static const struct mbim_service *basic =
		&mbim_services[MBIM_SERVICE_BASIC_CONNECT];

	struct qmi_message m;

	(void)ctx;
	(void)i;
	if (rig.qmi) {
		att_cids_command(&rig.cids, msg, reply);
		return;
	}
	if (mbim_service_find(&msg->service) ==
		    &mbim_services[MBIM_SERVICE_QMI] &&
	    msg->cid == MBIM_CID_QMI_MSG && !qmi_decode(msg->body, &m))
		claim_request(&m, 256); /* the input gives them */
	FUZZ_CLAIM(mbim_service_find(&msg->service) != basic ||
		   msg->cid != MBIM_CID_BASIC_CONNECT_CONNECT || !msg->code ||
		   (msg->body.len >= 4 && att_get32(msg->body.p) > 0));
	if (rig.at_once || rig.owed == CLIENTS)
		reply.fn(reply.ctx, reply.token, MBIM_STATUS_NONE, msg->body);
	else
		rig.reply[rig.owed++] = reply;
}

/* The modem answers with these TLVs, or gives an id. */
static void reply_qmi(struct att_manager_reply reply,
		      const struct qmi_head *request, struct att_bytes tlvs)
{
	struct qmi_head head = *request;
	uint8_t buf[1024], *to = buf + qmi_head_len(head.service);
	size_t len = tlvs.len < 600 ? tlvs.len : 0;

	if (len)
		memcpy(to, tlvs.p, len);
	if (head.service == QMI_SERVICE_CTL &&
	    head.message == QMI_CTL_ALLOCATE_CID && rig.given < 250) {
		memcpy(to, "\2\4\0\0\0\0\0\1\2\0\2", 11);
		to[11] = ++rig.given;
		len = 12;
	}
	head.kind = QMI_RESPONSE;
	head.from_modem = true;
	reply.fn(reply.ctx, reply.token, MBIM_STATUS_NONE,
		 att_bytes_of(buf, qmi_head_put(&head, len, buf)));
}

static void request(void *ctx, unsigned i, struct att_bytes frame,
		    struct att_manager_reply reply)
{
	struct qmi_message m;

	(void)ctx;
	(void)i;
	FUZZ_CLAIM(qmi_decode(frame, &m) == 0 && m.head.kind == QMI_REQUEST);
	claim_request(&m, rig.given + 1u);
	if (rig.at_once || rig.owed == CLIENTS) {
		reply_qmi(reply, &m.head, m.tlvs);
		return;
	}
	rig.request[rig.owed] = m.head;
	rig.reply[rig.owed++] = reply;
}

/* What is owed to who has gone is said to nobody. */
static bool forget(void *ctx, unsigned i, uint32_t token)
{
	(void)ctx;
	(void)i;
	return att_cids_forget(&rig.cids, token);
}

static void cids_status(void *ctx, struct att_manager_status *out)
{
	status(ctx, 0, out);
}

static void cids_request(void *ctx, struct att_bytes frame,
			 struct att_manager_reply reply)
{
	request(ctx, 0, frame, reply);
}

static bool cids_forget(void *ctx, uint32_t token)
{
	(void)ctx;
	(void)token;
	return false;
}

static void cids_told(void *ctx, struct att_bytes message)
{
	(void)ctx;
	att_control_socket_told(&rig.socket, 0, message);
}

static bool cids_heard(void *ctx)
{
	(void)ctx;
	return true;
}

static void turn(void)
{
	for (int i = 0; i < 4; i++) {
		FUZZ_CLAIM(att_loop_turn(&rig.loop, 0) == 0);
		att_control_socket_settle(&rig.socket);
		att_cids_settle(&rig.cids, 0);
	}
}

static void begin(void)
{
	const struct att_cids_options options = {.status = cids_status,
						 .request = cids_request,
						 .forget = cids_forget,
						 .told = cids_told,
						 .heard = cids_heard};

	att_cids_init(&rig.cids, &options);
	signal(SIGPIPE, SIG_IGN);
	FUZZ_CLAIM(att_loop_init(&rig.loop, NULL, NULL) == 0);
	rig.manager = (struct att_manager){.name = name,
					   .status = status,
					   .want = want,
					   .wish = wish,
					   .origin = origin,
					   .problem = problem,
					   .command = command,
					   .request = request,
					   .forget = forget};
	snprintf(rig.name, sizeof(rig.name), "@fuzz-control-%d", getpid());
	FUZZ_CLAIM(att_control_socket_open(&rig.socket, &rig.loop, rig.name,
					   &rig.manager) == 0);
}

static int join(void)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	size_t len = strlen(rig.name);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);

	memcpy(at.sun_path, rig.name, len);
	at.sun_path[0] = '\0';
	FUZZ_CLAIM(connect(fd, (struct sockaddr *)&at,
			   (socklen_t)(offsetof(struct sockaddr_un, sun_path) +
				       len)) == 0);
	turn();
	return fd;
}

static void answer(struct att_bytes body, uint32_t code)
{
	const struct att_manager_reply r = rig.reply[--rig.owed];

	if (!rig.qmi || code)
		r.fn(r.ctx, r.token, code,
		     rig.qmi ? att_bytes_of(NULL, 0) : body);
	else
		reply_qmi(r, &rig.request[rig.owed], body);
}

static void tell(struct att_bytes *in)
{
	uint8_t buf[600];
	unsigned service = fuzz_u8(in) % mbim_services_count;
	uint32_t cid = fuzz_u8(in);
	struct att_bytes body = fuzz_take(in, fuzz_u8(in));
	int len;

	if (body.len)
		memcpy(buf + MBIM_MSG_INDICATION_BODY, body.p, body.len);
	len = mbim_msg_encode_indication(
		buf, sizeof(buf), &mbim_services[service].uuid, cid, body.len);
	att_control_socket_told(&rig.socket, 0, att_bytes_of(buf, (size_t)len));
}

static void tell_qmi(struct att_bytes *in)
{
	const struct qmi_head head = {
		.service = fuzz_u8(in),
		.client = fuzz_u8(in),
		.from_modem = true,
		.kind = QMI_INDICATION,
		.message = fuzz_u8(in),
	};
	struct att_bytes tlvs = fuzz_take(in, fuzz_u8(in)), b;
	uint8_t buf[300];

	if (tlvs.len)
		memcpy(buf + qmi_head_len(head.service), tlvs.p, tlvs.len);
	b = att_bytes_of(buf, qmi_head_put(&head, tlvs.len, buf));
	att_cids_told(&rig.cids, b);
	att_control_socket_told(&rig.socket, 0, b);
}

/* What is owed is answered first. */
static void lose(void)
{
	while (rig.owed)
		answer(att_bytes_of(NULL, 0), MBIM_STATUS_NOT_INITIALIZED);
	att_control_socket_lost(&rig.socket, 0);
	att_cids_lost(&rig.cids);
	att_cids_settle(&rig.cids, 0);
	FUZZ_CLAIM(!rig.cids.n_jobs);
}

static void is_served(void)
{
	int fd = join(), len;
	uint8_t buf[64];

	rig.at_once = true;
	rig.qmi = false;
	len = mbim_msg_encode_command(
		buf, sizeof(buf), 9,
		&mbim_services[MBIM_SERVICE_BASIC_CONNECT].uuid,
		MBIM_CID_BASIC_CONNECT_HOME_PROVIDER, 0, 0);
	FUZZ_CLAIM(send(fd, buf, (size_t)len, 0) == len);
	turn();
	FUZZ_CLAIM(recv(fd, buf, sizeof(buf), 0) >= MBIM_MSG_COMMAND_BODY);
	FUZZ_CLAIM(att_get32(buf) == (uint32_t)MBIM_MSG_COMMAND_DONE);
	close(fd);
	turn();
}

static void act(int *fd, struct att_bytes *in)
{
	uint8_t what = fuzz_u8(in);
	int *client = &fd[what % CLIENTS];
	struct att_bytes b;

	switch (what >> 4) {
	case 0:
		close(*client);
		*client = join();
		return;
	case 1:
		if (rig.owed)
			answer(fuzz_take(in, fuzz_u8(in)), fuzz_u8(in));
		return;
	case 2:
		if (rig.qmi)
			tell_qmi(in);
		else
			tell(in);
		return;
	case 3:
		rig.core.ex_version = (uint16_t)(0x0100u * (1 + what % 3));
		return;
	case 4: /* and another modem may come */
		lose();
		rig.qmi = what & 1;
		return;
	}
	b = fuzz_take(in, what & 8 ? fuzz_u8(in) : fuzz_u16(in) % 6000);
	if (b.len)
		(void)!send(*client, b.p, b.len, MSG_NOSIGNAL);
	turn();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct att_bytes in = att_bytes_of(data, size);
	int fd[CLIENTS];

	if (!rig.manager.name)
		begin();
	rig.core = (struct att_core_status){.open = true,
					    .ex_version = MBIM_EX_3,
					    .n_sessions = 1,
					    .control = "open",
					    .attach = "attached",
					    .connect = {"up"}};
	lose();
	rig.at_once = rig.qmi = false;
	rig.given = 0;
	for (unsigned i = 0; i < CLIENTS; i++)
		fd[i] = join();
	while (in.len)
		act(fd, &in);
	turn();
	for (unsigned i = 0; i < CLIENTS; i++)
		close(fd[i]);
	turn();
	is_served();
	return 0;
}

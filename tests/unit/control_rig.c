/* A control socket with clients of a test. */
#include "control_rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "generated/cids.h"

const struct att_uuid control_rig_service = {{1, 2, 3}};

/* What it has of the standard's services that it tells. */
static size_t put_services(uint8_t *buf, size_t cap)
{
	const uint32_t cid = CONTROL_RIG_TELLS;
	const struct mbim_device_service_element has = {
		.device_service_id =
			mbim_services[MBIM_SERVICE_BASIC_CONNECT].uuid,
		.cids = att_array_of(&cid, 1),
	};
	const struct mbim_basic_connect_device_services_response r = {
		.device_services = att_array_of(&has, 1)};
	int len = mbim_basic_connect_device_services_response_encode(&r, buf,
								     cap);

	assert_true(len > 0);
	return (size_t)len;
}

static bool asks_services(const struct mbim_msg *command)
{
	return command->cid == MBIM_CID_BASIC_CONNECT_DEVICE_SERVICES &&
	       memcmp(&command->service,
		      &mbim_services[MBIM_SERVICE_BASIC_CONNECT].uuid,
		      sizeof(command->service)) == 0;
}

static void echo(void *ctx, unsigned i, const struct mbim_msg *command,
		 struct att_manager_reply reply)
{
	static const uint8_t big[ATT_CONTROL_MESSAGE];
	struct control_rig *rig = ctx;
	struct att_bytes body = command->body;
	uint8_t services[128];

	rig->asked_of = i;
	rig->commands++;
	rig->reply = reply;
	if (att_proxy_subscribes(command))
		assert_int_equal(
			att_subscriptions_get(command->body, &rig->list), 0);
	if (command->cid == 3)
		return;
	if (asks_services(command))
		body = att_bytes_of(services,
				    put_services(services, sizeof(services)));
	else if (command->cid != 1)
		body = att_bytes_of(big, command->cid == 2 ? CONTROL_RIG_BIG
							   : sizeof(big));
	reply.fn(reply.ctx, reply.token, MBIM_STATUS_NONE, body);
}

/* CTL gives out ids from 1 on, and takes them back; what else is asked waits
 * where the rig says so, or was carried out. */
static void request(void *ctx, unsigned i, struct att_bytes frame,
		    struct att_manager_reply reply)
{
	struct control_rig *rig = ctx;
	struct qmi_message m;
	uint8_t buf[64], *tlv;
	size_t n = 7;

	assert_int_equal(i, 0);
	assert_int_equal(qmi_decode(frame, &m), 0);
	rig->commands++;
	rig->reply = reply;
	rig->asked = m.head;
	if (m.head.service == QMI_CTL && m.head.message == 0x23)
		rig->released = m.tlvs.p[4];
	if (rig->waits)
		return;
	tlv = buf + qmi_head_len(m.head.service);
	memcpy(tlv, "\2\4\0\0\0\0\0", n);
	if (m.head.service == QMI_CTL && m.head.message == 0x22) {
		memcpy(tlv + n, "\1\2\0", 3);
		tlv[n + 3] = m.tlvs.p[3];
		tlv[n + 4] = ++rig->given;
		n += 5;
	}
	m.head.kind = QMI_RESPONSE;
	m.head.from_modem = true;
	m.head.transaction = 77;
	reply.fn(reply.ctx, reply.token, MBIM_STATUS_NONE,
		 att_bytes_of(buf, qmi_head_put(&m.head, n, buf)));
}

static const char *name_of(void *ctx, unsigned i, const char **device)
{
	static const char *const names[] = {"modem0", "backup"};

	if (device)
		*device = i ? "usb:1-2" : "auto";
	return i < ((struct control_rig *)ctx)->modems ? names[i] : NULL;
}

static void status(void *ctx, unsigned i, struct att_manager_status *out)
{
	static const struct att_core_status core = {
		.open = true, .ex_version = 0x0300, .n_sessions = 1};

	*out = (struct att_manager_status){
		.core = &core,
		.modem = i ? "/dev/cdc-wdm1" : "/dev/cdc-wdm0",
		.qmi = ((struct control_rig *)ctx)->qmi,
		.want = ((struct control_rig *)ctx)->want};
}

static bool forget(void *ctx, unsigned i, uint32_t token)
{
	(void)i;
	((struct control_rig *)ctx)->forgotten = token;
	return !((struct control_rig *)ctx)->sent;
}

int control_rig_setup(void **state)
{
	static struct control_rig rig;

	memset(&rig, 0, sizeof(rig));
	rig.modems = 1;
	rig.want = ATT_WANT_CONNECTED;
	rig.manager = (struct att_manager){
		.ctx = &rig,
		.name = name_of,
		.status = status,
		.command = echo,
		.request = request,
		.forget = forget,
	};
	strcpy(rig.folder, "/tmp/attache-control-XXXXXX");
	assert_non_null(mkdtemp(rig.folder));
	snprintf(rig.path, sizeof(rig.path), "%s/run/control", rig.folder);
	assert_int_equal(att_loop_init(&rig.loop, NULL, NULL), 0);
	assert_int_equal(att_control_socket_open(&rig.socket, &rig.loop,
						 rig.path, &rig.manager),
			 0);
	*state = &rig;
	return 0;
}

int control_rig_teardown(void **state)
{
	struct control_rig *rig = *state;
	char run[96];

	att_control_socket_close(&rig->socket);
	att_loop_fini(&rig->loop);
	snprintf(run, sizeof(run), "%s/run", rig->folder);
	/* fails if the socket was left behind */
	return rmdir(run) < 0 || rmdir(rig->folder) < 0;
}

int control_rig_connected(struct control_rig *rig)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);

	strcpy(at.sun_path, rig->path);
	assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(att_loop_turn(&rig->loop, 0), 0);
	return fd;
}

size_t control_rig_command(uint8_t *buf, size_t cap, uint32_t transaction,
			   uint32_t cid, const char *body)
{
	size_t len = strlen(body);
	int n;

	memcpy(buf + MBIM_MSG_COMMAND_BODY, body, len);
	n = mbim_msg_encode_command(buf, cap, transaction, &control_rig_service,
				    cid, 0, len);
	assert_true(n > 0);
	return (size_t)n;
}

void control_rig_turn(struct control_rig *rig)
{
	for (int i = 0; i < 4; i++)
		assert_int_equal(att_loop_turn(&rig->loop, 0), 0);
}

void control_rig_is_answered(int fd, uint32_t transaction, const char *body)
{
	uint8_t buf[512];
	size_t len = MBIM_MSG_COMMAND_BODY + strlen(body);
	struct mbim_msg msg;

	assert_int_equal(recv(fd, buf, len, 0), len);
	assert_int_equal(mbim_msg_decode(att_bytes_of(buf, len), &msg), 0);
	assert_int_equal(msg.transaction, transaction);
	assert_memory_equal(msg.body.p, body, strlen(body));
}

int control_rig_subscribed(struct control_rig *rig, uint32_t cid)
{
	const struct att_uuid *basic =
		&mbim_services[MBIM_SERVICE_BASIC_CONNECT].uuid;
	const struct mbim_event_entry entry = {.device_service_id = *basic,
					       .cids = att_array_of(&cid, 1)};
	const struct mbim_basic_connect_device_service_subscribe_list_set set =
		{.events = att_array_of(&entry, 1)};
	uint8_t buf[256];
	int fd = control_rig_connected(rig);
	int len = mbim_basic_connect_device_service_subscribe_list_set_encode(
		&set, buf + MBIM_MSG_COMMAND_BODY,
		sizeof(buf) - MBIM_MSG_COMMAND_BODY);

	assert_true(len > 0);
	len = mbim_msg_encode_command(
		buf, sizeof(buf), 7, basic,
		MBIM_CID_BASIC_CONNECT_DEVICE_SERVICE_SUBSCRIBE_LIST, true,
		(size_t)len);
	assert_int_equal(send(fd, buf, (size_t)len, 0), len);
	control_rig_turn(rig);
	assert_true(recv(fd, buf, sizeof(buf), 0) > 0);
	return fd;
}

int control_rig_opened(struct control_rig *rig)
{
	uint8_t buf[16];
	const int len = mbim_msg_encode_simple(buf, sizeof(buf), MBIM_MSG_OPEN,
					       1, 4096);
	int fd = control_rig_connected(rig);

	assert_int_equal(send(fd, buf, (size_t)len, 0), len);
	control_rig_turn(rig);
	assert_int_equal(recv(fd, buf, sizeof(buf), 0), sizeof(buf));
	assert_int_equal(att_get32(buf + 12), MBIM_STATUS_NONE);
	return fd;
}

bool control_rig_settle(struct control_rig *rig)
{
	control_rig_turn(rig);
	return att_control_socket_settle(&rig->socket);
}

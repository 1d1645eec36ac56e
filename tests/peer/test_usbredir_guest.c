/* A guest of the usbredir front: usbredir's parser behind a socket, in the
 * place of QEMU. */
#include "test_usbredir.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/errors.h"

static char directory[] = "/tmp/usbredir.XXXXXX";
static char place[64]; /* "unix:PATH" */
static pid_t host;

/* --- the host's process --------------------------------------------------- */

pid_t guest_host_start(void)
{
	struct sim_usb_device device = loop_device;
	char line[80];
	int out[2];

	assert_non_null(mkdtemp(directory));
	snprintf(place, sizeof(place), "unix:%s/usb", directory);
	assert_int_equal(pipe(out), 0);
	host = fork();
	if (host == 0) {
		device.watch = NULL;
		dup2(out[1], 1);
		close(out[0]);
		_exit(sim_front_usbredir(&device, place) != 0);
	}
	close(out[1]);
	assert_true(read(out[0], line, sizeof(line)) > 0);
	close(out[0]);
	return host;
}

void guest_host_end(void)
{
	int status;

	kill(host, SIGTERM);
	waitpid(host, &status, 0);
	rmdir(directory); /* the front has taken its socket away */
	assert_int_equal(status, 0);
	assert_int_equal(access(directory, F_OK), -1);
}

/* --- the parser's callbacks -----------------------------------------------
 */

static int guest_read(void *priv, uint8_t *data, int count)
{
	struct guest *g = priv;
	ssize_t n = read(g->fd, data, (size_t)count);

	return n < 0 && errno == EAGAIN ? 0 : n <= 0 ? -1 : (int)n;
}

static int guest_write(void *priv, uint8_t *data, int count)
{
	struct guest *g = priv;

	return (int)send(g->fd, data, (size_t)count, MSG_NOSIGNAL);
}

static void guest_log(void *priv, int level, const char *msg)
{
	(void)priv;
	if (level <= usbredirparser_warning)
		fail_msg("%s", msg);
}

static void on_hello(void *priv, struct usb_redir_hello_header *h)
{
	(void)priv, (void)h;
}

static void on_connect(void *priv, struct usb_redir_device_connect_header *h)
{
	struct guest *g = priv;

	g->device = *h;
	g->connects++;
}

static void on_disconnect(void *priv)
{
	struct guest *g = priv;

	g->disconnects++;
}

static void on_interfaces(void *priv, struct usb_redir_interface_info_header *h)
{
	struct guest *g = priv;

	g->interfaces = *h;
}

static void on_endpoints(void *priv, struct usb_redir_ep_info_header *h)
{
	struct guest *g = priv;

	g->endpoints = *h;
}

static void answer(struct guest *g, uint64_t id, uint8_t status,
		   uint8_t endpoint, uint8_t value)
{
	struct guest_packet *p = &g->packet[g->came++ % GUEST_PACKETS];

	assert_true(g->came - g->taken <= GUEST_PACKETS);
	p->id = id;
	p->status = status;
	p->endpoint = endpoint;
	p->value = value;
	p->len = 0;
}

/* Of the packet that came last. */
static void answer_data(struct guest *g, uint8_t *data, int len)
{
	struct guest_packet *p = &g->packet[(g->came - 1) % GUEST_PACKETS];

	assert_true(len >= 0 && (size_t)len <= sizeof(p->data));
	if (len > 0)
		memcpy(p->data, data, (size_t)len);
	p->len = (size_t)len;
	usbredirparser_free_packet_data(g->parser, data);
}

static void on_configuration(void *priv, uint64_t id,
			     struct usb_redir_configuration_status_header *h)
{
	answer(priv, id, h->status, 0, h->configuration);
}

static void on_alt(void *priv, uint64_t id,
		   struct usb_redir_alt_setting_status_header *h)
{
	answer(priv, id, h->status, 0, h->alt);
}

static void on_receiving(void *priv, uint64_t id,
			 struct usb_redir_interrupt_receiving_status_header *h)
{
	answer(priv, id, h->status, h->endpoint, 0);
}

static void on_control(void *priv, uint64_t id,
		       struct usb_redir_control_packet_header *h, uint8_t *data,
		       int len)
{
	answer(priv, id, h->status, h->endpoint, 0);
	answer_data(priv, data, len);
}

static void on_bulk(void *priv, uint64_t id,
		    struct usb_redir_bulk_packet_header *h, uint8_t *data,
		    int len)
{
	answer(priv, id, h->status, h->endpoint, 0);
	answer_data(priv, data, len);
}

static void on_interrupt(void *priv, uint64_t id,
			 struct usb_redir_interrupt_packet_header *h,
			 uint8_t *data, int len)
{
	answer(priv, id, h->status, h->endpoint, 0);
	answer_data(priv, data, len);
}

static void set_callbacks(struct usbredirparser *p)
{
	p->log_func = guest_log;
	p->read_func = guest_read;
	p->write_func = guest_write;
	p->hello_func = on_hello;
	p->device_connect_func = on_connect;
	p->device_disconnect_func = on_disconnect;
	p->interface_info_func = on_interfaces;
	p->ep_info_func = on_endpoints;
	p->configuration_status_func = on_configuration;
	p->alt_setting_status_func = on_alt;
	p->interrupt_receiving_status_func = on_receiving;
	p->control_packet_func = on_control;
	p->bulk_packet_func = on_bulk;
	p->interrupt_packet_func = on_interrupt;
}

/* --- what the tests do ----------------------------------------------------
 */

void guest_open(struct guest *g)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	static const int caps[] = {usb_redir_cap_connect_device_version,
				   usb_redir_cap_device_disconnect_ack,
				   usb_redir_cap_ep_info_max_packet_size,
				   usb_redir_cap_64bits_ids,
				   usb_redir_cap_32bits_bulk_length};
	uint32_t bits[USB_REDIR_CAPS_SIZE] = {0};

	*g = (struct guest){.parser = usbredirparser_create()};
	strcpy(a.sun_path, place + 5);
	g->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
	assert_int_equal(connect(g->fd, (struct sockaddr *)&a, sizeof(a)), 0);
	g->parser->priv = g;
	set_callbacks(g->parser);
	for (size_t i = 0; i < sizeof(caps) / sizeof(caps[0]); i++)
		usbredirparser_caps_set_cap(bits, caps[i]);
	usbredirparser_init(g->parser, "guest", bits, USB_REDIR_CAPS_SIZE, 0);
	guest_wait(g, &g->connects, 1);
}

void guest_close(struct guest *g)
{
	usbredirparser_destroy(g->parser);
	close(g->fd);
}

void guest_wait(struct guest *g, const unsigned *counter, unsigned wanted)
{
	struct pollfd p = {.fd = g->fd, .events = POLLIN};

	for (;;) {
		while (usbredirparser_has_data_to_write(g->parser))
			assert_int_equal(usbredirparser_do_write(g->parser), 0);
		if (*counter >= wanted)
			return;
		assert_true(poll(&p, 1, 20000) == 1);
		assert_int_equal(usbredirparser_do_read(g->parser), 0);
	}
}

void guest_answer(struct guest *g)
{
	guest_wait(g, &g->came, g->taken + 1);
	g->now = &g->packet[g->taken++ % GUEST_PACKETS];
}

bool guest_control(struct guest *g, uint8_t type, uint8_t request,
		   const void *data, uint16_t len)
{
	uint8_t copy[4096];
	struct usb_redir_control_packet_header h = {
		.endpoint = type & 0x80,
		.requesttype = type,
		.request = request,
		.length = len,
	};

	if (data)
		memcpy(copy, data, len);
	usbredirparser_send_control_packet(g->parser, 7, &h, data ? copy : NULL,
					   data ? len : 0);
	guest_answer(g);
	assert_int_equal(g->now->id, 7);
	return g->now->status == usb_redir_success;
}

bool guest_alt(struct guest *g, uint8_t interface, uint8_t alt)
{
	struct usb_redir_set_alt_setting_header h = {interface, alt};

	usbredirparser_send_set_alt_setting(g->parser, 8, &h);
	guest_answer(g);
	assert_int_equal(g->now->id, 8);
	return g->now->status == usb_redir_success;
}

void guest_bulk(struct guest *g, uint64_t id, uint8_t endpoint,
		const void *data, uint16_t len)
{
	uint8_t copy[4096];
	bool in = (endpoint & 0x80) != 0;
	struct usb_redir_bulk_packet_header h = {.endpoint = endpoint,
						 .length = len};

	if (len > 0 && !in)
		memcpy(copy, data, len);
	usbredirparser_send_bulk_packet(
		g->parser, id, &h, len > 0 && !in ? copy : NULL, in ? 0 : len);
}

/* The usbredir front's device: what the guest is told of it, and the guest's
 * control transfers, configurations and altsettings. */
#include "tools/simodem/front_usbredir.h"

enum {
	REQ_SET_CONFIGURATION = 9,
	REQ_SET_INTERFACE = 11,
	TO_DEVICE = 0,
	TO_INTERFACE = 1,
	DT_INTERFACE = 4,
	DT_ENDPOINT = 5
};

static struct att_bytes configuration(const struct redir *r)
{
	if (r->configuration == 0)
		return att_bytes_of(NULL, 0);
	return usbfs_desc_configuration(r->model, r->configuration);
}

/* --- what there is ----------------------------------------------------------
 */

static void add_interface(struct usb_redir_interface_info_header *h,
			  const uint8_t *d)
{
	uint32_t n = h->interface_count;

	if (n == USBFS_INTERFACES)
		return;
	h->interface[n] = d[2];
	h->interface_class[n] = d[5];
	h->interface_subclass[n] = d[6];
	h->interface_protocol[n] = d[7];
	h->interface_count = n + 1;
}

static void add_endpoint(struct usb_redir_ep_info_header *h, const uint8_t *d,
			 uint8_t interface)
{
	unsigned i = (d[2] & 0x80u) >> 3 | (d[2] & 0x0fu);

	h->type[i] = d[3] & 3;
	h->interval[i] = d[6];
	h->interface[i] = interface;
	h->max_packet_size[i] = att_get16(d + 4) & 0x7ff;
}

void redir_device_describe(struct redir *r)
{
	struct usb_redir_interface_info_header interfaces = {0};
	struct usb_redir_ep_info_header endpoints = {0};
	struct att_bytes c = configuration(r);
	uint8_t interface = 0;
	bool current = false;

	memset(endpoints.type, usb_redir_type_invalid, sizeof(endpoints.type));
	endpoints.type[0] = endpoints.type[16] = usb_redir_type_control;
	for (size_t off = 0; att_bytes_has(c, off, 2); off += c.p[off]) {
		const uint8_t *d = c.p + off;

		if (d[0] < 2 || !att_bytes_has(c, off, d[0]))
			break;
		if (d[1] == DT_INTERFACE && d[0] >= 9) {
			interface = d[2];
			current = interface < USBFS_INTERFACES &&
				  d[3] == r->alt[interface];
			if (current)
				add_interface(&interfaces, d);
		} else if (d[1] == DT_ENDPOINT && d[0] >= 7 && current) {
			add_endpoint(&endpoints, d, interface);
		}
	}
	usbredirparser_send_interface_info(r->parser, &interfaces);
	usbredirparser_send_ep_info(r->parser, &endpoints);
}

void redir_device_connect(struct redir *r)
{
	const uint8_t *d = r->model->descriptors.p;
	unsigned mbit = r->model->speed_mbit;
	struct usb_redir_device_connect_header h = {
		.speed = mbit >= 5000  ? usb_redir_speed_super
			 : mbit >= 480 ? usb_redir_speed_high
				       : usb_redir_speed_full,
		.device_class = d[4],
		.device_subclass = d[5],
		.device_protocol = d[6],
		.vendor_id = att_get16(d + 8),
		.product_id = att_get16(d + 10),
		.device_version_bcd = att_get16(d + 12),
	};

	redir_device_describe(r);
	usbredirparser_send_device_connect(r->parser, &h);
}

/* --- requests ---------------------------------------------------------------
 */

static int request(struct redir *r, uint8_t to, uint8_t what, uint8_t value,
		   uint8_t index)
{
	uint8_t setup[8] = {to, what, value, 0, index}, none[1];

	return r->model->control(r->model->ctx, setup, none);
}

void redir_device_power_up(struct redir *r, enum sim_remedy remedy)
{
	struct att_bytes first = usbfs_desc_nth(r->model, 0);

	r->model->reset(r->model->ctx, remedy);
	memset(r->alt, 0, sizeof(r->alt));
	r->receiving = 0;
	r->configuration = first.len ? first.p[5] : 0;
	if (request(r, TO_DEVICE, REQ_SET_CONFIGURATION, r->configuration, 0) <
	    0)
		r->configuration = 0;
}

static void on_reset(void *priv)
{
	redir_device_power_up(priv, SIM_REMEDY_RESET);
}

static void on_set_configuration(void *priv, uint64_t id,
				 struct usb_redir_set_configuration_header *set)
{
	struct redir *r = priv;
	struct usb_redir_configuration_status_header h = {usb_redir_stall, 0};

	if (request(r, TO_DEVICE, REQ_SET_CONFIGURATION, set->configuration,
		    0) >= 0) {
		h.status = usb_redir_success;
		r->configuration = set->configuration;
		memset(r->alt, 0, sizeof(r->alt));
		r->receiving = 0;
	}
	h.configuration = r->configuration;
	redir_device_describe(r);
	usbredirparser_send_configuration_status(r->parser, id, &h);
}

static void on_get_configuration(void *priv, uint64_t id)
{
	struct redir *r = priv;
	struct usb_redir_configuration_status_header h = {usb_redir_success,
							  r->configuration};

	usbredirparser_send_configuration_status(r->parser, id, &h);
}

static void on_set_alt(void *priv, uint64_t id,
		       struct usb_redir_set_alt_setting_header *set)
{
	struct redir *r = priv;
	struct usb_redir_alt_setting_status_header h = {
		usb_redir_stall, set->interface, set->alt};

	if (set->interface < USBFS_INTERFACES &&
	    usbfs_desc_interface(configuration(r), set->interface, set->alt) &&
	    request(r, TO_INTERFACE, REQ_SET_INTERFACE, set->alt,
		    set->interface) >= 0) {
		h.status = usb_redir_success;
		r->alt[set->interface] = set->alt;
	}
	redir_device_describe(r);
	usbredirparser_send_alt_setting_status(r->parser, id, &h);
}

static void on_get_alt(void *priv, uint64_t id,
		       struct usb_redir_get_alt_setting_header *get)
{
	struct redir *r = priv;
	struct usb_redir_alt_setting_status_header h = {usb_redir_stall,
							get->interface, 0};

	if (get->interface < USBFS_INTERFACES &&
	    usbfs_desc_interface(configuration(r), get->interface, 0)) {
		h.status = usb_redir_success;
		h.alt = r->alt[get->interface];
	}
	usbredirparser_send_alt_setting_status(r->parser, id, &h);
}

/* A control transfer: answered at once, or, where the device waits, never: the
 * guest gives it up after a time. */
static void on_control(void *priv, uint64_t id,
		       struct usb_redir_control_packet_header *h, uint8_t *data,
		       int data_len)
{
	struct redir *r = priv;
	uint8_t setup[8] = {h->requesttype, h->request};
	bool in = (h->endpoint & 0x80) != 0;
	int n;

	att_put16(setup + 2, h->value);
	att_put16(setup + 4, h->index);
	att_put16(setup + 6, h->length);
	if (!in && data_len > 0)
		memcpy(r->buf, data, (size_t)data_len);
	usbredirparser_free_packet_data(r->parser, data);
	if (h->requesttype == 0x80 && h->request == 6)
		n = usbfs_desc_get(r->model, setup, r->buf);
	else
		n = r->model->control(r->model->ctx, setup, r->buf);
	if (n == SIM_USB_NAK)
		return;
	h->status = n < 0 ? usb_redir_stall : usb_redir_success;
	h->length = n < 0 ? 0 : (uint16_t)n;
	usbredirparser_send_control_packet(r->parser, id, h, in ? r->buf : NULL,
					   in ? h->length : 0);
}

void redir_device_init(struct redir *r)
{
	struct usbredirparser *p = r->parser;

	p->reset_func = on_reset;
	p->set_configuration_func = on_set_configuration;
	p->get_configuration_func = on_get_configuration;
	p->set_alt_setting_func = on_set_alt;
	p->get_alt_setting_func = on_get_alt;
	p->control_packet_func = on_control;
}

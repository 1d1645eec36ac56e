/* Configuration descriptors of a USB device. */
#include <stdlib.h>

#include "base/errors.h"
#include "drivers/usb.h"
#include "drivers/usb_ports.h"
#include "fuzz.h"

/* The configurations lie one behind the other, to the end. */
static void split(struct att_bytes all)
{
	struct att_bytes c;
	size_t at = 0;

	for (unsigned n = 0; usb_function_configuration(all, n, &c); n++) {
		FUZZ_CLAIM(c.len && c.p >= all.p + at);
		at = (size_t)(c.p - all.p) + c.len;
	}
	FUZZ_CLAIM(at <= all.len);
}

/* By the rows of a device, which the last bytes choose, and by class. */
static void find_qmi(struct att_bytes all)
{
	static const uint16_t vendors[] = {0x12d1, 0x1410, 0x1bc7, 0x19d2,
					   0x2c7c, 0x106c, 0x1199, 0};
	uint8_t which = all.len ? all.p[all.len - 1] : 0;
	uint16_t product = which & 8 ? 0x1034 : 0x3718;
	struct usb_function f;
	int err = usb_qmi_find(all, vendors[which % 8], product, &f);

	FUZZ_CLAIM(err == 0 || err == ATT_E_NO_FUNCTION ||
		   err == ATT_E_DESCRIPTOR);
	if (err)
		return;
	FUZZ_CLAIM(f.speaks == USB_SPEAKS_QMI &&
		   f.max_control == USB_MAX_CONTROL);
	FUZZ_CLAIM(f.in_packet && f.out_packet && f.notify_packet);
	FUZZ_CLAIM((f.ep_in & 0x80) && !(f.ep_out & 0x80) &&
		   (f.ep_notify & 0x80));
}

/* Beside a function that the last bytes choose. */
static void find_ports(struct att_bytes all)
{
	uint8_t which = all.len ? all.p[all.len - 1] : 0;
	const struct usb_function f = {.control_interface = which & 3,
				       .data_interface = which >> 2 & 3};
	struct usb_port ports[4];
	unsigned n = usb_ports_find(all, &f, which & 16 ? 0x2c7c : 0x12d1,
				    0x0125, ports, 4);

	FUZZ_CLAIM(n <= 4);
	for (unsigned i = 0; i < n; i++)
		FUZZ_CLAIM((ports[i].ep_in & 0x80) &&
			   !(ports[i].ep_out & 0x80) &&
			   ports[i].interface != f.data_interface &&
			   ports[i].in_packet && ports[i].out_packet);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *copy = fuzz_copy(att_bytes_of(data, size));
	struct usb_function f = {0};
	int err = usb_function_find(att_bytes_of(copy, size), &f);

	FUZZ_CLAIM(err == 0 || err == ATT_E_NO_FUNCTION ||
		   err == ATT_E_DESCRIPTOR);
	if (err == 0) {
		usb_function_identify(&f, 0x2cb7, 0x0007);
		usb_function_mtu(&f);
		FUZZ_CLAIM(f.max_control >= 64 &&
			   f.max_control <= USB_MAX_CONTROL);
		FUZZ_CLAIM((f.ep_in & 0x80) && !(f.ep_out & 0x80) &&
			   (f.ep_notify & 0x80));
	}
	find_qmi(att_bytes_of(copy, size));
	find_ports(att_bytes_of(copy, size));
	split(att_bytes_of(copy, size));
	free(copy);
	return 0;
}

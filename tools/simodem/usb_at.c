/* A serial port that takes AT commands (V.250), which it echoes, one a line. */
#include "tools/simodem/usb_modem.h"

void sim_usb_at_reset(struct sim_usb_modem *u)
{
	u->at = (struct sim_usb_at){.echo = true};
}

void sim_usb_at_dtr(struct sim_usb_modem *u, bool on)
{
	u->at.dtr = on;
}

static void say(struct sim_usb_at *at, const void *p, size_t len)
{
	if (!at->dtr || len > sizeof(at->out) - at->out_len)
		return;
	memcpy(at->out + at->out_len, p, len);
	at->out_len += len;
}

/* What the command means for the port itself. */
static void set_echo(struct sim_usb_at *at)
{
	const bool is = at->line_len == 4 && (at->line[0] | 0x20) == 'a' &&
			(at->line[1] | 0x20) == 't' &&
			(at->line[2] | 0x20) == 'e';

	if (is && (at->line[3] == '0' || at->line[3] == '1'))
		at->echo = at->line[3] == '1';
}

static void carry_out(struct sim_usb_modem *u)
{
	struct sim_usb_at *at = &u->at;
	char said[SIM_AT_ANSWER];
	size_t len = 0;

	if (at->line_len == 0)
		return;
	set_echo(at);
	sim_modem_at(u->modem, att_bytes_of(at->line, at->line_len), said);
	while (said[len] != '\0')
		len++;
	say(at, said, len);
	at->line_len = 0;
}

int sim_usb_at_out(struct sim_usb_modem *u, const uint8_t *data, size_t len)
{
	struct sim_usb_at *at = &u->at;

	for (size_t i = 0; i < len; i++) {
		if (at->echo)
			say(at, data + i, 1);
		if (data[i] == '\r')
			carry_out(u);
		else if (data[i] != '\n' && at->line_len < sizeof(at->line))
			at->line[at->line_len++] = data[i];
	}
	return (int)len;
}

int sim_usb_at_in(struct sim_usb_modem *u, uint8_t *data, size_t cap)
{
	struct sim_usb_at *at = &u->at;
	size_t len = at->out_len < cap ? at->out_len : cap;

	if (len == 0)
		return SIM_USB_NAK;
	memcpy(data, at->out, len);
	memmove(at->out, at->out + len, at->out_len - len);
	at->out_len -= len;
	return (int)len;
}

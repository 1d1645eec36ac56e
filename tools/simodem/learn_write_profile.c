/* What a modem is, as a profile, and the lines of both files. */
#include "tools/simodem/learn.h"

#include <stdarg.h>
#include <string.h>

#include "tools/simodem/mbim.h"
#include "tools/simodem/qmi.h"

/* --- lines -----------------------------------------------------------------
 */

void learn_from(const struct learn *l, uint32_t record, FILE *out)
{
	fprintf(out, "# from %s %u\n", l->place, record);
}

void learn_line(const struct learn *l, FILE *out, enum learn_key key,
		const char *format, ...)
{
	va_list args;

	if (!l->from[key])
		return;
	va_start(args, format);
	vfprintf(out, format, args);
	va_end(args);
	putc(' ', out);
	learn_from(l, l->from[key], out);
}

const char *learn_quoted(const char *s, char *buf, size_t cap)
{
	size_t n = 0;

	buf[n++] = '"';
	for (; *s && n + 4 < cap; s++) {
		if (*s == '"' || *s == '\\')
			buf[n++] = '\\';
		buf[n++] = (unsigned char)*s < ' ' || *s == 0x7f ? '?' : *s;
	}
	buf[n++] = '"';
	buf[n] = '\0';
	return buf;
}

void learn_head(const struct learn *l, const char *what, FILE *out)
{
	const char *base = strrchr(l->name, '/');
	char name[512];

	fprintf(out, "# %s, as simodem --learn found it in %s.\n", what,
		learn_quoted(base ? base + 1 : l->name, name, sizeof(name)));
	fputs(l->personal
		      ? "# PERSONAL DATA ARE IN CLEAR HERE: do not post it.\n"
		      : "# Numbers of SIM and device, phone numbers, PINs, "
			"passwords, places and IP\n# addresses are test "
			"numbers; bytes that nobody can read are 2a.\n",
	      out);
	fputs("# What is not written here is as simodem has it. See "
	      "profiles/README.md.\n",
	      out);
}

const char *learn_truth(bool is)
{
	return is ? "true" : "false";
}

static const char *version_name(uint16_t v)
{
	return v >= MBIM_EX_3 ? "3.0" : v >= MBIM_EX_2 ? "2.0" : "1.0";
}

/* --- the profile -----------------------------------------------------------
 */

static bool offers(const struct learn *l, uint8_t service, uint32_t cid)
{
	return cid < 64 && (l->config.offered[service] >> cid & 1);
}

/* How many CIDs of the service the modem has that simodem can have, and how
 * many those are. */
static unsigned count_offered(const struct learn *l, uint8_t service,
			      unsigned *all)
{
	unsigned n = 0;

	*all = 0;
	for (uint32_t i = 0; i < sim_cids_count; i++) {
		if (sim_cids[i].service != service)
			continue;
		++*all;
		n += offers(l, service, sim_cids[i].number);
	}
	return n;
}

static void put_cids(const struct learn *l, uint8_t service, FILE *out)
{
	const struct mbim_service *s = &mbim_services[service];
	const char *between = "[";

	for (uint32_t i = 0; i < sim_cids_count; i++) {
		if (sim_cids[i].service != service ||
		    !offers(l, service, sim_cids[i].number))
			continue;
		for (unsigned k = 0; k < s->n_cids; k++)
			if (s->cids[k].number == sim_cids[i].number)
				fprintf(out, "%s%s", between, s->cids[k].name);
		between = ", ";
	}
	fputs("]\n", out);
}

static void put_services(const struct learn *l, FILE *out)
{
	bool any = false;
	unsigned all, n;

	if (!l->from[LEARN_SERVICES])
		return;
	fputs("services: ", out);
	learn_from(l, l->from[LEARN_SERVICES], out);
	for (uint8_t i = 0; i < mbim_services_count; i++) {
		n = count_offered(l, i, &all);
		if (!n)
			continue;
		any = true;
		fprintf(out, "  %s: ", mbim_services[i].name);
		if (n == all)
			fputs("all\n", out);
		else
			put_cids(l, i, out);
	}
	if (!any)
		fputs("  {}\n", out);
}

static void put_usb(const struct learn *l, FILE *out)
{
	const struct sim_config *c = &l->config;
	const struct sim_usb_layout *u = &c->usb;
	bool any = l->from[LEARN_USB] || l->from[LEARN_MAX_CONTROL] ||
		   l->from[LEARN_EXTENDED];
	const char *between = "[";

	if (!any)
		return;
	learn_line(l, out, LEARN_USB, "speed: %s",
		   c->speed_mbit > 480	 ? "super"
		   : c->speed_mbit < 480 ? "full"
					 : "high");
	fputs("usb:\n", out);
	learn_line(l, out, LEARN_USB, "  configuration: %u", c->configuration);
	learn_line(
		l, out, LEARN_USB,
		"  control: {interface: %u, altsetting: %u, endpoint: 0x%02x, "
		"packet: %u, interval: %u}",
		u->control_interface, u->control_alt, u->ep_notify,
		u->notify_packet, u->notify_interval);
	learn_line(l, out, LEARN_USB,
		   "  data: {interface: %u, altsetting: %u, in: 0x%02x, out: "
		   "0x%02x, packet: %u}",
		   u->data_interface, u->data_alt, u->ep_in, u->ep_out,
		   u->bulk_packet);
	if (l->from[LEARN_USB] && u->others) {
		fputs("  others: ", out);
		for (unsigned i = 0; i < 32; i++)
			if (u->others >> i & 1) {
				fprintf(out, "%s%u", between, i);
				between = ", ";
			}
		fputs("]\n", out);
	}
	learn_line(l, out, LEARN_USB, "  union: %s", learn_truth(!c->no_union));
	learn_line(l, out, LEARN_USB, "  iad: %s", learn_truth(!u->no_iad));
	learn_line(l, out, LEARN_MAX_CONTROL, "  max_control: %u",
		   c->max_control);
	learn_line(l, out, LEARN_USB,
		   "  filters: %u\n  filter_size: %u\n  max_segment: %u\n"
		   "  capabilities: 0x%02x",
		   u->filters, u->filter_size, u->max_segment, u->capabilities);
	if (u->no_extended)
		learn_line(l, out, LEARN_EXTENDED, "  extended: none");
	else
		learn_line(
			l, out, LEARN_EXTENDED,
			"  extended: {version: %s, outstanding: %u, mtu: %u}",
			version_name(u->ex_version), c->max_outstanding,
			u->mtu);
}

static void put_quirks(const struct learn *l, FILE *out)
{
	static const struct {
		enum learn_key key;
		const char *name;
	} quirks[] = {
		{LEARN_REOPEN_CLOSES, "reopen_closes"},
		{LEARN_NTB_INPUT, "needs_ntb_input"},
		{LEARN_LATE_ANSWERS, "late_answers"},
		{LEARN_FIRST_LOST, "first_request_lost"},
		{LEARN_FCC_LOCK, "fcc_lock"},
		{LEARN_FOXCONN_LOCK, "foxconn_lock"},
		{LEARN_QUECTEL_LOCK, "quectel_lock"},
		{LEARN_SILENT_LOCK, "silent_lock"},
		{LEARN_NO_EFFECT, "no_effect"},
		{LEARN_PLAIN_REASONS, "plain_reasons"},
		{LEARN_NEEDS_ENDPOINT, "needs_endpoint"},
		{LEARN_FORMAT_REFUSED, "format_refused"},
		{LEARN_EMPTY_SERVING, "empty_serving_system"},
		{LEARN_EMPTY_SYSTEM, "empty_system_info"},
	};
	bool any = false;

	for (size_t i = 0; i < sizeof(quirks) / sizeof(quirks[0]); i++) {
		if (!l->from[quirks[i].key])
			continue;
		if (!any)
			fputs("quirks:\n", out);
		any = true;
		learn_line(l, out, quirks[i].key, "  - %s", quirks[i].name);
	}
}

/* --- QMI -------------------------------------------------------------------
 */

/* "  NAME: [A, B] # from packet 3", those words whose bits are set. */
static void put_words(const struct learn *l, FILE *out, enum learn_key key,
		      const char *name, const char *const *words, uint32_t bits)
{
	const char *between = "";

	if (!l->from[key])
		return;
	fprintf(out, "  %s: [", name);
	for (unsigned i = 0; i < 16; i++)
		if (words[i] && bits >> i & 1) {
			fprintf(out, "%s%s", between, words[i]);
			between = ", ";
		}
	fputs("] ", out);
	learn_from(l, l->from[key], out);
}

static void put_missing(const struct learn *l, FILE *out)
{
	const struct sim_qmi_config *c = &l->config.qmi;

	if (l->from[LEARN_WITHOUT]) {
		fputs("  without: ", out);
		learn_from(l, l->from[LEARN_WITHOUT], out);
	}
	for (uint32_t i = 0; i < c->n_without; i++) {
		const struct sim_qmi_missing *w = &c->without[i];

		fprintf(out, "    - %s", l->protocol->service(w->service));
		if (w->message != SIM_QMI_SERVICE)
			fprintf(out, ".%s",
				l->protocol->subject(w->service, w->message));
		putc('\n', out);
	}
	if (!l->from[LEARN_ALSO])
		return;
	fputs("  also: ", out);
	learn_from(l, l->from[LEARN_ALSO], out);
	for (uint32_t i = 0; i < c->n_also; i++)
		fprintf(out, "    - %s\n", l->protocol->service(c->also[i]));
}

static void put_qmi(const struct learn *l, FILE *out)
{
	static const char *const links[16] = {[1] = "802_3", [2] = "raw_ip"};
	static const char *const aggregations[16] = {
		[0] = "none", [5] = "qmap", [8] = "qmap_v4", [9] = "qmap_v5"};
	const struct sim_qmi_config *c = &l->config.qmi;
	bool any = false;

	for (unsigned i = LEARN_TECHNOLOGY; i <= LEARN_ALSO; i++)
		any = any || l->from[i];
	if (!any)
		return;
	fputs("qmi:\n", out);
	learn_line(l, out, LEARN_TECHNOLOGY, "  technology: %s",
		   c->umts ? "umts" : "lte");
	put_words(l, out, LEARN_LINKS, "links", links, c->links);
	learn_line(l, out, LEARN_LINKS, "  link: %s", links[c->link]);
	put_words(l, out, LEARN_AGGREGATIONS, "aggregations", aggregations,
		  c->aggregations);
	learn_line(l, out, LEARN_DOWN, "  down: {size: %u, datagrams: %u}",
		   c->down_size, c->down_datagrams);
	learn_line(l, out, LEARN_UP, "  up: {size: %u, datagrams: %u}",
		   c->up_size, c->up_datagrams);
	put_missing(l, out);
}

void learn_profile(const struct learn *l, FILE *out)
{
	const struct sim_config *c = &l->config;
	char buf[160];

	learn_head(l, "A modem", out);
	fprintf(out, "speaks: %s\n", l->protocol->name);
	learn_line(l, out, LEARN_ID, "id: %04x:%04x", c->vendor, c->product);
	learn_line(l, out, LEARN_MANUFACTURER, "manufacturer: %s",
		   learn_quoted(c->manufacturer, buf, sizeof(buf)));
	learn_line(l, out, LEARN_MODEL, "model: %s",
		   learn_quoted(c->model, buf, sizeof(buf)));
	learn_line(l, out, LEARN_FIRMWARE, "firmware: %s",
		   learn_quoted(c->firmware, buf, sizeof(buf)));
	put_usb(l, out);
	learn_line(l, out, LEARN_MBIMEX, "mbimex: %s",
		   version_name(c->ex_version));
	learn_line(l, out, LEARN_SESSIONS, "sessions: %u", c->max_sessions);
	learn_line(l, out, LEARN_SLOTS, "slots: %u", c->slots);
	learn_line(l, out, LEARN_NR, "nr: %s", learn_truth(c->nr));
	learn_line(l, out, LEARN_IPV6, "ipv6: advertisement");
	learn_line(l, out, LEARN_DSS, "dss: %u", c->max_dss);
	put_services(l, out);
	learn_line(l, out, LEARN_RADIO_OFF, "radio_off: %s",
		   learn_truth(c->radio_off));
	learn_line(l, out, LEARN_AUTO_ATTACH, "auto_attach: %s",
		   learn_truth(c->auto_attach));
	put_qmi(l, out);
	put_quirks(l, out);
}

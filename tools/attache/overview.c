/* The machine in some lines: its modems, who has them, what to type next. */
#include "overview.h"

#include <string.h>
#include <unistd.h>

#define MANAGER "ModemManager"

void overview_look(struct overview *o)
{
	o->n = port_seen_list(o->modem, OVERVIEW_MODEMS);
	o->qrtr = port_seen_has_qrtr();
	if (o->qrtr)
		o->n += port_seen_qrtr(o->modem + o->n, OVERVIEW_MODEMS - o->n);
	o->modem_manager = port_seen_process(MANAGER);
	o->root = geteuid() == 0;
}

/* --- modems -------------------------------------------------------------- */

static bool is_held(const struct port_seen *m)
{
	return m->holder.pid != 0;
}

static void print_holder(const struct overview *o, const struct port_seen *m,
			 FILE *to)
{
	char who[64];

	port_holder_text(&m->holder, who, sizeof(who));
	if (m->shared && o->modem_manager)
		fprintf(to, "    perhaps " MANAGER " (pid %d) uses it\n",
			o->modem_manager);
	else if (m->shared)
		fputs("    several programs may use it at once\n", to);
	else if (is_held(m))
		fprintf(to, "    %s has it\n", who);
	else if (!o->root && o->modem_manager)
		fprintf(to, "    perhaps " MANAGER " (pid %d) has it\n",
			o->modem_manager);
	else
		fputs(o->root ? "    nobody has it\n"
			      : "    nobody that you may see has it\n",
		      to);
}

static void print_modem(const struct overview *o, const struct port_seen *m,
			FILE *to)
{
	fprintf(to, "  %s", m->name);
	if (m->product[0])
		fprintf(to, "  %s", m->product);
	if (m->place[0])
		fprintf(to, ", at %s", m->place);
	fputc('\n', to);
	if (!m->speaks) {
		fprintf(to, "    is %s\n", m->kind);
		return;
	}
	fprintf(to, "    speaks %s, %s",
		strcmp(m->speaks, "qmi") == 0 ? "QMI" : "MBIM",
		m->shared ? "on QRTR" : "by ");
	fputs(m->shared ? "" : m->node, to);
	if (m->driver[0] && strcmp(m->driver, "usbfs") != 0)
		fprintf(to, " (driver %s)", m->driver);
	fputs(m->may_open ? "\n" : ", which you may not open\n", to);
	print_holder(o, m, to);
}

/* --- the daemon ---------------------------------------------------------- */

static void print_daemon(const struct overview *o, FILE *to)
{
	switch (o->daemon) {
	case OVERVIEW_NOBODY:
		fprintf(to, "attache is not running (nobody listens at %s).\n",
			o->control);
		break;
	case OVERVIEW_REFUSES:
		fprintf(to, "attache may be running: %s cannot be asked: %s\n",
			o->control, o->problem);
		break;
	case OVERVIEW_RUNS:
		fprintf(to, "attache is running: %s.\n", o->state);
		if (o->problem[0])
			fprintf(to, "  problem: %s\n", o->problem);
		break;
	}
}

/* --- what to type -------------------------------------------------------- */

static void type(FILE *to, const char *command, const char *why)
{
	fprintf(to, "  %-40s  %s\n", command, why);
}

static void next_of_daemon(const struct overview *o, FILE *to)
{
	type(to, "attache status --watch", "a page that lives");
	type(to, "attache monitor", "what happens, as it happens");
	if (o->online)
		type(to, "attache disconnect", "end the sessions");
	type(to, "attache query --list", "what a modem can be asked");
}

/* The first that can be had, or else the first. */
static const struct port_seen *choose(const struct overview *o)
{
	const struct port_seen *best = NULL;

	for (unsigned i = 0; i < o->n; i++)
		if (o->modem[i].speaks &&
		    (!best || (is_held(best) && !is_held(&o->modem[i]))))
			best = &o->modem[i];
	return best;
}

static unsigned count_modems(const struct overview *o)
{
	unsigned n = 0;

	for (unsigned i = 0; i < o->n; i++)
		n += o->modem[i].speaks != NULL;
	return n;
}

static void next_without_modem(const struct overview *o, FILE *to)
{
	fputs(o->qrtr ? "No modem was seen, on QRTR neither. To go on:\n"
		      : "No modem was seen. On a phone's chip it is behind "
			"QRTR, "
			"which this kernel\n"
			"has not loaded (modprobe qrtr). To go on:\n",
	      to);
	type(to, "lsusb", "is it there, under another name?");
	type(to, "simodem --usbfs -- attache run", "a simulated one (as root)");
}

static void next_of_modem(const struct overview *o, const struct port_seen *m,
			  FILE *to)
{
	const char *sudo = o->root ? "" : "sudo ";
	char command[128], device[64] = "";
	/* It has the modem, or may have it, as far as is seen. */
	bool manager = o->modem_manager &&
		       (is_held(m) ? m->holder.pid == o->modem_manager
				   : m->shared || !o->root);

	if (manager) {
		snprintf(command, sizeof(command), "%ssystemctl stop " MANAGER,
			 sudo);
		type(to, command, "so that it leaves the modem alone");
	} else if (is_held(m)) {
		snprintf(command, sizeof(command), "%skill %d", sudo,
			 m->holder.pid);
		type(to, command, "if it is not needed: it has the modem");
	}
	if (count_modems(o) > 1 && m->place[0])
		snprintf(device, sizeof(device), " --device usb:%s", m->place);
	else if (!m->place[0])
		snprintf(device, sizeof(device), " --device %.40s", m->node);
	snprintf(command, sizeof(command), "%sattache run%s --apn APN", sudo,
		 device);
	type(to, command, "bring it online");
	snprintf(command, sizeof(command), "%sattache query %s%s%s", sudo,
		 device[0] ? device + 1 : "", device[0] ? " " : "",
		 strcmp(m->speaks, "qmi") == 0 ? "dms.get_model"
					       : "basic_connect.device_caps");
	type(to, command, "ask what it is");
}

void overview_print(const struct overview *o, FILE *to)
{
	const struct port_seen *m = choose(o);

	for (unsigned i = 0; i < o->n; i++)
		print_modem(o, &o->modem[i], to);
	if (m && !m->shared && !o->root)
		fputs("  (which other users' programs have a modem only root "
		      "can see)\n",
		      to);
	if (o->n)
		fputc('\n', to);
	print_daemon(o, to);
	fputc('\n', to);
	if (o->daemon == OVERVIEW_RUNS) {
		next_of_daemon(o, to);
	} else if (m) {
		next_of_modem(o, m, to);
	} else {
		next_without_modem(o, to);
	}
	type(to, "attache --help", "all commands");
}

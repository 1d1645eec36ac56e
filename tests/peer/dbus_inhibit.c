/* A client of ModemManager's interface on the bus of the session that has a
 * device for itself until it is ended: dbus_inhibit DEVICE. Says "inhibited",
 * or why it is not. */
#include <stdio.h>
#include <unistd.h>

#include <systemd/sd-bus.h>

int main(int argc, char **argv)
{
	sd_bus_error error = SD_BUS_ERROR_NULL;
	sd_bus *bus;

	if (argc != 2 || sd_bus_open_user(&bus) < 0)
		return 2;
	if (sd_bus_call_method(bus, "org.freedesktop.ModemManager1",
			       "/org/freedesktop/ModemManager1",
			       "org.freedesktop.ModemManager1", "InhibitDevice",
			       &error, NULL, "sb", argv[1], 1) < 0) {
		fprintf(stderr, "%s\n", error.message);
		return 1;
	}
	puts("inhibited");
	fflush(stdout);
	pause();
	return 0;
}

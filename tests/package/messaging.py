#!/usr/bin/python3
"""Short messages by ModemManager's own library, as chatty and others use it.
usage: messaging.py receive COUNT | send NUMBER TEXT"""
import sys

import gi

gi.require_version("ModemManager", "1.0")
from gi.repository import Gio, GLib, ModemManager  # noqa: E402

WAIT_S = 20


def manager_of_modems():
    bus = Gio.bus_get_sync(Gio.BusType.SYSTEM, None)
    return ModemManager.Manager.new_sync(
        bus, Gio.DBusObjectManagerClientFlags.NONE, None
    )


def show(sms):
    print("from", sms.get_number(), "at", sms.get_timestamp())
    print(sms.get_text(), flush=True)


def receive(service, count):
    loop = GLib.MainLoop()
    seen = []

    def look(*_):
        for sms in service.list_sync(None):
            if (
                sms.get_state() == ModemManager.SmsState.RECEIVED
                and sms.get_path() not in seen
            ):
                seen.append(sms.get_path())
                show(sms)
        if len(seen) >= count:
            loop.quit()

    service.connect("added", look)
    GLib.timeout_add_seconds(WAIT_S, loop.quit)
    GLib.idle_add(look)
    print("waiting", flush=True)
    loop.run()
    return len(seen) >= count


def send(service, number, text):
    wish = ModemManager.SmsProperties.new()
    wish.set_number(number)
    wish.set_text(text)
    sms = service.create_sync(wish, None)
    if not sms.send_sync(None):
        return False
    loop = GLib.MainLoop()

    def look():
        if sms.get_state() != ModemManager.SmsState.SENT:
            return True
        loop.quit()
        return False

    GLib.timeout_add(50, look)
    GLib.timeout_add_seconds(WAIT_S, loop.quit)
    loop.run()
    print("its reference", sms.get_message_reference())
    return sms.get_state() == ModemManager.SmsState.SENT


def main():
    # No news come when the manager is gone.
    manager = manager_of_modems()
    service = manager.get_objects()[0].get_modem_messaging()
    if sys.argv[1] == "receive":
        return receive(service, int(sys.argv[2]))
    return send(service, sys.argv[2], sys.argv[3])


sys.exit(0 if main() else 1)

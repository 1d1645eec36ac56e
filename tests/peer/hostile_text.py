"""Hostile text: answers of a modem that have it, and what is right to print of it.

hostile_text.py scenario mbim|qmi          a scenario of simodem
hostile_text.py terminal|screen|json|metrics FILE WITNESS...
                                           is this valid, with each witness in it?
"""
import json
import re
import struct
import sys

# Escapes of terminals (a title, a scroll region; no sequence is one that attache
# writes itself), C1 controls, ends of lines, quotes, what ends OpenMetrics, marks
# that turn text around or hide it, a NUL, and much of it.
NASTY = ("Eve\x1b]0;t\x07\x1b[5;7r\u009b5n\r\n# EOF\n\"\\{}=,\u202e\u2066\u061c"
         "\u200f\u2028\u2029\x7f\x00" + 80 * "x")
# What no line for people may hold: controls, and Unicode's Bidi_Control, line and
# paragraph separator.
FORBIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f"
                       "\u2028-\u202e\u2066-\u2069]")
# What the page that lives moves the cursor with.
OWN = re.compile(r"\x1b\[[0-9;?]*[HJKhlm]|\r|\x1b[78]")
LONE = struct.pack("<H", 0xD83D)  # the first half of a surrogate pair


def mbim(fields):
    """An InformationBuffer: numbers as they are, text as offset and size."""
    head, data = b"", b""
    size = sum(4 if isinstance(f, int) else 8 for f in fields)
    for field in fields:
        if isinstance(field, int):
            head += struct.pack("<I", field)
            continue
        text = field if isinstance(field, bytes) else field.encode("utf-16-le")
        head += struct.pack("<II", size + len(data) if text else 0, len(text))
        data += text + bytes(-len(text) % 4)
    return (head + data).hex()


def tlv(kind, value):
    return struct.pack("<BH", kind, len(value)) + value


def scenario_mbim():
    lone = "Eve".encode("utf-16-le") + LONE
    # Types and sizes as in MBIM 1.0: 10.5.1.4, 10.5.9.8, 10.5.6.1.
    yield "basic_connect.device_caps", mbim(
        [1, 1, 1, 2, 0x3F, 3, 1, 4, NASTY, NASTY, NASTY, NASTY])
    yield "basic_connect.register_state", mbim(
        [0, 3, 1, 0x20, 1, "00101", lone + NASTY.encode("utf-16-le"), NASTY, 0])
    yield "basic_connect.home_provider", mbim(
        ["00101", 1, NASTY, 1, 17, 99])


def scenario_qmi():
    bad = b"Eve\xff\xc0\x80\xed\xa0\xbd" + NASTY.encode()  # no UTF-8, twice
    yield "dms.get_model", tlv(1, bad).hex()
    yield "dms.get_revision", tlv(1, bad).hex()
    plmn = struct.pack("<HHB", 1, 1, len(bad)) + bad
    yield "nas.get_serving_system", (
        tlv(1, bytes([1, 1, 1, 1, 1, 8])) + tlv(0x12, plmn)).hex()
    yield "nas.get_home_network", tlv(1, plmn).hex()


def strings(value):
    if isinstance(value, dict):
        value = [x for pair in value.items() for x in pair]
    if isinstance(value, list):
        return [s for x in value for s in strings(x)]
    return [value] if isinstance(value, str) else []


def judge(how, text):
    if how == "screen":
        text = OWN.sub("", text)
    if how in ("terminal", "screen"):
        found = FORBIDDEN.search(text)
        if found:
            at = found.start()
            sys.exit(f"for a terminal: {ascii(text[max(0, at - 40):at + 20])}")
    elif how == "json":
        lines = text.strip().split("\n") if "\n{" in text else [text]
        for line in lines:
            for s in strings(json.loads(line)):
                s.encode()  # fails at half a surrogate pair
    elif how == "metrics":
        from prometheus_client.openmetrics import parser
        list(parser.text_string_to_metric_families(text))


if sys.argv[1] == "scenario":
    print("answers:")
    for cid, body in (scenario_mbim if sys.argv[2] == "mbim" else scenario_qmi)():
        op = ", op: query" if sys.argv[2] == "mbim" else ""
        print(f"  - {{cid: {cid}{op}, hex: {body}}}")
else:
    said = open(sys.argv[2], encoding="utf-8", newline="").read()
    judge(sys.argv[1], said)
    for witness in sys.argv[3:]:
        if witness not in said:
            sys.exit(f"{witness} is not in it: {ascii(said[:200])}")

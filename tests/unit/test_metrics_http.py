"""What attache metrics --http answers on a socket, as systemd hands one over, by
Python's client of HTTP and prometheus_client's parsers.

test_metrics_http.py ATTACHE CONTROL up|down
"""
import http.client
import socket
import subprocess
import sys

from prometheus_client import parser as older
from prometheus_client.openmetrics import parser

attache, control, there = sys.argv[1:]


def ask(method, path, headers):
    ours, its = socket.socketpair()
    with subprocess.Popen([attache, "metrics", "--http", "--control", control],
                          stdin=its, stdout=its, stderr=subprocess.DEVNULL) as it:
        its.close()
        connection = http.client.HTTPConnection("attache")
        connection.sock = ours
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        assert it.wait(20) == 0, it.returncode
    return answer, text


def families(read, text):
    return {f.name: f for f in read(text)}


OPEN = {"Accept": "application/openmetrics-text;version=1.0.0,text/plain;q=0.5"}
answer, text = ask("GET", "/metrics", OPEN)
assert answer.status == 200, answer.status
assert answer.headers.get_content_type() == "application/openmetrics-text"
found = families(parser.text_string_to_metric_families, text)
assert found["attache_up"].samples[0].value == (there == "up")
assert ("attache_attach_state" in found) == (there == "up")

answer, text = ask("GET", "/metrics", {})
assert answer.headers.get_content_type() == "text/plain"
found = families(older.text_string_to_metric_families, text)
assert found["attache_up"].samples[0].value == (there == "up")

answer, text = ask("HEAD", "/metrics", OPEN)
assert answer.status == 200 and int(answer.headers["Content-Length"]) > 10
assert not text
answer, text = ask("GET", "/", {})
assert answer.status == 404, answer.status
answer, text = ask("POST", "/metrics", {})
assert answer.status == 405 and answer.headers["Allow"] == "GET, HEAD"

#!/usr/bin/env python3
"""A small reader of Genode's HID: is a configuration as its schema (.hsd) says?

hid.py FILE [SCHEMA]            FILE is what SCHEMA describes, or HID at least
hid.py --system FILE SCHEMA...  FILE is a configuration of init; those of its
    children whose program a schema is named after are read, also where
    dynamic_rom or a nested init has them

Prints what is wrong, a line each. Of schemas, it knows types, attributes and
nodes, not categories: Genode's own schemas are read by Genode's tool/hid.
"""
import os
import re
import sys


class Node:
    def __init__(self, kind, name, line, column):
        self.kind, self.name, self.line, self.column = kind, name, line, column
        self.attrs, self.children, self.text = {}, [], []

    def all(self, kind):
        return [child for child in self.children if child.kind == kind]

    def first(self, kind):
        return (self.all(kind) or [None])[0]


class Bad(Exception):
    pass


def attribute(node, part, line):
    tag, colon, value = part.partition(":")
    if not colon or not re.fullmatch(r"[a-z0-9_-]+", tag):
        raise Bad(f"line {line}: what is '{part}'?")
    if tag in node.attrs:
        raise Bad(f"line {line}: {tag} is said twice")
    node.attrs[tag] = value.strip()


def read_line(stack, text, line):
    """One line: its nodes and attributes, separated by bars."""
    for found in re.finditer(r"[^|\s](?:[^|]|\|(?! |$))*", text):
        part, start = found.group().strip(), found.start()
        if part[0] == ".":
            return
        if part == ":" or part.startswith(": "):
            owner = [node for node in stack if node.column < start][-1]
            owner.text.append(text[start + 1:].strip())
            return
        words = part.split(None, 2)
        if words[0] not in ("+", "x"):
            attribute(stack[-1], part, line)
            continue
        while stack[-1].column >= start:
            stack.pop()
        node = Node(words[1], " ".join(words[2:]), line, start)
        if words[0] == "+":
            stack[-1].children.append(node)
        stack.append(node)


def parse(path):
    with open(path, encoding="utf-8") as file:
        lines = file.read().rstrip().split("\n")
    numbered = [(i + 1, text.rstrip()) for i, text in enumerate(lines)]
    numbered = [(i, text) for i, text in numbered if text.strip()]
    if not numbered or numbered[-1][1] != "-":
        raise Bad("it does not end with '-'")
    line, head = numbered[0]
    kind, _, rest = head.partition("|")
    words = kind.split(None, 1)
    root = Node(words[0], words[1].strip() if len(words) > 1 else "", line, -1)
    stack = [root]
    for line, text in [(line, rest)] + numbered[1:-1]:
        read_line(stack, text, line)
    return root


class Schema:
    def __init__(self, path):
        self.root = parse(path)
        if self.root.kind != "schema":
            raise Bad(f"{path}: no schema")
        self.types = {n.name: re.compile(" ".join(n.text)) for n in self.root.all("type")}

    def check(self, node, rule=None, place=""):
        """What is wrong with the node and those in it."""
        rule = rule or self.root
        place = f"{place}/{node.kind}"
        attrs = {n.name: n for n in rule.all("attr")}
        nodes = {n.name: n for n in rule.all("node")}
        said = dict(node.attrs, **({"name": node.name} if node.name else {}))
        for tag, value in said.items():
            if tag not in attrs:
                yield f"line {node.line}: {place} has no attribute {tag}"
            elif not self.types[attrs[tag].attrs["type"]].fullmatch(value):
                yield f"line {node.line}: {place} {tag}: '{value}' is no " + \
                    attrs[tag].attrs["type"]
        for tag, attr in attrs.items():
            if "default" not in attr.attrs and tag not in said:
                yield f"line {node.line}: {place} lacks {tag}"
        for child in node.children:
            if child.kind not in nodes:
                yield f"line {child.line}: {place} has no node {child.kind}"
            else:
                yield from self.check(child, nodes[child.kind], place)


def program(start):
    binary = start.first("binary")
    return binary.name if binary else start.name


def rom_of(start):
    """The label of the ROM of dynamic_rom that the configuration comes from."""
    for service in (start.first("route") or start).all("service"):
        child = service.first("child")
        if service.attrs.get("label") == "config" and child and \
                child.name == "dynamic_rom":
            return child.attrs.get("label")
    return None


def check_system(config, schemas, place=""):
    """Pairs (configurations seen, what is wrong), for init and those in it."""
    starts = config.all("start")
    roms = {rom.name: rom for start in starts if program(start) == "dynamic_rom"
            for rom in start.first("config").all("rom")}
    for start in starts:
        own = start.all("config")
        if rom_of(start) in roms:
            own = [c for i in roms[rom_of(start)].all("inline") for c in i.all("config")]
        for one in own:
            where = f"{place}{start.name}"
            if program(start) == "init":
                yield from check_system(one, schemas, where + "/")
            elif program(start) in schemas:
                yield where, list(schemas[program(start)].check(one))


def main(args):
    system = args[:1] == ["--system"]
    path, *schema_paths = args[1:] if system else args
    schemas = {os.path.basename(p)[:-len(".hsd")]: Schema(p) for p in schema_paths}
    root = parse(path)
    if system:
        seen = list(check_system(root, schemas))
        wrong = [f"{where}: {text}" for where, texts in seen for text in texts]
        if not seen:
            wrong = ["no configuration that a schema is for"]
    else:
        wrong = [text for schema in schemas.values() for text in schema.check(root)]
    for text in wrong:
        print(f"{path}: {text}")
    return 1 if wrong else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Bad as bad:
        print(f"{sys.argv[-1]}: {bad}")
        sys.exit(1)

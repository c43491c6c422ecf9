#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes entities-table.h: the named character references of HTML.

usage: make-entities.py > entities-table.h

The names and what they stand for are facts of the HTML standard (WHATWG HTML, 13.5), which Python's
html.entities carries. Only names that end with a semicolon are taken, and the 106 that work
without one are marked.
"""
import html.entities

table = html.entities.html5
names = sorted((n[:-1] for n in table if n.endswith(';')), key=lambda n: n.encode())

def literal(text):
    return ''.join(f'\\{b:03o}' for b in text.encode())

print('/* SPDX-License-Identifier: MIT */')
print('/* Made by make-entities.py. Sorted by bytes: {name, text, 1 when it needs no semicolon}. */')
for name in names:
    print(f'{{"{name}", "{literal(table[name + ";"])}", {int(name in table)}}},')

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes charset-single.h or charset-cjk.h (as its argument says) to standard output.

The values are facts (which character a byte stands for), computed from the codecs that come with
Python. Each table is a C11 string literal, so that the file can be read. Run it by hand when a
mapping has to change; nothing runs it at build time.
"""
import sys
import unicodedata

SINGLE = ['cp437', 'cp850', 'cp852', 'cp855', 'cp857', 'cp858', 'cp862', 'cp865', 'cp866',
          'iso8859_2', 'iso8859_3', 'iso8859_4', 'iso8859_5', 'iso8859_6', 'iso8859_7', 'iso8859_8',
          'iso8859_10', 'iso8859_13', 'iso8859_14', 'iso8859_15', 'iso8859_16', 'koi8_r', 'koi8_u',
          'mac_roman', 'mac_cyrillic', 'mac_latin2', 'cp874', 'cp1250', 'cp1251', 'cp1252',
          'cp1253', 'cp1254', 'cp1255', 'cp1256', 'cp1257', 'cp1258']
FULL = ['cp037', 'cp500', 'cp1047']
NOTHING = '\ufffd'


def decode(codec, raw):
    if codec == 'cp1047':  # not in Python: 037 with six pairs exchanged
        swap = {0x15: 0x85, 0x25: 0x0a, 0x5f: 0x5e, 0xb0: 0xac, 0xba: 0xdd, 0xad: 0x5b, 0xbb: 0xa8,
                0xbd: 0x5d}
        if raw[0] in swap:
            return chr(swap[raw[0]])
        codec = 'cp037'
    try:
        return raw.decode(codec)
    except UnicodeDecodeError:
        return None


def quoted(char):
    code = ord(char)
    if char == ' ':
        return char
    if code < 0x100 and (code < 0x20 or 0x7f <= code < 0xa1 or char in '"\\?'):
        return '\\%03o' % code
    if unicodedata.category(char) in ('Cc', 'Cf', 'Co', 'Cn', 'Zs', 'Zl', 'Zp', 'Mn', 'Mc', 'Me') \
            or unicodedata.bidirectional(char) in ('R', 'AL'):
        return '\\u%04x' % code if code < 0x10000 else '\\U%08x' % code
    return char


def emit(name, kind, prefix, chars):
    print(f'\nstatic const {kind} {name}[] = {prefix}""')
    line, width = '', 0
    for char in chars:
        text = quoted(char)
        wide = 2 if unicodedata.east_asian_width(char) in 'WFA' else 1
        wide = wide if len(text) == 1 else len(text)
        if width + wide > 84:
            print(f'\t{prefix}"{line}"')
            line, width = '', 0
        line, width = line + text, width + wide
    print(f'\t{prefix}"{line}";')


def pairs(codec, leads, trails, fallback=None):
    for lead in leads:
        for trail in trails:
            text = decode(codec, bytes((lead, trail)))
            if text is None and fallback:
                text = decode(fallback, bytes((lead, trail)))
            yield text if text and len(text) == 1 else NOTHING


def sjis():
    for lead in [*range(0x81, 0xa0), *range(0xe0, 0xfd)]:
        for trail in [*range(0x40, 0x7f), *range(0x80, 0xfd)]:
            text = decode('cp932', bytes((lead, trail)))
            yield text if text and len(text) == 1 else NOTHING


def jis0212():
    for row in range(0xa1, 0xff):
        for cell in range(0xa1, 0xff):
            yield decode('euc_jp', bytes((0x8f, row, cell))) or NOTHING


def ranges():
    """(pointer, code point) where a run of GB 18030's four-byte part begins."""
    runs, before = [], None
    for pointer in range(39420):
        a, rest = divmod(pointer, 12600)
        b, rest = divmod(rest, 1260)
        c, d = divmod(rest, 10)
        text = decode('gb18030', bytes((0x81 + a, 0x30 + b, 0x81 + c, 0x30 + d)))
        code = ord(text) if text else None
        expected = before + 1 if before is not None else None
        if code != expected or pointer == 0:
            runs.append((pointer, code or 0))
        before = code
    return runs


def head(which):
    guard = f'CHARSET_{which.upper()}_H'
    print('/* SPDX-License-Identifier: MIT */')
    print(f'/* Mappings to Unicode. Written by make-charset-tables.py {which}; do not edit. */')
    print(f'#ifndef {guard}\n#define {guard}\n\n#include <stdint.h>\n#include <uchar.h>')
    print('\n/* clang-format off */')


def single():
    print('\n/* Bytes 0x80 to 0xFF. */')
    for codec in SINGLE:
        chars = []
        for byte in range(0x80, 0x100):
            text = decode(codec, bytes((byte,)))
            if text is None:  # what browsers do with a hole in a Windows set
                text = chr(byte) if codec.startswith('cp125') and byte < 0xa0 else NOTHING
            chars.append(text)
        emit(codec, 'char16_t', 'u', chars)
    print('\n/* EBCDIC, all 256 bytes. */')
    for codec in FULL:
        emit(codec, 'char16_t', 'u', [decode(codec, bytes((b,))) for b in range(256)])


def cjk():
    all_trails = [*range(0x40, 0x7f), *range(0x80, 0xff)]
    big5_trails = [*range(0x40, 0x7f), *range(0xa1, 0xff)]
    leads = range(0x81, 0xff)
    print('\n/* JIS X 0208 with the extensions of Windows, in the order of Shift_JIS: 188 a lead. */')
    emit('jis0208', 'char16_t', 'u', sjis())
    print('\n/* JIS X 0212: 94 a row. */')
    emit('jis0212', 'char16_t', 'u', jis0212())
    print('\n/* Unified Hangul Code: lead from 0x81, 190 each, trail from 0x41. */')
    emit('uhc', 'char16_t', 'u', pairs('cp949', leads, range(0x41, 0xff)))
    print('\n/* GB 18030, two bytes: lead from 0x81, 190 each, trail from 0x40 without 0x7F. */')
    emit('gbk', 'char16_t', 'u', pairs('gb18030', leads, all_trails))
    print('\n/* Big5 with HKSCS: lead from 0x81, 157 each, trail 0x40 to 0x7E, 0xA1 to 0xFE. */')
    emit('big5', 'char32_t', 'U', pairs('big5hkscs', leads, big5_trails, 'cp950'))
    print('\n/* GB 18030, four bytes: where a run of the linear part begins; code 0: not used. */')
    print('static const struct {\n\tuint16_t pointer, code;\n} gb18030_runs[] = {')
    line = '\t'
    for pointer, code in ranges():
        item = f'{{{pointer}, 0x{code:04x}}}, '
        if len(line) + len(item) > 88:
            print(line.rstrip())
            line = '\t'
        line += item
    print(line.rstrip() + '\n};')


head(sys.argv[1])
{'single': single, 'cjk': cjk}[sys.argv[1]]()
print('\n/* clang-format on */\n\n#endif')

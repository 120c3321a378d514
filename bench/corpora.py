#!/usr/bin/env python3
"""Writes a corpus of a wanted size, the same bytes each time, for bench/corpus_against.py.

    bench/corpora.py KIND MB FILE [SEED]

KIND: wet-8k wet-2.6k (WARC conversion records, one gzip member each, of about that size), warc (responses with a page of HTML,
gzipped alike), jsonl jsonl.gz jsonl.zst parquet. MB are of content: of records or lines before compression.

Words follow Zipf's law, and whole phrases come back as they do in prose, so that gzip makes about 2.6 of 1. Documents slice one
text of 32 MB, farther apart than any compressor here looks back. The hosts follow a heavy tail: many have one document.
Needs numpy; parquet needs pyarrow, jsonl.zst zstandard (bench/requirements.txt).
"""
import json
import sys
import zlib

import numpy as np

POOL = 32 << 20
SUFFIXES = ["com", "org", "net", "de", "co.uk", "fr", "com.br", "pl", "it", "github.io"]


def pool(rng):
    """The text that documents are cut from, and where its words begin."""
    letters = list("etaoinshrdlcumwfgypbvk") + ["é", "ü", "ß", "ż"]
    weights = np.array([12, 9, 8, 8, 7, 7, 6, 6, 6, 4, 4, 3, 3, 2, 2, 2, 2, 2, 2, 1.5, 1, .8, .3, .3, .1, .1])
    syllables = ["".join(letters[i] for i in s) for s in rng.choice(len(letters), (250, 2), p=weights / weights.sum())]
    lengths = np.minimum(1 + rng.geometric(0.45, 60_000), 7)
    chosen = (rng.pareto(1.2, lengths.sum()) * 20).astype(np.int64) % len(syllables)
    words, at = [], 0
    for n in lengths:
        words.append("".join(syllables[i] for i in chosen[at:at + n]))
        at += n
    words = sorted(set(words), key=len)[:50_000]  # frequent ones are short
    ends = np.array([" "] * 14 + [", ", ". ", ".\n"])
    count = POOL // 5
    rank = np.arange(1, len(words) + 1)
    chance = 1 / (rank + 2.7) ** 1.07
    chosen = rng.choice(len(words), count, p=chance / chance.sum())
    # Phrases that come back within reach: each is a run of words as it stood a while before.
    start = 2000
    for gap, n, back in zip(rng.integers(1, 13, count // 8), rng.integers(3, 16, count // 8), rng.integers(20, 500, count // 8)):
        start += gap
        if start + n >= count:
            break
        chosen[start:start + n] = chosen[start - back:start - back + n]
        start += n
    stops = rng.integers(0, len(ends), count)
    table = [[(w + e).encode() for e in ends] for w in words]
    parts = [table[w][e] for w, e in zip(chosen.tolist(), stops.tolist())]
    text = b"".join(parts)
    return text, np.concatenate([[0], np.cumsum([len(p) for p in parts])])


class Documents:
    """(text, address, date) without end; text of about `size` bytes, from a fifth to three times it."""

    def __init__(self, size, seed):
        self.rng = np.random.default_rng(seed)
        self.text, self.begins = pool(np.random.default_rng(7))
        self.size = size

    def __iter__(self):
        k = 0
        while True:
            n = 4096
            sizes = np.clip(self.rng.lognormal(-0.18, 0.6, n) * self.size, self.size / 5, self.size * 3).astype(np.int64)
            first = self.begins[self.rng.integers(0, len(self.begins) - self.size, n)]
            last = self.begins[np.searchsorted(self.begins, np.minimum(first + sizes, len(self.text) - 1))]
            hosts = (self.rng.pareto(0.6, n) * 400).astype(np.int64) % 20_000_000
            for a, b, h in zip(first.tolist(), last.tolist(), hosts.tolist()):
                k += 1
                yield (self.text[a:b], f"https://www.site{h}.{SUFFIXES[h % len(SUFFIXES)]}/page/{k}", f"2024-{k % 12 + 1:02}-{k % 28 + 1:02}T01:58:10Z")


def member(data):
    c = zlib.compressobj(6, zlib.DEFLATED, 31)
    return c.compress(data) + c.flush()


def records(size, response, seed):
    for text, url, date in Documents(size, seed):
        if response:
            text = (b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<!doctype html><html lang=\"en\"><head><title>A page</title></head><body><p>"
                    + text.replace(b"\n", b"</p>\n<p>") + b"</p></body></html>")
        head = (f"WARC/1.0\r\nWARC-Type: {'response' if response else 'conversion'}\r\nWARC-Target-URI: {url}\r\nWARC-Date: {date}\r\n"
                f"WARC-Record-ID: <urn:uuid:{len(text):032}>\r\nWARC-Identified-Content-Language: eng\r\n"
                f"Content-Type: {'application/http; msgtype=response' if response else 'text/plain'}\r\nContent-Length: {len(text)}\r\n\r\n")
        yield head.encode() + text + b"\r\n\r\n"


def lines(seed):
    for text, url, date in Documents(2400, seed):
        yield json.dumps({"text": text.decode(), "url": url, "timestamp": date, "language": "en"}, ensure_ascii=False).encode() + b"\n"


def write(kind, wanted, path, seed):
    done = 0
    with open(path, "wb") as out:
        if kind in ("wet-8k", "wet-2.6k", "warc"):
            for r in records({"wet-8k": 7700, "wet-2.6k": 2300, "warc": 20_000}[kind], kind == "warc", seed):
                out.write(member(r))
                done += len(r)
                if done >= wanted:
                    return done
        packer = {"jsonl": None, "jsonl.gz": zlib.compressobj(6, zlib.DEFLATED, 31)}.get(kind)
        if kind == "jsonl.zst":
            import zstandard
            packer = zstandard.ZstdCompressor(level=3).compressobj()
        for line in lines(seed):
            out.write(line if packer is None else packer.compress(line))
            done += len(line)
            if done >= wanted:
                break
        if packer is not None:
            out.write(packer.flush())
    return done


def write_parquet(wanted, path, seed):
    import pyarrow as pa
    import pyarrow.parquet as pq
    schema = pa.schema([("text", pa.string()), ("url", pa.string()), ("timestamp", pa.string()), ("language", pa.string())])
    done, group, held = 0, [], 0
    with pq.ParquetWriter(path, schema, compression="zstd") as out:
        for text, url, date in Documents(2400, seed):
            group.append((text.decode(), url, date, "en"))
            held += len(text) + len(url) + 22
            if held >= 64 << 20 or done + held >= wanted:
                out.write_table(pa.table([pa.array(column) for column in zip(*group)], schema=schema))
                done, group, held = done + held, [], 0
                if done >= wanted:
                    return done


KINDS = ["wet-8k", "wet-2.6k", "warc", "jsonl", "jsonl.gz", "jsonl.zst", "parquet"]

if __name__ == "__main__":
    if len(sys.argv) not in (4, 5) or sys.argv[1] not in KINDS:
        sys.exit(__doc__)
    kind, wanted, path = sys.argv[1], int(float(sys.argv[2]) * 1e6), sys.argv[3]
    seed = int(sys.argv[4]) if len(sys.argv) == 5 else 1
    print((write_parquet if kind == "parquet" else lambda *a: write(kind, *a))(wanted, path, seed))

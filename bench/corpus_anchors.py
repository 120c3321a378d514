#!/usr/bin/env python3
"""What others take for the count that `accord corpus scan` makes: documents and bytes of text, by host.

    bench/corpus_anchors.py warcio|fastwarc FILE          WARC, WET
    bench/corpus_anchors.py duckdb FILE [THREADS]         JSON Lines (plain, .gz, .zst), Parquet
    bench/corpus_anchors.py datatrove FILE                JSON Lines: its document statistics, all groups
    bench/corpus_anchors.py sentencepiece FILE MODEL      JSON Lines: the tokens of each text in one piece

Prints {"seconds", "cpu_seconds", "documents", "bytes", "hosts", "version"}. The time is that of the work alone: the interpreter's start and imports,
which Accord's time holds, do not count, and the host stands for the registrable domain, which costs less. datatrove gives characters; sentencepiece gives `tokens`, without the hosts.
"""
import json
import sys
import time
from collections import defaultdict


def host_of(url):
    return url.split("/", 3)[2] if url.count("/") >= 2 else ""


def warcio(path):
    import importlib.metadata
    from warcio.archiveiterator import ArchiveIterator
    began = time.perf_counter()
    sums = defaultdict(lambda: [0, 0])
    with open(path, "rb") as f:
        for r in ArchiveIterator(f):
            if r.rec_type in ("conversion", "response"):
                s = sums[host_of(r.rec_headers.get_header("WARC-Target-URI"))]
                s[0] += 1
                s[1] += len(r.content_stream().read())
    return began, sums, importlib.metadata.version("warcio")


def fastwarc(path):
    import importlib.metadata
    from fastwarc.warc import ArchiveIterator, WarcRecordType
    began = time.perf_counter()
    sums = defaultdict(lambda: [0, 0])
    with open(path, "rb") as f:
        for r in ArchiveIterator(f, record_types=WarcRecordType.conversion | WarcRecordType.response):
            s = sums[host_of(r.headers["WARC-Target-URI"])]
            s[0] += 1
            s[1] += len(r.reader.read())
    return began, sums, importlib.metadata.version("fastwarc")


def duckdb(path, threads="1"):
    import duckdb as d
    db = d.connect(config={"threads": int(threads)})
    of = f"read_parquet('{path}')" if path.endswith("parquet") else f"read_json('{path}', columns={{text: 'VARCHAR', url: 'VARCHAR'}}, format='newline_delimited')"
    began = time.perf_counter()
    rows = db.execute(f"SELECT split_part(url, '/', 3) AS host, count(*), sum(strlen(text)) FROM {of} GROUP BY host").fetchall()
    return began, {h: (n, b) for h, n, b in rows}, d.__version__


def datatrove(path):
    import importlib.metadata
    import logging
    import os
    import tempfile
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.stats import DocStats
    from loguru import logger
    from tldextract import TLDExtract
    logger.remove()
    logging.disable()
    with tempfile.TemporaryDirectory() as out:
        stats = DocStats(out)
        stats.tld_extractor = TLDExtract(suffix_list_urls=())  # the list that comes with it: nothing is fetched
        began = time.perf_counter()
        for _ in stats.run(JsonlReader(os.path.dirname(path), glob_pattern=os.path.basename(path)).run()):
            pass
        with open(f"{out}/fqdn/length/00000.json") as f:
            sums = {h: (s.get("n", 1), int(s["total"])) for h, s in json.load(f).items() if s}
        return began, sums, importlib.metadata.version("datatrove")


def sentencepiece(path, model):
    import orjson
    import sentencepiece as s
    tokenizer = s.SentencePieceProcessor(model_file=model)
    began = time.perf_counter()
    documents = size = tokens = 0
    with open(path, "rb") as f:
        for line in f:
            text = orjson.loads(line)["text"]
            documents += 1
            size += len(text.encode())
            tokens += len(tokenizer.encode(text))
    return began, {"": (documents, size)}, s.__version__, tokens


ANCHORS = {f.__name__: f for f in (warcio, fastwarc, duckdb, datatrove, sentencepiece)}

if __name__ == "__main__":
    if len(sys.argv) < 3 or sys.argv[1] not in ANCHORS:
        sys.exit(__doc__)
    cpu = time.process_time()
    began, sums, version, *tokens = ANCHORS[sys.argv[1]](*sys.argv[2:])
    seconds = time.perf_counter() - began
    print(json.dumps({"seconds": seconds, "cpu_seconds": time.process_time() - cpu, "documents": sum(s[0] for s in sums.values()), "bytes": sum(s[1] for s in sums.values()), "hosts": len(sums), "version": version, "tokens": tokens[0] if tokens else None}))

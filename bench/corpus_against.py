#!/usr/bin/env python3
"""`accord corpus scan` against what others take for the same count, on the same files, in the same run. One JSON line a figure.

    bench/corpus_against.py [--mb 1000] [--runs 3] [--sizes 10,30,100,300,1000,2000] [PART...]

Parts: warc json parquet datatrove tokens cores sizes (all of them without a name). Every run is a process of its own, the file in the
system's cache; the best of the runs counts. Accord's time is that of its whole process; an anchor's that of its work alone. Documents
and bytes must be the anchor's, or the run fails. MB are of content, 10^6 bytes. ACCORD_BENCH_CLOCK=cpu takes processor time instead
of the clock's where one thread is measured, for a machine that does other things as well.
"""
import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
ACCORD = os.environ.get("ACCORD_BIN", f"{ROOT}/build/release/accord")
CPU = os.environ.get("ACCORD_BENCH_CLOCK") == "cpu"
peak = 0.0  # MB, of all scans
wrong = []


def short(x):
    return None if x is None else float(f"{x:.4g}")


def report(figure, value, unit, anchor=None, anchor_value=None, target=None, of="ratio", less=False, **more):
    ratio = value / anchor_value if value is not None and anchor_value else None
    held = ratio if of == "ratio" else value
    reached = None if target is None or held is None else held <= target if less else held >= target
    words = None if target is None else f"{of} {'<=' if less else '>='} {target}"
    print(json.dumps({"figure": figure, "value": short(value), "unit": unit, "anchor": anchor, "anchor_value": short(anchor_value), "ratio": short(ratio), "target": words, "reached": reached, **more}), flush=True)


def corpus(kind, mb, seed=1):
    """A file of that kind, made once, and the bytes of its content."""
    with open(f"{HERE}/corpora.py", "rb") as f:
        folder = f"{ROOT}/build/bench-corpora/{hashlib.sha256(f.read()).hexdigest()[:12]}"
    os.makedirs(folder, exist_ok=True)
    path = f"{folder}/{mb}-{seed}-{kind}"  # the anchors go by the end of the name
    if not os.path.exists(path + ".size"):
        made = subprocess.run([sys.executable, f"{HERE}/corpora.py", kind, str(mb), path, str(seed)], check=True, stdout=subprocess.PIPE, text=True)
        with open(path + ".size", "w") as f:
            f.write(made.stdout)
    with open(path + ".size") as f:
        return path, int(f.read())


def scan(paths, threads=1, clock=not CPU, options=()):
    """Seconds, and what was counted."""
    global peak
    with tempfile.TemporaryDirectory(dir=f"{ROOT}/build") as out:
        command = [ACCORD, "corpus", "scan", *paths, "-o", f"{out}/x.tally", "--threads", str(threads), "--no-detect-language", "--kind", "crawled", "--json", *options]
        began = time.perf_counter()
        with open(f"{out}/report", "wb+") as stdout:
            child = subprocess.Popen(command, stdout=stdout, stderr=subprocess.DEVNULL)
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
            seconds = time.perf_counter() - began
            stdout.seek(0)
            counted = json.load(stdout)
        if child.returncode != 0:
            sys.exit(f"{' '.join(command)} ended with {child.returncode}")
        if options:
            shown = subprocess.run([ACCORD, "corpus", "show", f"{out}/x.tally", "--json", "--top", "1"], check=True, stdout=subprocess.PIPE, text=True)
            counted["tokens"] = json.loads(shown.stdout)["tokens"]["value"]
        counted["MB"] = usage.ru_maxrss / 1000
        peak = max(peak, counted["MB"])
        return (seconds if clock or threads > 1 else usage.ru_utime + usage.ru_stime), counted


def anchor(*args):
    command = [f"{ROOT}/build/release/bench_corpus", *args] if args[0] == "--bare" else [sys.executable, f"{HERE}/corpus_anchors.py", *map(str, args)]
    done = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout)
    return done["cpu_seconds" if CPU and args[-1] != 2 else "seconds"], done


def best(measure, runs):
    return min((measure() for _ in range(runs)), key=lambda r: r[0])


def against(figure, kind, mb, runs, anchors, threads=1):
    """anchors: (name for people, arguments, target)."""
    path, content = corpus(kind, mb)
    with open(path, "rb") as f:  # into the cache
        while f.read(1 << 24):
            pass
    # One after the other in every round, so that what else the machine does falls on all of them.
    ours, counted, others = None, None, [None] * len(anchors)
    for _ in range(runs):
        r = scan([path], threads)
        ours, counted = min(filter(None, [(ours, counted) if ours else None, r]), key=lambda m: m[0])
        if counted["documents"] == 0:
            break
        for n, (_, args, _) in enumerate(anchors):
            others[n] = min(filter(None, [others[n], anchor(*(a if a != "FILE" else path for a in args))]), key=lambda m: m[0])
    if counted["documents"] == 0:
        report(f"{figure}, {threads} thread{'s'[:threads - 1]}", None, "MB/s", skipped=f"this build does not read it: {list(counted['inputs'][0]['reasons'])}")
        return
    for (name, args, target), (theirs, other) in zip(anchors, others):
        if other.get("documents", counted["documents"]) != counted["documents"] or (args[0] != "datatrove" and other.get("bytes", counted["bytes"]) != counted["bytes"]):
            wrong.append(f"{figure}: {counted['documents']} documents, {counted['bytes']} bytes; {name}: {other['documents']}, {other['bytes']}")
        report(f"{figure}, {threads} thread{'s'[:threads - 1]}", content / 1e6 / ours, "MB/s", " ".join(filter(None, [name, other.get("version")])), content / 1e6 / theirs, target,
               mb=content // 1000000, peak_MB=round(counted["MB"]))


def warc(mb, runs):
    for kind, figure, targets in [("wet-8k", "WET.gz, records of 8 kB", (0.8, 3.5, 1.5)), ("wet-2.6k", "WET.gz, records of 2.6 kB", (None,) * 3), ("warc", "WARC.gz, pages of 20 kB", (None,) * 3)]:
        against(figure, kind, mb, runs, [("libdeflate, bare", ("--bare", "libdeflate", "FILE"), targets[0]), ("warcio", ("warcio", "FILE"), targets[1]), ("FastWARC", ("fastwarc", "FILE"), targets[2])])


def lines(mb, runs):
    for kind, bare, target in [("jsonl", "copy", 3), ("jsonl.gz", "igzip", 2), ("jsonl.zst", "zstd", 1.5)]:
        figure = kind.upper().replace("JSONL", "JSONL").replace(".GZ", ".gz, one stream").replace(".ZST", ".zst")
        against(figure, kind, mb, runs, [(f"{bare}, bare", ("--bare", bare, "FILE"), None), ("DuckDB, 1 thread", ("duckdb", "FILE", 1), target)])
        against(figure, kind, mb, runs, [("DuckDB, 2 threads", ("duckdb", "FILE", 2), None)], threads=2)


def parquet(mb, runs):
    against("Parquet, text and address", "parquet", mb, runs, [("DuckDB, 1 thread", ("duckdb", "FILE", 1), 0.8)])
    against("Parquet, text and address", "parquet", mb, runs, [("DuckDB, 2 threads", ("duckdb", "FILE", 2), None)], threads=2)


def slice_of_datatrove(mb, _):
    against("JSONL.gz, a slice", "jsonl.gz", min(mb, 20), 1, [("datatrove, document statistics", ("datatrove", "FILE"), None)])


def tokens(mb, runs):
    """A model as large ones have it: byte pairs, bytes for what is unknown, no normalisation; trained on a little of the same words."""
    mb = min(mb, 20)
    path, content = corpus("jsonl", mb)
    model = f"{path}.model"
    if not os.path.exists(model):
        import sentencepiece
        with open(path, "rb") as f:
            texts = [json.loads(line)["text"] for line, _ in zip(f, range(400))]
        sentencepiece.SentencePieceTrainer.train(sentence_iterator=iter(texts), model_prefix=model[:-6], vocab_size=8000, model_type="bpe", byte_fallback=True,
                                                 normalization_rule_name="identity", max_sentence_length=1 << 20, minloglevel=2)
    ours, counted = best(lambda: scan([path], options=["--tokenizer", f"sentencepiece:{model}"]), runs)
    theirs, other = best(lambda: anchor("sentencepiece", path, model), 1)
    if counted["tokens"] != other["tokens"]:
        wrong.append(f"tokens: {counted['tokens']}; sentencepiece: {other['tokens']}")
    report("tokens counted, 1 thread", counted["tokens"] / 1e6 / ours, "million/s", f"sentencepiece {other['version']}, each text at once", other["tokens"] / 1e6 / theirs,
           mb=content // 1000000, MB_s=short(content / 1e6 / ours), peak_MB=round(counted["MB"]))


def cores(mb, runs):
    for kind, figure in [("wet-8k", "WET.gz, four files"), ("jsonl.gz", "JSONL.gz, four files"), ("jsonl", "JSONL, four files")]:
        made = [corpus(kind, max(1, mb // 4), seed) for seed in (1, 2, 3, 4)]
        content = sum(size for _, size in made) / 1e6
        one, two = (best(lambda n=n: scan([p for p, _ in made], n, clock=True), runs) for n in (1, 2))
        if one[1]["digest"] != two[1]["digest"]:
            wrong.append(f"{figure}: one thread and two give different digests")
        report(f"{figure}: two threads", content / two[0], "MB/s", "one thread", content / one[0], 1.8, mb=round(content), peak_MB=round(two[1]["MB"]))


def sizes(wanted, runs):
    for kind, figure in [("wet-8k", "WET.gz"), ("jsonl.zst", "JSONL.zst")]:
        for mb in wanted:
            path, content = corpus(kind, mb)
            seconds, counted = best(lambda p=path: scan([p]), min(runs, 2) if mb > 500 else runs)
            report(f"cost against size: {figure}", seconds, "s", mb=content / 1e6, peak_MB=round(counted["MB"]), MB_s=short(content / 1e6 / seconds))


if __name__ == "__main__":
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("parts", nargs="*")
    p.add_argument("--mb", type=int, default=int(os.environ.get("ACCORD_BENCH_MB", 1000)))
    p.add_argument("--runs", type=int, default=3)
    p.add_argument("--sizes", default=os.environ.get("ACCORD_BENCH_SIZES", "10,30,100,300,1000,2000"))
    call = p.parse_args()
    parts = {"warc": warc, "json": lines, "parquet": parquet, "datatrove": slice_of_datatrove, "tokens": tokens, "cores": cores, "sizes": lambda _, runs: sizes([int(s) for s in call.sizes.split(",")], runs)}
    for part in call.parts or parts:
        if part not in parts:
            sys.exit(f"there is no part '{part}': {' '.join(parts)}")
        parts[part](call.mb, call.runs)
    report("memory of every scan above, at its peak", peak, "MB", "the limit", 512, 512, of="value", less=True)
    for w in wrong:
        print(w, file=sys.stderr)
    sys.exit(1 if wrong else 0)

#!/usr/bin/env python3
"""Counts a corpus on a Spark cluster: each task scans a share of the inputs, and the tallies are merged into one.

    spark-submit spark.py crawl/*.warc.gz -o corpus.tally -- --source our-crawl --kind crawled --stage collected
    find /data/crawl -name '*.warc.gz' | spark-submit spark.py - -o crawl.tally --shares 500 -- --kind crawled --duplicates

or from a session of your own:

    from spark import scan
    digest = scan(session, ["/data/a.warc.gz", "/data/b.jsonl.zst"], "corpus.tally", ["--kind", "crawled"])

The tally has the digest that `accord corpus scan` gives for the same names and options on one machine, whatever the shares. What stands
behind `--` are options of `accord corpus scan`, which go to each share.

What has to be so:
  - every executor has the program (--accord PATH, default `accord`) and sees the inputs and the folder of --work under the same names;
    --work is for the shares' tallies, by default a folder beside the output, and is removed in the end;
  - the list of public suffixes is the same everywhere, or given with --psl and --psl-date: shares with two lists do not merge;
  - an input that is not there is in the tally as `missing`, and one that is damaged as `damaged`: the job goes on, and
    `accord corpus show` names them. A share that fails altogether is tried again by Spark and then fails the job: nothing is left out.
  - a share is of whole inputs: many files of like size are spread best. For a corpus.toml, call once for each source and merge.

A task needs one core and about 256 MB beside Spark's own (--memory says how much). Spark 3 or later; nothing beyond pyspark.
"""
import argparse
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile

# What a task runs: names come on standard input, and the name of the tally goes back. Spark takes the answer of one attempt of each
# task, so that what an attempt left behind which was lost, or ran twice, is never merged.
SHARE = 'cd "$1" && t=$(mktemp "$2/share-XXXXXXXXXX") && shift 2 && "$@" -o "$t" >&2 && echo "$t"'


def scan(session, inputs, out, options=(), shares=None, accord="accord", work=None):
    """Scans `inputs` (names, as accord takes them) into the tally `out` and gives its digest.

    shares: how many tasks; by default one for each input, at most four for each core. Raises what Spark raises when a share
    failed (its words are in the executor's log), and subprocess.CalledProcessError when merging did.
    """
    inputs = list(inputs)
    if any("\n" in name or name == "-" for name in inputs):
        raise ValueError("a name is - or holds a line break; give names of files")
    context = session.sparkContext
    shares = shares or max(1, min(len(inputs), 4 * context.defaultParallelism))
    out = os.path.abspath(out)
    made = tempfile.mkdtemp(prefix=os.path.basename(out) + ".shares-", dir=work or os.path.dirname(out))
    os.chmod(made, 0o777)  # executors may run as somebody else
    try:
        command = ["sh", "-c", SHARE, "share", os.getcwd(), made, accord, "corpus", "scan", "-", "--threads", "1", *options]
        # Round robin, so that neighbours, which tend to be alike in size, are spread.
        spread = context.parallelize([inputs[k::shares] for k in range(shares)], shares).flatMap(lambda share: share)
        tallies = spread.pipe(shlex.join(command), env={"PATH": os.environ.get("PATH", "/usr/bin:/bin")}, checkCode=True).collect()
        if len(tallies) != shares:
            raise RuntimeError(f"{shares} shares gave {len(tallies)} tallies")
        merged = subprocess.run([accord, "corpus", "merge", "-", "-o", out, "--json"], input="\n".join(tallies), check=True, stdout=subprocess.PIPE, text=True)
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return json.loads(merged.stdout)["digest"]


def main():
    words = sys.argv[1:]
    cut = words.index("--") if "--" in words else len(words)
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("inputs", nargs="+", metavar="INPUT", help="names of files; - reads them from standard input, a line each")
    p.add_argument("-o", "--out", required=True, help="the tally to write")
    p.add_argument("--shares", type=int, help="how many tasks (default: one for each input, at most four for each core)")
    p.add_argument("--accord", default="accord", help="the program, as executors find it")
    p.add_argument("--work", help="where the shares' tallies are kept meanwhile (default: beside the output)")
    p.add_argument("--master", help="where spark-submit does not say: local-cluster[2,1,1024]")
    call = p.parse_args(words[:cut])
    inputs = []
    for name in call.inputs:
        inputs += [line for line in sys.stdin.read().splitlines() if line] if name == "-" else [name]
    from pyspark.sql import SparkSession
    build = SparkSession.builder.appName("accord corpus scan")
    session = (build.master(call.master) if call.master else build).getOrCreate()
    try:
        print(scan(session, inputs, call.out, words[cut + 1:], call.shares, call.accord, call.work))
    finally:
        session.stop()


if __name__ == "__main__":
    main()

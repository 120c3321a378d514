#!/usr/bin/env python3
"""Makes the Parquet files of this folder and, beside each, what is in it as JSON Lines: the tests hold one against the other.
They are checked in, since making them takes pyarrow (26), which the tests do not.  Usage: make.py FOLDER"""
import base64, datetime as dt, decimal, json, pathlib, sys

import pyarrow as pa
import pyarrow.parquet as pq

out = pathlib.Path(sys.argv[1])
day = dt.datetime(2023, 3, 1, 23, 59, 59)
texts = ["Grüße aus dem Netz", "", "a", "naïve 😀 café", "x" * 300, None]


def rows(n):
    for i in range(n):
        yield {"text": texts[i % len(texts)], "url": f"https://www.site{i % 7}.co.uk/{i}" if i % 5 else None, "language": ["en", "de", "C++", None][i % 4],
               "id": f"<urn:{i}>", "token_count": i * 3 if i % 3 else None, "noise": i}


def write(name, table, plain, **options):
    pq.write_table(table, out / f"{name}.parquet", **options)
    with open(out / f"{name}.jsonl", "w") as f:
        for row in plain:
            f.write(json.dumps(row, ensure_ascii=False) + "\n")


plain = list(rows(60))
table = pa.Table.from_pylist(plain)
for codec in ["none", "snappy", "gzip", "brotli", "zstd", "lz4"]:
    write(codec, table, plain, compression=codec, row_group_size=25)
write("pages-2", table, plain, data_page_version="2.0", data_page_size=64, write_batch_size=4, row_group_size=40)
write("no-dictionary", table, plain, use_dictionary=False, write_statistics=False)
write("delta", table, plain, use_dictionary=False, column_encoding={"text": "DELTA_BYTE_ARRAY", "url": "DELTA_LENGTH_BYTE_ARRAY", "token_count": "DELTA_BINARY_PACKED"})

# Types: large strings, views, dictionaries, bytes that are text, small and unsigned numbers, decimals.
typed = pa.table({
    "text": pa.array([r["text"] for r in plain], pa.large_string()),
    "url": pa.array([r["url"] for r in plain], pa.string()).dictionary_encode(),
    "language": pa.array([r["language"] and r["language"].encode() for r in plain], pa.binary()),
    "token_count": pa.array([r["token_count"] for r in plain], pa.uint16()),
    "noise": pa.array([[r["noise"]] for r in plain], pa.list_(pa.int32())),
})
write("types", typed, plain, compression="zstd")

# Names inside of others, lists, and a second choice where the first is null.
nested = [{"content": "second choice", "text": None if i % 2 else f"first choice {i}", "tags": ["a", "b"], "meta": {"url": f"http://example.org/{i}", "source": "web"} if i % 3 else None, "messages": [{"text": "inside a list"}]} for i in range(20)]
write("nested", pa.Table.from_pylist(nested), nested)

# Dates: each unit of time, days, text, and numbers of seconds; the day is the same in each.
moments = [day + dt.timedelta(days=i) for i in range(8)] + [None]
iso = [m and m.isoformat() for m in moments]
plain_dates = [{"text": "t", "timestamp": m} for m in iso]
for name, column in {
    "seconds": pa.array(moments, pa.timestamp("s")), "milliseconds": pa.array(moments, pa.timestamp("ms")), "microseconds": pa.array(moments, pa.timestamp("us", tz="UTC")),
    "nanoseconds": pa.array([m and int(m.replace(tzinfo=dt.timezone.utc).timestamp()) * 10**9 + 999_999_999 for m in moments], pa.timestamp("ns")), "days": pa.array([m and m.date() for m in moments], pa.date32()), "text": pa.array(iso, pa.string()),
    "numbers": pa.array([m and int(m.replace(tzinfo=dt.timezone.utc).timestamp()) for m in moments], pa.int64()),
}.items():
    write(f"date-{name}", pa.table({"text": ["t"] * len(moments), "timestamp": column}), plain_dates)
write("date-int96", pa.table({"text": ["t"] * len(moments), "timestamp": pa.array([m and m.replace(microsecond=999_999) for m in moments], pa.timestamp("ns"))}), plain_dates, use_deprecated_int96_timestamps=True)

# Manifests of pictures and recordings.
pictures = [{"url": f"https://cdn.example.org/{i}.jpg", "caption": f"picture {i}" if i % 4 else None, "width": 640, "height": 480 if i % 6 else None} for i in range(24)]
write("pictures", pa.Table.from_pylist(pictures), pictures)
recordings = [{"url": f"https://audio.example.org/{i}.mp3", "duration": 1.5 * i} for i in range(10)]
write("recordings", pa.table({"url": [r["url"] for r in recordings], "duration": pa.array([decimal.Decimal(str(r["duration"])) for r in recordings], pa.decimal128(10, 3))}), recordings)

# Nothing in it; bytes that are no text; many small row groups.
write("empty", table.slice(0, 0), [])
pq.write_table(pa.table({"text": pa.array([b"good", b"\xff\xfe bad", b"good again"], pa.binary())}), out / "not-utf8.parquet")
many = [{"text": f"number {i} " + "and more " * (i % 9), "url": f"https://site{i % 11}.org/"} for i in range(600)]
write("groups", pa.Table.from_pylist(many), many, row_group_size=30, compression="none", use_dictionary=False, write_page_checksum=True, data_page_size=400, write_batch_size=10)

# What Spark and Dask leave beside their files: the footers of all, without a row.
footers = []
pq.write_table(table, out / "part.tmp", metadata_collector=footers)
footers[0].set_file_path("part-0.parquet")
footers[0].write_metadata_file(out / "_metadata")
(out / "part.tmp").unlink()

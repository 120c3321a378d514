#!/usr/bin/env python3
"""Draws what a scan costs against the size of its input, from the JSON lines of bench/corpus_against.py on standard input; SVG comes out.

    bench/corpus_against.py sizes | bench/picture.py > docs/manual/pictures/corpus-cost.svg

Both axes are logarithmic: a straight line of slope one is a cost in proportion to the size. The colours follow the reader's scheme.
"""
import html
import json
import math
import sys

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720, 420, 64, 150, 40, 52

series = {}
for line in sys.stdin:
    try:
        r = json.loads(line)
    except ValueError:
        continue
    if isinstance(r, dict) and str(r.get("figure", "")).startswith("cost against size: "):
        series.setdefault(r["figure"].split(": ", 1)[1], []).append((r["mb"], r["value"], r["peak_MB"]))
if not series:
    sys.exit("no line of a cost against size was given: bench/corpus_against.py sizes | bench/picture.py")

points = [p for s in series.values() for p in s]


def decades(values):
    return math.floor(math.log10(min(values)) + 1e-9), math.ceil(math.log10(max(values)) - 1e-9)


x0, x1 = (math.log10(f(p[0] for p in points)) for f in (min, max))
y0, y1 = decades([p[1] for p in points])
x1, y1 = max(x1, x0 + 1), max(y1, y0 + 1)


def x(mb):
    return LEFT + (math.log10(mb) - x0) / (x1 - x0) * (WIDTH - LEFT - RIGHT)


def y(s):
    return HEIGHT - BOTTOM - (math.log10(s) - y0) / (y1 - y0) * (HEIGHT - TOP - BOTTOM)


def size(mb):
    return f"{mb / 1000:g} GB" if mb >= 1000 else f"{mb:g} MB"


def seconds(s):
    return f"{s:g} s" if s >= 1 else f"{s * 1000:g} ms"


out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="t d" font-family="system-ui, sans-serif" font-size="13">',
       '<title id="t">What a scan costs against the size of its input</title>',
       '<desc id="d">' + html.escape("; ".join(f"{n}: " + ", ".join(f"{size(round(mb))} in {s:.3g} s with {p} MB of memory" for mb, s, p in sorted(pts)) for n, pts in series.items())) + ".</desc>",
       "<style>.ink{fill:#333}.axis{stroke:#8886;stroke-width:1}.s0{stroke:#1f6fb2;fill:#1f6fb2}.s1{stroke:#b4551f;fill:#b4551f}.s2{stroke:#3a7d44;fill:#3a7d44}"
       "path{fill:none!important;stroke-width:2}.name{stroke:none}"
       "@media(prefers-color-scheme:dark){.ink{fill:#ddd}.s0{stroke:#7db8ec;fill:#7db8ec}.s1{stroke:#e89b6b;fill:#e89b6b}.s2{stroke:#8fce98;fill:#8fce98}}</style>"]
for e in range(math.ceil(x0 - 0.01), math.floor(x1) + 1):
    out.append(f'<line class="axis" x1="{x(10 ** e):.1f}" x2="{x(10 ** e):.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}"/><text class="ink" x="{x(10 ** e):.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{size(10 ** e)}</text>')
if x1 - math.floor(x1) > 0.08:
    out.append(f'<text class="ink" x="{WIDTH - RIGHT}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{size(round(10 ** x1))}</text>')
for e in range(y0, y1 + 1):
    out.append(f'<line class="axis" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(10 ** e):.1f}" y2="{y(10 ** e):.1f}"/><text class="ink" x="{LEFT - 8}" y="{y(10 ** e) + 4:.1f}" text-anchor="end">{seconds(10 ** e)}</text>')
out.append(f'<text class="ink" x="{LEFT}" y="{TOP - 16}">time of accord corpus scan, one thread</text>')
out.append(f'<text class="ink" x="{(LEFT + WIDTH - RIGHT) / 2:.1f}" y="{HEIGHT - 12}" text-anchor="middle">content of the input, decompressed</text>')
names = []
for k, (name, pts) in enumerate(series.items()):
    pts = sorted(pts)
    out.append(f'<g class="s{k % 3}"><path d="M' + "L".join(f"{x(mb):.1f} {y(s):.1f}" for mb, s, _ in pts) + '"/>' + "".join(f'<circle cx="{x(mb):.1f}" cy="{y(s):.1f}" r="3"/>' for mb, s, _ in pts) + "</g>")
    names.append((y(pts[-1][1]), k, name, pts[-1], max(p for *_, p in pts)))
names.sort()
at = -1e9
for want, k, name, (mb, s, _), memory in names:
    at = max(want - 8, at + 48)
    for row, text in enumerate([name, f"{mb / s:,.0f} MB/s", f"{memory} MB of memory"]):
        out.append(f'<text class="s{k % 3} name" x="{x(mb) + 10:.1f}" y="{at + 15 * row:.1f}">{html.escape(text)}</text>')
out.append("</svg>")
print("\n".join(out))

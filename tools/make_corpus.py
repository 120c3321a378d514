#!/usr/bin/env python3
"""Writes the example corpus of examples/corpus: a few thousand short documents of our own making, the same bytes each time.

    tools/make_corpus.py [FOLDER]

collected/  as it was obtained: what a crawler of the invented provider fetched (WARC, gzip by record and plain; WET), and a
            public dataset of letters (JSON Lines, gzip and plain; text files). One archive is cut off, one has a wrong
            length inside, one file of lines has three that are no JSON: readers must say so and lose nothing else.
processed/  the same after filtering, before training (JSON Lines with url, date, language and token counts).

optouts/    what the same sites told crawlers at two dates: answers to /robots.txt (WARC), and other files by host.

Hosts end in .example, .test and .invalid, which belong to nobody (RFC 2606).
"""
import gzip
import io
import json
import os
import random
import sys

out = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "examples", "corpus")
rng = random.Random(20261128)

# Sentences with a hole for a thing, by language: enough to be told apart.
WORDS = {
    "en": (["The tern came back to {} this morning, and we wrote down the hour.", "Nobody in the village remembers who planted {}.",
            "After the rain, the path to {} is under water until noon.", "We measured {} twice, and the second time it was longer."],
           ["the harbour", "the old orchard", "the north wall", "the lighthouse", "the upper mill", "the long meadow"]),
    "de": (["Die Seeschwalbe kam heute früh zu {} zurück, und wir schrieben die Stunde auf.", "Niemand im Dorf weiß noch, wer {} gepflanzt hat.",
            "Nach dem Regen steht der Weg zu {} bis Mittag unter Wasser.", "Wir haben {} zweimal gemessen, beim zweiten Mal war es länger."],
           ["dem Hafen", "der alten Wiese", "der Nordmauer", "dem Leuchtturm", "der oberen Mühle"]),
    "fr": (["La sterne est revenue ce matin vers {}, et nous avons noté l'heure.", "Personne au village ne sait plus qui a planté {}.",
            "Après la pluie, le chemin vers {} reste sous l'eau jusqu'à midi.", "Nous avons mesuré {} deux fois, et la seconde fois c'était plus long."],
           ["le port", "le vieux verger", "le mur du nord", "le phare", "le moulin d'en haut"]),
    "nl": (["De visdief kwam vanmorgen terug naar {}, en wij schreven het uur op.", "Niemand in het dorp weet nog wie {} heeft geplant.",
            "Na de regen staat het pad naar {} tot de middag onder water.", "Wij hebben {} twee keer gemeten, en de tweede keer was het langer."],
           ["de haven", "de oude boomgaard", "de noordmuur", "de vuurtoren", "de bovenste molen"]),
    "es": (["El charrán volvió esta mañana a {}, y apuntamos la hora.", "Nadie en el pueblo recuerda quién plantó {}.",
            "Después de la lluvia, el camino a {} queda bajo el agua hasta el mediodía."], ["el puerto", "el viejo huerto", "el muro norte", "el faro"]),
    "it": (["La sterna è tornata stamattina verso {}, e abbiamo segnato l'ora.", "Nessuno in paese ricorda chi ha piantato {}.",
            "Dopo la pioggia, il sentiero verso {} resta sott'acqua fino a mezzogiorno."], ["il porto", "il vecchio frutteto", "il muro nord", "il faro"]),
    "pl": (["Rybitwa wróciła dziś rano do {}, a my zapisaliśmy godzinę.", "Nikt we wsi nie pamięta, kto posadził {}.",
            "Po deszczu ścieżka do {} jest pod wodą aż do południa."], ["portu", "starego sadu", "północnego muru", "latarni"]),
    "sv": (["Tärnan kom tillbaka till {} i morse, och vi skrev upp timmen.", "Ingen i byn minns vem som planterade {}.",
            "Efter regnet står stigen till {} under vatten till middag."], ["hamnen", "den gamla fruktträdgården", "norra muren", "fyren"]),
    "pt": (["A andorinha-do-mar voltou esta manhã para {}, e anotámos a hora.", "Ninguém na aldeia se lembra de quem plantou {}.",
            "Depois da chuva, o caminho para {} fica debaixo de água até ao meio-dia."], ["o porto", "o velho pomar", "o muro norte", "o farol"]),
    "uk": (["Крячок повернувся сьогодні вранці до {}, і ми записали годину.", "Ніхто в селі не пам'ятає, хто посадив {}."], ["гавані", "старого саду", "північної стіни"]),
}
SHARE = {"en": 30, "de": 16, "fr": 12, "nl": 12, "es": 8, "it": 7, "pl": 6, "sv": 4, "pt": 3, "uk": 2}
KINDS = ["garden", "harbour", "birds", "repair", "parish", "weather", "museum", "recipes", "letters", "railway", "choir", "school"]
PLACES = ["anholt", "brugge", "cadiz", "delft", "evora", "farsund", "gdynia", "husum", "ischia", "jelsa", "kinsale", "lecce", "malmo", "nafplio", "odense", "porto", "quimper", "rovinj", "sligo", "tartu"]
HOSTS = [f"www.{k}-{p}.{rng.choice(['example'] * 6 + ['test'] * 3 + ['invalid'])}" for k in KINDS for p in PLACES]
rng.shuffle(HOSTS)


def prose(language):
    sentences, things = WORDS[language]
    return " ".join(rng.choice(sentences).format(rng.choice(things)) for _ in range(rng.randint(2, 7)))


def page(n):
    language = rng.choices(list(SHARE), SHARE.values())[0]
    host = HOSTS[min(int(rng.paretovariate(0.7)) - 1, len(HOSTS) - 1)]
    month = rng.randint(0, 16)
    date = f"{2025 + month // 12}-{month % 12 + 1:02}-{rng.randint(1, 28):02}T{rng.randint(0, 23):02}:{rng.randint(0, 59):02}:00Z"
    return {"url": f"https://{host}/{rng.choice(KINDS)}/{n}", "date": date, "language": language, "text": prose(language)}


def record(kind, headers, body):
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\n" + "".join(f"{k}: {v}\r\n" for k, v in headers.items())
    length = headers.get("Content-Length", len(body))
    if "Content-Length" not in headers:
        head += f"Content-Length: {length}\r\n"
    return head.encode() + b"\r\n" + body + b"\r\n\r\n"


def response(p, n, **more):
    html = f"<!doctype html><html lang=\"{p['language']}\"><title>{n}</title><p>{p['text']}</p></html>".encode()
    http = (f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(html)}\r\n\r\n").encode() + html
    return record("response", {"WARC-Target-URI": p["url"], "WARC-Date": p["date"], "WARC-Record-ID": f"<urn:uuid:00000000-0000-4000-8000-{n:012}>",
                               "Content-Type": "application/http; msgtype=response", **more}, http)


def conversion(p, n):
    return record("conversion", {"WARC-Target-URI": p["url"], "WARC-Date": p["date"], "WARC-Record-ID": f"<urn:uuid:00000000-0000-4000-8000-{n:012}>",
                                 "WARC-Identified-Content-Language": {"en": "eng", "de": "deu", "fr": "fra", "nl": "nld", "es": "spa", "it": "ita", "pl": "pol", "sv": "swe", "pt": "por", "uk": "ukr"}[p["language"]],
                                 "Content-Type": "text/plain"}, p["text"].encode())


def zipped(data):
    buffer = io.BytesIO()
    with gzip.GzipFile(fileobj=buffer, mode="wb", mtime=0, compresslevel=9) as z:
        z.write(data)
    return buffer.getvalue()


def write(name, data):
    path = os.path.join(out, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as f:
        f.write(data)


def lines(rows):
    return "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows).encode()


pages = [page(n) for n in range(2400)]
write("collected/crawl/part-1.warc.gz", b"".join(zipped(response(p, n)) for n, p in enumerate(pages[:500])))
cut = b"".join(zipped(response(p, 500 + n)) for n, p in enumerate(pages[500:800]))
write("collected/crawl/part-2.warc.gz", cut[:-61])  # the last record breaks off, as when a disk was full
plain = [response(p, 800 + n) for n, p in enumerate(pages[800:900])]
plain[40] = response(pages[840], 840, **{"Content-Length": "17"})  # says that it is shorter than it is
write("collected/crawl/part-3.warc", b"".join(plain))
write("collected/crawl/part-4.wet.gz", zipped(b"".join(conversion(p, 900 + n) for n, p in enumerate(pages[900:]))))

letters = [{"id": f"letter-{n:04}", "language": l, "created": f"{rng.randint(1890, 1939)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}", "text": prose(l)}
           for n, l in enumerate(rng.choices(["nl", "fr", "de", "en"], [5, 3, 2, 1], k=900))]
write("collected/letters/letters-1.jsonl.gz", zipped(lines(letters[:500])))
broken = lines(letters[500:860]).split(b"\n")
for at in (17, 170, 300):
    broken[at] = broken[at][: len(broken[at]) // 2]
write("collected/letters/letters-2.jsonl", b"\n".join(broken))
for letter in letters[860:]:
    write(f"collected/letters/pages/{letter['id']}.txt", (letter["text"] + "\n").encode())

# After filtering: short pages and repetitions are gone.
seen, kept = set(), []
for p in pages:
    if len(p["text"]) > 180 and p["text"] not in seen:
        seen.add(p["text"])
        kept.append({**p, "token_count": len(p["text"].encode()) * 10 // 43})
write("processed/crawl.jsonl.gz", zipped(lines(kept)))
write("processed/letters.jsonl.gz", zipped(lines({"id": l["id"], "language": l["language"], "text": l["text"], "token_count": len(l["text"].encode()) * 10 // 41} for l in letters if len(l["text"]) > 120)))

# What the sites of the crawl said about crawlers, at two dates: an archive of answers to /robots.txt as Common Crawl has them, and the other
# files by host. Drawn from numbers of its own, so that nothing above changes.
rng = random.Random(20261129)
SAID = [
    (30, "User-agent: *\nDisallow: /admin/\n"),
    (14, "User-agent: *\nAllow: /\n\nUser-agent: GPTBot\nUser-agent: ClaudeBot\nUser-agent: CCBot\nUser-agent: Google-Extended\nDisallow: /\n"),
    (8, "User-agent: *\nContent-Signal: search=yes,ai-train=no\nAllow: /\n\nUser-agent: Bytespider\nUser-agent: meta-externalagent\nDisallow: /\n"),
    (5, "User-agent: *\nAllow: /\nContent-Usage: / train-ai=n\nContent-Usage: /open/ train-ai=y\n"),
    (5, "# Keep out.\nUser-agent: *\nDisallow: /\n"),
    (4, "User-agent: *\nDisallow: /\nAllow: /about\n\nUser-agent: Googlebot\nDisallow:\n"),
    (4, "License: https://licences.example/rsl.xml\nUser-agent: *\nDisallow: /search\n"),
]


def robots_answer(host, date, n, earlier):
    number = rng.random()
    if number < 0.12:
        return http_record(host, date, n, "404 Not Found", "text/html", "<p>nothing here</p>")
    if number < 0.15:
        return http_record(host, date, n, "503 Service Unavailable", "text/plain", "later")
    weights = [w for w, _ in SAID]
    if earlier:  # the talk of AI came later
        weights[1:5] = [w / 3 for w in weights[1:5]]
    return http_record(host, date, n, "200 OK", "text/plain", rng.choices([t for _, t in SAID], weights)[0])


def http_record(host, date, n, status, kind, body):
    data = body.encode()
    http = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(data)}\r\n\r\n".encode() + data
    return record("response", {"WARC-Target-URI": f"https://{host}/robots.txt", "WARC-Date": date, "WARC-Record-ID": f"<urn:uuid:00000000-0000-4000-9000-{n:012}>",
                               "Content-Type": "application/http; msgtype=response"}, http)


for year, day in ((2025, "2025-06-14"), (2026, "2026-05-20")):
    answers = []
    for n, host in enumerate(HOSTS):
        if rng.random() < 0.06:
            continue  # the archive does not have it
        bare = host.removeprefix("www.")
        if rng.random() < 0.5:
            answers.append(http_record(bare, f"{day}T{n // 60:02}:{n % 60:02}:00Z", year * 1000 + n, "301 Moved Permanently", "text/html", ""))
        answers.append(robots_answer(host, f"{day}T{n // 60:02}:{n % 60:02}:01Z", year * 1000 + 500 + n, year == 2025))
    write(f"optouts/robotstxt-{year}.warc.gz", b"".join(zipped(a) for a in answers))
for n, host in enumerate(HOSTS[:12]):
    where = f"optouts/sites/2026-05-20/{host}"
    if n % 3 == 0:
        write(f"{where}/tdmrep.json", json.dumps([{"location": "/", "tdm-reservation": 1 if n % 2 == 0 else 0}]).encode() + b"\n")
    if n % 3 == 1:
        write(f"{where}/ai.txt", b"User-Agent: *\nDisallow: *.jpg\nDisallow: *.png\n" if n % 2 else b"User-Agent: *\nDisallow: /\nDisallow: *\n")
    if n % 3 == 2:
        write(f"{where}/license.xml", b'<rsl xmlns="https://rslstandard.org/rsl">\n <content url="/">\n  <license><prohibits type="usage">ai-train</prohibits></license>\n </content>\n</rsl>\n')

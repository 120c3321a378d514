#!/usr/bin/env python3
"""Holds the example code of practice to its own rules: anchors exist, quotes are unique, numbers suffice."""
import json
import re
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2] / "examples" / "gpai"
CATEGORIES = {"provider", "downstream", "industry", "civil-society", "rightsholder", "academia"}
faults = []


def fault(where, what):
    faults.append(f"{where}: {what}")


def load(name):
    return json.loads((ROOT / name).read_text(encoding="utf-8"))


def plain(markdown):
    """Visible text: footnote marks and table rules gone, white space kept as single spaces and line ends."""
    text = re.sub(r"\[\^\w+\]:?", "", markdown)
    text = re.sub(r"^\|[-|: ]+\|$", "", text, flags=re.M)
    text = re.sub(r"^\| | \|$", "", text, flags=re.M).replace(" | ", "\n").replace("**", "")
    return text


def provisions(name):
    """Reference ("Measure 1.2") -> visible heading and body, in the order of the draft."""
    found, at, zone = {}, None, ""
    for line in (ROOT / name).read_text(encoding="utf-8").split("\n"):
        heading = re.match(r"#{2,4} (.*)", line)
        if heading:
            zone = heading[1]
            numbered = re.match(r"((?:Chapter|Commitment|Measure|Annex|Section) [\w.]+) · (.*)", zone)
            at = numbered[1] if numbered else None
            if at:
                if at in found:
                    fault(name, f"{at} appears twice")
                found[at] = numbered[2] + "\n"
            continue
        recital = re.match(r"\((\d+)\) (.*)", line) if zone == "Recitals" else None
        term = re.match(r"\*\*(.+?)\*\*: (.*)", line) if zone == "Glossary" else None
        if recital:
            at, line = f"Recital {recital[1]}", recital[2]
        elif term:
            at, line = f"Definition {term[1]}", line
        if at:
            found[at] = found.get(at, "") + line + "\n"
    return {k: plain(v) for k, v in found.items()}


def check_lineage(drafts):
    for pair, changes in load("lineage.json").items():
        old, new = (drafts[int(n)] for n in pair.split("-"))
        for side, draft in (("old", old), ("new", new)):
            named = Counter(ref for c in changes for ref in c[side])
            for ref in draft:
                if named[ref] != 1:
                    fault(f"lineage {pair}", f"{side} {ref} is named {named[ref]} times")
            for ref in set(named) - set(draft):
                fault(f"lineage {pair}", f"{side} {ref} does not exist")
        for c in changes:
            if c["kind"] in ("same", "renumbered", "moved", "edited"):
                equal = old[c["old"][0]] == new[c["new"][0]]
                if equal and c["kind"] == "edited" or not equal and c["kind"] == "same":
                    fault(f"lineage {pair}", f"{c['old'][0]} is called {c['kind']}")


def check_round(number, draft, people, organisations):
    texts, points, used, ids = Counter(), 0, set(), Counter()
    submissions = [(f.name, json.loads(f.read_text(encoding="utf-8"))) for f in sorted((ROOT / f"round-{number}").glob("*.json"))]
    for name, s in submissions:
        where = f"round {number}, {name}"
        ids[s["id"]] += 1
        person = people.get(s["person"])
        if not person or person["role"] != "member":
            fault(where, f"{s['person']} is no participant")
            continue
        used.add(person["category"])
        if s["on_behalf_of"] not in (None, person["organisation"]):
            fault(where, f"{s['person']} does not belong to {s['on_behalf_of']}")
        if s["on_behalf_of"] and organisations[s["on_behalf_of"]]["category"] != person["category"]:
            fault(where, "category of person and organisation differ")
        if not s["points"]:
            fault(where, "no points")
        for i, p in enumerate(s["points"], 1):
            here = f"{where}, point {i} at {p['at']}"
            points += 1
            texts[p["text"]] += 1
            if p["at"] not in draft:
                fault(here, "no such provision")
            elif p["quote"] and draft[p["at"]].count(p["quote"]) != 1:
                fault(here, f"quote occurs {draft[p['at']].count(p['quote'])} times: {p['quote']}")
            if p["replacement"] is not None and not p["quote"]:
                fault(here, "replacement without a quote")
            if not 28 <= len(p["text"].split()) <= 150:
                fault(here, f"{len(p['text'].split())} words")
    for ref in [i for i, n in ids.items() if n > 1]:
        fault(f"round {number}", f"id {ref} is used twice")
    return submissions, points, used, {t: n for t, n in texts.items() if n > 1}


def main():
    drafts = {d["number"]: provisions(d["file"]) for d in load("drafts.json")}
    register = load("people.json")
    people = {p["id"]: p for p in register["people"]}
    organisations = {o["id"]: o for o in register["organisations"]}
    if not all(x.get("example") is True for x in register["people"] + register["organisations"]):
        fault("people.json", "somebody is not marked as an example")
    check_lineage(drafts)
    for number, least_submissions, least_points, categories in ((2, 8, 25, None), (3, 32, 205, CATEGORIES)):
        submissions, points, used, repeated = check_round(number, drafts[number], people, organisations)
        if len(submissions) < least_submissions or points < least_points:
            fault(f"round {number}", f"{len(submissions)} submissions and {points} points are too few")
        if categories and used != categories:
            fault(f"round {number}", f"categories are {sorted(used)}")
        for text, n in repeated.items():
            if number != 3 or n != 6:  # the campaign: six letters share a template
                fault(f"round {number}", f"{n} points say: {text[:60]}")
        heat = Counter(p["at"] for _, s in submissions for p in s["points"])
        print(f"round {number}: {len(submissions)} submissions, {points} points, most on", heat.most_common(8))
    print("provisions:", {n: len(d) for n, d in drafts.items()})
    print("\n".join(faults) or "no faults")
    return 1 if faults else 0


sys.exit(main())

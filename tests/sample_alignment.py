"""An invented event, small and with everything in it: what the tests of formats write and read."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from align.model import (
    Alignment,
    Bead,
    Document,
    Draft,
    Finding,
    Findings,
    Link,
    Passage,
    Provenance,
    Role,
    Segment,
    Span,
)

FRENCH = (
    ("La grève du port s’étend « jusqu’à nouvel ordre »", Role.TITLE),
    ("Le président de la région a annoncé 3 000 € d’aide.", Role.BODY),
    ("Elle sera versée en mai.", Role.BODY),
    ("Photo : les quais & les grues <vides>, mardi.", Role.CAPTION),
    ("Deux dockers ont été blessés.", Role.BODY),
    ("Le maire n’a pas réagi.", Role.BODY),
)
ENGLISH = (
    ("The port strike spreads “until further notice”", Role.TITLE),
    ("The region’s president announced €3,000 of aid, to be paid in May.", Role.BODY),
    ("Three dockers were hurt on Monday.", Role.BODY),
    ("Unions called a second strike for Friday 👩‍🔬.", Role.BODY),
)


def document(
    name: str, language: str, sentences: tuple[tuple[str, Role], ...], outlet: str, day: date | None
) -> Document:
    segments = []
    position = 0
    for number, (text, role) in enumerate(sentences, 1):
        span = Span(position, position + len(text))
        segments.append(Segment(f"{name}.s{number:04d}", name, span, text, number // 2, role))
        position = span.end + 1
    text = "\n".join(t for t, _ in sentences)
    about = Provenance(f"{name}.txt", "0f" * 32, outlet, f"{outlet} & <co>", day)
    return Document(name, language, text, (), tuple(segments), about)


SOURCE = document("fr.port", "fr", FRENCH, "La Vigie", date(2026, 8, 1))
TARGET = document("en.port", "en", ENGLISH, "The Mole", None)
F, E = ([s.id for s in d.segments] for d in (SOURCE, TARGET))

DRAFTS = tuple(
    Draft(s.id, f"DRAFT {n} of the port", 0.5, "argos fr_en 0.1", ("the number 3 000 is lost",) if n == 1 else ())
    for n, s in enumerate(SOURCE.segments)
)
BEADS = (
    Bead((F[0],), (E[0],), 0.97, "equivalent"),
    Bead((F[1], F[2]), (E[1],), 0.91, "equivalent"),
    Bead((F[3],), (), 1.0),
    Bead((F[4],), (E[2],), 0.84, "partial"),
    Bead((F[5],), (), 0.77),
    Bead((), (E[3],), 0.9),
)
ALIGNMENT = Alignment(
    "comparable",
    (SOURCE,),
    (TARGET,),
    BEADS,
    (Link(F[5], E[3], 0.31),),
    DRAFTS,
    "comparable|v:1|drafts:source",
    "six sentences against four",
)


def passage(document: Document, number: int, words: str, **more: Any) -> Passage:
    segment = document.segments[number]
    start = segment.span.start + segment.text.index(words)
    return Passage(document.id, segment.id, Span(start, start + len(words)), words, **more)


FINDINGS = Findings(
    (SOURCE, TARGET),
    (
        Finding("f1", "only_source", "sure", 0.1, (passage(SOURCE, 5, "Le maire n’a pas réagi.", draft="The mayor."),)),
        Finding(
            "f2",
            "differs",
            "likely",
            0.6,
            (passage(SOURCE, 4, "Deux"),),
            (passage(TARGET, 2, "Three"),),
            slot="number",
            values=("deux", "three"),
            reason="the same accident",
        ),
        Finding(
            "f3",
            "only_target",
            "check",
            0.2,
            (passage(TARGET, 3, "Friday"),),
            nearest=passage(SOURCE, 2, "en mai", score=0.2),
        ),
        Finding("f4", "shared", "sure", 0.9, (passage(SOURCE, 1, "3 000 €"),), (passage(TARGET, 1, "€3,000"),)),
        Finding("f5", "only_target", "likely", 0.2, (passage(TARGET, 0, "spreads"),)),
    ),
    "facts|v:1",
    ("no publication date was declared for en.port",),
)


def encoded(writer: Any, value: Any) -> bytes:
    """What a format writes."""
    stream = io.BytesIO()
    writer.write(value, stream)
    return stream.getvalue()

"""An invented corpus and an untrained tiny model, small enough to take the whole recipe through in seconds."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import numpy as np

from translation.weights import Pack, Shape

SUBJECTS = {
    "Le maire": "The mayor", "La ministre": "The minister", "Le juge": "The judge", "La police": "The police",
    "Un témoin": "A witness", "Le port": "The port", "La presse": "The press", "Le conseil": "The council",
}  # fmt: skip
VERBS = {"a vu": "saw", "a fermé": "closed", "a perdu": "lost", "a quitté": "left", "a trouvé": "found"}
OBJECTS = {
    "la ville": "the city", "le pont": "the bridge", "le dossier": "the file", "la lettre": "the letter",
    "la rue du marché": "the market street",
}  # fmt: skip
NAMES = ("towns", "ports")
TINY = Shape(vocabulary=330, width=32, feed_forward=64, encoder=2, decoder=1, heads=2)


def pairs() -> list[tuple[str, str]]:
    """200 sentences of three parts, every second one with a number, a name or words quoted."""
    made = []
    for n, ((s, t), (v, w), (o, p)) in enumerate(product(SUBJECTS.items(), VERBS.items(), OBJECTS.items())):
        extra = ("", f" avec {n + 10} amis", "", f" chez Kovalan{'aeiou'[n % 5]}", "", ' "hier"')[n % 6]
        other = ("", f" with {n + 10} friends", "", f" at Kovalan{'aeiou'[n % 5]}", "", ' "yesterday"')[n % 6]
        made.append((f"{s} {v} {o}{extra}.", f"{t} {w} {p}{other}."))
    return made


RECIPE = """
[languages]
source = "fr"
target = "en"
source_name = "French"
target_name = "English"

[package]
version = "9.1"
licence = "CC0"
largest_mb = 1

[prepare]
held_out = ["eval/*"]
names = 0.2
numbers = 0.2
hashtags = 0.1

[pieces]
vocabulary = 330

[model]
width = 32
feed_forward = 64
encoder = 2
decoder = 1
heads = 2
dropout = 0.1

[schedule]
batch_tokens = 512
learning_rate = 0.01
log_every = 10

[[phase]]
name = "broad"
until = 0.5
repeats = { news = 1, rest = 1 }

[[phase]]
name = "late"
until = 1
repeats = { news = 2.5, rest = 0.5 }

[gate]
sets = ["tried", "other"]
published = { "a model of others" = [30.5, 40.5] }
weaknesses = ["it is a test"]

[[corpus]]
name = "towns"
files = "towns.tsv"
group = "news"
source = "Invented towns"
licence = "CC0"

[[corpus]]
name = "ports"
files = "ports.tsv*"
group = "rest"
source = "Invented ports"
licence = "CC0"
limit = 90
"""


def write_corpora(folder: Path) -> None:
    """Write the corpora of `RECIPE` and the sets that are held out: every 40th pair, and ten others."""
    rows = pairs()
    lines = [f"{left}\t{right}" for left, right in rows]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "towns.tsv").write_text("\n".join([*lines[:100], lines[0]]) + "\n", encoding="utf-8")
    (folder / "ports.tsv").write_text("\n".join(lines[100:]) + "\n", encoding="utf-8")
    sets = folder / "eval"
    sets.mkdir(exist_ok=True)
    for name, chosen in (("tried", rows[::40]), ("other", rows[7::20])):
        for side, code in enumerate(("fr", "en")):
            (sets / f"{name}.{code}").write_text("".join(f"{r[side]}\n" for r in chosen), encoding="utf-8")


def untrained(shape: Shape = TINY, seed: int = 1) -> Pack:
    """Make a pack of small random weights: it translates into nonsense, the same each time."""
    rng = np.random.default_rng(seed)
    d, f = shape.width, shape.feed_forward
    sizes = {"self_attention.query_key_value": (3 * d, d), "self_attention.output": (d, d), "feed_in": (f, d)}
    cross = {"cross_attention.query": (d, d), "cross_attention.key_value": (2 * d, d), "cross_attention.output": (d, d)}
    found = {
        "embedding.weight": rng.normal(0, d**-0.5, (shape.vocabulary, d)),
        "output_bias": np.zeros(shape.vocabulary),
    }
    norms = ["encoder_norm", "decoder_norm"]
    for side, count in (("encoder", shape.encoder), ("decoder", shape.decoder)):
        for number in range(count):
            parts = {**sizes, "feed_out": (d, f), **(cross if side == "decoder" else {})}
            for name, size in parts.items():
                found[f"{side}.{number}.{name}.weight"] = rng.normal(0, 0.1, size)
                found[f"{side}.{number}.{name}.bias"] = np.zeros(size[0])
            own = ("self_norm", "cross_norm", "feed_norm") if side == "decoder" else ("self_norm", "feed_norm")
            norms += [f"{side}.{number}.{name}" for name in own]
    for name in norms:
        found[f"{name}.weight"], found[f"{name}.bias"] = np.ones(d), np.zeros(d)
    learnt = {n: {"pairs": 90, "source": f"Invented {n}", "licence": "CC0", "share_alike": False} for n in NAMES}
    run = {"steps": 3, "device": "none", "learnt_from": learnt}
    return Pack({name: array.astype(np.float32) for name, array in found.items()}, shape, run)

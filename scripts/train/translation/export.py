"""From packed weights to an ``.argosmodel``: CTranslate2 int8, vocabulary, metadata, model card, sentence splitter."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from align.errors import AlignError, UsageError
from align.models import export as write_package
from align.models import given_packages
from align.workspace import write_bytes
from translation.card import Measured, card, licence_fault
from translation.settings import Settings
from translation.splitter import splitter
from translation.weights import Pack, load, pieces_of

CARD = "README.md"
SPLITTER = Path("minisbd")
ARGOS_VERSION = "1.5"


def specification(pack: Pack, tokens: list[str]) -> Any:
    """Put the weights into CTranslate2's Transformer, quantised to int8 (its docs: "Convert from other frameworks").

    Positions are left to CTranslate2, whose sinusoids the network was trained with: no limit of length comes with them.
    """
    from ctranslate2.specs import TransformerSpec

    # optimize() scales arrays in place, so it gets copies.
    own = {name: weight.copy() for name, weight in pack.weights.items()}
    shape = pack.shape
    made = TransformerSpec.from_config((shape.encoder, shape.decoder), shape.heads, pre_norm=True)

    def linear(place: Any, name: str) -> None:
        place.weight, place.bias = own[f"{name}.weight"], own[f"{name}.bias"]

    def norm(place: Any, name: str) -> None:
        place.gamma, place.beta = own[f"{name}.weight"], own[f"{name}.bias"]

    for side, name in ((made.encoder, "encoder"), (made.decoder, "decoder")):
        embedding = side.embeddings[0] if isinstance(side.embeddings, list) else side.embeddings
        embedding.weight, side.scale_embeddings = own["embedding.weight"], True
        norm(side.layer_norm, f"{name}_norm")
        for number, layer in enumerate(side.layer):
            part = f"{name}.{number}"
            linear(layer.self_attention.linear[0], f"{part}.self_attention.query_key_value")
            linear(layer.self_attention.linear[1], f"{part}.self_attention.output")
            norm(layer.self_attention.layer_norm, f"{part}.self_norm")
            if name == "decoder":
                for place, what in zip(layer.attention.linear, ("query", "key_value", "output"), strict=True):
                    linear(place, f"{part}.cross_attention.{what}")
                norm(layer.attention.layer_norm, f"{part}.cross_norm")
            linear(layer.ffn.linear_0, f"{part}.feed_in")
            linear(layer.ffn.linear_1, f"{part}.feed_out")
            norm(layer.ffn.layer_norm, f"{part}.feed_norm")
    made.decoder.projection.weight, made.decoder.projection.bias = own["embedding.weight"], own["output_bias"]
    made.register_source_vocabulary(tokens)
    made.register_target_vocabulary(tokens)
    made.validate()
    made.optimize(quantization="int8")
    return made


def build(settings: Settings, weights: Path, folder: Path) -> None:
    """Write the package's files into ``folder``, which is made; the card is left to `write_card`."""
    import sentencepiece

    pack, pieces = load(weights), pieces_of(weights)
    vocabulary = sentencepiece.SentencePieceProcessor(model_file=str(pieces))
    bound = licence_fault(settings, pack.run)
    if bound is not None:
        raise UsageError(bound, where=str(weights), mend="give package.licence in the recipe that licence")
    if vocabulary.get_piece_size() != pack.shape.vocabulary:
        raise UsageError("weights and vocabulary don't belong together", where=str(weights))
    model = folder / "model"
    model.mkdir(parents=True)
    tokens = [vocabulary.id_to_piece(i) for i in range(pack.shape.vocabulary)]
    specification(pack, tokens).save(str(model))
    shutil.copyfile(pieces, folder / "sentencepiece.model")
    tongues = settings.languages
    metadata = {
        "package_version": settings.package.version,
        "argos_version": ARGOS_VERSION,
        "type": "translate",
        "from_code": tongues.source,
        "from_name": tongues.source_name,
        "to_code": tongues.target,
        "to_name": tongues.target_name,
    }
    write_bytes(folder / "metadata.json", (json.dumps(metadata, indent=1) + "\n").encode())
    add_splitter(folder)


def add_splitter(folder: Path) -> int:
    """Put a sentence splitter into a package, so that stock Argos Translate goes online for none; return its bytes."""
    (package,) = given_packages([folder])
    language = package.source
    data = splitter(language)
    (folder / SPLITTER).mkdir(exist_ok=True)
    write_bytes(folder / SPLITTER / f"{language}.onnx", data)
    return len(data)


def write_card(settings: Settings, weights: Path, folder: Path, measured: tuple[Measured, ...]) -> None:
    """Write the model card of the package in ``folder``."""
    (package,) = given_packages([folder])
    text = card(settings, load(weights), package, measured)
    write_bytes(folder / CARD, text.encode())


def name_of(settings: Settings) -> str:
    """Return the folder's name, as Argos Translate writes it: ``translate-fr_en-0_2``."""
    tongues = settings.languages
    return f"translate-{tongues.source}_{tongues.target}-{settings.package.version.replace('.', '_')}"


def zipped(folder: Path, file: Path, largest_mb: float) -> None:
    """Write the package in ``folder`` as an ``.argosmodel``; the same bytes for the same files.

    Raises:
        AlignError: it is larger than it may be.
    """
    (package,) = given_packages([folder])
    if package.size() > largest_mb * 1e6:
        raise AlignError(
            f"the package has {package.size() / 1e6:.1f} MB, more than {largest_mb:.0f}",
            where=str(folder),
            mend="train a smaller model, or raise package.largest_mb",
        )
    write_package(package, file)


def repack(source: Path, file: Path) -> int:
    """Write a package again with a sentence splitter inside, all else as it was; return the splitter's bytes."""
    (package,) = given_packages([source])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / package.name
        shutil.copytree(package.path, folder)
        size = add_splitter(folder)
        (made,) = given_packages([folder])
        write_package(made, file)
    return size

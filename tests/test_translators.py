"""Drafts: one a segment, in order, whatever comes in; nothing lost silently; the same draft in any company."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from align import models
from align.errors import BrokenFormat, NotReady, UsageError
from align.model import Draft, Memory, Role, Segment, Span, Unit
from align.protocols import Progress
from align.translators import checks, confidence, cuts, mending, protect, typography, units
from align.translators.argos import ArgosTranslator
from align.translators.engine import Engine, equal_batches
from align.translators.faithful import FaithfulEngine
from align.translators.glossary import GlossaryTranslator, read_glossary
from align.translators.language import LATIN
from align.translators.memory import MemoryTranslator
from align.translators.tokenizers import MosesBPE
from align.workspace import CachedTranslator, DraftCache
from conftest import ROOT, Caller

CASES = ROOT / "tests" / "cases"
BUNDLED = models.bundled()[0].path
NEWS = (
    "Le pont de Valmont est fermé depuis lundi, après une inspection.",
    "Environ 1 200 habitants doivent faire un détour.",
    "« Nous n'avons pas le choix », a dit la maire, Claire Dubreuil.",
    "Les travaux dureront trois mois et coûteront 2,5 millions d'euros.",
    "Aucun accident n'a été signalé.",
    "Suivez les travaux avec #PontDeValmont ou sur https://valmont.exemple.fr/pont_ferme.",
    "Écrivez à mairie@valmont.exemple.fr.",
    "La préfecture avait déjà limité le poids des camions en 2014.",
)


def table(name: str, mark: str = " | ") -> list[tuple[str, ...]]:
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()
    return [
        tuple(c.strip() for c in (line + " ").split(mark))
        for line in lines
        if line.strip() and not (line.startswith("# ") or line == "#")
    ]


def segments(texts: Sequence[str]) -> list[Segment]:
    return [Segment(f"d.s{n:04d}", "d", Span(0, len(t)), t) for n, t in enumerate(texts, 1)]


@pytest.fixture(scope="module")
def argos() -> ArgosTranslator:
    return ArgosTranslator([BUNDLED], beam_size=1)


class Recorder:
    """A translator that upper-cases, and remembers what it was asked."""

    name = "recorder"
    signature = "recorder"
    source_language, target_language = "fr", "en"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def translate(self, segments: Sequence[Segment], progress: Progress | None = None) -> list[Draft]:
        self.asked += [s.text for s in segments]
        if progress is not None:
            progress(len(segments))
        return [Draft(s.id, s.text.upper(), 0.5, "recorder") for s in segments]


# --- what drafts are held to ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("source", "draft", "expected"), table("translation_losses.txt"))
def test_what_a_draft_lost_is_reported(source: str, draft: str, expected: str) -> None:
    found = [
        f"{loss.kind}:{loss.item if loss.kind not in ('short', 'quotation', 'copy') else ''}"
        for loss in checks.losses(source, draft, "fr", "en")
    ]
    assert found == [e for e in expected.split(";") if e]


@pytest.mark.parametrize(("sentence", "expected"), table("translation_protected.txt"))
def test_protected_tokens_are_found(sentence: str, expected: str) -> None:
    found = [f"{t.kind}:{t.text}" for t in protect.tokens(sentence)]
    assert found == [e for e in expected.split("  ") if e]


@pytest.mark.parametrize(("text", "expected"), table("translation_cuts.txt", " → "))
def test_texts_are_cut_at_sound_places(text: str, expected: str) -> None:
    text = text.replace("¶", "\n")
    found = cuts.pieces(text, lambda part: True)
    assert [p.text for p in found] == [e.strip().replace("¶", "\n") for e in expected.split("‖")]


@pytest.mark.parametrize(("source", "draft", "expected"), table("translation_mending.txt"))
def test_small_faults_are_mended(source: str, draft: str, expected: str) -> None:
    assert mending.mended(source, draft, "fr", "en") == expected


@pytest.mark.parametrize(("language", "draft", "expected"), table("translation_typography.txt"))
def test_typography_is_restyled_on_demand(language: str, draft: str, expected: str) -> None:
    styled = typography.restyled(draft, language)
    assert styled == expected.replace("⍽", "\u00a0").replace("⎵", "\u202f")
    assert typography.restyled(styled, language) == styled, "twice is as once"


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300), st.integers(5, 60))
def test_pieces_and_gaps_joined_are_the_text(text: str, most: int) -> None:
    found = cuts.pieces(text, lambda part: len(part) <= most)
    assert "".join(p.text + p.gap for p in found) == text
    assert all(len(p.text) <= most for p in found)


@given(st.text(max_size=200))
def test_units_keep_what_they_do_not_translate(text: str) -> None:
    made = units.units(text, LATIN, lambda part: True)
    kept = "".join(u.lead + ("\0" if u.core else "") + u.tail + u.gap for u in made)
    position = 0
    for part in kept.split("\0"):
        found = text.find(part, position)
        assert found >= position
        position = found + len(part)


@given(st.lists(st.text(max_size=40), max_size=60))
def test_batches_hold_every_text_once_and_equal_lengths_only(texts: list[str]) -> None:
    batches = equal_batches(texts, 50)
    assert sorted(i for b in batches for i in b) == [i for i, t in enumerate(texts) if t]
    assert all(len({len(texts[i]) for i in b}) == 1 for b in batches)


def test_numerals_are_read_under_both_conventions() -> None:
    assert checks.readings("70.000") == {"70000", "70"}
    assert checks.readings("1 200") == {"1200"}
    assert checks.readings("3,50") == {"3.5"}


# --- the engine -----------------------------------------------------------------------------------------------------


def test_one_draft_a_segment_in_order(argos: ArgosTranslator) -> None:
    asked = segments([*NEWS, *NEWS[:3]])
    told: list[int] = []
    drafts = argos.translate(asked, told.append)
    assert [d.segment for d in drafts] == [s.id for s in asked]
    assert [d.text for d in drafts[:3]] == [d.text for d in drafts[-3:]]
    assert sum(told) == len(asked), "every segment is reported once"
    assert all(d.origin == f"argos fr_en {models.bundled()[0].version}" for d in drafts)


def test_drafts_do_not_depend_on_order_or_company(argos: ArgosTranslator) -> None:
    whole = {s.text: d for s, d in zip(segments(NEWS), argos.translate(segments(NEWS)), strict=True)}
    order = list(NEWS)
    random.Random(3).shuffle(order)
    for portion in (order[:3], order[3:4], order[4:]):
        for segment, draft in zip(segments(portion), argos.translate(segments(portion)), strict=True):
            assert (draft.text, draft.score) == (whole[segment.text].text, whole[segment.text].score)


def test_two_translators_with_other_settings_live_in_one_process(argos: ArgosTranslator) -> None:
    wide = ArgosTranslator([BUNDLED], beam_size=3, alternatives=2)
    assert wide.signature != argos.signature
    before = [d.text for d in argos.translate(segments(NEWS[:2]))]
    drafts = wide.translate(segments(NEWS[:2]))
    assert all(0 < len(d.alternatives) <= 2 and d.text not in d.alternatives for d in drafts)
    assert [d.text for d in argos.translate(segments(NEWS[:2]))] == before


def test_a_translator_is_shared_between_threads(argos: ArgosTranslator) -> None:
    expected = [d.text for d in argos.translate(segments(NEWS))]
    found: list[list[str]] = []
    threads = [
        threading.Thread(target=lambda: found.append([d.text for d in argos.translate(segments(NEWS))]))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 4


def test_what_must_not_change_comes_through(argos: ArgosTranslator) -> None:
    tokens = (
        "#PontDeValmont",
        "@mairie_valmont",
        "https://exemple.fr/a_b?c=d",
        "mairie@exemple.fr",
        "nom_de_fichier",
        "😀",
    )
    texts = [
        form.format(token)
        for token in tokens
        for form in (
            "{} a publié un message hier.",
            "Le message de {} a été repris.",
            "Lisez ce message hier soir : {}",
            "Les habitants ({}) sont contents.",
        )
    ]
    everything = "Merci à " + ", ".join(tokens) + " pour leur aide."
    for text, draft in zip([*texts, everything], argos.translate(segments([*texts, everything])), strict=True):
        for token in tokens:
            assert draft.text.count(token) >= text.count(token), (text, draft.text)
        assert not any("not in the draft: " + token in w for w in draft.warnings for token in tokens)
        assert not any(name in draft.text for name in protect.STAND_INS), draft.text


def test_layout_is_kept(argos: ArgosTranslator) -> None:
    text = "\n  \t- Le pont est fermé.\n\n- La route est ouverte.\u00a0\n"
    draft = argos.translate(segments([text]))[0].text
    assert draft.startswith("\n  \t- ")
    assert "\n\n- " in draft
    assert draft.endswith("\u00a0\n")
    assert draft.count("\n") == text.count("\n")


@pytest.mark.parametrize(
    "text", ["", "   ", "\n\n", "12/03/2017", "— * —", "😀😀", "____", "Привет, мир", "https://a.fr"]
)
def test_what_has_no_words_of_the_language_stays_as_it_is(argos: ArgosTranslator, text: str) -> None:
    draft = argos.translate(segments([text]))[0]
    assert draft.text == text
    assert draft.score is None


def test_a_line_of_two_thousand_words_is_cut_and_joined(argos: ArgosTranslator) -> None:
    sentence = " ".join(["la mairie a fermé le pont", "et la route reste ouverte"] * 200)
    draft = argos.translate(segments([sentence]))[0]
    assert len(draft.text.split()) > 800
    assert not any("stops before its end" in w for w in draft.warnings)


def test_more_than_256_pieces_are_not_cut_off_silently() -> None:
    engine = Engine(BUNDLED)
    text = ", ".join(f"le village numéro {n}" for n in range(60))
    hypothesis = engine.hypotheses([text], beam_size=1)[0][0]
    assert hypothesis.length > 256 or hypothesis.finished


def test_a_second_sentence_is_not_dropped(argos: ArgosTranslator) -> None:
    text = "Le maire a fermé le pont hier. Les habitants ont protesté devant la mairie."
    draft = argos.translate(segments([text]))[0].text
    assert len(draft.rstrip(".").split(".")) == 2


def test_loops_and_copies_give_way_to_the_next_hypothesis() -> None:
    class Looping(FaithfulEngine):
        """Judges the first hypothesis as if it were a loop."""

        def _judged(self, task, draft, hypothesis):  # type: ignore[no-untyped-def]
            candidate = super()._judged(task, draft, hypothesis)
            if draft == self.first:
                return replace(candidate, losses=(checks.Loss("loop", "words repeated: x"),))
            return candidate

    engine = Engine(BUNDLED)
    looping = Looping(engine, beam_size=2)
    looping.first = engine.hypotheses([NEWS[0]], beam_size=2)[0][0].text  # type: ignore[attr-defined]
    chosen = looping.draft([NEWS[0]])[0]
    assert chosen.text != looping.first  # type: ignore[attr-defined]
    assert not any(loss.kind == "loop" for loss in chosen.losses)


def test_without_repairs_a_draft_is_the_first_hypothesis() -> None:
    bare = ArgosTranslator([BUNDLED], beam_size=2, repairs=False)
    expected = [h[0].text for h in Engine(BUNDLED).hypotheses(list(NEWS), beam_size=2)]
    assert [d.text for d in bare.translate(segments(NEWS))] == expected


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.text(max_size=80), max_size=6))
def test_any_text_gets_its_draft(argos: ArgosTranslator, texts: list[str]) -> None:
    drafts = argos.translate(segments(texts))
    assert [d.segment for d in drafts] == [s.id for s in segments(texts)]
    for text, draft in zip(texts, drafts, strict=True):
        assert draft.text.count("_") >= text.count("_")
        assert text[: len(text) - len(text.lstrip())] == draft.text[: len(draft.text) - len(draft.text.lstrip())]


def test_scores_lie_between_0_and_1_and_only_where_they_were_fitted(argos: ArgosTranslator, tmp_path: Path) -> None:
    rated = argos.translate(segments(NEWS))
    assert all(d.score is not None and 0 <= d.score <= 1 for d in rated)
    copy = tmp_path / "translate-fr_en-0_2"
    shutil.copytree(BUNDLED, copy)
    facts = json.loads((copy / confidence.FILE).read_text(encoding="utf-8"))
    (copy / confidence.FILE).write_text(json.dumps({**facts, "content": "of another model"}), encoding="utf-8")
    assert ArgosTranslator([copy], beam_size=1).translate(segments(NEWS[:1]))[0].score is None
    (copy / confidence.FILE).unlink()
    assert ArgosTranslator([copy], beam_size=1).translate(segments(NEWS[:1]))[0].score is None


def test_a_package_replaced_under_the_same_name_is_another_one(tmp_path: Path) -> None:
    copy = tmp_path / BUNDLED.name
    shutil.copytree(BUNDLED, copy)
    before = ArgosTranslator([copy]).signature
    assert before == ArgosTranslator([BUNDLED]).signature, "the place says nothing"
    vocabulary = copy / "model" / "shared_vocabulary.json"
    vocabulary.write_bytes(vocabulary.read_bytes() + b"\n")
    assert ArgosTranslator([copy]).signature != before


def test_drafts_are_kept_and_made_once(tmp_path: Path) -> None:
    recorder = Recorder()
    cache = DraftCache(tmp_path / "drafts.sqlite")
    cached = CachedTranslator(recorder, cache)
    first = cached.translate(segments(NEWS[:4]))
    assert cached.translate(segments([*NEWS[:4], "Autre chose."]))[:4] == first
    assert recorder.asked == [*NEWS[:4], "Autre chose."]


def test_a_package_with_a_target_prefix_is_given_it(tmp_path: Path) -> None:
    copy = tmp_path / BUNDLED.name
    shutil.copytree(BUNDLED, copy)
    metadata = json.loads((copy / "metadata.json").read_text(encoding="utf-8"))
    (copy / "metadata.json").write_text(json.dumps({**metadata, "target_prefix": "▁The"}), encoding="utf-8")
    engine = Engine(copy)
    assert engine.prefix == "▁The"
    hypothesis = engine.hypotheses([NEWS[4]], beam_size=1)[0][0]
    assert hypothesis.text
    assert not hypothesis.text.startswith("The The")
    assert hypothesis.pieces[0] != "▁The", "the prefix is no part of the draft"


def test_a_third_language_leads_where_no_direct_package_does(tmp_path: Path) -> None:
    def pretend(source: str, target: str) -> Path:
        folder = tmp_path / f"{source}_{target}"
        shutil.copytree(BUNDLED, folder)
        metadata = json.loads((folder / "metadata.json").read_text(encoding="utf-8"))
        (folder / "metadata.json").write_text(
            json.dumps({**metadata, "from_code": source, "to_code": target}), encoding="utf-8"
        )
        return folder

    folders = [pretend("fr", "es"), pretend("es", "it")]
    route = models.route("fr", "it", folders)
    assert [(p.source, p.target) for p in route] == [("fr", "es"), ("es", "it")]
    translator = ArgosTranslator([p.path for p in route], beam_size=1)
    draft = translator.translate(segments([NEWS[5]]))[0]
    assert (translator.source_language, translator.target_language) == ("fr", "it")
    own = models.bundled()[0].version
    assert draft.origin == f"argos fr_es {own} + es_it {own}"
    assert "#PontDeValmont" in draft.text
    assert draft.score is None


def test_older_packages_bring_moses_and_byte_pair_codes(tmp_path: Path) -> None:
    codes = tmp_path / "bpe.model"
    codes.write_text("#version: 0.2\nl e</w>\np o\npo n\npon t</w>\n", encoding="utf-8")
    tokenizer = MosesBPE(codes, "fr", "en")
    pieces = tokenizer.encode("le pont, l'eau")
    assert pieces[:2] == ["le", "pont"]
    assert any(piece.endswith("@@") for piece in pieces)
    assert tokenizer.decode(["the", "bri@@", "dge", ",", "wa@@", "ter", "."]) == "the bridge, water."


def test_a_broken_package_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    copy = tmp_path / BUNDLED.name
    shutil.copytree(BUNDLED, copy)
    (copy / "model" / "model.bin").write_bytes(b"no model")
    with pytest.raises(NotReady, match="can't be loaded"):
        ArgosTranslator([copy]).translate(segments(NEWS[:1]))
    with pytest.raises(NotReady, match="no Argos package"):
        ArgosTranslator([tmp_path])


def test_the_engine_imports_neither_the_whole_of_argos_nor_torch() -> None:
    code = (
        "import sys\nfrom pathlib import Path\nfrom align.model import Segment, Span\n"
        "from align.translators.argos import ArgosTranslator\n"
        f"t = ArgosTranslator([Path({str(BUNDLED)!r})], beam_size=1)\n"
        "print(t.translate([Segment('a', 'd', Span(0, 8), 'Il pleut')])[0].text)\n"
        "bad = {'argostranslate.translate', 'torch', 'stanza', 'spacy', 'minisbd', 'onnxruntime'} & set(sys.modules)\n"
        "assert not bad, bad\nimport os\nassert os.environ['ORT_DISABLE_TELEMETRY'] == '1'\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


# --- memories and glossaries ----------------------------------------------------------------------------------------


def memory(*pairs: tuple[str, str], **facts: str) -> Memory:
    return Memory("fr", "en", tuple(Unit(f"u{n}", s, t, **facts) for n, (s, t) in enumerate(pairs)))  # type: ignore[arg-type]


def test_a_memory_goes_before_the_machine() -> None:
    machine = Recorder()
    translator = MemoryTranslator([memory(("L’eau est « claire ».", "The water is “clear”."))], machine)
    drafts = translator.translate(segments(['L\'eau est "claire".', "Il pleut."]))
    assert (drafts[0].text, drafts[0].origin, drafts[0].score) == ("The water is “clear”.", "memory exact", 1.0)
    assert (drafts[1].text, drafts[1].origin) == ("IL PLEUT.", "recorder")
    assert machine.asked == ["Il pleut."]


def test_close_matches_say_how_close_and_what_they_translate() -> None:
    known = memory(("Le pont de Valmont est fermé depuis lundi.", "The Valmont bridge has been closed since Monday."))
    translator = MemoryTranslator([known], Recorder())
    draft = translator.translate(segments(["Le pont de Valmont est fermé depuis jeudi."]))[0]
    assert draft.origin.startswith("memory fuzzy 0.9")
    assert draft.score is not None
    assert draft.score < 1
    assert any("Le pont de Valmont est fermé depuis lundi." in w for w in draft.warnings)
    assert "day not in the draft: jeudi" in draft.warnings
    strict = MemoryTranslator([known], Recorder(), fuzzy=1.0)
    assert strict.translate(segments(["Le pont de Valmont est fermé depuis jeudi."]))[0].origin == "recorder"


def test_a_close_match_takes_the_figures_of_its_segment() -> None:
    known = memory(("Environ 1 200 habitants sur 3,5 km.", "About 1,200 people over 3.5 km."))
    draft = MemoryTranslator([known], Recorder()).translate(segments(["Environ 1 450 habitants sur 2,5 km."]))[0]
    assert draft.text == "About 1,450 people over 2.5 km."
    assert not draft.warnings


def test_people_are_preferred_to_machines_and_later_changes_to_earlier() -> None:
    units = (
        Unit("a", "Oui.", "Yep.", origin="machine", changed="20200101T000000Z"),
        Unit("b", "Oui.", "Yes.", changed="20180101T000000Z"),
        Unit("c", "Oui.", "Indeed.", changed="20190101T000000Z"),
    )
    assert MemoryTranslator([Memory("fr", "en", units)], None).translate(segments(["Oui."]))[0].text == "Indeed."


def test_a_memory_serves_both_ways_and_no_other_languages() -> None:
    turned = Memory("en", "fr", (Unit("a", "Yes.", "Oui."),))
    made = MemoryTranslator([turned], None, source_language="fr", target_language="en")
    assert made.translate(segments(["Oui."]))[0].text == "Yes."
    with pytest.raises(UsageError, match="de→en"):
        MemoryTranslator([Memory("de", "en", (Unit("a", "Ja.", "Yes."),))], Recorder())
    with pytest.raises(UsageError):
        MemoryTranslator([], None)


def test_a_memory_alone_says_where_it_has_nothing() -> None:
    draft = MemoryTranslator([memory(("Oui.", "Yes."))], None).translate(segments(["Non, jamais de la vie."]))[0]
    assert (draft.text, draft.warnings) == ("", ("no match in the memory",))


def test_a_changed_memory_has_another_signature() -> None:
    one, other = (MemoryTranslator([memory(("Oui.", t))], Recorder()).signature for t in ("Yes.", "Yeah."))
    assert one != other


def test_terms_that_a_draft_does_not_use_are_reported(tmp_path: Path) -> None:
    path = tmp_path / "terms.tsv"
    path.write_text("# comment\nprojet de loi\tbill|draft law\tnote\nmaire\tmayor\n", encoding="utf-8")

    class Fixed(Recorder):
        def translate(self, segments: Sequence[Segment], progress: Progress | None = None) -> list[Draft]:
            return [Draft(s.id, "The mayors read the bills.") for s in segments]

    translator = GlossaryTranslator(read_glossary(path), Fixed())
    drafts = translator.translate(segments(["Les maires ont lu les projets de loi.", "Une loi.", "Le Maire."]))
    assert [d.warnings for d in drafts] == [(), (), ()]
    path.write_text("maire\tlord mayor\n", encoding="utf-8")
    drafts = GlossaryTranslator(read_glossary(path), Fixed()).translate(segments(["Le maire lit."]))
    assert drafts[0].warnings == ("term not used: “maire” should be “lord mayor”",)


@pytest.mark.parametrize("content", [b"only one column\n", b"source\t\n", b"\ttarget\n", b"# nothing\n", b""])
def test_a_glossary_is_checked(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "terms.tsv"
    path.write_bytes(content)
    with pytest.raises(BrokenFormat):
        read_glossary(path)


# --- the command ----------------------------------------------------------------------------------------------------


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.fr.txt"
    path.write_text("Un pont ferme\n\n" + " ".join(NEWS[:4]) + "\n\n" + NEWS[4] + "\n", encoding="utf-8")
    return path


def test_the_draft_of_a_text_has_its_paragraphs(cli: Caller, article: Path) -> None:
    called = cli("translate", article, "--beam", 1)
    assert called.code == 0, called.stderr
    assert called.text.count("\n\n") == 2
    assert called.text == cli("translate", article, "--beam", 1, "--verbose").text, "the same bytes, talk on stderr"


def test_segmented_gives_a_line_for_a_line(cli: Caller) -> None:
    called = cli("translate", "-", "--segmented", "--beam", 1, "--quiet", stdin=b"Il pleut.\n\nIl neige. Il vente.\n")
    lines = called.text.splitlines()
    assert len(lines) == 3
    assert lines[1] == ""
    assert called.stderr == ""


def test_json_holds_scores_warnings_and_alternatives(cli: Caller, article: Path) -> None:
    called = cli("translate", article, "--beam", 1, "--as", "json", "--alternatives", 2, "--no-cache")
    facts = json.loads(called.text)
    assert (facts["format"], facts["version"]) == ("align/drafts", 1)
    found = facts["documents"][0]["segments"]
    text = article.read_text(encoding="utf-8")
    assert all(text[s["start"] : s["end"]] == s["text"] for s in found)
    assert all(0 <= s["draft"]["score"] <= 1 for s in found)
    assert any(s["draft"].get("alternatives") for s in found)
    assert str(article.parent) not in called.text, "no place of this machine"


def test_a_draft_comes_back_as_a_memory(cli: Caller, article: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.tmx"
    assert cli("translate", article, "--beam", 1, "--as", "tmx", "-o", kept).code == 0
    called = cli("translate", article, "--with", "memory", "--memory", kept, "--as", "json")
    origins = {s["draft"]["origin"] for s in json.loads(called.text)["documents"][0]["segments"]}
    assert origins == {"memory exact (machine)"}


def test_xliff_is_written_for_a_cat_tool(cli: Caller, article: Path, tmp_path: Path) -> None:
    for version in ("1.2", "2.1"):
        out = tmp_path / f"out-{version}.xlf"
        assert cli("translate", article, "--beam", 1, "--as", "xliff", "--xliff", version, "-o", out).code == 0
        assert b"argos fr_en" in out.read_bytes()


def test_a_page_keeps_its_mark_up_and_scripts(cli: Caller, tmp_path: Path) -> None:
    page = tmp_path / "page.fr.html"
    page.write_text(
        '<!DOCTYPE html>\n<html lang="fr"><head><meta charset="utf-8"><title>Un pont ferme</title>'
        "<script>var a = 'Le pont & <b>';</script></head><body>"
        "<nav><a href='/a'>Accueil</a> <a href='/b'>Sport</a></nav>"
        '<p class="x">La maire, <a href="/c">Claire Dubreuil</a>, a <b>fermé</b> le pont &amp; la route.<br>Voici '
        '<code>nom_de_fichier</code> et <img src="i.png" alt="Une maison">.</p><pre>Ne pas toucher</pre></body></html>',
        encoding="utf-8",
    )
    called = cli("translate", page, "--as", "html", "--beam", 1)
    assert called.code == 0, called.stderr
    for kept in (
        '<html lang="en">', "var a = 'Le pont & <b>';", '<a href="/c">Claire Dubreuil</a>', "<br>",
        "<pre>Ne pas toucher</pre>",
        "<code>nom_de_fichier</code>", '<img src="i.png"', 'class="x"', 'href="/a"', 'href="/b"',
    ):  # fmt: skip
        assert kept in called.text, (kept, called.text)
    assert "Une maison" not in called.text


def test_a_text_as_html_is_escaped(cli: Caller) -> None:
    called = cli(
        "translate", "-", "--as", "html", "--beam", 1, stdin=b"<script>alert(1)</script> a dit le maire hier.\n"
    )
    assert "<script>" not in called.text


def test_several_texts_go_to_a_folder(cli: Caller, article: Path, tmp_path: Path) -> None:
    second = tmp_path / "second.fr.txt"
    second.write_text("Il pleut à Valmont.\n", encoding="utf-8")
    out = tmp_path / "out"
    assert cli("translate", article, second, "--beam", 1, "-o", out).code == 0
    assert sorted(p.name for p in out.iterdir()) == ["article.fr.en.txt", "second.fr.en.txt"]


def test_a_bad_text_stops_none_of_the_others(cli: Caller, article: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.fr.txt"
    bad.write_bytes("été".encode("latin-1"))
    called = cli("translate", bad, article, "--beam", 1)
    assert called.code == 1
    assert "bad.fr.txt" in called.stderr
    assert called.text.strip()


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("--from", "fr", "--to", "fr"), 2, "one language"),
        (("--with", "memory"), 2, "--memory"),
        (("--from", "de"), 3, "align models add"),
        (("--from", "qq"), 2, "qq"),
        (("--memory", "nowhere.tmx"), 2, "nowhere.tmx"),
    ],
)
def test_wrong_calls_end_before_any_work(
    cli: Caller, article: Path, arguments: tuple[str, ...], code: int, told: str
) -> None:
    called = cli("translate", article, *arguments)
    assert called.code == code
    assert told in called.stderr
    assert called.stdout == b""


def test_warnings_are_told_and_kept(cli: Caller, article: Path, tmp_path: Path) -> None:
    terms = tmp_path / "terms.tsv"
    terms.write_text("pont\tviaduct\n", encoding="utf-8")
    called = cli("translate", article, "--beam", 1, "--glossary", terms)
    assert "term not used: “pont” should be “viaduct”" in called.stderr
    assert "viaduct" not in called.text
    facts = json.loads(cli("translate", article, "--beam", 1, "--glossary", terms, "--as", "json").text)
    assert any("viaduct" in w for s in facts["documents"][0]["segments"] for w in s["draft"]["warnings"])


def test_a_segment_of_any_role_is_drafted(argos: ArgosTranslator) -> None:
    asked = [replace(s, role=role) for s, role in zip(segments(NEWS), Role, strict=False)]
    assert len(argos.translate(asked)) == len(asked)


def test_a_memory_of_drafts_holds_nothing_that_a_person_wrote(
    tmp_path: Path, cli: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "fr.txt").write_text("Le pont est fermé.\n\nLa gare est ouverte.\n", encoding="utf-8")
    assert cli("translate", "fr.txt", "--as", "tmx", "-o", "all.tmx").code == 0
    made = (tmp_path / "all.tmx").read_text(encoding="utf-8")
    human = made.replace("machine", "human")
    (tmp_path / "known.tmx").write_text(human, encoding="utf-8")
    called = cli("translate", "fr.txt", "--memory", "known.tmx", "--as", "tmx", "-o", "rest.tmx")
    assert called.code == 0, called.stderr
    assert "2 exact" in called.stderr
    assert "<tu " not in (tmp_path / "rest.tmx").read_text(encoding="utf-8")


def test_a_line_break_never_comes_before_the_draft() -> None:
    (unit,) = units.units("un\r\ndeux trois", LATIN, lambda part: True)
    assert unit.joined(" one two three ") == "one\r\ntwo three"

"""Reading: what is kept exactly, which lines are set aside, what a person is told about an unreadable file."""

from __future__ import annotations

import hashlib
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.documents import discover, read, read_bytes, read_event, read_segmented
from align.errors import NotReady, UnreadableDocument, UsageError
from align.model import Document, Role
from page_cases import Page, pages

ARTICLE = """Le pont de Valmer rouvre

Le pont de Valmer a rouvert lundi matin. Il était fermé depuis la crue de mars.

Lire aussi : Le tunnel de Brac ferme

Les automobilistes sont soulagés, dit la maire. Le chantier a coûté 2 millions d'euros.
"""

PAGE = """<!DOCTYPE html><html lang="fr"><head><title>Le pont | Gazette</title><style>p{color:red}</style></head><body>
<nav><a href="/">Accueil</a> <a href="/s">Sports</a></nav>
<article><h1>Le pont de Valmer rouvre</h1>
<figure><img src="x.jpg" alt="pont"><figcaption>Le pont, lundi. Photo Gazette</figcaption></figure>
<p>Le pont de <b>Valmer</b> a rouvert lundi&nbsp;matin, après la crue de mars qui l'avait emporté en partie.</p>
<h2>Deux millions</h2>
<p>Le chantier a coûté 2 millions d&#8217;euros,<br>a dit la maire &lt;émue&gt;
devant les habitants réunis sur la place.</p>
<p style="display:none">caché</p><p hidden>caché aussi</p><script>var x = "caché encore";</script>
</article>
<aside><h3>Les plus lus</h3><ul><li>Un chat élu maire</li></ul></aside>
<footer>Mentions légales</footer></body></html>
"""


def roles(document: Document) -> list[tuple[str, Role]]:
    return [(b.span.of(document.text), b.role) for b in document.blocks]


# --- the text is kept -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_newlines_stay_and_offsets_count_in_the_text_as_decoded(newline: str) -> None:
    text = ARTICLE.replace("\n", newline)
    document = read_bytes(text.encode(), name="fr.valmer.txt", language="fr")
    assert document.text == text
    assert [t for t, r in roles(document) if r is Role.TITLE] == ["Le pont de Valmer rouvre"]
    assert all(b.span.of(text).strip() == b.span.of(text) for b in document.blocks)


def test_a_byte_order_mark_stays_in_the_text_and_outside_every_block() -> None:
    document = read_bytes(b"\xef\xbb\xbf" + ARTICLE.encode(), name="a.txt", language="fr")
    assert document.text == "\ufeff" + ARTICLE
    assert document.blocks[0].span.start == 1


def test_the_hash_is_of_the_files_bytes_and_the_path_is_the_one_to_show(tmp_path: Path) -> None:
    path = tmp_path / "fr.valmer.txt"
    path.write_bytes(ARTICLE.encode())
    document = read(path, language="fr", shown="valmer/fr.valmer.txt", outlet="Gazette")
    assert document.provenance.sha256 == hashlib.sha256(ARTICLE.encode()).hexdigest()
    assert document.provenance.path == "valmer/fr.valmer.txt"
    assert document.provenance.published is None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("fr.tf1.txt", "fr.tf1"),
        ("corpus/x/en.rfi.html", "en.rfi"),
        ("un article à lire.txt", "un-article-à-lire"),
        ("-", "stdin"),
        ("README", "README"),
        (".txt", "txt"),
    ],
)
def test_a_documents_id_is_its_file_name_made_a_token(name: str, expected: str) -> None:
    assert read_bytes(b"Un mot.", name=name, language="fr").id == expected


@given(st.text(max_size=300))
def test_any_text_is_read_whole_and_its_blocks_are_ordered_and_disjoint(text: str) -> None:
    try:
        document = read_bytes(text.encode("utf-8", "surrogatepass"), name="a.txt", language="fr")
    except UnreadableDocument:
        return
    assert document.text == text
    position, covered = 0, []
    for block in document.blocks:
        assert block.span.start >= position
        assert len(block.span) > 0
        covered.append(text[position : block.span.start])
        position = block.span.end
    covered.append(text[position:])
    assert not any(c.isalnum() for gap in covered for c in gap), "a letter fell between the blocks"


def test_a_text_wrapped_by_hand_is_read_in_paragraphs() -> None:
    text = (
        "Le conseil de la ville de Valmer a voté hier soir un budget que tous\n"
        "les partis, sauf un, ont approuvé après deux heures de débat. La dette\n"
        "baisse pour la première fois.\n\n"
        "La maire a salué un vote de raison, que ses adversaires disent être\n"
        "un vote de fatigue, et elle a remercié les agents.\n"
    )
    document = read_bytes(text.encode(), name="a.txt", language="fr")
    assert [b.role for b in document.blocks] == [Role.BODY, Role.BODY]


# --- roles ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_no_line_of_a_copied_page_that_belongs_to_the_article_is_set_aside(page: Page) -> None:
    given_roles = _by_line(page)
    lost = [line for line, role in page.roles if not role.set_aside and given_roles[line].set_aside]
    assert lost == []


def test_lines_of_copied_pages_get_their_roles() -> None:
    seen = Counter(
        (role.set_aside, _by_line(page)[line].set_aside) for page in pages() for line, role in page.roles
    )  # repeated lines of a page are judged by their first
    furniture = seen[True, True] + seen[True, False]
    assert seen[True, True] >= 0.98 * furniture, f"{seen[True, False]} of {furniture} lines of furniture were kept"


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_every_copied_page_has_its_title(page: Page) -> None:
    document = read_bytes(page.text.encode(), name="a.txt", language=page.language)
    wanted = [line for line, role in page.roles if role is Role.TITLE]
    assert [t for t, r in roles(document) if r is Role.TITLE] == wanted


def _by_line(page: Page) -> dict[str, Role]:
    document = read_bytes(page.text.encode(), name="a.txt", language=page.language)
    found: dict[str, Role] = {}
    position = 0
    for line, _ in page.roles:
        start = page.text.index(line, position)
        position = start + len(line)
        block = next(b for b in document.blocks if b.span.start <= start < b.span.end)
        found.setdefault(line, block.role)
    return found


def test_a_theme_or_a_dateline_before_the_first_sentence_becomes_a_block_of_its_own() -> None:
    for head in ("ÉDUCATION - ", "PARIS, 2 avril 2025 (Agence) – ", "LONDON, May 3 (Wire) - ", "MOSCOW — "):
        text = f"{head}Les députés ont adopté mardi soir le texte en première lecture, par 312 voix contre 90.\n\nFin."
        document = read_bytes(text.encode(), name="a.txt", language="fr")
        assert roles(document)[0] == (head.strip(), Role.BOILERPLATE)
        assert roles(document)[1][0].startswith("Les députés")


def test_a_hyphen_inside_the_first_sentence_is_no_theme() -> None:
    text = "Paris - Lyon en deux heures, c'est ce que promet la nouvelle ligne ouverte lundi.\n\nFin du trajet."
    assert roles(read_bytes(text.encode(), name="a.txt", language="fr"))[0][1] is Role.BODY


def test_a_title_told_twice_is_set_aside_the_second_time() -> None:
    text = ARTICLE.replace("\n", "\n\nLe pont de Valmer rouvre\n", 1)
    found = [
        r
        for t, r in roles(read_bytes(text.encode(), name="a.txt", language="fr"))
        if t.startswith("Le pont de Valmer r")
    ]
    assert found == [Role.TITLE, Role.BOILERPLATE]


def test_keep_boilerplate_brings_every_line_back_and_changes_nothing_else() -> None:
    kept = read_bytes(ARTICLE.encode(), name="a.txt", language="fr", keep_boilerplate=True)
    aside = read_bytes(ARTICLE.encode(), name="a.txt", language="fr")
    assert any(b.role.set_aside for b in aside.blocks)
    assert not any(b.role.set_aside for b in kept.blocks)
    assert [b.span for b in kept.blocks] == [b.span for b in aside.blocks]


def test_a_declared_title_is_found_where_it_stands() -> None:
    text = "Gazette\nÉdition du soir de Valmer\n\nLe pont rouvre\n\nLe pont de Valmer a rouvert lundi matin. Enfin.\n"
    document = read_bytes(text.encode(), name="a.txt", language="fr", title="Le pont rouvre")
    assert [t for t, r in roles(document) if r is Role.TITLE] == ["Le pont rouvre"]


@pytest.mark.parametrize(
    "text", ["un\ndeux\ntrois\nquatre", "Roses are red\nViolets are blue\nSugar is sweet\nAnd so are you"]
)
def test_a_list_or_a_poem_loses_no_line(text: str) -> None:
    assert not any(r.set_aside for _, r in roles(read_bytes(text.encode(), name="a.txt", language="en")))


def test_the_real_articles_lose_no_sentence_of_theirs(data_dir: Path) -> None:
    import json

    corpus = data_dir
    gold = json.loads((data_dir / "gold" / "seeds" / "seeds.json").read_text(encoding="utf-8"))
    for entry in gold["documents"]:
        document = read(corpus / entry["path"], language=entry["lang"])
        aside = [b.span for b in document.blocks if b.role.set_aside]
        for sentence in gold["sentences"]:
            if sentence["doc"] == entry["id"]:
                middle = (sentence["start"] + sentence["end"]) // 2
                assert not any(s.start <= middle < s.end for s in aside), sentence["text"]


# --- HTML -----------------------------------------------------------------------------------------------------------


def test_a_pages_visible_text_is_the_document_and_its_elements_give_the_roles() -> None:
    pytest.importorskip("trafilatura")
    document = read_bytes(PAGE.encode(), name="a.html", language="fr")
    found = dict(roles(document))
    assert "caché" not in document.text
    assert "Gazette</title>" not in document.text
    assert found["Le pont de Valmer rouvre"] is Role.TITLE
    assert found["Le pont, lundi. Photo Gazette"] is Role.CAPTION
    assert found["Deux millions"] is Role.HEADING
    assert found["Un chat élu maire"] is Role.BOILERPLATE
    assert found["Mentions légales"] is Role.BOILERPLATE
    body = [t for t, r in roles(document) if r is Role.BODY]
    assert body[0].startswith("Le pont de Valmer a rouvert lundi\u00a0matin")
    assert any("<émue>" in t for t in body)
    assert document.provenance.sha256 == hashlib.sha256(PAGE.encode()).hexdigest()


def test_html_is_known_by_its_content_too() -> None:
    pytest.importorskip("trafilatura")
    assert "<" not in read_bytes(PAGE.encode(), name="-", language="fr").text.replace("<émue>", "")


def test_a_text_file_that_speaks_of_html_stays_text() -> None:
    text = "<html> est une balise. Elle ouvre chaque page que vous lisez."
    assert read_bytes(text.encode(), name="a.txt", language="fr").text == text


def test_without_the_extra_html_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    with pytest.raises(NotReady, match=r"\[html\]"):
        read_bytes(PAGE.encode(), name="a.html", language="fr")


@given(st.text(max_size=200))
def test_no_markup_however_broken_brings_the_reader_down(markup: str) -> None:
    pytest.importorskip("trafilatura")
    try:
        document = read_bytes(f"<html><p>mot {markup}".encode("utf-8", "surrogatepass"), name="a.html", language="fr")
    except UnreadableDocument:
        return
    assert all(b.span.of(document.text).strip() for b in document.blocks)


# --- what can't be read ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b" \n\t\r\n", "white space"),
        ("élève".encode("latin-1"), "byte 0 (0xE9, line 1) is not UTF-8"),
        ("une ligne\nun élève".encode("latin-1"), "byte 13 (0xE9, line 2)"),
        (b"ok \x93quoted\x94", "Windows-1252"),
        ("été".encode("utf-16"), "UTF-16"),
        (b"abc\0def", "byte 3 is zero"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04....", "Word"),
        (bytes(range(1, 9)) * 10, "control character"),
    ],
)
def test_a_file_that_is_no_utf8_text_is_refused_with_its_byte_and_a_remedy(data: bytes, words: str) -> None:
    with pytest.raises(UnreadableDocument) as error:
        read_bytes(data, name="fr.x.txt", language="fr")
    assert words in error.value.what
    assert error.value.where == "fr.x.txt"
    assert error.value.mend
    assert error.value.exit_code == 1


def test_latin_1_is_mended_with_iconv() -> None:
    with pytest.raises(UnreadableDocument, match=r"iconv -f ISO-8859-1 -t UTF-8 'mon fichier\.txt'"):
        read_bytes("élève".encode("latin-1"), name="mon fichier.txt", language="fr")


def test_a_missing_file_and_a_folder_are_wrong_usage(tmp_path: Path) -> None:
    for path in (tmp_path / "nothing.txt", tmp_path):
        with pytest.raises(UsageError) as error:
            read(path, language="fr")
        assert error.value.exit_code == 2
        assert str(path) in str(error.value)


# --- one sentence a line --------------------------------------------------------------------------------------------


def test_segmented_text_keeps_its_lines_as_segments_with_the_role_body() -> None:
    text = "Titre sans point\r\nM. X est venu. Il est parti.\n\nLire aussi\nFin.\u2028Pas une ligne"
    document = read_segmented(text.encode(), name="x.txt", language="fr")
    assert [s.text for s in document.segments] == [
        "Titre sans point",
        "M. X est venu. Il est parti.",
        "Lire aussi",
        "Fin.\u2028Pas une ligne",
    ]
    assert {s.role for s in document.segments} == {Role.BODY}
    assert document.segments[1].id == "x.s0002"
    assert document.text == text


# --- events ---------------------------------------------------------------------------------------------------------

EVENT = """title = "Le pont"
[[document]]
id = "fr.a"
path = "fr.a.txt"
language = "fr"
outlet = "Gazette"
role = "source"
published = 2017-04-20

[[document]]
id = "en.b"
path = "en.b.txt"
language = "en"
role = "target"
"""


@pytest.fixture
def event(tmp_path: Path) -> Path:
    folder = tmp_path / "pont"
    folder.mkdir()
    (folder / "event.toml").write_text(EVENT, encoding="utf-8")
    for name in ("fr.a.txt", "en.b.txt"):
        (folder / name).write_text("Un mot.", encoding="utf-8")
    return folder


def test_an_event_is_read_as_declared(event: Path) -> None:
    declared = read_event(event)
    assert (declared.name, declared.title) == ("pont", "Le pont")
    assert [(e.id, e.role, e.outlet) for e in declared.entries] == [
        ("fr.a", "source", "Gazette"),
        ("en.b", "target", None),
    ]
    assert str(declared.entries[0].published) == "2017-04-20"
    assert declared.entries[1].published is None


@pytest.mark.parametrize(
    ("old", "new", "words", "line"),
    [
        ("outlet", "outlets", "unknown key 'outlets'", 6),
        ('title = "Le pont"', 'titel = "Le pont"', "unknown key 'titel'", 1),
        ('title = "Le pont"', '[documents]\nx = 1', "unknown key 'documents'", 1),
        ('language = "fr"\n', "", "document 1 has no 'language'", 2),
        ('id = "en.b"', 'id = "fr.a"', "two documents have the id 'fr.a'", 11),
        ('path = "en.b.txt"', 'path = "fr.a.txt"', "two documents have the path", 12),
        ("2017-04-20", '"2017-04-31"', "not a day of the calendar", 8),
        ("2017-04-20", "2017-04-31", "not valid TOML", 8),
        ("2017-04-20", "true", "not a day", 8),
        ('path = "en.b.txt"', 'path = "../b.txt"', "leaves the event's folder", 12),
        ('path = "en.b.txt"', 'path = "/etc/hostname"', "leaves the event's folder", 12),
        ('path = "en.b.txt"', 'path = "nothing.txt"', "there is no file", 12),
        ('language = "en"', 'language = "xx"', "not a language code", 13),
        ('language = "en"', "language = 3", "must be a text in quotes", 13),
        ('role = "target"', 'role = "other"', "unknown role", 14),
        ('role = "target"', 'role = "source"', "no document has the role 'target'", None),
        ('id = "en.b"', 'id = "en b"', "XML ids", 11),
        ("[[document]]\nid", "[[document]\nid", "not valid TOML", 10),
        ('role = "target"', 'role = "target"\nrole = "target"', "not valid TOML", 15),
    ],
)  # fmt: skip
def test_a_fault_in_an_event_is_named_with_its_line(
    event: Path, old: str, new: str, words: str, line: int | None
) -> None:
    assert old in EVENT
    (event / "event.toml").write_text(
        EVENT.replace(old, new, 1) if "en" not in old else _last(EVENT, old, new), encoding="utf-8"
    )
    with pytest.raises(UsageError) as error:
        read_event(event)
    assert words in error.value.what
    assert error.value.exit_code == 2
    if line is not None:
        assert error.value.where.endswith(f"event.toml:{line}")


def _last(text: str, old: str, new: str) -> str:
    head, _, tail = text.rpartition(old)
    return head + new + tail


def test_a_folder_without_a_declaration_says_so(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"there is no event\.toml"):
        read_event(tmp_path)


def test_the_project_s_own_event_is_well_declared() -> None:
    folder = Path(__file__).resolve().parent.parent / "corpus" / "chechnya-2017"
    if not folder.is_dir():
        pytest.skip("the corpus stays in the repository")
    declared = read_event(folder)
    assert [e.role for e in declared.entries] == ["source", "target", "target", "target"]
    assert all(e.published is None for e in declared.entries), "dates are never guessed"


def test_discover_lists_the_readable_files_of_a_folder_by_name(tmp_path: Path) -> None:
    for name in ("b.txt", "a.html", "c.TXT", "notes.pdf", ".hidden.txt"):
        (tmp_path / name).write_text("x")
    assert [p.name for p in discover(tmp_path)] == ["a.html", "b.txt", "c.TXT"]
    assert discover(tmp_path / "b.txt") == [tmp_path / "b.txt"]
    with pytest.raises(UsageError):
        discover(tmp_path / "nothing")


def test_a_folder_without_texts_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no text or HTML file"):
        discover(tmp_path)

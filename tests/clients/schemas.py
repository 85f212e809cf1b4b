"""The published schemas, taken from installed programs: OmegaT's jar has TMX's, Symfony has XLIFF's."""

from __future__ import annotations

import zipfile
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from lxml import etree

from clients import HERE, SYMFONY, call, need
from clients.omegat import JAR

XLIFF = SYMFONY / "Translation/Resources/schemas"
MODULES = {
    "urn:oasis:names:tc:xliff:matches:2.0": "matches.xsd",
    "urn:oasis:names:tc:xliff:metadata:2.0": "metadata.xsd",
    "urn:oasis:names:tc:xliff:glossary:2.0": "glossary.xsd",
    "http://www.w3.org/2005/11/its": "its.xsd",
}


def tmx_complaints(path: Path) -> str:
    """What xmllint says of a TMX file against the 1.4 DTD and XSD; "" when both accept it."""
    need("xmllint", "xmllint")
    need("the TMX schemas (in OmegaT's jar)", JAR)
    with TemporaryDirectory() as scratch:
        with zipfile.ZipFile(JAR) as jar:
            for name in ("tmx14.dtd", "tmx14.xsd", "xml.xsd"):
                Path(scratch, name).write_bytes(jar.read(f"schemas/{name}"))
        said = [
            call(["xmllint", "--noout", "--nonet", "--dtdvalid", Path(scratch, "tmx14.dtd"), path]),
            call(["xmllint", "--noout", "--nonet", "--schema", Path(scratch, "tmx14.xsd"), path]),
        ]
    return "".join(s.stderr for s in said if s.returncode)


def xliff_complaints(path: Path) -> str:
    """What xmllint says of an XLIFF file against 1.2 strict or the 2.0 core (whose namespace 2.1 shares)."""
    schema = "xliff-core-1.2-strict.xsd" if b"document:1.2" in path.read_bytes()[:2000] else "xliff-core-2.0.xsd"
    need("xmllint", "xmllint")
    need("the XLIFF schemas (in Symfony's component)", XLIFF / schema)
    catalog = {"XML_CATALOG_FILES": str(HERE / "xml-catalog.xml")}
    done = call(["xmllint", "--noout", "--nonet", "--schema", XLIFF / schema, path], env=catalog)
    return done.stderr if done.returncode else ""


class _XmlNamespace(etree.Resolver):
    """Leads any import of xml.xsd to the copy beside the schemas."""

    def __init__(self, copy: Path) -> None:
        self.copy = copy

    def resolve(self, url: str, public_id: str, context: object) -> object:
        if url.endswith("/xml.xsd") and not Path(url.removeprefix("file://")).exists():
            return self.resolve_filename(str(self.copy), context)
        return None


@lru_cache(maxsize=1)
def _xliff21(folder: Path) -> etree.XMLSchema:
    """Compile the 2.1 core schema with the modules we write."""
    xs = "http://www.w3.org/2001/XMLSchema"
    wrapper = etree.Element(f"{{{xs}}}schema", nsmap={"xs": xs})
    core = next(iter(sorted(folder.glob("xliff_core_2.*.xsd"))))
    namespace = etree.parse(core).getroot().get("targetNamespace")
    for name, file in [(namespace, core.name), *((n, f) for n, f in MODULES.items() if (folder / f).exists())]:
        etree.SubElement(wrapper, f"{{{xs}}}import", namespace=name, schemaLocation=file)
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_XmlNamespace(next(iter(sorted(folder.rglob("xml.xsd"))))))
    base = folder.resolve().as_uri() + "/wrapper.xsd"
    return etree.XMLSchema(etree.fromstring(etree.tostring(wrapper), parser, base_url=base))


def xliff21_complaints(path: Path, folder: Path) -> str:
    """What OASIS's 2.1 schemas, kept in ``folder``, say of a file, modules included."""
    schema = _xliff21(folder)
    tree = etree.parse(path, etree.XMLParser(no_network=True, resolve_entities=False))
    return "" if schema.validate(tree) else "\n".join(f"{e.line}: {e.message}" for e in schema.error_log)

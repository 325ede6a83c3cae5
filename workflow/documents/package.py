"""The zip of a Word file that somebody handed over: hostile until every bound has been looked at.

Nothing is unpacked to disk, no part is read before all have been found harmless, and the sizes that a header claims are
ceilings, not promises.
"""

import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree  # type: ignore[import-untyped]  # it has no stubs

from workflow.errors import DocumentError
from workflow.language import Text

LARGEST_PART = 40 * 1024 * 1024
LARGEST = 200 * 1024 * 1024
"""Bytes of one XML part, and of all parts together, unpacked."""
MOST_PARTS = 2_000
RATIO = 100
"""How many times smaller a part may be packed; text shrinks ten to thirty times."""
_SMALL = 1024 * 1024
"""Bytes below which a part may shrink as it likes: it harms nobody."""

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCAL_HEADER = struct.Struct("<26xHH")
_ENCRYPTED = 0x1
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships/"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_BAD_NAME = re.compile(r"^/|^[A-Za-z]:|\\|(?:^|/)\.\.(?:/|$)|[\x00-\x1f]")
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OverflowError,
    RuntimeError,
    UnicodeDecodeError,
    ValueError,
)
"""What `zipfile` raises on archives that are broken or made to break it."""

Element = Any


@dataclass(frozen=True, slots=True)
class Relation:
    """What one part says of another, or of something outside."""

    source: str
    kind: str
    """The last word of its type: `hyperlink`, `attachedTemplate`…"""
    target: str
    external: bool


class Package:
    """A Word file that is safe to read. Raises DocumentError where it is not one, or not safe."""

    def __init__(self, content: bytes) -> None:
        _demand_zip(content)
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(content))
            entries = self._archive.infolist()
        except _UNREADABLE as fault:
            raise _BROKEN() from fault
        _demand_bounded(entries)
        _demand_apart(content, entries, self._archive.start_dir)
        self.names = tuple(entry.filename for entry in entries if not entry.is_dir())
        if "[Content_Types].xml" not in self.names:
            raise refused("ce n’est pas un fichier Word", "it is not a Word file", _AS_DOCX)
        self.relations = tuple(self._relations())
        self.main = self._main()

    def read(self, name: str) -> bytes:
        """The content of one part."""
        try:
            entry = self._archive.getinfo(name)
        except KeyError as fault:
            raise _BROKEN() from fault
        if entry.file_size > LARGEST_PART:
            raise refused(f"la partie « {name} » est trop grande", f"the part “{name}” is too large")
        try:
            with self._archive.open(entry) as part:
                content = part.read(entry.file_size + 1)
        except _UNREADABLE as fault:
            raise _BROKEN() from fault
        if len(content) != entry.file_size:
            raise _BROKEN()
        return content

    def xml(self, name: str) -> Element:
        """The root of one part. No entity is resolved and nothing fetched; a part with a DTD is refused."""
        parser = etree.XMLParser(
            resolve_entities=False, load_dtd=False, no_network=True, dtd_validation=False, huge_tree=False
        )
        try:
            root = etree.fromstring(self.read(name), parser)
        except (etree.XMLSyntaxError, ValueError) as fault:
            raise refused(
                f"la partie « {name} » n’est pas du XML lisible",
                f"the part “{name}” is not XML that can be read",
                _AGAIN,
            ) from fault
        if root.getroottree().docinfo.internalDTD is not None:
            raise refused(
                f"la partie « {name} » déclare un DTD, ce qu’aucun traitement de texte ne fait",
                f"the part “{name}” declares a DTD, as no word processor does",
            )
        return root

    def has(self, name: str) -> bool:
        """Whether there is a part of that name."""
        return name in self.names

    @property
    def has_macros(self) -> bool:
        """Whether it carries programs."""
        kinds = {relation.kind for relation in self.relations}
        return "vbaProject" in kinds or any(name.lower().endswith("vbaproject.bin") for name in self.names)

    def demand_self_contained(self) -> None:
        """Raise DocumentError where opening the file would fetch something; an address to click on fetches nothing."""
        for relation in self.relations:
            if relation.external and relation.kind != "hyperlink":
                raise refused(
                    f"il va chercher « {relation.kind} » hors du fichier",
                    f"it fetches “{relation.kind}” from outside the file",
                    Text(
                        "dans Word, rompre les liaisons (Fichier, Informations), détacher le modèle, puis enregistrer",
                        "in Word, break the links (File, Info) and detach the template, then save",
                    ),
                )

    def _relations(self) -> Iterator[Relation]:
        for name in self.names:
            if name.endswith(".rels"):
                folder, _, source = name.rpartition("_rels/")
                for found in self.xml(name).iter(_RELATION):
                    external = found.get("TargetMode", "Internal") != "Internal"
                    target = found.get("Target", "")
                    if not external:
                        target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
                    kind = found.get("Type", "").removeprefix(_OFFICE).removeprefix(_STRICT).rpartition("/")[2]
                    yield Relation(folder + source.removesuffix(".rels"), kind, target, external)

    def _main(self) -> str:
        for relation in self.relations:
            if relation.source == "" and relation.kind == "officeDocument" and self.has(relation.target):
                return relation.target
        raise refused("ce n’est pas un fichier Word", "it is not a Word file", _AS_DOCX)

    def related(self, kind: str) -> str | None:
        """The part that the main one relates to in that way: `styles`, `numbering`…"""
        for relation in self.relations:
            if relation.source == self.main and relation.kind == kind and self.has(relation.target):
                return relation.target
        return None


def _demand_zip(content: bytes) -> None:
    if not content:
        raise refused("il est vide (0 octet)", "it is empty (0 bytes)", _AGAIN)
    if content.startswith(_OLE):
        raise refused(
            "il est protégé par un mot de passe, ou dans l’ancien format .doc",
            "it is protected by a password, or in the old format .doc",
            Text("l’enregistrer sans mot de passe, au format .docx", "save it without a password, as .docx"),
        )
    if not content.startswith(_ZIP):
        raise refused("ce n’est pas un fichier Word", "it is not a Word file", _AS_DOCX)


def _demand_bounded(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    if len(entries) > MOST_PARTS:
        raise refused(f"il a plus de {MOST_PARTS} parties", f"it has more than {MOST_PARTS} parts")
    if len({name.lower() for name in names}) != len(names):
        raise refused("il contient deux parties du même nom", "it holds two parts of one name", _AGAIN)
    if sum(entry.file_size for entry in entries) > LARGEST:
        raise refused("il est trop grand une fois décompressé", "it is too large once unpacked")
    for entry in entries:
        if _BAD_NAME.search(entry.filename):
            raise refused("il contient une partie au nom interdit", "it holds a part with a forbidden name")
        if entry.flag_bits & _ENCRYPTED:
            raise refused(
                "il est chiffré",
                "it is encrypted",
                Text("l’enregistrer sans mot de passe", "save it without a password"),
            )
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise refused("il est compressé d’une manière inconnue", "it is packed in an unknown way", _AGAIN)
        if entry.file_size > _SMALL and entry.file_size > RATIO * max(entry.compress_size, 1):
            raise refused("il se décompresse démesurément", "it unpacks out of all proportion")


def _demand_apart(content: bytes, entries: list[zipfile.ZipInfo], directory: int) -> None:
    """Refuse parts that share their bytes: a few kilobytes would unpack many times over."""
    end = 0
    for entry in sorted(entries, key=lambda each: each.header_offset):
        if entry.header_offset < end or entry.header_offset + 30 > directory:
            raise refused("ses parties se chevauchent", "its parts overlap")
        name, extra = _LOCAL_HEADER.unpack_from(content, entry.header_offset)
        end = entry.header_offset + 30 + name + extra + entry.compress_size
    if end > directory:
        raise refused("ses parties se chevauchent", "its parts overlap")


_AGAIN = Text("l’enregistrer de nouveau au format .docx, puis le renvoyer", "save it again as .docx, and send it again")
_AS_DOCX = Text("envoyer un fichier .docx ou .pdf", "send a .docx or a .pdf file")


def _BROKEN() -> DocumentError:  # noqa: N802  # a constant, but for its traceback
    return refused("il est abîmé ou incomplet", "it is damaged or incomplete", _AGAIN)


def refused(fr: str, en: str, remedy: Text | None = None) -> DocumentError:
    """A returned file that is not read, and why."""
    return DocumentError(Text(f"le fichier n’est pas accepté : {fr}.", f"the file is not accepted: {en}."), remedy)

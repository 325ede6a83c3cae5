"""The electronic signatures of a PDF brought as evidence: who signed, whether the whole file is covered, and intact.

A PDF can be added to after it was signed without breaking the signature: so the last signature must cover the file to
its last byte, and what was added between two signatures must be no more than a signature adds. A certificate is judged
at the time of the signature, and only where roots are given; nothing is fetched from anywhere. Needs the extra
`signature`, but to see that a scan bears none.
"""

import io
import logging
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC
from hashlib import sha256
from typing import Any, Self

from workflow.dates import format_instant, instant_in_words, parse_instant
from workflow.errors import JalonError
from workflow.language import Text

_RANGE = b"/ByteRange"
"""What every signed PDF has in the clear."""

_FAULTS: tuple[type[BaseException], ...] = (
    *(ArithmeticError, AssertionError, AttributeError, LookupError, NotImplementedError),
    *(OSError, RecursionError, TypeError, ValueError, zlib.error),
)
"""What a library raises over a damaged file, besides its own."""


class NoSignatureLibrary(JalonError):
    """The library that reads signatures of PDF files is not installed."""

    code = "no-signature-library"

    def __init__(self) -> None:
        super().__init__(
            Text(
                "Ce PDF est signé ; vérifier sa signature demande une bibliothèque qui n’est pas installée : pyHanko.",
                "This PDF is signed; checking its signature needs a library that is not installed: pyHanko.",
            ),
            Text("pip install 'jalon[signature]'", "pip install 'jalon[signature]'"),
        )


@dataclass(frozen=True, slots=True)
class PdfSignature:
    """One signature of a PDF."""

    signer: str
    """Common name of the certificate."""
    issuer: str
    signed_at: str | None
    """What the signer says, or what an authority stamped; an instant."""
    stamped: bool
    """Whether that instant is an authority's."""
    intact: bool
    """Whether what it covers is as it was signed."""
    kept: bool
    """Whether nothing was added after it but what signatures add."""
    trusted: bool | None
    """Whether the certificate leads to a root that was given and was good then; None where none was given."""

    @property
    def holds(self) -> bool:
        """Whether it says what it said when it was made."""
        return self.intact and self.kept


@dataclass(frozen=True, slots=True)
class SignedCopy:
    """What is known of a file brought as a signed document."""

    kind: str
    """`signed`, `unsigned` (a PDF without a signature: a scan), `other` (no PDF), `unreadable`."""
    sha256: str
    whole: bool = False
    """Whether the last signature covers the file to its last byte."""
    signatures: tuple[PdfSignature, ...] = ()
    why: str = ""
    """Why it could not be read."""

    @classmethod
    def of(cls, told: Mapping[str, Any], sha256: str) -> Self:
        """What `as_data` told of a file."""
        try:
            names = [one.name for one in fields(PdfSignature)]
            signatures = tuple(PdfSignature(*(one[name] for name in names)) for one in told["signatures"])
            return cls(told["kind"], sha256, told["whole"], signatures, told["why"])
        except (LookupError, TypeError) as fault:
            return cls("unreadable", sha256, why=repr(fault))

    @property
    def holds(self) -> bool:
        """Whether it is signed, the whole file is covered, and every signature is intact."""
        return self.kind == "signed" and self.whole and all(one.holds for one in self.signatures)

    @property
    def sentence(self) -> Text:
        """What to tell a person of it."""
        match self.kind:
            case "unsigned":
                return Text(
                    "copie numérisée, sans signature électronique : sa valeur est celle de l’original sur papier",
                    "a scan without an electronic signature: it is worth what the original on paper is",
                )
            case "other":
                return Text("ce fichier n’est pas un PDF", "this file is no PDF")
            case "unreadable":
                return Text(f"ce PDF est illisible ({self.why})", f"this PDF cannot be read ({self.why})")
        told = [_told(one) for one in self.signatures]
        fr, en = " ; ".join(one.fr for one in told), "; ".join(one.en for one in told)
        if not self.whole:
            return Text(
                f"attention, du contenu a été ajouté après la signature : {fr}",
                f"beware, something was added after the signature: {en}",
            )
        return Text(f"fichier entier couvert : {fr}", f"the whole file is covered: {en}")

    def as_data(self) -> dict[str, Any]:
        """The same as plain data, to be kept with the entry. The signers are named: it belongs into a disclosure."""
        return {
            "kind": self.kind,
            "whole": self.whole,
            "holds": self.holds,
            "signatures": [{**asdict(one), "holds": one.holds} for one in self.signatures],
            "why": self.why,
        }


def examine(content: bytes, roots: Sequence[bytes] = ()) -> SignedCopy:
    """What the bytes of a file say of who signed it; `roots` are certificates that are trusted, PEM.

    Raises NoSignatureLibrary for a signed PDF where the library is missing.
    """
    digest = sha256(content).hexdigest()
    if not content.startswith(b"%PDF-"):
        return SignedCopy("other", digest)
    if _RANGE not in content:
        return SignedCopy("unsigned", digest)
    library = _Library()
    try:
        return library.read(content, digest, roots)
    except library.faults as fault:
        said = str(fault).strip().split("\n")[0][:120] or type(fault).__name__
        return SignedCopy("unreadable", digest, why=said)


class _Library:
    """pyHanko, loaded when a signed PDF is met."""

    def __init__(self) -> None:
        try:
            from pyhanko import keys  # noqa: PLC0415  # an extra: it may not be there
            from pyhanko.pdf_utils import misc, reader  # noqa: PLC0415
            from pyhanko.sign import diff_analysis, validation  # noqa: PLC0415
            from pyhanko.sign.validation import errors, status  # noqa: PLC0415
            from pyhanko_certvalidator import ValidationContext  # noqa: PLC0415
            from pyhanko_certvalidator.errors import PathError, ValidationError  # noqa: PLC0415
        except ImportError:
            raise NoSignatureLibrary from None
        self._keys, self._reader = keys, reader
        self._validation, self._status, self._levels = validation, status, diff_analysis.ModificationLevel
        self._context = ValidationContext
        self.faults: tuple[type[BaseException], ...] = (
            *_FAULTS,
            misc.PdfError,
            errors.SignatureValidationError,
            PathError,
            ValidationError,
        )
        # It writes a traceback to the log for each certificate that it does not trust.
        logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
        logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)

    def read(self, content: bytes, digest: str, roots: Sequence[bytes]) -> SignedCopy:
        """Raises what `examine` turns into an unreadable file."""
        document = self._reader.PdfFileReader(io.BytesIO(content), strict=False)
        if not document.embedded_signatures:
            return SignedCopy("unsigned", digest)
        anchors = [one for pem in roots for one in self._keys.load_certs_from_pemder_data(pem)]
        signatures = tuple(self._signature(one, anchors) for one in document.embedded_regular_signatures)
        last = document.embedded_signatures[-1]
        last.compute_integrity_info()
        whole = last.coverage == self._status.SignatureCoverageLevel.ENTIRE_FILE
        return SignedCopy("signed" if signatures else "unsigned", digest, whole, signatures)

    def _signature(self, embedded: Any, anchors: Sequence[Any]) -> PdfSignature:
        certificate = embedded.signer_cert
        # The certificate must have been good when it signed: it may have run out since.
        moment = embedded.self_reported_timestamp
        context = self._context(
            trust_roots=list(anchors), allow_fetching=False, moment=moment, best_signature_time=moment
        )
        status = self._validation.validate_pdf_signature(embedded, context, context)
        stamp = status.timestamp_validity
        stamped = stamp is not None and stamp.intact and stamp.valid and (stamp.trusted or not anchors)
        instant = stamp.timestamp if stamp is not None and stamped else status.signer_reported_dt
        return PdfSignature(
            _common_name(certificate.subject),
            _common_name(certificate.issuer),
            format_instant(instant.astimezone(UTC)) if instant is not None else None,
            stamped,
            bool(status.intact and status.valid),
            status.modification_level <= self._levels.FORM_FILLING and status.docmdp_ok is not False,
            bool(status.trusted) if anchors else None,
        )


def _common_name(name: Any) -> str:
    native = name.native
    found = native.get("common_name") or native.get("organization_name") or name.human_friendly
    return str(found if isinstance(found, str) else found[-1])


def _told(one: PdfSignature) -> Text:
    said = [Text(f"{one.signer} ({one.issuer})", f"{one.signer} ({one.issuer})")]
    if one.signed_at is not None:
        fr, en = (instant_in_words(parse_instant(one.signed_at), language) for language in ("fr", "en"))
        said.append(Text(f"le {fr}", f"on {en}") if one.stamped else Text(f"le {fr} selon lui", f"on {en} as he says"))
    said.append(
        Text("signature intacte", "signature intact") if one.holds else Text("SIGNATURE ROMPUE", "SIGNATURE BROKEN")
    )
    if one.trusted is None:
        said.append(Text("certificat non vérifié", "certificate not checked"))
    elif not one.trusted:
        said.append(Text("certificat non reconnu", "certificate not recognised"))
    return Text(", ".join(part.fr for part in said), ", ".join(part.en for part in said))

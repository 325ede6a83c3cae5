"""An authority that has no part in ours says when a checkpoint existed: RFC 3161, one token a day.

The token is over the file of the checkpoint as it was signed, so that `openssl ts -verify` needs no other: it lies
beside it as `000012.tsr`. A qualified authority gives the presumption of article 41 of the eIDAS regulation. The
authority is an address, http(s)://…, or a command in which {query} and {reply} stand for the two files.

Verification needs the extra `timestamp`; it asks whether the authority's certificate was good at the time of the token,
so that a token of today still verifies when the certificate has run out.
"""

import http.client
import shlex
import subprocess
import tempfile
import urllib.error
import urllib.request
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from workflow.errors import InvalidValue, JalonError, ProofRefused
from workflow.integrity import files
from workflow.language import Text
from workflow.system import reason

SECONDS = 30
"""How long an authority is waited for."""

LARGEST = 64 * 1024
"""Bytes a token may have; they have two to five thousand."""


class NoTimestampLibrary(JalonError):
    """The library that reads time stamps is not installed."""

    code = "no-timestamp-library"

    def __init__(self) -> None:
        super().__init__(
            Text(
                "Les horodatages demandent une bibliothèque qui n’est pas installée : rfc3161-client.",
                "Time stamps need a library that is not installed: rfc3161-client.",
            ),
            Text("pip install 'jalon[timestamp]'", "pip install 'jalon[timestamp]'"),
        )


@dataclass(frozen=True, slots=True)
class Stamp:
    """What an authority said: tokens are told apart by this, not by the bytes of their file."""

    time: datetime
    serial: int
    authority: str
    """Subject of the certificate that signed."""


def stamp(checkpoint: Path, authority: str, roots: Sequence[bytes]) -> Stamp:
    """Have the file of a checkpoint stamped, and keep the token beside it once it was verified.

    `roots` are certificates, PEM. Raises ProofRefused where the authority does not answer or its answer does not hold,
    InvalidValue for what can be no authority, NoTimestampLibrary, WorkspaceError.
    """
    content = files.read(checkpoint).encode()
    query = _query(content)
    token = _over_the_web(authority, query) if authority.startswith(("http://", "https://")) else _by(authority, query)
    found = check(token, content, roots)
    files.put(checkpoint.with_suffix(".tsr"), token)
    return found


def check(token: bytes, content: bytes, roots: Sequence[bytes]) -> Stamp:
    """What a token says of `content`. Raises ProofRefused where it does not hold, NoTimestampLibrary."""
    client = _library()
    from cryptography import exceptions, utils, x509  # noqa: PLC0415  # only those who verify load it

    certificates = [one for pem in roots for one in _certificates(x509, pem)]
    anchors = [one for one in certificates if one.issuer == one.subject]
    if not anchors:
        raise ProofRefused(
            Text(
                "Aucun certificat d’autorité d’horodatage n’est connu.",
                "No certificate of a time-stamping authority is known.",
            ),
            Text(
                "mettez sa racine dans keys/authority.pem, d’une source sûre",
                "put its root into keys/authority.pem, from a source you trust",
            ),
        )
    if len(token) > LARGEST:
        raise _refused("c’est trop grand pour un jeton", "it is too large for a token")
    others = [one for one in certificates if one.issuer != one.subject]
    try:
        # What the library only warns of today, such as a certificate numbered zero, it will refuse tomorrow.
        with warnings.catch_warnings():
            warnings.simplefilter("error", utils.CryptographyDeprecationWarning)
            return _read(client, x509, token, content, anchors, others)
    except (
        client.VerificationError,
        exceptions.InvalidSignature,
        exceptions.UnsupportedAlgorithm,
        utils.CryptographyDeprecationWarning,
        x509.DuplicateExtension,
        x509.InvalidVersion,
        x509.UnsupportedGeneralNameType,
        OverflowError,
        TypeError,
        ValueError,
    ) as fault:
        said = str(fault) or type(fault).__name__
        raise _refused(f"il ne vérifie pas ({said})", f"it does not verify ({said})") from fault


def _read(client: Any, x509: Any, token: bytes, content: bytes, anchors: Sequence[Any], others: Sequence[Any]) -> Stamp:
    response = client.decode_timestamp_response(_in_order(token))
    client.VerifierBuilder(roots=list(anchors), intermediates=list(others)).build().verify_message(response, content)
    info = response.tst_info
    signer = next(iter(response.signed_data.signer_infos), None)
    bearers = [x509.load_der_x509_certificate(one) for one in response.signed_data.certificates]
    named = [one for one in bearers if signer is not None and one.serial_number == signer.serial_number]
    subject = named[0].subject.rfc4514_string() if named else "?"
    return Stamp(info.gen_time.astimezone(UTC), info.serial_number, subject)


def _in_order(token: bytes) -> bytes:
    """The token with its certificates in the order that DER demands.

    openssl, and so many an authority, writes them as they come, and our library refuses them. No signature covers
    their order, so that sorting them changes nothing of what the token says. What is no token is given back as it is.
    """
    try:
        response = next(_elements(token, 0, len(token)))
        content = list(_elements(token, *response[1:]))[1]
        wrapped = list(_elements(token, *content[1:]))[1]
        signed = next(_elements(token, *wrapped[1:]))
        _, first, last = next(one for one in _elements(token, *signed[1:]) if token[one[0]] == _CERTIFICATES)
        ordered = b"".join(sorted(token[start:end] for start, _, end in _elements(token, first, last)))
    except (LookupError, StopIteration, ValueError):
        return token
    return token[:first] + ordered + token[last:] if len(ordered) == last - first else token


_CERTIFICATES = 0xA0
"""The tag of the certificates among the elements of a SignedData (RFC 5652, section 5.1)."""


def _elements(content: bytes, at: int, end: int) -> Iterator[tuple[int, int, int]]:
    """The DER elements between two places: where each begins, where its content does, where it ends."""
    while at < end:
        begin, length, at = at, content[at + 1], at + 2
        if length & 0x80:
            size = length & 0x7F
            length, at = int.from_bytes(content[at : at + size], "big"), at + size
        if at + length > end:
            raise ValueError("it is cut")
        yield begin, at, at + length
        at += length


def _query(content: bytes) -> bytes:
    client = _library()
    builder = client.TimestampRequestBuilder().data(content).hash_algorithm(client.HashAlgorithm.SHA256)
    made: bytes = builder.build().as_bytes()
    return made


def _over_the_web(address: str, query: bytes) -> bytes:
    headers = {"Content-Type": "application/timestamp-query"}
    asked = urllib.request.Request(address, query, headers, method="POST")  # noqa: S310  # http or https, as was looked at
    try:
        with urllib.request.urlopen(asked, timeout=SECONDS) as answer:  # noqa: S310  # the same
            content: bytes = answer.read(LARGEST + 1)
            return content
    except urllib.error.HTTPError as fault:
        raise _silent(address, Text(f"elle répond {fault.code}", f"it answers {fault.code}")) from fault
    except http.client.HTTPException as fault:
        raise _silent(address, Text(f"« {fault} »", f"“{fault}”")) from fault
    except OSError as fault:
        # What urllib wraps is what the system said.
        said = fault.reason if isinstance(fault, urllib.error.URLError) else fault
        why = reason(said) if isinstance(said, OSError) else Text(str(said), str(said))
        raise _silent(address, why) from fault


def _by(command: str, query: bytes) -> bytes:
    parts = _parts(command)
    with tempfile.TemporaryDirectory() as folder:
        asked, answered = Path(folder, "query.tsq"), Path(folder, "reply.tsr")
        asked.write_bytes(query)
        words = [word.replace("{query}", str(asked)).replace("{reply}", str(answered)) for word in parts]
        try:
            done = subprocess.run(words, capture_output=True, check=False, timeout=SECONDS)  # noqa: S603  # as configured
            if done.returncode or not answered.exists():
                said = done.stderr.decode(errors="replace").strip().split("\n")[-1]
                code = Text(f"la commande finit par {done.returncode}", f"the command leaves with {done.returncode}")
                raise _silent(words[0], Text(said, said) if said else code)
            return answered.read_bytes()
        except (OSError, subprocess.TimeoutExpired) as fault:
            why = reason(fault) if isinstance(fault, OSError) else Text("pas de réponse", "no answer")
            raise _silent(words[0], why) from fault


def _parts(command: str) -> list[str]:
    try:
        parts = shlex.split(command)
    except ValueError:  # a quotation mark that nothing closes
        parts = []
    if not parts:
        raise InvalidValue(
            Text("Ce n’est ni une adresse ni une commande.", "This is neither an address nor a command."),
            Text(
                "une adresse https://…, ou une commande avec {query} et {reply}, ses guillemets fermés",
                "an address https://…, or a command with {query} and {reply}, its quotation marks closed",
            ),
        )
    return parts


def _library() -> Any:
    try:
        import rfc3161_client  # noqa: PLC0415  # an extra: it may not be there
    except ImportError:
        raise NoTimestampLibrary from None
    return rfc3161_client


def _certificates(x509: Any, pem: bytes) -> list[Any]:
    try:
        return list(x509.load_pem_x509_certificates(pem))
    except ValueError as fault:
        raise ProofRefused(
            Text(
                "Un certificat d’autorité d’horodatage est illisible.",
                "A certificate of a time-stamping authority cannot be read.",
            ),
            Text("il doit être au format PEM", "it must be in PEM form"),
        ) from fault


def _refused(fr: str, en: str) -> ProofRefused:
    return ProofRefused(Text(f"Jeton d’horodatage refusé : {fr}.", f"Time-stamp token refused: {en}."))


def _silent(who: str, why: Text) -> ProofRefused:
    return ProofRefused(
        Text(
            f"L’autorité d’horodatage ne répond pas ({who}) : {why.fr}.", f"The authority is silent ({who}): {why.en}."
        ),
        Text("le sceau reste valable ; recommencez plus tard", "the seal holds; try again later"),
    )

"""Canonical bytes, hashes and salted disclosures: version 1 of what the history commits to.

The canonical form is RFC 8785 (JCS) restricted to ASCII keys, strings, integers below 2^53 in size, booleans, null,
arrays and objects, nested less than 255 deep; in that subset the standard library writes the same. There are no floats:
amounts are integer cents. An entry's hash is the RFC 9162 leaf hash of its canonical body, so that chain link, Merkle
leaf and signed bytes are one and the same. Names and free text stay out of the body: RFC 9901 salted disclosures stand
in for them.
"""

import binascii
import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

MAX_BODY = 65_535
"""Bytes an entry may have at most: the limit of the tile log format (C2SP tlog-tiles)."""


def _whole(digits: str) -> int:
    value = int(digits)
    if not -(2**53) < value < 2**53:
        raise ValueError(f"integer out of the canonical range: {digits}")
    return value


def _refused(number: str) -> Any:
    raise ValueError(f"value outside the canonical subset: {number}")


_loads = json.JSONDecoder(parse_float=_refused, parse_int=_whole, parse_constant=_refused).decode


def canonical(value: Any) -> bytes:
    """The canonical bytes of a value of the subset. Raises TypeError for anything outside it."""
    demand_subset(value)
    return serialised(value)


def serialised(value: Any) -> bytes:
    """The canonical bytes of a value that is known to be of the subset."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def demand_subset(value: Any) -> None:
    """Raise TypeError for a value that has no canonical form."""
    kind = type(value)
    if kind is str:
        if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
            raise TypeError("half of a character")
    elif value is None or kind is bool:
        return
    elif kind is int:
        if not -(2**53) < value < 2**53:
            raise TypeError(f"integer out of the canonical range: {value}")
    elif kind is dict:
        for key, item in value.items():
            if type(key) is not str or not key.isascii():
                raise TypeError(f"key outside the canonical subset: {key!r}")
            demand_subset(item)
    elif kind is list or kind is tuple:
        for item in value:
            demand_subset(item)
    else:
        raise TypeError(f"value outside the canonical subset: {kind.__name__}")


def parse(body: bytes) -> Any:
    """The value of canonical bytes. Raises ValueError unless writing it again gives the same bytes."""
    try:
        text = body.decode()
        value = _loads(text)
        if not text.isascii():  # in plain ASCII no key can be outside the subset, nor half of a character
            demand_subset(value)
        again = serialised(value)
    except (RecursionError, TypeError) as fault:
        raise ValueError(str(fault)) from None
    if again != body:
        raise ValueError("not in canonical form")
    return value


def b64(data: bytes) -> str:
    """URL-safe base64 without padding: 43 characters for a SHA-256."""
    return binascii.b2a_base64(data, newline=False).translate(_URL_SAFE).rstrip(b"=").decode()


def same_hashes(digests: Sequence[bytes], told: Sequence[str]) -> bool:
    """Whether `told` are the `b64` of these digests of 32 bytes, all of them compared at once."""
    # With a 33rd byte of zero each takes 44 characters of its own: its 43, and the A of six more zero bits.
    joined = binascii.b2a_base64(b"\0".join((*digests, b"")), newline=False).translate(_URL_SAFE)
    try:
        return set(map(len, told)) <= {43} and joined == "A".join((*told, "")).encode()
    except TypeError:  # what is no text is no hash
        return False


def unb64(text: str) -> bytes:
    """The bytes of what `b64` wrote. Raises ValueError for what is not ASCII or of an impossible length."""
    return binascii.a2b_base64(text.encode("ascii").translate(_PLAIN) + b"=" * (-len(text) % 4))


_URL_SAFE = bytes.maketrans(b"+/", b"-_")
_PLAIN = bytes.maketrans(b"-_", b"+/")


def leaf_hash(body: bytes) -> str:
    """RFC 9162 leaf hash: SHA-256 over 0x00 and the body."""
    return b64(hashlib.sha256(b"\x00" + body).digest())


def genesis(log: str) -> str:
    """What the first entry of every dossier points back to: the SHA-256 of the log's name."""
    return b64(hashlib.sha256(log.encode()).digest())


def digest_hex(data: bytes) -> str:
    """SHA-256 in hexadecimal, as `sha256sum` prints it: for files, templates, lifecycles and texts."""
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True, slots=True)
class Disclosed:
    """A salted disclosure: its text is kept beside the entry and may be erased, its digest stays in the body."""

    digest: str
    text: str


def disclose(name: str, value: Any) -> Disclosed:
    """A fresh disclosure of `value` under `name`, with 128 random bits of salt (RFC 9901, section 4.2.1)."""
    text = b64(serialised([b64(secrets.token_bytes(16)), name, value]))
    return Disclosed(b64(hashlib.sha256(text.encode()).digest()), text)


def open_disclosure(text: str) -> tuple[str, Any]:
    """The name and value of a disclosure. Raises ValueError if it is not one, or not in canonical form."""
    written = unb64(text)
    content = orjson.loads(written)
    if not (isinstance(content, list) and len(content) == 3 and isinstance(content[1], str)):
        raise ValueError("not a disclosure")
    try:
        if type(content[2]) is not str:
            demand_subset(content[2])
        again = serialised(content)
    except (RecursionError, TypeError) as fault:
        raise ValueError(str(fault)) from None
    if again != written:  # another reader might take it for something else
        raise ValueError("not in canonical form")
    return content[1], content[2]

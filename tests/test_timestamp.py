"""The time stamp of an authority on a checkpoint: asked for, verified at once, and again years later."""

import shutil
import sys
from datetime import UTC, datetime, timedelta

import pytest
from authority import Authority

from workflow.errors import InvalidValue, ProofRefused, WorkspaceError
from workflow.integrity import timestamp
from workflow.integrity.timestamp import NoTimestampLibrary, check, stamp

pytestmark = pytest.mark.skipif(
    shutil.which("openssl") is None, reason="openssl, who is the authority here, is missing"
)


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def other(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("other"))


@pytest.fixture
def checkpoint(tmp_path):
    path = tmp_path / "000001.checkpoint"
    path.write_text("log\n1\nroot\n\n— log signature\n", encoding="utf-8")
    return path


def test_a_checkpoint_is_stamped_by_a_command_and_openssl_agrees(authority, checkpoint):
    said = stamp(checkpoint, authority.command, [authority.root])
    assert abs(said.time - datetime.now(UTC)) < timedelta(minutes=1)
    assert (said.serial, said.authority) == (2, "CN=Horodatage de test")
    token = checkpoint.with_suffix(".tsr")
    assert check(token.read_bytes(), checkpoint.read_bytes(), [authority.root]) == said
    assert authority.verify(checkpoint, token)


def test_a_checkpoint_is_stamped_over_the_web(authority, checkpoint):
    address, stop = authority.serve()
    try:
        said = stamp(checkpoint, address, [authority.root])
    finally:
        stop()
    assert check(checkpoint.with_suffix(".tsr").read_bytes(), checkpoint.read_bytes(), [authority.root]) == said


@pytest.mark.parametrize("order", [1, -1])
def test_an_authority_may_send_its_certificates_in_any_order(authority, other, checkpoint, tmp_path, order):
    """DER demands one order, which openssl does not keep: of two, one is never in it."""
    (tmp_path / "chain.pem").write_bytes(b"".join([authority.root, other.root][::order]))
    configuration = tmp_path / "chained.cnf"
    configuration.write_text(f"{authority.configuration.read_text()}certs = {tmp_path}/chain.pem\n")
    command = authority.command.replace(str(authority.configuration), str(configuration))
    said = stamp(checkpoint, command, [authority.root])
    assert said.authority == "CN=Horodatage de test"
    assert authority.verify(checkpoint, checkpoint.with_suffix(".tsr"))


def test_a_token_over_something_else_or_of_another_authority_is_refused(authority, other, checkpoint):
    stamp(checkpoint, authority.command, [authority.root])
    token = checkpoint.with_suffix(".tsr").read_bytes()
    with pytest.raises(ProofRefused, match="ne vérifie pas"):
        check(token, checkpoint.read_bytes() + b" ", [authority.root])
    with pytest.raises(ProofRefused, match="ne vérifie pas"):
        check(token, checkpoint.read_bytes(), [other.root])
    assert check(token, checkpoint.read_bytes(), [other.root, authority.root])


def test_an_answer_that_does_not_verify_is_not_kept(authority, other, checkpoint):
    with pytest.raises(ProofRefused):
        stamp(checkpoint, other.command, [authority.root])
    assert not checkpoint.with_suffix(".tsr").exists()


def test_no_flipped_bit_of_a_token_gives_another_time_and_none_a_traceback(authority, checkpoint):
    said = stamp(checkpoint, authority.command, [authority.root])
    token = checkpoint.with_suffix(".tsr").read_bytes()
    accepted = 0
    for place in range(0, len(token) * 8, 7):
        flipped = bytearray(token)
        flipped[place // 8] ^= 1 << place % 8
        try:
            found = check(bytes(flipped), checkpoint.read_bytes(), [authority.root])
        except ProofRefused:
            continue
        accepted += 1
        assert (found.time, found.serial) == (said.time, said.serial)
    assert accepted < len(token) // 50


@pytest.mark.parametrize("token", [b"", b"nothing", b"\x30\x80", b"\x30\x03\x02\x01\x00", b"x" * 70_000])
def test_what_is_no_token_is_refused(authority, token):
    with pytest.raises(ProofRefused, match="refusé"):
        check(token, b"content", [authority.root])


def test_without_a_certificate_one_trusts_no_token_says_anything(authority, checkpoint):
    stamp(checkpoint, authority.command, [authority.root])
    token, content = checkpoint.with_suffix(".tsr").read_bytes(), checkpoint.read_bytes()
    with pytest.raises(ProofRefused, match="Aucun certificat"):
        check(token, content, [])
    with pytest.raises(ProofRefused, match="illisible"):
        check(token, content, [b"-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n"])
    with pytest.raises(ProofRefused, match="illisible"):
        check(token, content, [b"no certificate"])


@pytest.mark.parametrize(
    "silent",
    [
        "http://127.0.0.1:9",
        "http://",
        "http://no such host/",
        "http://127.0.0.1:port/",
        "a-command-that-is-not-there {query} {reply}",
        f"{sys.executable} -c pass",
        f"{sys.executable} -c 1/0",
    ],
)
def test_an_authority_that_does_not_answer_is_named_and_the_seal_holds(authority, checkpoint, silent):
    with pytest.raises(ProofRefused, match="ne répond pas") as refused:
        stamp(checkpoint, silent, [authority.root])
    assert "le sceau reste valable" in str(refused.value.remedy)
    assert not checkpoint.with_suffix(".tsr").exists()


@pytest.mark.parametrize(
    ("silent", "said"),
    [
        ("http://127.0.0.1:9", "ne répond pas (http://127.0.0.1:9) : le système répond « "),
        (f"{sys.executable} -c 'raise SystemExit(3)'", "la commande finit par 3"),
        (f"{sys.executable} -c 'raise SystemExit(\"hors service\")'", "hors service"),
    ],
)
def test_why_an_authority_does_not_answer_is_said_in_words(authority, checkpoint, silent, said):
    with pytest.raises(ProofRefused) as refused:
        stamp(checkpoint, silent, [authority.root])
    assert said in refused.value.message.fr
    assert "urlopen" not in refused.value.message.fr


@pytest.mark.parametrize("status", [404, 500])
def test_an_authority_that_refuses_is_told_with_its_answer(authority, checkpoint, status):
    address, stop = authority.serve(status=status)
    try:
        with pytest.raises(ProofRefused, match=f"elle répond {status}"):
            stamp(checkpoint, address, [authority.root])
    finally:
        stop()


@pytest.mark.parametrize("nothing", ["", "   ", "openssl 'ts"])
def test_what_is_neither_an_address_nor_a_command_is_refused(authority, checkpoint, nothing):
    with pytest.raises(InvalidValue, match="ni une adresse ni une commande"):
        stamp(checkpoint, nothing, [authority.root])


def test_an_authority_that_takes_too_long_is_not_waited_for(authority, checkpoint, monkeypatch):
    monkeypatch.setattr(timestamp, "SECONDS", 0.2)
    with pytest.raises(ProofRefused, match="pas de réponse"):
        stamp(checkpoint, f"{sys.executable} -c 'import time; time.sleep(5)'", [authority.root])


def test_without_the_library_one_is_told_what_to_install(checkpoint, monkeypatch):
    monkeypatch.setitem(sys.modules, "rfc3161_client", None)
    with pytest.raises(NoTimestampLibrary) as refused:
        check(b"", b"", [])
    assert "jalon[timestamp]" in str(refused.value.remedy)
    with pytest.raises(NoTimestampLibrary):
        stamp(checkpoint, "http://127.0.0.1:9", [])


def test_a_checkpoint_that_is_not_there_cannot_be_stamped(authority, tmp_path):
    with pytest.raises(WorkspaceError, match="n’existe pas"):
        stamp(tmp_path / "none.checkpoint", authority.command, [authority.root])

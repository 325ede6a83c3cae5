import errno
import os
from pathlib import Path

import pytest

from workflow.language import speaking
from workflow.system import reason


def refused(doing):
    with pytest.raises(OSError, match="Errno") as caught:
        doing()
    return reason(caught.value)


def test_what_the_system_really_answers_is_put_in_words(tmp_path):
    (tmp_path / "note").touch()
    assert str(refused(lambda: (tmp_path / "gone").read_bytes())) == "il n’existe pas"
    assert str(refused(lambda: (tmp_path / "note").mkdir())) == "il existe déjà"
    assert str(refused(lambda: (tmp_path / "note" / "x").mkdir())) == "ce n’est pas un répertoire"
    assert str(refused(lambda: (tmp_path / ("x" * 300)).touch())) == "son nom est trop long"
    with speaking("en"):
        assert str(refused(lambda: (tmp_path / "gone").read_bytes())) == "it does not exist"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no disk that is always full")
def test_a_full_disk_is_told_as_such():
    def fill():
        with Path("/dev/full").open("wb", buffering=0) as disk:
            disk.write(b"x")

    assert str(refused(fill)) == "il n’y a plus de place sur le disque"


def test_what_we_have_no_words_for_is_the_system_s_own_sentence():
    told = reason(OSError(errno.ENOTTY, os.strerror(errno.ENOTTY)))
    assert os.strerror(errno.ENOTTY) in told.fr
    assert os.strerror(errno.ENOTTY) in told.en


def test_an_error_without_a_number_still_says_something():
    assert "odd" in reason(OSError("odd")).fr

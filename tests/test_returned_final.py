"""The copy that becomes final: PROJET and the yellow of filled gaps are taken off it, and nothing else is touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from issued_samples import issued
from test_returned import RELATIONS, W, altered, with_body

from workflow.documents import returned
from workflow.documents.formats import archive, write
from workflow.documents.word_final import as_final

SMALL = write(issued("# T\n\nUn [À COMPLÉTER : mot].\n"), "docx")
PLAIN = write(issued("# T\n\nUn mot.\n", final=True), "docx")
GAP = '<w:b/><w:bCs/><w:highlight w:val="yellow"/>'


def run(text, properties):
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def body(content):
    return archive.unpacked(content)["word/document.xml"].decode()


def test_a_draft_of_ours_no_longer_says_projet_and_says_all_the_rest():
    before = write(issued(), "docx")
    after = as_final(before)
    old, new = archive.unpacked(before), archive.unpacked(after)
    assert b"PowerPlusWaterMark" in b"".join(old.values())
    assert b"PowerPlusWaterMark" not in b"".join(new.values())
    assert "yellow" not in body(after)
    assert returned.read(after).blocks == returned.read(before).blocks
    changed = {name for name in old if old[name] != new[name]}
    assert old.keys() == new.keys()
    assert all(name == "word/document.xml" or "header" in name for name in changed)
    assert as_final(after) == after, "what is final is not touched again"


def test_a_file_with_nothing_to_take_off_is_the_very_same():
    assert as_final(PLAIN) is PLAIN


@pytest.mark.parametrize(
    "properties",
    [
        '<w:highlight w:val="yellow"/>',  # a person's own mark
        '<w:b/><w:highlight w:val="yellow"/>',
        '<w:b/><w:bCs/><w:highlight w:val="green"/>',
        "<w:b/><w:bCs/>",
    ],
)
def test_what_a_person_has_marked_stays(properties):
    content = with_body(PLAIN, f"<w:p>{run('relire', properties)}</w:p>")
    assert as_final(content) is content


def test_what_was_typed_in_the_place_of_a_gap_keeps_its_other_looks():
    typed = run("tapé", f'{GAP}<w:i/><w:color w:val="FF0000"/>')
    marked = run("à moi", '<w:highlight w:val="yellow"/>')
    after = body(as_final(with_body(PLAIN, f"<w:p>{typed}{marked}</w:p>")))
    assert '<w:i/><w:color w:val="FF0000"/></w:rPr><w:t>tapé' in after
    assert "<w:b/>" not in after
    assert after.count('w:val="yellow"') == 1
    assert '<w:highlight w:val="yellow"/></w:rPr><w:t>à moi' in after


@given(st.lists(st.sampled_from(["mot", "gap", "mark"]), max_size=6))
def test_only_the_gaps_lose_their_yellow_wherever_they_stand(kinds):
    looks = {"mot": "", "gap": GAP, "mark": '<w:highlight w:val="yellow"/>'}
    content = with_body(PLAIN, f"<w:p>{''.join(run(f'{kind} ', looks[kind]) for kind in kinds)}</w:p>")
    after = as_final(content)
    assert body(after).count('w:val="yellow"') == kinds.count("mark")
    assert returned.read(after).blocks == returned.read(content).blocks
    assert (after is content) == ("gap" not in kinds)


def picture(name, attribute="id"):
    shape = f'<v:shape xmlns:v="urn:schemas-microsoft-com:vml" {attribute}="{name}"/>'
    return f"<w:p><w:r><w:pict>{shape}</w:pict></w:r><w:r><w:t>en-tête</w:t></w:r></w:p>"


@pytest.mark.parametrize("attribute", ["id", "name"])
def test_the_word_across_the_page_goes_and_the_logo_beside_it_stays(attribute):
    header = f"<w:hdr {W}><!-- relu -->{picture('Logo 1')}{picture('PowerPlusWaterMarkObject7', attribute)}</w:hdr>"
    name = next(name for name in archive.unpacked(SMALL) if name.startswith("word/header"))
    after = archive.unpacked(as_final(altered(SMALL, **{name: header.encode()})))[name].decode()
    assert "Logo 1" in after
    assert "PowerPlus" not in after
    assert after.count("en-tête") == 2
    assert after.startswith("<?xml version='1.0' encoding='UTF-8' standalone='yes'?>")


def test_a_picture_of_the_text_or_of_another_part_is_none_of_ours():
    content = with_body(PLAIN, picture("PowerPlusWaterMarkObject1"))
    other = altered(content, word__other_xml=b"x")
    assert as_final(content) is content
    assert as_final(other) is other


def test_a_header_that_is_declared_and_not_there_is_no_reason_to_stop():
    relations = archive.unpacked(SMALL)["word/_rels/document.xml.rels"]
    lost = f'<Relationship Id="rIdX" Type="{RELATIONS}/header" Target="header9.xml"/></Relationships>'.encode()
    content = altered(SMALL, **{"word/_rels/document.xml.rels": relations.replace(b"</Relationships>", lost)})
    assert "yellow" not in body(as_final(content))

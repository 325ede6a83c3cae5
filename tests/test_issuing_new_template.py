"""A new template is sound whatever its title, which stands on the page as it was typed."""

import tempfile
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from workflow.documents.markdown_tree import read
from workflow.documents.render import Templates
from workflow.documents.tree import plain
from workflow.errors import AlreadyExists, InvalidValue
from workflow.issuing.new_template import declaration, make
from workflow.lifecycle.parts import EACH

SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "’": "'"})


@given(st.text("abÉç0 '’:;!?.,()&/\"-–—~^=+€%", min_size=1, max_size=40), st.sampled_from([None, *EACH]))
@settings(max_examples=40, deadline=None)
@example("R&D : aides", None)
@example("A &amp; B &lt;", None)
@example("1. Convention", "project")
@example("--- fin ---", "member")
@example("l'avenant n° 2 ?", "region")
def test_any_title_makes_a_sound_template_that_says_it_or_is_refused(title, each):
    with tempfile.TemporaryDirectory() as folder:
        try:
            path = make(Path(folder), "essai", title, each)
        except InvalidValue:
            assert list(Path(folder).iterdir()) == []
            return
        templates = Templates.of_folder(path.parent)
        assert templates.faults("essai") == ()
        data = {"territoire": {"nom": "Carros"}, "document": {"date": "2019-03-18"}, "projets": [], "membres": []}
        made = templates.render("essai", {**data, "projet": {}, "membre": {}, "region": {}})
        wanted = f"{' '.join(title.split())} du Territoire d’industrie Carros".translate(SPACES)
        assert plain(read(made.text).title).translate(SPACES).replace("…", "...") == wanted.replace("…", "...")
        assert made.title == plain(read(made.text).title)


@given(st.text("abÉç0 '’:;!?.,()&/\"-#{}[]%*|>", min_size=1, max_size=40), st.sampled_from([None, *EACH]))
def test_what_is_to_be_written_into_states_yaml_can_be_read_there(title, each):
    told = yaml.safe_load(declaration("essai", title, each))["essai"]
    assert told["label"] == {"fr": title.replace('"', ""), "en": title.replace('"', "")}
    assert told.get("each") == each


@pytest.mark.parametrize("name", ["protocol", "contract"])
def test_the_name_of_one_of_ours_is_taken_even_where_ours_was_deleted(tmp_path, name):
    with pytest.raises(AlreadyExists, match=name):
        make(tmp_path, name, "Un titre", None)
    assert list(tmp_path.iterdir()) == []

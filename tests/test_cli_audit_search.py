"""`jalon history` across dossiers: whatever is asked of the entries, in order, a page at a time, with exact counts."""

from hashlib import sha256

import pytest
from audited import FIRST, PRESS, SECOND
from screens import seen, wide
from test_cli_json import demand

CAMILLE = ("--actor", "camille")


def found(audited, *options):
    """The entries that answer, by place; their number is the exact total."""
    told = audited("history", *options, "--limit", "100", "--json").json
    demand("history-search", told)
    assert told["total"] == len(told["entries"])
    return [(one["dossier"], one["seq"]) for one in told["entries"]]


def test_without_a_dossier_every_entry_answers_the_register_among_them(audited):
    every = found(audited, "--sort", "recorded")
    assert {FIRST, SECOND, "register"} == {dossier for dossier, _ in every}
    assert found(audited, "--reverse") == every[::-1]


@pytest.mark.parametrize(
    ("options", "answer"),
    [
        (("--kind", "correction"), [(FIRST, 4), (FIRST, 8), (FIRST, 11)]),
        (("--kind", "correction", "--actor", "national"), [(FIRST, 4)]),
        (("--role", "administrateur", "--kind", "opened"), [(SECOND, 0)]),
        (("--origin", "reprise"), [(SECOND, 0), (SECOND, 1)]),
        (("--origin", "backfill", "--region", "Normandie"), []),
        (("--region", "76"), [(SECOND, 0), (SECOND, 1)]),
        (("--trigger", "enter_pilot"), [(FIRST, 3), (FIRST, 4), (SECOND, 1)]),
        (("--trigger", "enter_pilot", "--kind", "transition"), [(FIRST, 3), (SECOND, 1)]),
        (("--trigger", "entree en phase pilote", "--kind", "transition"), [(FIRST, 3), (SECOND, 1)]),
        (("--trigger", "Enter the pilot phase"), [(FIRST, 3), (FIRST, 4), (SECOND, 1)]),
        (("--text", "REUNION"), [(FIRST, 9), (FIRST, 10), (FIRST, 11)]),
        (("--text", "erreur de mois"), [(FIRST, 4)]),
        (("--text", PRESS), [(SECOND, 0), (SECOND, 1)]),
        (("--evidence", "press"), [(FIRST, 9)]),
        (("--evidence", sha256(b"%PDF-1.4 article").hexdigest()), [(FIRST, 9)]),
        (("--evidence", sha256(b"autre").hexdigest()), []),
        (("--from", "2020-05-07"), [(FIRST, 9), (FIRST, 10), (FIRST, 11)]),
        (("--until", "2018-11-22", "--region", "28"), [(FIRST, 0)]),
        (("--recorded-from", "2020-05-08"), [(SECOND, 0), (SECOND, 1)]),
        (("--recorded-until", "6 mai 2020", *CAMILLE), [(FIRST, 0), (FIRST, 1), (FIRST, 2), (FIRST, 3)]),
        (("axe-seine", "--kind", "note"), [(FIRST, 9), (FIRST, 10)]),
        (("lacq-pau-tarbes", "--kind", "note"), []),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_is_asked_is_what_is_found(audited, options, answer):
    assert found(audited, *options) == answer


def test_the_two_dates_hold_for_a_search_too(audited):
    early = ("--known", "2020-05-07T11:00")
    assert found(audited, *early, "--kind", "correction") == []
    (entry,) = audited("history", *early, "--trigger", "enter_pilot", "--json").json["entries"]
    assert (entry["seq"], entry["restated_by"]) == (3, None)
    (entry, _) = audited("history", "axe-seine", "--trigger", "enter_pilot", "--json").json["entries"]
    assert (entry["seq"], entry["restated_by"]) == (3, 4)
    assert found(audited, "--on", "2018-12-01", "--region", "28") == [(FIRST, 0)]


def test_pages_follow_each_other_without_a_gap_or_a_repetition(audited):
    every, after, pages = found(audited, *CAMILLE), [], 0
    options = [*CAMILLE, "--limit", "4", "--json"]
    turned = []
    while after is not None:
        told = audited("history", *options, *after).json
        demand("history-search", told)
        assert told["total"] == len(every)
        turned += [(one["dossier"], one["seq"]) for one in told["entries"]]
        after, pages = (["--after", told["next"]] if told["next"] else None), pages + 1
    assert (turned, pages) == (every, -(-len(every) // 4))


def test_a_person_is_told_how_many_there_are_and_how_to_go_on(audited):
    said = audited("history", *CAMILLE, "--limit", "2").out
    assert said.startswith("11 entrées\n")
    (line,) = [line for line in said.splitlines() if "--after" in line]
    assert "2 sur 11" in line
    following = line.rpartition("--after ")[2].strip("'")
    assert f"{FIRST} n° 2" in audited("history", *CAMILLE, "--limit", "2", "--after", following).out
    assert "--after" not in audited("history", *CAMILLE).out


def test_each_answer_says_on_which_dates_it_stands_what_was_read_and_that_it_was_not_verified(audited):
    said = audited("history", "--kind", "correction", "--on", "2020-05-07", "--known", "2020-05-07").out
    assert "Au 7 mai 2020, d’après ce qui était connu le 7 mai 2020 à 23 h 59 ; 3 entrées lues ; " in said
    assert "historique non vérifié, ni scellé" in said
    basis = audited("history", "--kind", "correction", "--json").json["basis"]
    assert (basis["entries"], basis["verified"], basis["seal"]) == (3, None, None)
    assert "history not verified, nor sealed" in audited("history", *CAMILLE, "--lang", "en").out


def test_each_entry_is_told_with_its_dossier_its_author_its_reason_and_what_became_of_it(audited):
    said = audited("history", "--trigger", "enter_pilot", "axe-seine").out
    assert f"· {FIRST} n° 3  le 15 février 2019 · [corrigée par n° 4] Entrée en phase pilote" in said
    assert "Axe Seine (Normandie)" in said
    assert "par Camille Durand (coordinateur régional, Normandie)" in said
    assert "motif : compte rendu attendu sous quinzaine" in said


def test_nothing_found_is_said_and_is_no_failure(audited):
    said = audited("history", "--text", "introuvable").out
    assert said.startswith("0 entrée\n")
    assert said.endswith("\nRien ne répond à cette question.\n")
    assert "Nothing answers this question." in audited("history", "--text", "introuvable", "--lang", "en").out
    assert "Rien ne répond" not in audited("history", *CAMILLE).out


def test_behind_the_last_page_there_is_nothing_more_and_it_is_said(audited):
    said = audited("history", *CAMILLE, "--after", "2099-01-01T00:00:00.000000Z/x/1").out
    assert said.startswith("11 entrées\n")
    assert said.endswith("Plus rien après cette place : c’était la fin.\n")


def test_the_register_has_a_history_under_its_name_in_either_language(audited):
    every = audited("history", "--json", "--limit", "100").json["entries"]
    own = [one["seq"] for one in every if one["dossier"] == "register"]
    for name in ("register", "registre"):
        assert audited("history", name, "--json").json["total"] == len(own)
        assert found(audited, name, "--kind", "register_opened") == [("register", 0)]
    assert f"{len(own)} entrées" in audited("history", "register").out


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_page_fits_a_terminal(audited, language):
    assert wide(seen(audited, "history", "--reverse", "--lang", language)) <= 80


# ── what cannot be asked ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--actor", "personne"), 1, "Acteur inconnu"),
        (("--role", "chef"), 2, "--role : « chef » n’est pas prévu."),
        (("--origin", "pigeon"), 2, "--origin"),
        (("--kind", "corection"), 1, "noms proches : correction"),
        (("--trigger", "enter_pilott"), 1, "noms proches : enter_pilot"),
        (("--from", "31/04/2019"), 2, "--from"),
        (("--from", "2020-01-02", "--until", "2020-01-01"), 2, "commencerait le 2 janvier 2020 et finirait le 1er"),
        (("--recorded-from", "2020-01-02", "--recorded-until", "2020-01-01"), 2, "commencerait le 2 janvier 2020"),
        (("--recorded-until", "hier"), 2, "--recorded-until"),
        (("--known", "2019-03-31T02:30"), 2, "--known"),
        (("--text", "!!!"), 2, "ni lettre ni chiffre"),
        (("--text", "x" * 500), 2, "500 caractères"),
        (("--evidence", "press.pdf"), 2, "ni une nature de pièce, ni une empreinte"),
        (("--region", "Atlantide"), 1, "région inconnu"),
        (("--sort", "taille"), 2, "--sort"),
        (("--limit", "0"), 2, "--limit"),
        (("--limit", "5000"), 2, "--limit"),
        (("--after", "n’importe quoi"), 2, "ce n’est pas le début d’une page"),
        (("--after", "'; DROP TABLE history_entry; --/x/1x"), 2, "ce n’est pas le début d’une page"),
        (("nulle-part", "--kind", "note"), 1, "Dossier inconnu"),
    ],
    ids=lambda value: " ".join(value)[:40] if isinstance(value, tuple) else "",
)
def test_what_cannot_be_asked_is_refused_in_one_sentence_with_a_way_out(audited, options, code, said):
    answer = audited("history", *options, code=code)
    assert said in answer.err
    assert answer.out == ""
    refused = audited("history", *options, "--json", code=code).error
    assert refused["message"]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("réunion%", "réunion"),
        ("<b>réunion", "b réunion"),
        ("' OR réunion --", "or réunion"),
        ("{{réunion}}", "réunion"),
    ],
)
def test_hostile_words_are_only_words(audited, text, plain):
    assert found(audited, "--text", text) == found(audited, "--text", plain)


@pytest.mark.parametrize("text", ["%", "_", "\\", "';--"])
def test_signs_alone_are_nothing_to_search(audited, text):
    assert "ni lettre ni chiffre" in audited("history", "--text", text, code=2).err

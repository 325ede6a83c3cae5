"""`jalon report`: the figures of the press release of 6 May 2019 come out of the data, beside those published then."""

import pytest
from dossiers import ONE_REGION, walk
from screens import seen


def told(jalon, *options):
    return jalon("report", "--json", *options).json


def protocols(report):
    return report["national"]["reached"]["protocol_signed"]


def test_on_29_april_2019_nine_protocols_are_signed_in_seven_regions(reference):
    assert protocols(told(reference, "--on", "2019-04-29")) == {"dossiers": 9, "regions": 7}


def test_on_30_april_2019_thirteen_in_eight_of_which_four_in_normandie(reference):
    report = told(reference, "--on", "2019-04-30")
    assert protocols(report) == {"dossiers": 13, "regions": 8}
    assert report["regions"]["28"]["reached"]["protocol_signed"] == {"dossiers": 4, "regions": 1}
    assert report["regions"]["28"]["name"] == "Normandie"


def test_a_territory_in_two_regions_is_in_each_and_once_in_the_country(reference):
    report = told(reference, "--on", "2019-04-29")
    by_region = {code: tally["reached"]["protocol_signed"]["dossiers"] for code, tally in report["regions"].items()}
    assert by_region == {"11": 1, "24": 1, "27": 2, "28": 0, "44": 1, "75": 3, "76": 1, "93": 1}
    assert sum(by_region.values()) == protocols(report)["dossiers"] + 1


@pytest.mark.parametrize("day", ["29/04/2019", "29 avril 2019", "le 29 avril 2019"])
def test_a_day_may_be_typed_as_people_write_it(reference, day):
    assert told(reference, "--on", day)["on"] == "2019-04-29"


@pytest.mark.parametrize("day", ["31/04/2019", "2019-13-01", "avril 2019", "29/04/19", "demain"])
def test_what_is_no_day_is_refused_with_the_reason_and_the_forms(reference, day):
    said = reference("report", "--on", day, code=2)
    assert "--on" in said.err
    assert "→" in said.err
    assert said.out == ""


def test_every_state_is_there_with_zeros_where_nobody_is(reference, lifecycle):
    report = told(reference, "--on", "2019-04-30")
    scopes = [report["national"], *report["regions"].values()]
    for scope in scopes:
        for counter in ("reached", "entered", "standing"):
            assert list(scope[counter]) == list(lifecycle.states)
    assert report["national"]["reached"]["closed"] == {"dossiers": 0, "regions": 0}


def test_reached_is_in_that_state_or_past_it_and_entered_is_apart(reference):
    national = told(reference, "--on", "2019-04-30")["national"]
    assert national["reached"]["projects_collected"]["dossiers"] == 13
    assert national["entered"]["projects_collected"]["dossiers"] == 0
    assert national["standing"] == {
        state: {"dossiers": 13 if state == "protocol_signed" else 0, "regions": 8 if state == "protocol_signed" else 0}
        for state in national["standing"]
    }


def test_published_figures_come_with_label_value_day_and_source(reference):
    figures = told(reference, "--on", "2019-04-30")["published"]
    assert all(figure["label"] and figure["source"] and figure["as_of"] <= "2019-04-30" for figure in figures)
    found = {(figure["what"], figure["value"], figure["scope"]) for figure in figures}
    assert {("projects", 330, "national"), ("territories", 136, "national"), ("protocols", 4, "28")} <= found
    assert next(figure for figure in figures if figure["value"] == 330)["approximate"]


def test_a_figure_about_a_later_day_is_not_shown(reference):
    figures = told(reference, "--on", "2018-12-31")["published"]
    assert [figure["value"] for figure in figures] == [124]


def test_known_before_anything_was_recorded_counts_nothing(reference):
    report = told(reference, "--on", "2019-04-30", "--known", "2019-05-06")
    assert protocols(report) == {"dossiers": 0, "regions": 0}
    assert report["published"] == []
    assert report["known"] == "2019-05-06T22:00:00.000000Z"
    assert "le 7 mai 2019" not in reference("report", "--on", "2019-04-30", "--known", "2019-05-06").out


def test_what_was_taken_over_from_sources_is_counted_and_said(reference):
    assert told(reference, "--on", "2019-04-30")["backfilled"] == 39
    assert "39 reprises d’une source" in reference("report", "--on", "2019-04-30").out


@pytest.mark.parametrize("name", ["28", "Normandie", "normandie"])
def test_one_region_is_shown_under_the_country(reference, name):
    report = told(reference, "--on", "2019-04-30", "--region", name)
    assert list(report["regions"]) == ["28"]
    assert protocols(report) == {"dossiers": 13, "regions": 8}
    said = reference("report", "--on", "2019-04-30", "--region", name).out
    assert "protocoles d’accord signés en Normandie" in said
    assert "Grand Est" not in said


def test_a_person_reads_counts_bars_and_a_map(reference):
    said = reference("report", "--on", "2019-04-30").out
    line = next(line for line in said.splitlines() if line.startswith("◕ Protocole signé"))
    assert line.split() == ["◕", "Protocole", "signé", "13", "8", "13", "13", "█" * 16]
    table = said.partition("Par région")[2]
    assert next(line for line in table.splitlines() if line.startswith("Normandie")).split() == [
        "Normandie", "4", "4", "4", "4", "·", "·", "·", "·",
    ]  # fmt: skip
    assert "◕ Protocole signé, sur la carte" in said
    assert "Norm.  4" in said
    assert "atteint : dans cet état ou au-delà" in said


def test_regions_are_listed_in_french_order(reference):
    table = reference("report", "--on", "2019-04-30").out.partition("Par région")[2].partition("sur la carte")[0]
    names = [line.split("  ")[0] for line in table.splitlines()[3:11]]
    assert names[:5] == ["Bourgogne-Franche-Comté", "Centre-Val de Loire", "Grand Est", "Île-de-France", "Normandie"]


def test_each_source_is_given_once_and_named_by_its_number(reference):
    said = reference("report", "--on", "2019-04-30").out
    assert said.count("ministère de la Cohésion des territoires\n") == 1
    assert "[1] https://aer-bfc.com/" in said
    assert "~330 projets remontés" in said
    assert "au 30 avril 2019, publié le 6 mai 2019 [" in said
    assert "publié en mai 2019 [" in said


def test_the_figures_of_the_country_stand_on_two_dates_and_what_was_read(reference):
    said = reference("report", "--on", "2019-04-30").out
    assert "Au 30 avril 2019, d’après ce qui était connu le " in said
    assert "39 entrées lues" in said


def test_a_day_to_come_says_that_its_figures_are_those_of_today(jalon, still):
    assert "pas encore venu" in jalon("report", "--on", "2020-05-07").out
    assert "pas encore venu" not in jalon("report", "--on", "2020-05-06").out
    assert "pas encore venu" in jalon("report", "--on", "2020-05-07", "--as", "sentence").out
    assert "pas encore venu" in jalon("report", "--on", "2020-05-07", "--as", "document").err
    told = jalon("report", "--json").json
    assert told["basis"] == {name: told[name] for name in ("on", "known", "entries", "verified", "seal")}
    # Today is known to its end, whatever the hour; tomorrow is not.
    assert jalon("report", "--known", "2020-05-06").err == ""
    assert "cet instant n’est pas encore venu" in jalon("report", "--known", "2020-05-07").err
    assert jalon("report", "--json").json["on"] == "2020-05-06"


def test_an_empty_workspace_reports_zeros(jalon):
    report = told(jalon)
    assert protocols(report) == {"dossiers": 0, "regions": 0}
    assert report["regions"] == {}
    assert "Par région" not in jalon("report").out


def test_a_correction_changes_what_is_known_now_and_not_what_was_known(jalon, still):
    with jalon.engine() as engine:
        walk(engine, ONE_REGION, to="pilot")
    before = still.instant
    still.tick(hours=1)
    jalon("correct", ONE_REGION, jalon.seq("axe-seine-2018"), "--void", "--because", "erreur")
    still.tick(minutes=1)
    assert told(jalon)["national"]["reached"]["pilot"]["dossiers"] == 0
    then = told(jalon, "--known", f"{before:%Y-%m-%dT%H:%M}Z")
    assert then["national"]["reached"]["pilot"]["dossiers"] == 1


def test_english_is_complete(reference):
    said = reference("report", "--on", "2019-04-30", "--lang", "en").out
    for words in ("On 30 April 2019, from what was known on", "Protocol signed", "By region", "Figures published then"):
        assert words in said
    for french in ("Atteint", "d’après", "publié le", "sur la carte"):
        assert french not in said


def test_the_map_and_the_tables_fit_a_terminal(reference):
    screen = seen(reference, "report", "--on", "2019-04-30")
    assert "Corse" in screen
    assert "█" * 16 in screen

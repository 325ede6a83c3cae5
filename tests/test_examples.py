"""The press release of 6 May 2019 as data: every value can be read, nothing lacks its source, the figures come out."""

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from workflow.dates import Period, Precision
from workflow.identifiers import siren
from workflow.language import Text
from workflow.models import MEMBER_KINDS
from workflow.names import clean, fold, mixed_script, slugify
from workflow.regions import region

FOLDER = Path(__file__).parents[1] / "examples/communique-2019-05-06"


def _read(name: str, key: str) -> list[dict[str, Any]]:
    return yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))[key]


TERRITORIES = _read("territories.yaml", "territories")
EVENTS = _read("events.yaml", "events")
FIGURES = _read("published.yaml", "figures")
BY_SLUG = {territory["slug"]: territory for territory in TERRITORIES}
each_territory = pytest.mark.parametrize("territory", TERRITORIES, ids=list(BY_SLUG))


def _signed_by(day: date) -> list[dict[str, Any]]:
    return [
        BY_SLUG[event["territory"]]
        for event in EVENTS
        if event.get("trigger") == "sign_protocol" and Period.parse(event["date"]).last <= day
    ]


def test_there_are_thirteen_territories_under_distinct_names_and_codes() -> None:
    assert len(BY_SLUG) == len(TERRITORIES) == 13
    assert len({territory["code"] for territory in TERRITORIES}) == 13
    owners = Counter(
        folded
        for territory in TERRITORIES
        for folded in {fold(name) for name in (territory["name"], *territory["aliases"], territory["code"])}
    )
    assert [name for name, count in owners.items() if count > 1] == []


@each_territory
def test_a_territory_is_found_under_the_name_the_press_release_prints(territory: dict[str, Any]) -> None:
    assert territory["printed"] in (territory["name"], *territory["aliases"])
    assert territory["slug"] == slugify(territory["name"])


@each_territory
def test_the_regions_printed_are_the_regions_declared(territory: dict[str, Any]) -> None:
    assert [region(name).code for name in territory["printed_regions"]] == territory["regions"]
    assert all(isinstance(code, str) for code in (*territory["regions"], *territory["departments"]))


@each_territory
def test_every_member_has_a_right_siren_and_a_clean_name(territory: dict[str, Any]) -> None:
    sirens = [member["siren"] for member in territory["members"]]
    assert [siren(number) for number in sirens] == sirens
    assert len(set(sirens)) == len(sirens) > 0
    for member in territory["members"]:
        assert member["kind"] in MEMBER_KINDS
        assert clean(member["name"], Text("nom", "name")) == member["name"]
        assert not mixed_script(member["name"])


def test_the_misprint_and_the_short_names_of_the_press_release_are_kept() -> None:
    assert "Grand Châtelleraut" in BY_SLUG["grand-chatellerault"]["aliases"]
    assert "Grand Orly" in BY_SLUG["grand-orly-seine-bievre"]["aliases"]
    assert "Val de Garonne" in BY_SLUG["val-de-garonne-guyenne-gascogne"]["aliases"]


def test_on_29_april_2019_nine_protocols_are_signed_in_seven_regions() -> None:
    signed = _signed_by(date(2019, 4, 29))
    assert len(signed) == 9
    assert {code for territory in signed for code in territory["regions"]} == {"11", "24", "27", "44", "75", "76", "93"}


def test_on_30_april_2019_thirteen_protocols_are_signed_in_eight_regions() -> None:
    signed = _signed_by(date(2019, 4, 30))
    assert len(signed) == 13
    assert len({code for territory in signed for code in territory["regions"]}) == 8
    assert sum(territory["regions"] == ["28"] for territory in signed) == 4


def test_the_seven_of_the_week_of_18_march_are_the_seven_of_the_written_question() -> None:
    signed = _signed_by(date(2019, 3, 24))
    assert len(signed) == 7
    assert {code for territory in signed for code in territory["regions"]} == {"11", "27", "44", "75", "93"}


@pytest.mark.parametrize("figure", [figure for figure in FIGURES if "reached" in figure], ids=lambda f: f["label"])
def test_what_was_published_of_the_protocols_is_what_the_events_say(figure: dict[str, Any]) -> None:
    signed = [
        territory
        for territory in _signed_by(Period.parse(figure["as_of"]).last)
        if figure["scope"] in ("national", *territory["regions"])
    ]
    regions = {code for territory in signed for code in territory["regions"]}
    assert figure["value"] == (len(signed) if figure["reached"]["count"] == "dossiers" else len(regions))


@pytest.mark.parametrize("slug", BY_SLUG)
def test_what_happened_to_a_territory_is_in_a_possible_order(slug: str) -> None:
    own = [event for event in EVENTS if event["territory"] == slug]
    periods = [Period.parse(event["date"]) for event in own]
    assert [period.first for period in periods] == sorted(period.first for period in periods)
    assert [period.last for period in periods] == sorted(period.last for period in periods)
    assert own[0].get("record") == "opened"
    assert [event["trigger"] for event in own if "trigger" in event] == ["enter_pilot", "sign_protocol"]


@pytest.mark.parametrize("event", EVENTS, ids=lambda e: f"{e['territory']} {e['date']}")
def test_every_event_is_dated_sourced_and_honest_about_deductions(event: dict[str, Any]) -> None:
    assert event["territory"] in BY_SLUG
    assert isinstance(event["date"], str)
    assert Period.parse(event["date"]).iso == event["date"]
    assert ("trigger" in event) != ("record" in event)
    assert event.get("record", "note") in ("opened", "committee", "note")
    assert ("because" in event) == event["deduced"]
    assert event["what"]
    assert event["sources"]
    assert all(
        source.startswith(("http://", "https://", "communiqué de presse n° 1207")) for source in event["sources"]
    )


@pytest.mark.parametrize("figure", FIGURES, ids=lambda f: f["label"])
def test_every_published_figure_has_its_day_and_its_source(figure: dict[str, Any]) -> None:
    about, published = Period.parse(figure["as_of"]), Period.parse(figure["published_on"])
    assert (about.iso, published.iso) == (figure["as_of"], figure["published_on"])
    assert about.first <= published.last
    assert isinstance(figure["value"], int)
    assert figure["value"] > 0
    assert figure["scope"] == "national" or region(figure["scope"]).code == figure["scope"]
    assert figure["label"]
    assert ("because" in figure) == figure.get("deduced", False)
    assert figure["source"].startswith(("http://", "https://", "communiqué de presse n° 1207"))


def test_only_sud_alsace_is_known_to_the_week_and_no_contract_is_validated() -> None:
    weeks = {event["territory"] for event in EVENTS if Period.parse(event["date"]).precision is Precision.WEEK}
    assert weeks == {"sud-alsace"}
    contracts = [event for event in EVENTS if event.get("document") == "contract"]
    assert {event["territory"] for event in contracts} == {
        "lacq-pau-tarbes",
        "grand-chatellerault",
        "val-de-garonne-guyenne-gascogne",
        "grand-est-touraine",
    }
    assert {event["record"] for event in contracts} == {"note"}

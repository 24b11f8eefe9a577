"""A participant over time on the screen: reached from the schedule, its charts with their numbers, its empty state."""

from __future__ import annotations

import re

from tests.reports.printed import Printed
from tests.web.scene import Browse, Scene


def test_schedule_and_interview_lead_to_it_and_it_leads_to_the_pdf(scene: Scene, browse: Browse) -> None:
    supervisor, own = browse("supervisor"), scene.own
    here = f"/participants/{own.participant}/over-time"
    assert here in supervisor.get(f"/schedule/{own.participant}").links()
    assert here in supervisor.get(f"/interviews/{own.completed}").links()
    page = supervisor.get(here)
    assert page.says(own.code)
    assert page.says("Total 70.0 of 100")
    assert f"/interviews/{own.completed}" in page.links()
    assert f"/participants/{own.participant}/report.pdf" in page.links()
    printed = Printed(supervisor.get(f"/participants/{own.participant}/report.pdf").response.data)
    assert printed.text.startswith(f"{own.code} · over time")


def test_every_chart_has_its_numbers_and_carries_no_style(scene: Scene, browse: Browse) -> None:
    page = browse("supervisor").get(f"/participants/{scene.own.participant}/over-time")
    charts = re.findall(r"<svg[^>]* class=\"chart\".*?</svg>", page.text, re.DOTALL)
    assert len(charts) == 2
    assert page.text.count("<table") == 3
    assert all(re.match(r"<svg[^>]*><title>[^<]+</title>", chart) for chart in charts)
    assert not re.search(r"\sstyle=|<style", page.text), "the content security policy lets none through"
    inks = set(re.findall(r'(?:fill|stroke)="(#[0-9a-f]{6})"', page.text))
    sheet = browse("supervisor").get("/static/css/charts.css").text
    assert {ink for ink in inks if ink not in sheet} == set(), "a dark screen exchanges each of them"


def test_the_manager_is_not_led_where_interviews_are_read(scene: Scene, browse: Browse) -> None:
    page = browse("manager").get(f"/schedule/{scene.own.participant}")
    assert not [link for link in page.links() if "over-time" in link]


def test_before_any_interview_the_page_says_so(scene: Scene, browse: Browse) -> None:
    colleague = browse("colleague").get(f"/participants/{scene.own.participant}/over-time")
    assert colleague.says("No interview yet.")
    assert colleague.says("not yours to read"), "there are some, of another interviewer"
    assert not colleague.says("Total 70.0")

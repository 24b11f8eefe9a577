"""The work of interviewers, and how often there was a reason to look twice at their interviews."""

from __future__ import annotations

from interview_app.domain.review_flags import Flag
from interview_app.reports.study.reading import Reading
from interview_app.reports.study.sheet import Section, Table


def work(reading: Reading) -> Section:
    """Interviews and attempts by interviewer."""
    say_, people = reading.words.say, reading.people
    rows = tuple(
        (code, *map(people, (mine.interviews, mine.attempts, mine.unfinished)))
        for code, mine in reading.findings.work.items()
    )
    heads = tuple(map(say_, ("interviewer_head", "interviews_head", "median_attempts", "unfinished")))
    table = Table("work", say_("work_table"), heads, rows)
    return Section("work", say_("work"), (table,) if rows else ())


def prompts(reading: Reading) -> Section:
    """Reasons to look by interviewer; of how many completed interviews they are stands beside them."""
    say_, people = reading.words.say, reading.people
    rows = tuple(
        (code, people(mine.reviewed), *(people(mine.flags.get(flag.value, 0)) for flag in Flag))
        for code, mine in reading.findings.work.items()
        if mine.reviewed
    )
    heads = (say_("interviewer_head"), say_("completed"), *(say_(f"flag:{flag.value}") for flag in Flag))
    table = Table("flags", say_("flag_table"), heads, rows, notes=(say_("flag_note"),))
    return Section("prompts", say_("prompts"), (table,) if rows else ())

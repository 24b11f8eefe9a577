"""The work of interviewers, and how often there was a reason to look twice at their interviews."""

from __future__ import annotations

from interview_app.domain.review_flags import Flag
from interview_app.reports.study.reading import Reading
from interview_app.reports.study.sheet import Section, Table


def work(reading: Reading) -> Section:
    """By interviewer; how many completed interviews stand behind the reasons stands beside them."""
    say_, found = reading.words.say, reading.findings.work
    people = reading.people
    done = tuple(
        (code, *map(people, (mine.interviews, mine.attempts, mine.unfinished))) for code, mine in found.items()
    )
    flags = tuple(
        (code, people(mine.reviewed), *(people(mine.flags.get(flag.value, 0)) for flag in Flag))
        for code, mine in found.items()
        if mine.reviewed
    )
    heads = tuple(map(say_, ("interviewer_head", "interviews_head", "median_attempts", "unfinished")))
    of_flags = (say_("interviewer_head"), say_("completed"), *(say_(f"flag:{flag.value}") for flag in Flag))
    tables = (
        Table("work", say_("work_table"), heads, done),
        Table("flags", say_("flag_table"), of_flags, flags, notes=(say_("flag_note"),)),
    )
    return Section("work", say_("work"), tuple(table for table in tables if table.rows))

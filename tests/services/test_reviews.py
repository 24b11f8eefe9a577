"""A completed interview is reviewed by somebody else: asked about, returned, signed for exactly what it holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread

import pytest

from interview_app.domain.access import Role, Sites
from interview_app.domain.fieldwork import QueryState, ReviewState
from interview_app.domain.review import Review
from interview_app.services import amendments, endings, interviews, queries, reviews, signatures
from interview_app.services.cases import opened
from interview_app.services.errors import Closed, NotAllowed, NotFound, Overtaken, Unsuitable
from interview_app.services.signatures import Wish
from interview_app.services.tries import Throttled
from interview_app.services.verification import verify
from interview_app.storage.engine import Store
from interview_app.storage.keys import KeyRing
from tests import worked
from tests.services.conftest import NOW, PASSWORD, World, made
from tests.storage.cluster import Server
from tests.storage.conftest import MASTER

LATER = NOW + timedelta(hours=1)
SET_AT_THE_START = {"prior_wrri", "a_mode", "a_lang"}


def completed(world: World, **changes: object) -> str:
    interview = world.start(**changes)
    for revision, answers in enumerate((worked.ANSWERS, worked.CORRECTED), start=1):
        told = {item: given for item, given in answers.items() if item not in SET_AT_THE_START}
        world.answer(interview, told, revision=revision)
    endings.complete(world.store, world.interviewer, interview, now=NOW + timedelta(minutes=12))
    return interview


def review_of(world: World, interview: str) -> Review | None:
    with world.store.reading() as connection:
        return opened(connection, world.store, world.people[Role.SUPERVISOR], interview, NOW).oversight.review


def state_of(world: World, interview: str) -> ReviewState | None:
    review = review_of(world, interview)
    return None if review is None else review.state


def content(world: World, interview: str) -> str:
    with world.store.reading() as connection:
        return signatures.content_hash(
            opened(connection, world.store, world.people[Role.SUPERVISOR], interview, NOW), world.store
        )


def sign(world: World, interview: str, *, password: str = PASSWORD, seen: str = "", meaning: str = "in_order") -> None:
    wish = Wish(meaning=meaning, password=password, seen=seen or content(world, interview))
    signatures.sign(world.store, world.people[Role.SUPERVISOR], interview, wish, now=LATER)


def amend(world: World, interview: str, role: Role, value: str = "1", *, item: str = "c09") -> None:
    given, actor = {"value": value}, world.people[role]
    amendments.amend(world.store, actor, interview, item, given, reason="Misheard.", now=LATER)


def test_a_completed_interview_waits_for_a_review_and_an_open_one_does_not(world: World) -> None:
    interview = world.start()
    assert state_of(world, interview) is None
    assert state_of(world, completed(world, visit="BL")) is ReviewState.WAITING


def test_a_returned_interview_is_amended_by_its_interviewer_and_handed_back(world: World) -> None:
    interview = completed(world)
    supervisor = world.people[Role.SUPERVISOR]
    reviews.send_back(world.store, supervisor, interview, reason="Look at C9.", now=LATER)
    assert [row.id for row in reviews.desk(world.store, world.interviewer).returned] == [interview]
    amend(world, interview, Role.INTERVIEWER)
    assert state_of(world, interview) is ReviewState.RETURNED
    reviews.hand_back(world.store, world.interviewer, interview, now=LATER)
    assert state_of(world, interview) is ReviewState.WAITING
    assert reviews.desk(world.store, world.interviewer).returned == []
    assert verify(world.store).faults == []


def test_a_signature_covers_what_was_read_and_locks_the_interview(world: World) -> None:
    interview = completed(world)
    read = content(world, interview)
    sign(world, interview)
    review = review_of(world, interview)
    assert review is not None
    assert (review.state, review.signed_by, review.signed_hash) == (ReviewState.SIGNED, "sup-01", read)
    assert content(world, interview) == read
    with pytest.raises(Closed):
        amend(world, interview, Role.INTERVIEWER)
    with pytest.raises(Closed):
        endings.void(world.store, world.interviewer, interview, reason="By mistake.", now=LATER)
    with pytest.raises(Closed):
        reviews.send_back(world.store, world.people[Role.SUPERVISOR], interview, reason="Again.", now=LATER)
    with pytest.raises(Closed):
        sign(world, interview)


def test_a_supervisors_amendment_voids_the_signature_which_stays_readable(world: World) -> None:
    interview = completed(world)
    read = content(world, interview)
    sign(world, interview)
    amend(world, interview, Role.SUPERVISOR)
    review = review_of(world, interview)
    assert review is not None
    assert (review.state, review.signed_hash) == (ReviewState.VOIDED, read)
    sign(world, interview, meaning="corrected")
    history = interviews.history(world.store, world.people[Role.SUPERVISOR], interview, now=LATER)
    first, second = signatures.signatures(history)
    assert (first.hash, first.voided_at, second.voided_at) == (read, LATER, None)
    assert (second.hash, second.meaning) == (content(world, interview), "corrected")
    assert verify(world.store).faults == []


def test_a_wrong_password_signs_nothing_and_counts(world: World) -> None:
    interview = completed(world)
    for _ in range(5):
        with pytest.raises(Unsuitable) as refused:
            sign(world, interview, password="not-my-own-password")
        assert refused.value.field == "password"
    with pytest.raises(Throttled):
        sign(world, interview)
    assert state_of(world, interview) is ReviewState.WAITING
    assert signatures.signatures(interviews.history(world.store, world.interviewer, interview, now=LATER)) == []


def test_what_changed_since_it_was_read_is_not_signed(world: World) -> None:
    interview = completed(world)
    read = content(world, interview)
    amend(world, interview, Role.INTERVIEWER)
    with pytest.raises(Overtaken):
        sign(world, interview, seen=read)
    assert state_of(world, interview) is ReviewState.WAITING


@pytest.mark.parametrize("meaning", ["", "guilty"])
def test_a_signature_says_one_of_the_things_it_can_say(world: World, meaning: str) -> None:
    with pytest.raises(Unsuitable):
        sign(world, completed(world), meaning=meaning)


def test_nobody_reviews_an_interview_of_their_own(world: World) -> None:
    interview = completed(world)
    promoted = replace(world.interviewer, role=Role.SUPERVISOR)
    wish = Wish(meaning="in_order", password=PASSWORD, seen=content(world, interview))
    with pytest.raises(NotAllowed):
        reviews.send_back(world.store, promoted, interview, reason="Mine.", now=LATER)
    with pytest.raises(NotAllowed):
        queries.ask(world.store, promoted, interview, "c09", "Why?", now=LATER)
    with pytest.raises(NotAllowed):
        signatures.sign(world.store, promoted, interview, wish, now=LATER)


@pytest.mark.parametrize("role", [Role.INTERVIEWER, Role.RESEARCHER, Role.MANAGER, Role.ADMIN, Role.AUDITOR])
def test_only_a_supervisor_of_the_site_reviews(world: World, role: Role) -> None:
    interview = completed(world)
    with pytest.raises(NotAllowed):
        reviews.send_back(world.store, world.people[role], interview, reason="No.", now=LATER)
    elsewhere = replace(world.people[Role.SUPERVISOR], sites=Sites.of(world.study.id, ["BER"]))
    with pytest.raises(NotFound):
        reviews.send_back(world.store, elsewhere, interview, reason="No.", now=LATER)


def test_a_query_is_asked_answered_and_closed(world: World) -> None:
    interview, supervisor = completed(world), world.people[Role.SUPERVISOR]
    query = queries.ask(world.store, supervisor, interview, "c09", "Is 3 right?", now=LATER)
    (asked,) = reviews.desk(world.store, world.interviewer).queries
    assert (asked.id, asked.item) == (query, "c09")
    queries.answer(world.store, world.interviewer, interview, query, "Yes, checked.", now=LATER)
    assert reviews.desk(world.store, world.interviewer).queries == []
    queries.close(world.store, supervisor, interview, query, now=LATER)
    history = interviews.history(world.store, supervisor, interview, now=LATER)
    (thread,) = queries.threads(history)["c09"]
    assert thread.state is QueryState.CLOSED
    assert [(turn.who, turn.text) for turn in thread.turns] == [
        ("sup-01", "Is 3 right?"), ("int-01", "Yes, checked."), ("sup-01", ""),
    ]  # fmt: skip
    with pytest.raises(Closed):
        queries.answer(world.store, world.interviewer, interview, query, "One more.", now=LATER)
    assert verify(world.store).faults == []


@pytest.mark.parametrize("text", ["", "   ", "x" * 1001, "It says 41129010078 there"])
def test_a_query_says_something_and_names_nobody(world: World, text: str) -> None:
    interview = completed(world)
    with pytest.raises(Unsuitable):
        queries.ask(world.store, world.people[Role.SUPERVISOR], interview, "c09", text, now=LATER)


def test_an_interview_that_is_set_aside_leaves_the_queue(world: World) -> None:
    interview, supervisor = completed(world), world.people[Role.SUPERVISOR]
    queries.ask(world.store, supervisor, interview, "c09", "Is 3 right?", now=LATER)
    endings.void(world.store, supervisor, interview, reason="Held with the wrong person.", now=LATER)
    assert reviews.queue(world.store, supervisor, {}, limit=9, now=NOW).rows == []
    assert reviews.desk(world.store, world.interviewer).queries == []
    assert verify(world.store).faults == []


@pytest.fixture(params=["sqlite", "postgresql"])
def anywhere(request: pytest.FixtureRequest, world: World) -> Iterator[World]:
    if request.param == "sqlite":
        yield world
        return
    server: Server = request.getfixturevalue("postgresql")
    name = server.create()
    store = Store.open(server.url(name), KeyRing(MASTER))
    store.upgrade()
    yield made(store)
    store.close()
    server.drop(name)


def test_whoever_signs_while_another_amends_signs_what_is_there_or_nothing(anywhere: World) -> None:
    """The signature always covers the content that its hash says, whichever of the two comes first."""
    interview = completed(anywhere)
    for turn in range(6):
        read, start = content(anywhere, interview), Barrier(2)
        outcome: list[str] = []

        def signing(read: str = read, start: Barrier = start, outcome: list[str] = outcome) -> None:
            start.wait()
            try:
                sign(anywhere, interview, seen=read)
            except (Overtaken, Closed):
                outcome.append("refused")

        thread = Thread(target=signing)
        thread.start()
        start.wait()
        amend(anywhere, interview, Role.SUPERVISOR, "12"[turn % 2])
        thread.join()
        review = review_of(anywhere, interview)
        assert review is not None
        if outcome:
            assert review.state in {ReviewState.WAITING, ReviewState.VOIDED}
        elif review.state is ReviewState.SIGNED:
            assert review.signed_hash == content(anywhere, interview)
        else:
            assert (review.state, review.signed_hash) == (ReviewState.VOIDED, read)
    assert verify(anywhere.store).faults == []


def test_the_queue_is_filtered_counted_and_paged(world: World) -> None:
    supervisor = world.people[Role.SUPERVISOR]
    first, second = completed(world, visit="BL"), completed(world, visit="W12")
    sign(world, first)
    queue = reviews.queue(world.store, supervisor, {"state": "waiting"}, limit=9, now=NOW)
    assert ([row.id for row in queue.rows], queue.total) == ([second], 1)
    assert queue.counts == {"waiting": 1, "signed": 1}
    for filters, expected in [
        ({"visit": "BL"}, [first]),
        ({"interviewer": "int-01"}, [first, second]),
        ({"interviewer": "int-99"}, []),
        ({"site": "BER"}, []),
        ({"text": world.wish.participant[:8]}, [first, second]),
        ({"flag": "same_minute"}, [second]),
    ]:
        found = reviews.queue(world.store, supervisor, filters, limit=9, now=NOW)
        assert sorted(row.id for row in found.rows) == sorted(expected), filters
    paged = reviews.queue(world.store, supervisor, {}, limit=1, offset=1, now=NOW)
    assert (len(paged.rows), paged.total) == (1, 2)


def test_nothing_slips_in_under_a_signature(world: World) -> None:
    interview = completed(world)
    sign(world, interview)
    with pytest.raises(Closed):
        world.answer(interview, {"c09": "0"}, revision=9)


def test_an_interview_that_ran_late_and_was_changed_much_says_so_and_is_signed_all_the_same(world: World) -> None:
    night = NOW.replace(hour=22)
    interview = interviews.start(world.store, world.interviewer, world.wish, now=night)
    for revision, answers in enumerate((worked.ANSWERS, worked.CORRECTED), start=1):
        told = {item: given for item, given in answers.items() if item not in SET_AT_THE_START}
        world.answer(interview, told, revision=revision, now=night)
    endings.complete(world.store, world.interviewer, interview, now=night + timedelta(minutes=9))
    assert flags(world, interview) == {"hours"}
    for number in range(1, 13):
        item = f"c{number:02d}"
        for value in "10":
            amend(world, interview, Role.INTERVIEWER, value, item=item)
    assert flags(world, interview) == {"hours", "same_ratings"}
    sign(world, interview)
    assert verify(world.store).faults == []


def flags(world: World, interview: str) -> set[str]:
    review = review_of(world, interview)
    return {prompt["flag"] for prompt in review.flags} if review else set()

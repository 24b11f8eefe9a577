"""The demo study shows calls as they are made: every outcome, some planned, and nobody who can be reached."""

from __future__ import annotations

from datetime import UTC, datetime

from interview_app.domain.disposition import FROM_ANSWERS, Disposition
from interview_app.services.contacts import Contact
from interview_app.storage import contacts as stored
from interview_app.storage.engine import Store


def column(store: Store, query: str) -> list[str]:
    with store.reading() as connection:
        return [str(value) for value in connection.exec_driver_sql(query).scalars()]


def test_every_outcome_occurs_in_a_case(demo_store: Store) -> None:
    found = set(column(demo_store, "SELECT outcome FROM attempts UNION SELECT disposition FROM cases"))
    assert found >= {outcome.value for outcome in Disposition}


def test_interviews_end_cases_that_began_with_calls(demo_store: Store) -> None:
    found = set(column(demo_store, "SELECT disposition FROM cases WHERE attempts > 1"))
    assert found & FROM_ANSWERS


def test_calls_and_appointments_lie_ahead(demo_store: Store) -> None:
    now = datetime.now(UTC).isoformat()
    kinds = column(demo_store, f"SELECT next_kind FROM cases WHERE next_at > '{now}'")
    assert "appointment" in kinds


def test_most_informants_have_contact_details_that_lead_nowhere(demo_store: Store) -> None:
    ids = column(demo_store, "SELECT informant_id FROM contacts")
    assert len(ids) > 30
    with demo_store.reading() as connection:
        for informant_id in ids:
            sealer = demo_store.keys.stream_key(f"informant:{informant_id}")
            found = stored.get(connection, sealer, informant_id)
            assert found is not None
            known = Contact(**found | {"phones": tuple(found["phones"])})
            assert all(phone.startswith("+47 00") for phone in known.phones)
            assert known.email.endswith("@example.org")

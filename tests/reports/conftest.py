"""What the tests of printed pages share: the instrument and the worked interview's page in both languages."""

from __future__ import annotations

import pytest

from interview_app import instruments
from interview_app.domain.instrument import Instrument
from tests.reports.printed import Printed, printed
from tests.worked import worked_interview


@pytest.fixture(scope="session")
def wrri() -> Instrument:
    return instruments.load("wrri", 1)


@pytest.fixture(scope="session")
def worked_page(wrri: Instrument) -> Printed:
    return printed(worked_interview(wrri), wrri)


@pytest.fixture(scope="session")
def worked_page_nb(wrri: Instrument) -> Printed:
    return printed(worked_interview(wrri), wrri, language="nb")

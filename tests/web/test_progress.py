"""The progress page opens for those who follow a study, and each of its numbers opens the list behind it."""

from __future__ import annotations

import pytest

from tests.web.scene import Browse


@pytest.mark.parametrize("who", ["supervisor", "researcher", "manager"])
def test_whoever_follows_the_study_sees_how_it_gets_on(browse: Browse, who: str) -> None:
    shown = browse(who).get("/progress")
    assert "RR1" in shown.text
    assert "I / (I+P+R+NC+O+U)" in shown.text

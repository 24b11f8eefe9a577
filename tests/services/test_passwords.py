"""Passwords: which are refused, and how they are kept."""

from __future__ import annotations

from argon2 import PasswordHasher
from hypothesis import given, settings
from hypothesis import strategies as st
import pytest

from interview_app.services import passwords

GUESSED = [
    "Password1234",
    "P@ssw0rd2026!",
    "aaaaaaaaaaaaaaaa",
    "123456789012",
    "qwertyuiop12",
    "Sommer2026Sommer",
    "kari.nordmann1",
    "Kari-Nordmann-2026",
    "passordpassord1",
    "abababababababab",
    "interview-app-1",
    "1qaz2wsx3edc4rfv",
    "correcthorsebatterystaple",
    "welcome_welcome_1999",
    "            ",
    "velkommen-oslo-2025",
]
CHOSEN = [
    "blue lamp under tractor",
    "tulipan-kaffe-nordlys",
    "MyD0gEatsGrassSlowly",
    "🐘🚲🌧🍎⛵🎻🧊🪁🌋🧲🪑📌",
    "vær så snill å banke på",
    "p" + "q" * 3 + "zebra!lokomotiv",
]


@pytest.mark.parametrize("password", GUESSED)
def test_what_others_would_guess_is_refused(password: str) -> None:
    assert "among the first" in passwords.weakness(password, ("kari.nordmann", "Kari Nordmann"))


@pytest.mark.parametrize("password", CHOSEN)
def test_words_that_do_not_belong_together_are_taken(password: str) -> None:
    assert passwords.weakness(password, ("kari.nordmann",)) == ""


@pytest.mark.parametrize(("length", "taken"), [(11, False), (12, True), (128, True), (129, False)])
def test_the_length_is_bounded(length: int, taken: bool) -> None:
    password = "".join(chr(0x4E00 + number * 7) for number in range(length))
    assert (passwords.weakness(password) == "") is taken


def test_generated_passwords_are_long_readable_and_never_the_same() -> None:
    made = {passwords.generate() for _ in range(1_000)}
    assert len(made) == 1_000
    assert all(len(password) == 19 and not set("01lio") & set(password) for password in made)
    assert sum(passwords.weakness(password) == "" for password in made) >= 999


def test_only_the_same_password_fits() -> None:
    stored = passwords.hashed("blue lamp under tractor")
    assert stored.startswith("$argon2id$")
    assert passwords.fits(stored, "blue lamp under tractor")
    assert not passwords.fits(stored, "blue lamp under Tractor")
    assert not passwords.fits("", "blue lamp under tractor")
    assert not passwords.fits("not a hash", "blue lamp under tractor")


def test_a_letter_composed_by_another_keyboard_is_the_same_letter() -> None:
    assert passwords.fits(passwords.hashed("blåbær på fjellet"), "bla\u030abær pa\u030a fjellet")


def test_a_hash_of_yesterdays_settings_is_outdated() -> None:
    weaker = PasswordHasher(time_cost=1, memory_cost=8_192, parallelism=1).hash("blue lamp under tractor")
    assert passwords.is_outdated(weaker)
    assert not passwords.is_outdated(passwords.hashed("blue lamp under tractor"))


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_text_is_judged(password: str) -> None:
    assert isinstance(passwords.weakness(password, (password[:10],)), str)

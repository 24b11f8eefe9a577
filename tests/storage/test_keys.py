"""Keys lie outside the database, are read by their owner alone, and open only what they were made for."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
import stat

from hypothesis import given
from hypothesis import strategies as st
import pytest

from interview_app.storage.keys import KeyFault, KeyRing, Sealer, Unreadable

ONE, OTHER = Sealer(bytes(32)), Sealer(bytes(31) + b"\x01")


def test_a_new_key_file_is_random_and_readable_by_its_owner_alone(tmp_path: Path) -> None:
    KeyRing.load_or_create(tmp_path / "one")
    KeyRing.load_or_create(tmp_path / "two")
    paths = [tmp_path / name / "master.key" for name in ("one", "two")]
    assert {stat.S_IMODE(path.stat().st_mode) for path in paths} == {0o600}
    assert {len(path.read_bytes()) for path in paths} == {32}
    assert paths[0].read_bytes() != paths[1].read_bytes()
    assert [each.name for each in (tmp_path / "one").iterdir()] == ["master.key"]


def test_the_key_file_is_made_once_even_by_many_at_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        rings = list(pool.map(KeyRing.load_or_create, [tmp_path] * 16))
    assert {ring.chain for ring in rings} == {KeyRing.load(tmp_path).chain}


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_key_file_that_others_may_read_is_refused_with_the_remedy(tmp_path: Path, mode: int) -> None:
    KeyRing.load_or_create(tmp_path)
    path = tmp_path / "master.key"
    path.chmod(mode)
    with pytest.raises(KeyFault, match=f"chmod 600 {path}"):
        KeyRing.load_or_create(tmp_path)
    path.chmod(0o600)
    KeyRing.load_or_create(tmp_path)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "holds 0 bytes and should hold 32"),
        (bytes(range(31)), "holds 31 bytes"),
        (bytes(range(33)), "holds 33 bytes"),
        (bytes(32), "32 random bytes"),
        (b"ab" * 16, "32 random bytes"),
    ],
)
def test_a_key_file_that_holds_no_key_is_refused_and_kept(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "master.key"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(KeyFault, match=f"{told}.*Put back the file from your backup"):
        KeyRing.load_or_create(tmp_path)
    assert path.read_bytes() == content


def test_a_missing_key_file_is_not_made_where_one_is_expected(tmp_path: Path) -> None:
    with pytest.raises(KeyFault, match="No such file"):
        KeyRing.load(tmp_path)
    assert list(tmp_path.iterdir()) == []


@given(st.binary(max_size=2000), st.binary(max_size=50))
def test_what_is_sealed_opens_in_its_place(plaintext: bytes, context: bytes) -> None:
    sealed = ONE.seal(plaintext, context)
    assert ONE.open(sealed, context) == plaintext
    assert ONE.seal(plaintext, context) != sealed


@given(st.binary(min_size=1, max_size=200), st.data())
def test_one_flipped_bit_is_noticed(plaintext: bytes, data: st.DataObject) -> None:
    sealed = bytearray(ONE.seal(plaintext, b"here"))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(Unreadable):
        ONE.open(bytes(sealed), b"here")


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x01" + bytes(11), b"\x02" + bytes(40), b"\x9c\x11\xfe\x02\x7a"])
def test_what_is_too_short_or_of_another_format_is_unreadable(sealed: bytes) -> None:
    with pytest.raises(Unreadable):
        ONE.open(sealed, b"here")


def test_what_is_sealed_does_not_open_elsewhere_or_under_another_key() -> None:
    sealed = ONE.seal(b"an answer", b"here")
    with pytest.raises(Unreadable):
        ONE.open(sealed, b"there")
    with pytest.raises(Unreadable):
        OTHER.open(sealed, b"here")


def test_a_participant_s_key_belongs_to_that_participant(keys: KeyRing) -> None:
    wrapped = keys.new_wrapped_key("p1")
    sealed = keys.participant_key(wrapped, "p1").seal(b"an answer", b"here")
    assert keys.participant_key(wrapped, "p1").open(sealed, b"here") == b"an answer"
    with pytest.raises(Unreadable):
        keys.participant_key(wrapped, "p2")
    with pytest.raises(Unreadable):
        keys.participant_key(keys.new_wrapped_key("p1"), "p1").open(sealed, b"here")


def test_another_master_key_opens_nothing(keys: KeyRing) -> None:
    other = KeyRing(bytes(reversed(range(32))))
    with pytest.raises(Unreadable):
        other.participant_key(keys.new_wrapped_key("p1"), "p1")
    with pytest.raises(Unreadable):
        other.stream_key("study:demo").open(keys.stream_key("study:demo").seal(b"x", b""), b"")


def test_every_purpose_has_its_own_key(keys: KeyRing) -> None:
    told = {
        keys.chain.hex(),
        keys.check.hex(),
        keys.tablet_key("a", "b").hex(),
        keys.tablet_key("a", "c").hex(),
        keys.tablet_key("b", "b").hex(),
        keys.session_hash("a"),
        keys.session_hash("b"),
    }
    assert len(told) == 7
    assert {len(each) for each in told} == {64}
    assert KeyRing(bytes(range(32))).tablet_key("a", "b") == keys.tablet_key("a", "b")


def test_streams_of_no_participant_have_keys_of_their_own(keys: KeyRing) -> None:
    sealed = keys.stream_key("account:a").seal(b"x", b"")
    assert keys.stream_key("account:a").open(sealed, b"") == b"x"
    with pytest.raises(Unreadable):
        keys.stream_key("account:b").open(sealed, b"")

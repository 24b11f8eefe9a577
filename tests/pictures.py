"""Draws the pictures of docs/reports from a fresh demo study: `make pictures`. Needs pdftoppm (poppler-utils)."""

from __future__ import annotations

import os
from pathlib import Path
import subprocess
import sys
import tempfile

from PIL import Image
from sqlalchemy import func, select

from interview_app.storage.engine import Store
from interview_app.storage.keys import KeyRing
from interview_app.storage.models import interviews, participants

FOLDER = Path(__file__).parent.parent / "docs" / "reports"
REPORTS: dict[str, tuple[str, ...]] = {
    "interview": ("report", "interview", "{interview}"),
    "interview-letter-nb": (
        "report", "interview", "{interview}", "--language", "nb", "--paper", "Letter", "--watermark",
    ),
    "participant": ("report", "participant", "{participant}"),
    "study": ("report", "study", "--all-numbers"),
    "form": ("report", "form"),
    "codebook": ("report", "codebook"),
}  # fmt: skip
"""The command that makes each report, with what {…} stands for taken from the demo."""
DOTS, COLOURS, PAGES = 80, 96, 3
SCRIPT = "from interview_app.cli import main; main()"


def run(instance: Path, *arguments: str) -> None:
    """Run a command of the application on the demo."""
    environment = os.environ | {"INTERVIEW_INSTANCE": str(instance)}
    command = [sys.executable, "-c", SCRIPT, *arguments]
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL, timeout=600)


def places(instance: Path) -> dict[str, str]:
    """What the names in the commands stand for."""
    store = Store.open(f"sqlite:///{instance / 'interviews.sqlite'}", KeyRing.load(instance / "keys"))
    with store.reading() as connection:
        done = interviews.c.status == "complete"
        at_week_12 = select(interviews.c.id).where(done, interviews.c.visit == "W12").order_by(interviews.c.started_at)
        most = select(participants.c.code).join(interviews).where(done).group_by(participants.c.code)
        interview = connection.scalars(at_week_12).first()
        participant = connection.scalars(most.order_by(func.count().desc(), participants.c.code)).first()
    store.close()
    assert interview is not None, "the demo has a completed interview of week 12"
    return {"interview": interview, "participant": str(participant)}


def draw(file: Path, name: str, folder: Path = FOLDER) -> list[Path]:
    """The first pages of a PDF as small pictures."""
    pattern = file.with_suffix("")
    subprocess.run(["pdftoppm", "-r", str(DOTS), "-png", "-l", str(PAGES), str(file), str(pattern)], check=True)
    drawn = []
    for number, page in enumerate(sorted(file.parent.glob(f"{pattern.name}-*.png")), 1):
        drawn.append(folder / f"{name}-{number}.png")
        with Image.open(page) as picture:
            picture.convert("RGB").quantize(COLOURS, Image.Quantize.MAXCOVERAGE).save(drawn[-1], optimize=True)
        page.unlink()
    return drawn


def main() -> None:
    """Draw all of them anew."""
    with tempfile.TemporaryDirectory(prefix="interview-pictures-") as place:
        instance = Path(place) / "instance"
        run(instance, "demo", "--no-serve")
        known = places(instance)
        for old in FOLDER.glob("*.png"):
            old.unlink()
        for name, command in REPORTS.items():
            file = Path(place) / f"{name}.pdf"
            run(instance, *(part.format_map(known) for part in command), "-o", str(file))
            for picture in draw(file, name):
                sys.stdout.write(f"{picture.relative_to(FOLDER.parent.parent)} {picture.stat().st_size // 1024} kB\n")


if __name__ == "__main__":
    main()

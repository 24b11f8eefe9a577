"""The numbers of the simulated year, made by hand from its story, to be found on the progress page of 15 March 2027.

Those of whom the story tells, all at one site, in the order of their enrolment:

- H was there before the story: extended release, no baseline recorded, one interview finished and one left open. No
  visit of theirs has a day, so that those of both anchors are still to come and none enters a rate.
- A: extended release, baseline 16 March 2026, treatment discontinued on 25 May (day 70), no extension.
- B: agonist treatment, baseline 23 March, withdraws from contact on 3 August, the day the window of week 20 opens.
- C: agonist treatment, baseline 4 May, part in the study ends on 20 July, the day the window of week 12 opens.
- D: extended release, baseline 1 September, withdraws from all use on 21 September: nothing but a number in NE.
"""

from __future__ import annotations

from playwright.sync_api import Page, expect

NO = "–"
"""What the page writes for nothing."""
Rows = dict[str, tuple[str, ...]]

RETENTION: Rows = {
    # With an interview; meant; Wilson's share of these; still consenting; Wilson's share of these; open; to come.
    # Each visit up to week 24 was meant for A, B and C, and for H it is to come.
    "Baseline": ("3", "3", "100 % (44–100)", "3", "100 % (44–100)", NO, "1"),
    "Week 4": ("2", "3", "67 % (21–94)", "3", "67 % (21–94)", NO, "1"),  # A, and B late; nobody was asked about C
    "Week 8": ("2", "3", "67 % (21–94)", "3", "67 % (21–94)", NO, "1"),  # A, and C in part; of B nobody was reached
    "Week 12": ("1", "3", "33 % (6–79)", "3", "33 % (6–79)", NO, "1"),  # B, told twice and counted once
    "Week 16": ("1", "3", "33 % (6–79)", "3", "33 % (6–79)", NO, "1"),  # B; it closed before B withdrew
    "Week 20": (NO, "3", "0 % (0–56)", "2", "0 % (0–66)", NO, "1"),  # B has withdrawn; C ended and did not withdraw
    "Week 24 (end of the main phase)": (NO, "3", "0 % (0–56)", "2", "0 % (0–66)", NO, "1"),
    # The extension is not for agonist treatment, and of the others nobody's treatment was extended.
    **{f"Week {week}": (NO, NO, NO, NO, NO, NO, NO) for week in range(28, 56, 4)},
    # From A's end of treatment to 24 August; from B's and C's own, day 168: 7 December, and 18 January 2027.
    "3 months after treatment": ("1", "3", "33 % (6–79)", "2", "50 % (9–91)", NO, "1"),
    # A's closed on 7 December; B's closes on 22 March 2027, a week from now, and C's later.
    "6 months after treatment": ("1", "1", "100 % (21–100)", "1", "100 % (21–100)", NO, "1"),
    "12 months after treatment": (NO, NO, NO, NO, NO, NO, "2"),  # H's, and A's from 27 April 2027 on
}
OUTCOMES: Rows = {
    # Expected visits; not expected; cases attempted; I, P, R, NC, O, U, NE. D would have been due up to week 24: NE.
    "Baseline": ("3", NO, "3", "3", NO, NO, NO, NO, NO, "1"),
    # A1: an interview outranks two no-answers and a voicemail; A2 declined; B late; about C nobody was tried: U.
    "Week 4": ("3", NO, "3", "2", NO, "1", NO, NO, "1", "1"),
    "Week 8": ("3", NO, "3", "1", "1", NO, "1", NO, NO, "1"),  # A; C broken off past half; B's voicemail alone: NC
    "Week 12": ("1", "2", "2", "2", NO, NO, NO, NO, NO, "1"),  # B1 and B2; A's treatment and C's part have ended
    "Week 16": ("1", "2", "1", "1", NO, NO, NO, NO, NO, "1"),
    "Week 20": (NO, "3", NO, NO, NO, NO, NO, NO, NO, "1"),  # and B has withdrawn
    "Week 24 (end of the main phase)": (NO, "3", NO, NO, NO, NO, NO, NO, NO, "1"),
    **{f"Week {week}": (NO, "4", NO, NO, NO, NO, NO, NO, NO, NO) for week in range(28, 56, 4)},  # H, A, B and C
    "3 months after treatment": ("1", "2", "1", "1", NO, NO, NO, NO, NO, NO),
    "6 months after treatment": ("1", "2", "1", "1", NO, NO, NO, NO, NO, NO),
    "12 months after treatment": (NO, "2", NO, NO, NO, NO, NO, NO, NO, NO),
    "All": ("13", "44", "14", "11", "1", "1", "1", NO, "1", "7"),
}
RATES: Rows = {
    # RR1, RR2, RR5, COOP1, REF1, CON1; in window; median days from the target, attempts and minutes. Interviews of the
    # story take no time, for its clock stands still while they are held.
    "Baseline": ("1.00", "1.00", "1.00", "1.00", "0.00", "1.00", "100 %", "0.0", "1.0", NO),
    # 2/4, 2/4, 2/3, 2/3, 1/4, 3/4; one of two; A on day 2 and B on day 9: 5.5; three calls and the interview, one
    # interview, one call: 1.
    "Week 4": ("0.50", "0.50", "0.67", "0.67", "0.25", "0.75", "50 %", "5.5", "1.0", NO),
    # 1/3, 2/3, 1/3, 1/2, 0/3, 2/3; A and C each a day after the target; two interviews and one voicemail.
    "Week 8": ("0.33", "0.67", "0.33", "0.50", "0.00", "0.67", "100 %", "1.0", "1.0", NO),
    "Week 12": ("1.00", "1.00", "1.00", "1.00", "0.00", "1.00", "100 %", "0.5", "1.0", NO),  # days 0 and 1
    "Week 16": ("1.00", "1.00", "1.00", "1.00", "0.00", "1.00", "100 %", "0.0", "1.0", NO),
    "3 months after treatment": ("1.00", "1.00", "1.00", "1.00", "0.00", "1.00", "100 %", "0.0", "1.0", NO),
    "6 months after treatment": ("1.00", "1.00", "1.00", "1.00", "0.00", "1.00", "100 %", "1.0", "1.0", NO),
    # 11/15, 12/15, 11/14, 11/13, 1/15, 13/15; 11 of 12; days six times 0, four times 1, 2 and 9; tries 4 and else 1.
    "All": ("0.73", "0.80", "0.79", "0.85", "0.07", "0.87", "92 %", "0.5", "1.0", NO),
}
REASONS: Rows = {
    # Not for this arm; no extension; treatment ended before; participation ended before; withdrew before.
    "Week 12": (NO, NO, "1", "1", NO),
    "Week 16": (NO, NO, "1", "1", NO),
    "Week 20": (NO, NO, "1", "1", "1"),
    "Week 24 (end of the main phase)": (NO, NO, "1", "1", "1"),
    **{f"Week {week}": ("2", "2", NO, NO, NO) for week in range(28, 56, 4)},
    "3 months after treatment": (NO, NO, NO, "1", "1"),
    "6 months after treatment": (NO, NO, NO, "1", "1"),
    "12 months after treatment": (NO, NO, NO, "1", "1"),
}
WINDOWS: Rows = {
    # Held, in the window, before it, after it. Late is B's week 4 alone.
    "OSL": ("12", "11", NO, "1", "92 % (65–99)"),
}
RECRUITMENT: Rows = {
    # At the site; at all sites. D is left out of it.
    "2026-03": ("3", "3"),  # H, A, B
    "2026-04": (NO, NO),
    "2026-05": ("1", "1"),  # C
    "Extended-release naltrexone": ("2", "2"),  # H, A
    "Opioid agonist treatment": ("2", "2"),  # B, C
}
WORK: Rows = {
    # Interviews ended, calls noted, interviews unfinished.
    "int-01": ("12", "5", "1"),  # the 12 held less B2, and H's baseline; H's week 12 is open
    "int-03": ("1", "0", NO),  # B2
}
TABLES = {
    "Retention: participants with a complete or partial interview at the visit": RETENTION,
    "Outcomes by visit": OUTCOMES,
    "Rates by visit, and medians": RATES,
    "Why visits are not expected": REASONS,
    "Windows by site: interviews at expected visits": WINDOWS,
    "Recruitment: enrolled by month and site": RECRUITMENT,
    "Work by interviewer": WORK,
}
READ = """caption => [...document.querySelectorAll('table')]
  .filter(each => each.caption.textContent.trim() === caption)
  .flatMap(each => [...each.tBodies[0].rows]).map(row => [...row.cells].map(cell => cell.innerText.trim()))"""


def are_on(page: Page) -> None:
    """Every table of the page is the one made by hand, row by row."""
    expect(page.get_by_text("1 person withdrew from all use")).to_be_visible()
    for caption, by_hand in TABLES.items():
        read = {name: tuple(cells) for name, *cells in page.evaluate(READ, caption)}
        assert read == by_hand, caption

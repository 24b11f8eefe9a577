"""The words that the interview page's scripts say, translated here; the tablet fills in `{name}`."""

from __future__ import annotations

from interview_app.web.language import gettext, marked

WORDS = {
    "saved": marked("Saved {time}"),
    "kept": marked("Saved on this tablet – sending …"),
    "waiting": marked("Saved on this tablet – will be sent"),
    "unkept": marked("Not saved yet – keep this page open"),
    "signed_out": marked("Signed out – answers are kept here, sign in to send"),
    "unsettled": marked("Not saved: an entry has to be corrected"),
    "unsettled_at": marked("What stands in “{question}” cannot be stored. Correct it or clear it first."),
    "contested": marked("Another tablet answered too"),
    "keep": marked("Keep this one"),
    "no_answer": marked("no answer"),
    "own_voice": marked("answered on this tablet"),
    "refused": marked("An answer was not accepted – see the marked question"),
    "closed": marked("This interview is closed – see above"),
    "gate": marked("Answer this before you go on."),
    "no_reason": marked("Write why the answer is right, or change the answer."),
    "unstorable": marked("This answer cannot be stored."),
    "confirmed": marked("Confirmed: {reason}"),
    "place": marked("{number} of {total}"),
    "section_done": marked("all answered"),
    "section_begun": marked("partly answered"),
    "section_open": marked("not begun"),
    "section_off": marked("not asked"),
    "state_open": marked("open"),
    "state_optional": marked("optional"),
    "state_fault": marked("cannot be stored"),
    "state_hard": marked("cannot stand"),
    "state_soft": marked("to be confirmed"),
    "state_conflict": marked("answered twice"),
    "state_refused": marked("not accepted"),
    "state_read": marked("to read"),
    "not_asked": marked("{number} not asked"),
    "parked": marked("the earlier answer is kept aside"),
    "still_open": marked("{number} still open"),
    "nothing_open": marked("Nothing is open."),
    "sending": marked("Sending what is not sent yet …"),
    "unsent": marked("{number} answers are on this tablet only. They are safe here; try again when the line is back."),
    "signing_in": marked("Signing in …"),
    "not_signed_in": marked("User name or password is not right, or the line is down."),
    "not_author": marked("This interview is {code}’s. Sign in as {code}, nobody else goes on here."),
    "typed": marked("{digits} … Enter chooses"),
}


def words() -> dict[str, str]:
    """The words in the language of this request."""
    return {name: gettext(text) for name, text in WORDS.items()}

"""The closed vocabulary of what can happen: every line of the ledger carries one of these actions."""

from __future__ import annotations

from enum import StrEnum


class Event(StrEnum):
    """What happened; the part before the colon is the kind of stream it belongs to."""

    INTERVIEW_START = "interview:start"
    INTERVIEW_ANSWER = "interview:answer"
    INTERVIEW_NOTE = "interview:note"
    INTERVIEW_CONFIRM = "interview:confirm"
    INTERVIEW_PROBE = "interview:probe"
    INTERVIEW_LANGUAGE = "interview:language"
    INTERVIEW_MODE = "interview:mode"
    INTERVIEW_CONCERN = "interview:concern"
    INTERVIEW_PAUSE = "interview:pause"
    INTERVIEW_RESUME = "interview:resume"
    INTERVIEW_BREAK_OFF = "interview:break-off"
    INTERVIEW_COMPLETE = "interview:complete"
    INTERVIEW_VOID = "interview:void"
    INTERVIEW_REASSIGN = "interview:reassign"
    INTERVIEW_AMEND = "interview:amend"
    INTERVIEW_VIEW = "interview:view"
    INTERVIEW_PRINT = "interview:print"
    PARTICIPANT_ENROL = "participant:enrol"
    PARTICIPANT_CHANGE = "participant:change"
    PARTICIPANT_MOVE = "participant:move"
    PARTICIPANT_CONSENT = "participant:consent"
    PARTICIPANT_WITHDRAW = "participant:withdraw"
    PARTICIPANT_MARK = "participant:mark"
    PARTICIPANT_VIEW = "participant:view"
    INFORMANT_ADD = "informant:add"
    INFORMANT_CHANGE = "informant:change"
    INFORMANT_WITHDRAW = "informant:withdraw"
    INFORMANT_CONTACT = "informant:contact"
    INFORMANT_CONTACT_VIEW = "informant:contact-view"
    CASE_OPEN = "case:open"
    CASE_ATTEMPT = "case:attempt"
    CASE_APPOINT = "case:appoint"
    CASE_HAND_OVER = "case:hand-over"
    CASE_SETTLE = "case:settle"
    ACCOUNT_CREATE = "account:create"
    ACCOUNT_CHANGE = "account:change"
    ACCOUNT_SIGN_IN = "account:sign-in"
    ACCOUNT_SIGN_OUT = "account:sign-out"
    ACCOUNT_HAT = "account:hat"
    ACCOUNT_REFUSED = "account:refused"
    VISITOR_REFUSED = "visitor:refused"
    STUDY_LOAD = "study:load"
    STUDY_EXPORT = "study:export"

    @property
    def stream_kind(self) -> str:
        """`interview`, `participant`, `informant`, `case`, `account`, `visitor` or `study`."""
        return self.value.partition(":")[0]

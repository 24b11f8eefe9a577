"""What lies at somebody's sites: the one condition by which every query leaves out the rest."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Table, bindparam

from interview_app.domain.access import Sites


def within(table: Table, sites: Sites) -> ColumnElement[bool]:
    """True of a row at one of the sites of their study; for any table with `study_id` and `site`."""
    return (table.c.study_id == sites.study) & table.c.site.in_(sorted(sites.codes))


def within_bound(table: Table) -> ColumnElement[bool]:
    """The same for a query that is made once; what `bound` gives goes with its other parameters."""
    return (table.c.study_id == bindparam("at_study")) & table.c.site.in_(bindparam("at_sites", expanding=True))


def bound(sites: Sites) -> dict[str, Any]:
    """The parameters of a query with `within_bound`."""
    return {"at_study": sites.study, "at_sites": sorted(sites.codes)}

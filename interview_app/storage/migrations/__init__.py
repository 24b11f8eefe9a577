"""How the tables came to be, one numbered step a release; a released step never changes.

A new step is a module in `versions/` whose `down_revision` is the last one's `revision`; name it in HEAD.
"""

HEAD = "0003"
"""The step that this version of the application works with."""

"""Use cases: one act of one person each. A service checks, changes, traces and commits; nothing else commits."""

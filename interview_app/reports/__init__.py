"""Printed pages: plain domain objects go in, HTML and then a tagged PDF come out; nothing is read from a database.

An item's own `display` says how its answer reads; the layout follows the instrument's scales and sections. WeasyPrint
stands behind one door (`pdf`), which fetches nothing. The same record always gives the same bytes.
"""

"""Hand-written SVG for printed pages and for the screen: shapes and places carry the meaning, never colour alone.

A chart is a function from plain numbers to Markup. Its first child is a `<title>` that says it in words, which a PDF
takes as its alternative text; the same numbers stand in a table beside it.
"""

"""Forms built from an instrument: floor 2, knows WTForms and nothing of Flask or the database.

`fields.field_for(item)` gives an item its WTForms field, `sections` makes a form of them, `answers` reads an operation.
The rule of what an item accepts is the item's own `parse`; fields only collect what was posted and show what is stored.
"""

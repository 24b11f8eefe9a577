"""The report of a study or of one site: how it gets on, what its interviews say together, and how far to trust that."""

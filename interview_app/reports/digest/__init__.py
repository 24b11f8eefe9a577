"""A supervisor's week on one page."""

"""The one-page report of one interview, for the supervisor who reads it the same day."""

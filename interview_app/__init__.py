"""Guides brief structured interviews about recovery, keeps every answer, and gives PDF reports and pandas exports."""

__version__ = "0.1.0"

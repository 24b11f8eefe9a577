"""The blank paper form of an instrument, for a visit without a tablet."""

"""A participant over time: what changed, who said it, and how far to trust it, on paper and on the screen."""

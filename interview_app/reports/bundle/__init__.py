"""Many reports as one file: what holds them, and the page that says what is in it."""

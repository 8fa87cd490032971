"""One tensor looked at closely."""

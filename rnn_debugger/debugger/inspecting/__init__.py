"""One operation or tensor looked at closely: formula, numbers, origin, source line."""

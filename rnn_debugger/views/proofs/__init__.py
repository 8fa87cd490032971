"""The run against something independent: finite differences, arrays of one's own."""

"""What each unit says over time."""

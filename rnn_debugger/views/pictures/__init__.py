"""What is on the screen as files: pictures, numbers, animations."""

"""What is wrong with a training, as a list."""

"""Two runs in lock-step: a network and its feedforward counterpart, or two update schedules."""

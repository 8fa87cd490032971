"""Two graphs in one window: the run, and beside it the one that it is compared with."""

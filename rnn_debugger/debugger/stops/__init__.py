"""What a run stops at: breakpoints, watches, and the run that meets them."""

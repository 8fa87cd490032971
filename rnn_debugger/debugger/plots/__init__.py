"""What a plot is made of: ticks, few points for long series, smooth courses."""

"""The panel of the timeline."""

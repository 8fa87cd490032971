"""The dialog that draws up a new experiment."""

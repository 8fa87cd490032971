"""The ledger of the training's own memory."""

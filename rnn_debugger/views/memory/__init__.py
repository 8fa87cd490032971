"""What training keeps in memory."""

"""The run as a map: where iterations, operations, branches and marks lie on a strip."""

"""A desk: one folder with everything an organisation knows, its secrets kept elsewhere."""

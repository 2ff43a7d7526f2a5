"""Every table, declared once: its columns, units, defaults, references and help."""

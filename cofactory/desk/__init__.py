"""The evidence of one programme: texts read with its names, claims decided about, and where its promises stand."""

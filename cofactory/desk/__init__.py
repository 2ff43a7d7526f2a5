"""The evidence of one programme: texts read with its names, claims decided about its promises, and where these stand."""

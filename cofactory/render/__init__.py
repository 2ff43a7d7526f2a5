"""Tables become what eyes read: words, charts and one self-contained report."""

"""The second room: a capture read into an article, or the reason why it is none."""

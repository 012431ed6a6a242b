"""What a visitor sees: one view a file, all drawing the events that a Session publishes."""

"""What a visitor takes home: files that work without the page."""

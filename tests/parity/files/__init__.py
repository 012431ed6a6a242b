"""Files that real Keras wrote, and that it reads: see `record.py`."""

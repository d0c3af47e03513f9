"""Streams of completions, held back until what leaves has been screened. No IO."""

"""The account's truth: what a perfect reader would have collected.

Computed from the model's base facts, one ad and day at a time; it shares no code with the rendering, paging
and filtering of pages.
"""

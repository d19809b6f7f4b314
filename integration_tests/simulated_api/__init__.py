"""A simulated TikTok Marketing API v1.3: strict, deterministic, and independent of the connector.

It is written only from the fact sheet (the articles in Sources/TikTok/Documentation.docc, whose sections the docstrings
cite). The model (`model/`) can compute any row from a seed and a simulated time; `requests/` refuses what TikTok refuses;
`responses/` renders pages; `truth/` computes what a perfect reader would have collected.
"""

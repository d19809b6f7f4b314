"""Requests as TikTok reads them: parsed, and refused where TikTok refuses."""

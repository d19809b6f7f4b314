"""Pages as TikTok writes them."""

"""The story that a demo database tells: plain Python, no `env`. `kms.demo.story` plays it."""

from .text import LENGTH, write_digest

from .shares import percent

from .board import Reading, own_scope

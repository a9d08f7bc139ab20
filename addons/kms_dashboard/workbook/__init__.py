from .board import Words, write_board

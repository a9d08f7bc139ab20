from .board import draw_board, draw_widget

from .board import Reading, own_scope
from .shapes import shape
from .widget import WidgetPlan

from .months import YEAR, Projection, project, rolling, seasonal_indices

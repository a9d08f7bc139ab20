from .links import NETWORKS, normalize

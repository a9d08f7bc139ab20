from . import bands
from . import learning
from . import logistic
from . import measures
from . import scorecard

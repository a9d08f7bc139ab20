from . import bands
from . import measures
from . import logistic
from . import scorecard
from . import learning

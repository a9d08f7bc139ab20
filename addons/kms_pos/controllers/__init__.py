from . import switch

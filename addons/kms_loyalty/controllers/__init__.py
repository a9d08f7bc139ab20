from . import partner_data, run, stop

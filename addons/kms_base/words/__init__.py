from .amount import LANGUAGES, amount_to_words, currency_names

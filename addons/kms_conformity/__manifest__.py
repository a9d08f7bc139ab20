{
    "name": "KMS Conformity",
    "summary": "The rules of the house, red or green",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "author": "KMS",
    "license": "LGPL-3",
    "depends": ["base"],
}

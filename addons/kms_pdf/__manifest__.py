{
    "name": "KMS PDF",
    "summary": "Reports printed as PDF by headless Chromium instead of wkhtmltopdf",
    "version": "19.0.1.0.0",
    "category": "Technical",
    "author": "KMS",
    "license": "LGPL-3",
    "depends": ["web"],
    "external_dependencies": {"python": ["lxml", "PyPDF2"]},
}

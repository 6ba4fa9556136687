"""Paper: sheets of QR codes and receipts as PDF, set by Typst from templates beside this file."""

from callcenter.printing.setting import FontMissing, typeset

__all__ = ["FontMissing", "typeset"]

"""A city's tables as an Excel file: written for people, read back without a change, returned with what is wrong."""

from models.catalogue.excel.annotating import annotated
from models.catalogue.excel.reading import WorkbookUnreadable, read_workbook
from models.catalogue.excel.writing import written

__all__ = ["WorkbookUnreadable", "annotated", "read_workbook", "written"]

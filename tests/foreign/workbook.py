"""Reads a workbook as another program does: every sheet, every cell, no warning, no formula."""
import sys
import warnings

import openpyxl

warnings.simplefilter("error")
book = openpyxl.load_workbook(sys.argv[1])
cells = 0
kinds = set()
for sheet in book:
    for row in sheet.iter_rows():
        for cell in row:
            assert cell.data_type != "f", f"{sheet.title}!{cell.coordinate} is a formula"
            if cell.value is not None:
                cells += 1
                kinds.add(cell.data_type)
assert cells > 10_000 and {"s", "n", "d"} <= kinds, (cells, kinds)
print(f"openpyxl: {len(book.sheetnames)} sheets, {cells} cells, no formula")

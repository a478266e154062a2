"""Everything a notebook needs: checks, the workbook that keeps a student's parts, figures, widgets.

Figures and widgets are imported by name (``from blockkit.classroom import figures, widgets``), so that
the checks work where matplotlib and ipywidgets are not installed.
"""

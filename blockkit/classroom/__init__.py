"""Everything a notebook needs: checks, the workbook that keeps a student's parts, figures, widgets.

:mod:`blockkit.classroom.notebook` is the door: notebooks and saved parts import nothing else of it.
"""

from blockkit.classroom.moved import help_older_notebooks

help_older_notebooks()

"""nbgrader's settings for this course. Its commands run at the root of the repository."""

c = get_config()  # noqa: F821 (nbgrader defines it)

c.CourseDirectory.course_id = "blockkit"
# All that nbgrader writes is under build/. Students open course/, which only `make build` writes.
c.CourseDirectory.source_directory = "build/source"
c.CourseDirectory.release_directory = "build/release"
c.CourseDirectory.submitted_directory = "build/submitted"
c.CourseDirectory.autograded_directory = "build/autograded"
c.CourseDirectory.feedback_directory = "build/feedback"
c.CourseDirectory.db_url = "sqlite:///build/gradebook.db"

# An exercise that is not written yet returns a sentinel, so that "Run all" reaches the end.
c.ClearSolutions.code_stub = {"python": "return TODO"}

# A check cell that a student deleted comes back before grading.
c.OverwriteCells.add_missing_cells = True

# nbgrader's own list and, before its cells are put back, ours: it loses a student's work over one cell
# whose id it does not know.
c.Autograde.sanitize_preprocessors = [
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.DeduplicateIds",
    "nbgrader.preprocessors.OverwriteKernelspec",
    "autograder.grading.known_cells.KnownCells",
    "nbgrader.preprocessors.OverwriteCells",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# Feedback shows which hidden properties failed, by name, never the hidden checks themselves.
c.GenerateFeedback.preprocessors = [
    "nbgrader.preprocessors.GetGrades",
    "nbgrader.preprocessors.ClearHiddenTests",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]

# One cell may hold several bounded calls; the checks stop endless ones long before.
c.ExecutePreprocessor.timeout = 120

# `nbgrader zip_collect`: files named STUDENT__NOTEBOOK.ipynb, loose or in an archive.
c.ZipCollectApp.downloaded_directory = "build/downloaded"
c.FileNameCollectorPlugin.named_regexp = r".*[/\\](?P<student_id>[^/\\]+)__(?P<file_id>[^/\\]+)\.ipynb$"

c.ExportPlugin.to = "build/grades.csv"

"""nbgrader's settings for this course. Its commands run at the root of the repository."""

import warnings

c = get_config()  # noqa: F821 (nbgrader defines it)

# The database's words about nbgrader's own way of filling it: three lines a student that hide the others.
warnings.filterwarnings("ignore", message="Object of type <Submitted")

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

# What students sent becomes notebooks that nbgrader can read; what was replaced lies beside them.
c.Autograde.pre_convert_hook = "autograder.grading.intake.whole_class.before_autograde"
c.CourseDirectory.ignore = [".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback", "*.as-sent"]

# nbgrader's own list and, before it, ours: what a copy says of its cells is not to be believed.
c.Autograde.sanitize_preprocessors = [
    "autograder.grading.restored.RestoreCells",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.DeduplicateIds",
    "nbgrader.preprocessors.OverwriteKernelspec",
    "nbgrader.preprocessors.OverwriteCells",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# nbgrader's own list, with our step in place of its Execute: much output, or the end of the kernel, costs no
# other marks.
c.Autograde.autograde_preprocessors = [
    "autograder.grading.executing.ExecuteAll",
    "nbgrader.preprocessors.IgnorePattern",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
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
# A kernel's word about its transport, once a notebook, would hide what is said of the students. And a cell
# that takes away its standard output must not make it mute.
KEEP = "__import__('autograder.grading.streams', fromlist=['keep']).keep(get_ipython())"
c.ExecuteAll.extra_arguments = ["--IPKernelApp.log_level=ERROR", f"--IPKernelApp.exec_lines={KEEP}"]

# `nbgrader zip_collect`: the archive of Canvas or Moodle, or files named STUDENT__NOTEBOOK.ipynb. "auto"
# tells them apart; else say "canvas", "moodle" or "names".
c.ZipCollectApp.downloaded_directory = "build/downloaded"
c.ZipCollectApp.extractor_plugin = "autograder.grading.collecting.Extractor"
c.ZipCollectApp.collector_plugin = "autograder.grading.collecting.Collector"
c.Collector.platform = "auto"

# Late work gets its full marks; "zero" gives it none.
c.LateSubmissionPlugin.penalty_method = "none"

c.ExportApp.plugin_class = "autograder.grading.exporting.Grades"
c.ExportPlugin.to = "build/grades.csv"

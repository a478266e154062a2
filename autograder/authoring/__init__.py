"""From masters to what students open, and a real JupyterLab to look at it."""

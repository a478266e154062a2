"""The same answers, faster: other libraries and a compiler, each behind one seam."""

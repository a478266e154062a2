"""Paper and pens: figures as values, SVG, and charts."""

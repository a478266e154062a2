"""What the exercises of lesson 01a share."""

HEADLINE = "The Times 03/Jan/2009"
LONG = 100_001  # bytes of the long data, and letters of the long text
SECONDS = 12.0  # for them: SHA-256 by hand needs one of these, and more where it writes out each bit

"""How much of a hostile or broken file is tolerated before it is refused, in bytes unless named otherwise."""

HEAD = 256 * 1024  # what a sniff may look at
LINE = 16 * 1024 * 1024  # longest line or JSON string; a post of any platform is far below
ITEM = 256 * 1024 * 1024  # most bytes read without a whole JSON item appearing
DEPTH = 200  # brackets open at once; posts of any platform stay below 30
VALUES = 16_000_000  # commas and brackets passed without a whole JSON item appearing
DOCUMENT = 64 * 1024 * 1024  # largest file that is read whole (YAML cassettes, second try of a JSON file)
RATIO = 1000  # output over input of a decompressor; real posts stay below 100
RATIO_FLOOR = 64 * 1024 * 1024  # no ratio is judged before this much came out
WINDOW = 2**31  # zstd window; Pushshift dumps are written with --long=31
MEMBERS = 100_000  # files in one archive
CELL = 4 * 1024 * 1024  # one CSV cell

"""Reads a JSON array of programs and writes for each the token types and texts that Pygments' lawlab lexer gives."""

import json
import sys

from pygments.lexers import get_lexer_by_name, guess_lexer_for_filename

lexer = get_lexer_by_name("lawlab")
assert type(guess_lexer_for_filename("a.law", "")) is type(lexer)
programs = json.load(sys.stdin)
json.dump([[[str(kind), word] for _, kind, word in lexer.get_tokens_unprocessed(text)] for text in programs], sys.stdout)

"""A Pygments lexer for lawlab, whose rules are those of the language's own lexer."""

import re

from pygments import unistring
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import (
    Comment,
    Error,
    Keyword,
    Name,
    Number,
    Operator,
    Punctuation,
    String,
    Text,
)

from .tables import CONNECTIVES, RULES, VERBS

TOKENS = {
    "blank": Text.Whitespace,
    "comment": Comment.Single,
    "string": String.Double,
    "number": Number,
    "unit": Keyword.Type,
    "name": Name.Variable,
    "verb": Keyword,
    "keyword": Operator.Word,
    "operator": Operator,
    "punctuation": Punctuation,
    "invalid": Error,
}

CATEGORIES = {
    "L": ("Lu", "Ll", "Lt", "Lm", "Lo"),
    "M": ("Mn", "Mc", "Me"),
    "N": ("Nd", "Nl", "No"),
    "Nd": ("Nd",),
    "Zs": ("Zs",),
}
CELLS = {"ts": "typescript", "sql": "sql", "md": "markdown", "html": "html"}
CELL = re.compile(r"\s*%%[ \t]*([^\s]*)[^\n]*(?:\n|$)")
MAGIC = re.compile(r"[ \t]*%[a-z]*")
TAB = 4


def _compiled(pattern):
    ranges = {name: unistring.combine(*parts) for name, parts in CATEGORIES.items()}
    return re.compile(re.sub(r"<(\w+)>", lambda found: ranges[found[1]], pattern))


_RULES = [(kind, _compiled(pattern)) for kind, pattern in RULES]


def _words(text, start):
    """The class, place and text of each token from `start` on."""
    while start < len(text):
        for kind, pattern in _RULES:
            found = pattern.match(text, start)
            if found and found.end() > start:
                yield kind, start, found.group()
                start = found.end()
                break
        else:
            yield "invalid", start, text[start]
            start += 1


class LawlabLexer(Lexer):
    """The language of neural scaling laws."""

    name = "lawlab"
    aliases = ["lawlab"]
    filenames = ["*.law"]
    mimetypes = ["text/x-lawlab"]
    url = "https://www.npmjs.com/package/lawlab"

    def get_tokens_unprocessed(self, text):
        cell = CELL.match(text)
        if cell:
            yield 0, Comment.Preproc, cell.group()
            body, inner = text[cell.end() :], CELLS.get(cell.group(1))
            if inner is None:
                yield cell.end(), Text, body
            else:
                for start, token, word in get_lexer_by_name(inner).get_tokens_unprocessed(body):
                    yield cell.end() + start, token, word
            return
        start = 0
        while magic := MAGIC.match(text, start):
            if "%" not in magic.group():
                break
            yield start, Comment.Preproc, magic.group()
            start = magic.end()
            line = text.find("\n", start)
            if line < 0 or text[start:line].strip():
                break
            yield start, Text.Whitespace, text[start : line + 1]
            start = line + 1
        yield from self._program(text, start)

    def _program(self, text, begin):
        """Verbs begin statements and units follow numbers: a line indented deeper than the first goes on with its statement."""
        base = None
        indent = depth = 0
        first = opens = True
        last = last_word = ""
        for kind, start, word in _words(text, begin):
            if kind == "blank":
                if "\n" in word or "\r" in word:
                    first, indent = True, 0
                elif first:
                    for character in word:
                        indent += TAB - indent % TAB if character == "\t" else character != "\ufeff"
                yield start, TOKENS[kind], word
                continue
            if kind == "comment":
                yield start, TOKENS[kind], word
                continue
            base = indent if base is None else base
            opens = depth == 0 and ((first and indent <= base) or last_word == ";" or last == "")
            first = False
            if kind == "name" and not word.startswith("`"):
                if word in CONNECTIVES:
                    kind = "keyword"
                elif word in VERBS and (opens or last_word == "explain"):
                    kind = "verb"
                elif last == "number" and not opens:
                    kind = "unit"
            if word in "([":
                depth += 1
            elif word in ")]":
                depth = max(0, depth - 1)
            last, last_word = kind, word
            yield start, TOKENS[kind], word

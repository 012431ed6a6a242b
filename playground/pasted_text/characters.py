"""Characters that look like Python's and are others: typographic quotes, invisible ones, signs of other keyboards."""

from __future__ import annotations

import html
import re
import unicodedata

from playground.pasted_text.note import Note

_OPENING = "‘‚‛“„‟«‹′″`´＂＇"
_CLOSING = "’‘‛”“‟»›′″`´＂＇"
_DOUBLE = "“”„‟«»″＂"
_QUOTES = set("‘’‚‛“”„‟«»‹›′″´＂＇")

# character → (what it is called, what Python wants instead)
SIGNS: dict[str, tuple[str, str]] = {
    "\u00a0": ("a no-break space", " "),
    "\u202f": ("a narrow no-break space", " "),
    "\u2007": ("a figure space", " "),
    "\u3000": ("a full-width space", " "),
    "\u200b": ("a zero width space", ""),
    "\u200c": ("a zero width non-joiner", ""),
    "\u200d": ("a zero width joiner", ""),
    "\u2060": ("a word joiner", ""),
    "\ufeff": ("a byte order mark", ""),
    "\u00ad": ("a soft hyphen", ""),
    "\u200e": ("a left-to-right mark", ""),
    "\u200f": ("a right-to-left mark", ""),
    "\u2028": ("a line separator", ""),
    "\u2010": ("a hyphen of typesetting", "-"),
    "\u2011": ("a non-breaking hyphen", "-"),
    "\u2012": ("a figure dash", "-"),
    "\u2013": ("an en dash", "-"),
    "\u2014": ("an em dash", "-"),
    "\u2212": ("a minus sign of typesetting", "-"),
    "\u00d7": ("a multiplication sign", "*"),
    "\u2715": ("a multiplication sign", "*"),
    "\u22c5": ("a dot of multiplication", "*"),
    "\u00b7": ("a dot of multiplication", "*"),
    "\u2217": ("an asterisk of typesetting", "*"),
    "\u00f7": ("a division sign", "/"),
    "\u2044": ("a fraction slash", "/"),
    "\u2215": ("a division slash", "/"),
    "\u2192": ("an arrow", "->"),
    "\u21d2": ("an arrow", "->"),
    "\u2260": ("a not-equal sign", "!="),
    "\u2264": ("a less-or-equal sign", "<="),
    "\u2265": ("a greater-or-equal sign", ">="),
    "\u2026": ("an ellipsis in one sign", "..."),
    "\u00b2": ("a raised 2", "**2"),
    "\u00b3": ("a raised 3", "**3"),
    "\u00bd": ("a fraction in one sign", "0.5"),
    "\u2016": ("a double bar", "||"),
}
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|apos|nbsp|#\d{1,5}|#x[0-9a-fA-F]{1,4});")


def sign(char: str) -> tuple[str, str] | None:
    """What a character is called and what stands for it in Python; None for one that may be there."""
    if char in SIGNS:
        called, instead = SIGNS[char]
        visible = unicodedata.category(char)[0] in "PS" or char in "²³½"
        return (f"{called} ({char})" if visible else called), instead
    if "\uff01" <= char <= "\uff5e" or char in "、。":
        plain = {"、": ",", "。": "."}.get(char) or unicodedata.normalize("NFKC", char)
        return f"a full-width character ({char})", plain
    if char.isspace() and char not in " \t\n\r\f" and ord(char) > 127:
        return f"a space of another kind (U+{ord(char):04X})", " "
    if unicodedata.category(char) == "Cf":
        return f"an invisible character (U+{ord(char):04X})", ""
    return None


def unescaped(lines: list[str]) -> tuple[list[str], list[Note]]:
    """HTML's `&lt;` and its like outside of strings become the characters that they stand for."""
    notes = []
    found = list(lines)
    for i, line in enumerate(lines):
        code = _code_only(line)
        entities = _ENTITY.findall(code)
        if not entities:
            continue
        found[i] = html.unescape(line).replace("\u00a0", " ")
        said = ", ".join(dict.fromkeys(f"`{e}` for `{html.unescape(e)}`" for e in entities))
        notes.append(
            Note(i + 1, f"HTML: {said}", "Copy the program from the page, not from its source.")
        )
    return found, notes


def _code_only(line: str) -> str:
    """A line without its strings and its comment, as far as one line tells."""
    return re.sub(
        r"'[^'\\]*(?:\\.[^'\\]*)*'|\"[^\"\\]*(?:\\.[^\"\\]*)*\"|(?<!&)#(?!\d).*", "''", line
    )


def plain(lines: list[str]) -> tuple[list[str], list[Note]]:
    """Typographic quotes and foreign signs in code become Python's; strings and comments stay as they are."""
    notes: list[Note] = []
    found = []
    triple = ""  # the quotes that the lines before have left open
    for number, line in enumerate(lines, 1):
        made, triple, said = _line(line, triple)
        found.append(made)
        for what, cure in dict.fromkeys(said):
            notes.append(Note(number, what, cure))
    return found, notes


def _line(line: str, triple: str) -> tuple[str, str, list[tuple[str, str]]]:
    out: list[str] = []
    said: list[tuple[str, str]] = []
    i = 0
    if triple:
        end = line.find(triple)
        if end < 0:
            return line, triple, said
        out.append(line[: end + 3])
        i, triple = end + 3, ""
    while i < len(line):
        char = line[i]
        if char == "#":
            out.append(line[i:])
            break
        if line.startswith(('"""', "'''"), i):
            quotes = line[i : i + 3]
            end = line.find(quotes, i + 3)
            if end < 0:
                return "".join(out) + line[i:], quotes, said
            out.append(line[i : end + 3])
            i = end + 3
        elif char in "'\"" or char in _QUOTES:
            i = _string(line, i, out, said)
        else:
            found = sign(char) if ord(char) > 127 else None
            if found:
                what, instead = found
                cure = (
                    f"Python wants `{instead}` there."
                    if instead.strip()
                    else "Type that place anew."
                )
                if instead == " ":
                    cure = "Type ordinary spaces there."
                said.append((what, cure))
                out.append(instead)
            else:
                out.append(char)
            i += 1
    return "".join(out), triple, said


def _string(line: str, start: int, out: list[str], said: list[tuple[str, str]]) -> int:
    """A string from its first quote on; where it ends. Quotes that are not Python's are replaced by such as are."""
    opening = line[start]
    if opening in "'\"":
        end = _closing(line, start + 1, opening)
        if end is not None:
            out.append(line[start : end + 1])
            return end + 1
        wrong = [i for i in range(start + 1, len(line)) if line[i] in _QUOTES]
        if not wrong:
            out.append(line[start:])
            return len(line)
        end = _first_end(line, wrong)
        out.append(line[start:end] + opening)
        said.append(_quoted(line[end]))
        return end + 1
    same = _DOUBLE if opening in _DOUBLE else "‘’‚‛‹›′´＇"
    ends = [i for i in range(start + 1, len(line)) if line[i] in same]
    kind = '"' if opening in _DOUBLE else "'"
    if not ends:
        ends = [i for i in range(start + 1, len(line)) if line[i] in {kind, *_QUOTES}]
    said.append(_quoted(opening))
    if not ends:
        out.append(kind)
        return start + 1
    end = _first_end(line, ends)
    inside = line[start + 1 : end]
    if kind in inside:
        kind = "'" if kind == '"' else '"'
    out.append(kind + inside + kind)
    return end + 1


def _first_end(line: str, ends: list[int]) -> int:
    """Which quote ends a string: the first that is not an apostrophe within a word."""
    for i in ends:
        within = (
            line[i] in "’'"
            and i + 1 < len(line)
            and line[i - 1].isalpha()
            and line[i + 1].isalpha()
        )
        if not within:
            return i
    return ends[0]


def _closing(line: str, i: int, quote: str) -> int | None:
    while i < len(line):
        if line[i] == "\\":
            i += 1
        elif line[i] == quote:
            return i
        i += 1
    return None


def _quoted(char: str) -> tuple[str, str]:
    straight = '"' if char in _DOUBLE else "'"
    return f"a typographic quote ({char})", f"Python wants straight quotes: {straight}."

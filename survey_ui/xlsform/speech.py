"""What a form says, in every language it is made in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from msgspec import Struct

from survey_api import BadInput, Survey, Wording, odk
from survey_ui.phrases import name_of, translations

Said: TypeAlias = dict[str, str]  # language -> text
Phrase: TypeAlias = Callable[[str], str]

_QUOTES = str.maketrans("“”„‘’", '"""\'\'')  # converters make these of curly ones anyway


class Voice(Struct, frozen=True, eq=False):
    """One language: what the survey says in it, and the fixed phrases."""

    language: str
    wording: Wording
    phrase: Phrase
    origin: Wording | None  # to stand beside what is told for safety, if nobody checked this one


class Speech:
    """Says things in all languages of a form, with words that change with an earlier answer.

    Such a word, `{child}` in a wording, becomes a reference to a field that the form reckons in
    each language: `words` are those that were used.
    """

    def __init__(self, survey: Survey, languages: Sequence[str] = ()) -> None:
        known = survey.programme.languages
        for language in languages:
            if language not in known:
                told = ", ".join(known)
                raise BadInput(f"The survey does not speak '{language}'. Its languages: {told}.")
        self.survey = survey
        self.languages = tuple(each for each in known if not languages or each in languages)
        self.voices = tuple(self._voice(language) for language in self.languages)
        self._first = self._voice(known[0])
        self._used: dict[str, str] = {}  # field -> what reckons it

    def _voice(self, language: str) -> Voice:
        wording = self.survey.wording(language)
        phrase = translations(language).gettext
        return Voice(language, wording, phrase, self.survey.beside(wording))

    def each(self, tell: Callable[[Voice], str]) -> Said:
        """The text in each language; where one has none, in the language of origin."""
        told = {voice: self._piped(tell(voice), voice.wording) for voice in self.voices}
        if all(told.values()) or not any(told.values()):
            return {voice.language: text for voice, text in told.items()}
        first = self._piped(tell(self._first), self._first.wording)
        first = first or next(filter(None, told.values()))
        return {voice.language: text or first for voice, text in told.items()}

    def _piped(self, text: str, wording: Wording) -> str:
        """The text with its words that change as references to fields of the form."""
        text = text.replace("${", "$ {")  # would be taken for a reference
        slots: dict[str, int] = {}
        for name, pipe in wording.pipes.items():
            number = slots[name.lower()] = slots.get(name.lower(), 0) + 1
            if "{" + name + "}" not in text:
                continue
            # Names of fields must differ in more than their capitals: child, then child2.
            told = name.lower() + (str(number) if number > 1 else "")
            field = f"say__{told}__{wording.language.lower().replace('-', '_')}"
            text = text.replace("{" + name + "}", "${" + field + "}")
            word = quoted(pipe.default)
            for code, other in pipe.words.items():
                word = f"if({odk.field_of(pipe.item)} = '{code}', {quoted(other)}, {word})"
            self._used[field] = word
        return text

    @property
    def words(self) -> Iterator[tuple[str, str]]:
        """The fields that hold words which change, with what reckons each."""
        return iter(self._used.items())


def quoted(text: str) -> str:
    """The text as a literal of XPath, which knows no escapes."""
    text = text.translate(_QUOTES)
    if '"' not in text:
        return f'"{text}"'
    if "'" not in text:
        return f"'{text}'"
    parts = ", '\"', ".join(f'"{part}"' for part in text.split('"'))
    return f"concat({parts})"


def column_of(language: str) -> str:
    """How a column of this language is called: 'Polski (pl)', 'Easy Read (en)'."""
    tag = language.partition("-x-")[0].partition("-")[0]  # private parts are in no registry
    return f"{name_of(language)} ({tag})"

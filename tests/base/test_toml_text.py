"""What a TOML text says, read once and handed out as often as it is wanted."""

import tomllib

import pytest

from gdsim.base import toml_text

TEXT = 'a = [1, 2]\n[b]\nc = 1979-05-27\n[[d]]\nname = "x"\n'


@pytest.mark.parametrize("text", [TEXT, TEXT + "# " + "long " * toml_text.SHORT])
def test_a_text_says_the_same_whatever_became_of_what_it_said_before(text: str) -> None:
    said = tomllib.loads(text)
    changed = toml_text.tables(text)
    assert changed == said
    changed["a"].append(3)
    changed["d"][0]["name"] = "y"
    del changed["b"]
    assert toml_text.tables(text) == said


@pytest.mark.parametrize("text", [TEXT, TEXT + "# " + "long " * toml_text.SHORT])
def test_what_a_text_has_is_in_no_other_table(text: str) -> None:
    assert toml_text.has(text, "a") and toml_text.has(text, "b") and not toml_text.has(text, "c")


def test_what_is_no_toml_is_refused_each_time() -> None:
    for _ in range(2):
        with pytest.raises(tomllib.TOMLDecodeError, match="end of document"):
            toml_text.tables("a = 1\nb")

"""The trained scorer as it comes with us: held to sentences that it never saw."""

from __future__ import annotations

import re
from collections import Counter
from importlib.resources import files

import pytest
from msgspec.structs import replace

from analysis import (
    evaluate_scorers,
    load_scorers,
    model_bytes,
    model_in_use,
    score_text,
    sentiment_card,
)
from analysis.errors import BadModel
from analysis.sentiment import MODEL_FILE
from analysis.sentiment.artefact import from_bytes
from analysis.sentiment.cues import cue_sides, domain_cues
from analysis.sentiment.examples import Example, Examples, invented_sentences, kept_apart_sentences
from analysis.sentiment.tokens import mark_negation, read_tokens
from analysis.sentiment.wording import read_data
from tests.present import present

SHIPPED = files("analysis.sentiment").joinpath(MODEL_FILE).read_bytes()

# Invented for this test and for nothing else.
COMPLAINTS = """
It was nearly four hours before a patrol car pulled up.
The call handler said to try again in the morning.
Nobody phoned me to say he had been found.
I had to spell out the whole story for the third officer that day.
They would not send anyone because she had done it before.
We never got a reference number.
I was left on hold for over an hour.
The officer did not want to hear about her diabetes.
They made me feel like a bad father.
Passed from one desk to the next for two days.
Three weeks and still not one update.
They graded him low and would not say why.
He got home on Sunday and no one has been to see him.
The return interview never happened.
She was rude and kept interrupting.
I was told he would turn up when his money ran out.
They closed the case after a text from her phone.
Staff here are treated as a nuisance when we ring.
No one turned up to the meeting.
It took far too long.
I won't be ringing them again.
we was waitin all nite 4 them
They weren't interested.
It isn't good enough.
""".strip().splitlines()
PRAISE = """
They had an officer with us in ten minutes.
The lady on the phone stayed calm and told me what would happen.
We were kept informed all night.
They took it seriously straight away.
Nothing was too much trouble.
The constable was kind to my son and listened to him.
I can't fault them.
They never made us feel like a nuisance.
She rang when she said she would.
Thank you to everybody who looked for her.
They found him quickly and brought him home safe.
Very professional and caring.
""".strip().splitlines()
FACTS = """
I rang 101 on Sunday evening.
He is fourteen and lives with his nan.
Two officers came to the flat.
They asked for a photo and a description.
She was found in Croydon.
I filled in the form online.
We were so frightened.
I work in a school.
He came back by himself on Monday.
It was dark and raining.
""".strip().splitlines()


def whole_of(text):
    return score_text(text, "en").whole


def labels(texts):
    return Counter(whole_of(text).label for text in texts)


def test_complaints_told_as_plain_facts_are_found():
    found = labels(COMPLAINTS)
    assert found["negative"] >= 0.8 * len(COMPLAINTS), found
    assert found["positive"] <= 0.12 * len(COMPLAINTS), found


def test_praise_is_found_with_no_bad_word_taken_for_a_complaint():
    found = labels(PRAISE)
    assert found["positive"] >= 0.8 * len(PRAISE), found


def test_facts_and_fright_are_neither():
    found = labels(FACTS)
    assert found["neutral"] >= 0.8 * len(FACTS), found


def test_the_sentences_kept_apart_are_not_trained_on():
    trained = {example.text.lower() for example in invented_sentences().texts}
    apart = {example.text.lower() for example in kept_apart_sentences().texts}
    assert not trained & (apart | {t.lower() for t in COMPLAINTS + PRAISE + FACTS})
    assert len(apart) > 150
    assert len(trained) > 1_500


def evaluate_kept_apart():
    return evaluate_scorers(kept_apart_sentences(), load_scorers())


def test_on_sentences_kept_apart_it_is_as_good_as_its_card_says():
    ours, textblob = evaluate_kept_apart()
    checked = sentiment_card().held_out[-1]
    assert replace(ours.figures, scorer=checked.trained.scorer) == checked.trained
    assert ours.macro_f1.value > textblob.macro_f1.value + 0.2
    assert ours.recall_complaints.value > 0.65 > textblob.recall_complaints.value
    assert ours.complaints_called_positive.value < 0.12


def test_its_card_says_what_it_is():
    card = sentiment_card()
    assert re.fullmatch(r"tfidf-[\d.]+\+[0-9a-f]{8}", card.name)
    assert card.name == score_text("", "en").scorer
    assert card.trained_on
    assert card.licence
    assert card.limits
    general = card.held_out[0]
    assert general.trained.macro_f1.value >= 0.66
    assert general.trained.f1_negative.value >= 0.74
    assert general.trained.macro_f1.lower > general.textblob.macro_f1.upper
    assert 0 < general.trained.abstained.value < 0.3
    assert card.calibration_error < 0.05
    assert card.recall_complaints == card.held_out[-1].trained.recall_complaints


def test_it_abstains_where_it_is_less_likely_right_than_wrong():
    for text in COMPLAINTS + PRAISE + FACTS:
        whole = whole_of(text)
        assert whole.unsure == (whole.confidence < sentiment_card().unsure_below)
    unsure = [whole_of(text).unsure for text in ("Purple Tuesday.", "Bread.")]
    assert any(unsure)


@pytest.mark.parametrize(
    "text",
    [
        "The first call was awful but the officer was wonderful.",
        "The officer was lovely; the wait was horrible.",
        "The sergeant was excellent. The call handler was rude and useless.",
        "She was kind and helpful. However, nobody rang us back for days.",
    ],
)
def test_a_text_whose_parts_clearly_disagree_is_mixed(text):
    assert whole_of(text).label == "mixed"


def test_one_side_said_twice_is_not_mixed():
    assert labels(["They were rude, but also slow.", "Kind; helpful; quick."])["mixed"] == 0


# The file


def test_the_artefact_is_small_and_its_name_is_its_content():
    assert len(SHIPPED) < 1_000_000
    assert model_bytes(model_in_use()) == SHIPPED


def test_no_rare_word_survives_in_it():
    model = model_in_use()
    # How rare a term is tells how many texts it stands in: three at least.
    rarest = max(terms[0] for terms in (*model.words.values(), *model.groups.values()))
    counts = [present(re.match(r"[\d,]+", each))[0] for each in model.card.trained_on]
    texts = sum(int(count.replace(",", "")) for count in counts)
    assert (texts + 1) / 2.718281828 ** (rarest / 1000 - 1) - 1 > 2.4


@pytest.mark.parametrize(
    "content",
    [b"", b"\x1f\x8b", SHIPPED[:1000], SHIPPED[:-20], b"x" * 2_000_000, SHIPPED[::-1]],
    ids=["empty", "a start", "cut early", "cut late", "large", "other"],
)
def test_a_broken_file_is_told_by_name(content):
    with pytest.raises(BadModel, match="my-model"):
        from_bytes(content, "my-model")


# Cues


def test_every_cue_can_be_found():
    data = read_data("cues.toml")
    found_nowhere = []
    for cue in data["cue"]:
        for row in cue["rows"]:
            words = []
            for element in row.split():
                if element.startswith("<"):
                    words.append(data["phrases"][element.strip("<>")][0])
                elif element != "..":
                    words.append(element.split("|")[0].rstrip("?"))
            tokens = read_tokens(" ".join(words).replace("#", "7").replace("full7", "10/10"))
            found = domain_cues().find(tokens, mark_negation(tokens))
            if not {cue["id"], f"not {cue['id']}"} & found:
                found_nowhere.append(row)
    assert not found_nowhere
    assert set(cue_sides().values()) == {"negative", "neutral", "positive"}


def test_a_cue_after_a_negation_is_turned_round():
    tokens = read_tokens("i was never fobbed off")
    assert "not fobbed_off" in domain_cues().find(tokens, mark_negation(tokens))


def test_examples_are_a_plain_list():
    assert Examples((Example("a", "negative"),), numbers=False).labels == ("negative",)

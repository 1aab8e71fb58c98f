"""Training, where it can be done and where it cannot."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from analysis.sentiment.artefact import read_model
from survey_ui.cli import main

ROOT = Path(__file__).parents[3]
TRAINING = ROOT / ".venv-train" / "bin" / "python"

WHO = ["They", "The officer", "Staff", "The handler"]
SAID = {
    "negative": ["ignored us", "never rang", "were rude", "lost the form", "kept us waiting"],
    "neutral": ["came on Monday", "asked for a photo", "took a note", "rang at nine", "left"],
    "positive": ["were kind", "helped us", "listened well", "came quickly", "kept us informed"],
}


def coded_file(path: Path, texts: int) -> Path:
    rng = random.Random(3)
    rows = ["text,label"]
    for number in range(texts):
        label = rng.choice(sorted(SAID))
        rows.append(f"{rng.choice(WHO)} {rng.choice(SAID[label])} {number % 7} times,{label}")
    path.write_text("\n".join(rows) + "\n")
    return path


def test_without_scikit_learn_one_line_says_what_to_type(tmp_path):
    result = CliRunner().invoke(
        main,
        ["train-sentiment", str(coded_file(tmp_path / "a.csv", 50)), "--out", str(tmp_path / "m")],
    )
    assert result.exit_code == 7
    assert result.stderr.startswith("Error: Training needs scikit-learn")
    assert "make train-env" in result.stderr
    assert result.stderr.count("\n") == 1
    assert not (tmp_path / "m").exists()


def test_something_to_train_from_has_to_be_named(tmp_path):
    result = CliRunner().invoke(main, ["train-sentiment", "--out", str(tmp_path / "m")])
    assert result.exit_code == 2
    assert "Name files of coded texts" in result.stderr


def train(tmp_path, *options):
    return subprocess.run(
        [TRAINING, "-m", "survey_ui", "train-sentiment", *map(str, options)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
@pytest.mark.skipif(not TRAINING.exists(), reason="`make train-env` has not been run")
def test_the_same_texts_train_the_same_bytes_and_start_from_what_is_known(tmp_path):
    texts = coded_file(tmp_path / "coded.csv", 150)
    for name in ("one", "two"):
        done = train(tmp_path, texts, "--refine", "--out", tmp_path / name)
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    model = read_model(tmp_path / "one")
    assert "150 texts of coded.csv" in model.card.trained_on
    assert model.card.held_out[0].trained.macro_f1.value > 0.9
    # Not one word of a few texts has been taken in.
    assert len(model.words) == len(read_model(ROOT / "analysis/sentiment/sentiment.json.gz").words)
    few = train(tmp_path, coded_file(tmp_path / "few.csv", 6), "--refine", "--out", tmp_path / "x")
    assert few.returncode == 7
    assert "training needs 10 or more" in few.stderr


def test_the_running_product_never_imports_scikit_learn():
    code = (
        "import sys; sys.modules['sklearn'] = None; import survey_ui.cli, analysis;"
        "survey_ui.cli.all_verbs();"
        "print(analysis.score_text('They were kind', 'en').whole.label)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "positive"

from commands import output, refusal, run


def test_one_exercise_in_full():
    """How many known mistakes are detected, which are alike, which have no effect."""
    text = output("certify", "update-weight")
    assert text.startswith("update-weight: 7 of 7 known mistakes are detected (seed 0)\n")
    assert "learning-rate-twice" in text


def test_several_exercises_in_a_table():
    """A line for each, with the smallest separation."""
    lines = output("certify", "sigmoid", "error").splitlines()
    assert ["sigmoid", "6", "6"] == lines[2].split()[:3]
    assert ["error", "3", "3"] == lines[3].split()[:3]


def test_an_exercise_whose_inputs_hide_a_mistake_fails(tmp_path):
    """With a learning rate that is as good as 0, every step is as right as any other."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    (folder / "exercise.toml").write_text(
        'title = "Tiny"\ntrack = "own"\nfunction = "update_w"\npoints = 1\n'
        'returns = "new_W@1"\nelementwise = true\nlearning_rates = [1e-9, 2e-9]\n'
        '[problem]\nname = "tutorial-3-2-1"\nsizes = [[1, 1]]\n'
        '[arguments]\nw = "W@1"\ngrad = "grad_W@1"\nlearning_rate = "learning_rate"\n'
    )
    result = run("certify", str(folder))
    assert 1 == result.exit_code
    assert "Not detected:" in result.output


def test_an_unknown_exercise_is_refused():
    """With the nearest name."""
    assert "train-step" in refusal("certify", "train-stpe")

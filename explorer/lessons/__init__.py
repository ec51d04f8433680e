"""The exercises of the notebooks, a file for each lesson: `lesson("01")` returns its `check`."""

from .exercises import HOMES, Exercise, Judgement, exercise, exercises_of, lesson

__all__ = ["HOMES", "Exercise", "Judgement", "exercise", "exercises_of", "lesson"]

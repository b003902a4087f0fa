"""Answers in prose whose every sentence is held against its sources before a person sees it."""

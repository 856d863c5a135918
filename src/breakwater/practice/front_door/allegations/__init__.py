"""Allegations about people who work with children: the designated officers and nobody else."""

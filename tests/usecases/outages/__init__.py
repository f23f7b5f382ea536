"""Sides that are limited, down or closed to us."""

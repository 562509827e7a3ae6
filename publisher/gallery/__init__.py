"""Seeing the cards: samples of every kind with hard names, drawn by several processes, and whole rolls checked."""

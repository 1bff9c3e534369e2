"""The reconciler: levels rebuilt from movements, and the movement or the hand named where they part (R3.1.3)."""

//! What cards do to a walk over the betting tree.

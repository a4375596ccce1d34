//! Continuous rod tie-down design for multi-storey light-frame wood buildings: the front door, the supervision tree and the holdfast command.

//! Clash detection behind one interface, with a CPU path on a bounding volume hierarchy.

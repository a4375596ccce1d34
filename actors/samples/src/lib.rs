//! Sample buildings drawn as drafters draw them, with the truth they were drawn from.

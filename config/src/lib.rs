//! Typed settings and the project folder's files: defaults, validation, and errors that name a line and a remedy.

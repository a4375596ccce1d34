//! See the programs and tests beside this file.

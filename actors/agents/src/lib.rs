//! The nine agents: what each takes, gives and may use, and which pure function it calls.
//!
//! An [`agent::Agent`] is a pure function with a name and a version; [`worker::Worker`] is the thin
//! actor that runs any of them. Each folder is one agent.

pub mod agent;
pub mod audit;
pub mod clash;
pub mod detection;
pub mod ingestion;
pub mod kind;
pub mod load_path;
pub mod normalization;
pub mod report;
pub mod rod_design;
pub mod shrinkage;
pub mod worker;

pub use agent::{Agent, Blame, Fault};
pub use kind::AgentKind;
pub use worker::Job;

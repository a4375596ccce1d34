//! How Holdfast runs: the default profile, a person's profile over it, the environment over both.
//!
//! ```
//! use holdfast_config::settings::Settings;
//! let environment = [("HOLDFAST_RUN_JOBS".to_owned(), "4".to_owned())];
//! let settings = Settings::load(Some(("[storage]\ncache_mib = 8\n", "mine.toml")), environment)?;
//! assert_eq!(settings.run.jobs.map(usize::from), Some(4));
//! assert_eq!(settings.storage.cache_bytes, 8 << 20);
//! # Ok::<(), holdfast_config::ConfigErrors>(())
//! ```

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;

use toml::de::DeTable;

use crate::error::{ConfigError, ConfigErrors};
use crate::folder::FolderLimits;
use crate::reader::{Reading, Section, Words, syntax};
use crate::text::{nearest, shown};
use crate::words::words;

/// The default profile, as documented.
pub const DEFAULT_PROFILE: &str = include_str!("../default.toml");

const MOST_BYTES: usize = 1 << 20;
const MIB: usize = 1 << 20;

const SECTIONS: &[&str] = &[
    "run",
    "mailbox",
    "supervision",
    "timeouts",
    "storage",
    "limits",
];
const RUN: &[&str] = &["mode", "jobs", "memory_budget_mib", "out_dir"];
const MAILBOX: &[&str] = &[
    "agent_messages",
    "project_messages",
    "progress_events",
    "budget_mib",
];
const SUPERVISION: &[&str] = &[
    "restarts",
    "within_s",
    "backoff_min_ms",
    "backoff_max_ms",
    "attempts",
];
const TIMEOUTS: &[&str] = &["start_s", "task_s", "stuck_after_s", "stop_grace_s"];
const STORAGE: &[&str] = &["cache_mib", "busy_timeout_ms", "durability", "keep_runs"];
const LIMITS: &[&str] = &["drawing_mib", "drawings"];

/// Everything that says how Holdfast runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// `[run]`
    pub run: Run,
    /// `[mailbox]`
    pub mailbox: Mailbox,
    /// `[supervision]`
    pub supervision: Supervision,
    /// `[timeouts]`
    pub timeouts: Timeouts,
    /// `[storage]`
    pub storage: Storage,
    /// `[limits]`
    pub limits: Limits,
}

words! {
    /// Where records, queue, cache and objects live.
    Mode {
        /// In the project's folder, without a server.
        Embedded = "embedded",
    }
}

words! {
    /// What an acknowledged record outlives.
    Durability {
        /// The death of the process.
        Normal = "normal",
        /// The loss of power too; each write waits for the disk.
        Full = "full",
    }
}

/// `[run]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Where things live.
    pub mode: Mode,
    /// Workers; `None` is one a core.
    pub jobs: Option<NonZeroUsize>,
    /// Bytes that work may take; `None` is found from the machine.
    pub memory_budget_bytes: Option<NonZeroUsize>,
    /// Where the submittal goes; within the project's folder where relative.
    pub out_dir: PathBuf,
}

/// `[mailbox]`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mailbox {
    /// Messages waiting at each pool of agents.
    pub agent_messages: NonZeroUsize,
    /// Messages waiting at the Project actor.
    pub project_messages: NonZeroUsize,
    /// Progress events kept for a slow reader.
    pub progress_events: NonZeroUsize,
    /// Bytes of all waiting messages.
    pub budget_bytes: NonZeroUsize,
}

/// `[supervision]`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Supervision {
    /// Restarts allowed …
    pub restarts: u32,
    /// … in this time.
    pub within: Duration,
    /// First wait before a restart.
    pub backoff_min: Duration,
    /// Longest wait before a restart.
    pub backoff_max: Duration,
    /// Attempts of one task before it is a dead letter.
    pub attempts: u32,
}

/// `[timeouts]`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// An actor's start.
    pub start: Duration,
    /// One task.
    pub task: Duration,
    /// Without a sign of progress.
    pub stuck_after: Duration,
    /// From the wish to stop to the end.
    pub stop_grace: Duration,
}

/// `[storage]`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Storage {
    /// Bytes of results kept in memory; 0 keeps none.
    pub cache_bytes: u64,
    /// Wait for another process's write.
    pub busy_timeout: Duration,
    /// What an acknowledged record outlives.
    pub durability: Durability,
    /// Runs whose results are kept.
    pub keep_runs: u32,
}

/// `[limits]`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Largest drawing, bytes.
    pub drawing_bytes: u64,
    /// Most drawings of a project.
    pub drawings: usize,
}

impl Limits {
    /// As limits of a project's folder.
    #[must_use]
    pub fn folder(&self) -> FolderLimits {
        let usual = FolderLimits::default();
        FolderLimits {
            drawing_bytes: self.drawing_bytes,
            drawings: self.drawings,
            entries: usual.entries.max(self.drawings.saturating_mul(2)),
            ..usual
        }
    }
}

impl Settings {
    /// The default profile alone.
    ///
    /// # Errors
    /// None in a build whose tests pass: the profile is part of the program.
    pub fn defaults() -> Result<Self, ConfigErrors> {
        Self::load(None, [])
    }

    /// Loads the default profile, over it `profile` (text and its file name), and over both the
    /// variables of `environment` named `HOLDFAST_` + section + `_` + key; others are passed over.
    ///
    /// # Errors
    /// All faults of the profile and the environment at once. One of the environment gives the
    /// variable's name in place of a file.
    pub fn load(
        profile: Option<(&str, &str)>,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigErrors> {
        let variables = variables(environment)?;
        let mut documents: Vec<(Reading<'_>, DeTable<'_>)> = Vec::new();
        for (name, text) in &variables {
            documents.push(syntax(text, name, MOST_BYTES)?);
        }
        if let Some((text, file)) = profile {
            documents.push(syntax(text, file, MOST_BYTES)?);
        }
        documents.push(syntax(DEFAULT_PROFILE, "default.toml", MOST_BYTES)?);
        let settings = read(&documents);
        for (reading, _) in documents {
            reading.finish(Some(()))?;
        }
        settings.ok_or_else(|| {
            ConfigErrors::one(ConfigError {
                file: "default.toml".to_owned(),
                line: 1,
                column: 1,
                key: String::new(),
                what: "the default profile lacks a key".to_owned(),
                allowed: String::new(),
                remedy: "report this as a fault of Holdfast".to_owned(),
            })
        })
    }
}

/// The variables that are settings, each as a one-line TOML document, sorted by name.
fn variables(
    environment: impl IntoIterator<Item = (String, String)>,
) -> Result<Vec<(String, String)>, ConfigErrors> {
    let known: Vec<(String, String)> = [
        ("run", RUN),
        ("mailbox", MAILBOX),
        ("supervision", SUPERVISION),
        ("timeouts", TIMEOUTS),
        ("storage", STORAGE),
        ("limits", LIMITS),
    ]
    .into_iter()
    .flat_map(|(section, keys)| keys.iter().map(move |key| (section, *key)))
    .map(|(section, key)| {
        let name = format!("HOLDFAST_{section}_{key}").to_uppercase();
        (name, format!("{section}.{key}"))
    })
    .collect();
    let mut found = Vec::new();
    let mut errors = Vec::new();
    for (name, value) in environment {
        let of_a_section = SECTIONS.iter().any(|section| {
            name.strip_prefix("HOLDFAST_")
                .and_then(|rest| rest.strip_prefix(&section.to_uppercase()))
                .is_some_and(|rest| rest.starts_with('_'))
        });
        if !of_a_section {
            continue;
        }
        if let Some((_, path)) = known.iter().find(|(variable, _)| *variable == name) {
            found.push((name, format!("{path} = {}", as_toml(&value))));
            continue;
        }
        let remedy = match nearest(&name, known.iter().map(|(variable, _)| variable.as_str())) {
            Some(near) => format!("did you mean {near}?"),
            None => "unset it".to_owned(),
        };
        errors.push(ConfigError {
            file: shown(&name),
            line: 1,
            column: 1,
            key: String::new(),
            what: "no such setting".to_owned(),
            allowed: String::new(),
            remedy,
        });
    }
    if !errors.is_empty() {
        return Err(ConfigErrors::new(errors, 0));
    }
    found.sort();
    Ok(found)
}

/// A variable's value as a TOML value: numbers and switches plain, all else as text.
fn as_toml(value: &str) -> String {
    let value = value.trim();
    let plain = matches!(value, "true" | "false")
        || (value.parse::<f64>().is_ok()
            && value
                .bytes()
                .all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b))
            && value
                .bytes()
                .next_back()
                .is_some_and(|b| b.is_ascii_digit())
            && !value.starts_with('.')
            && (value == "0" || !value.starts_with('0')));
    if plain {
        value.to_owned()
    } else {
        toml::Value::String(value.to_owned()).to_string()
    }
}

/// One section in all documents, the strongest first.
struct Layers<'r, 't>(Vec<Section<'r, 't>>);

impl<'r, 't> Layers<'r, 't> {
    fn of(roots: &[Section<'r, 't>], name: &str, known: &'static [&'static str]) -> Self {
        Self(roots.iter().map(|root| root.section(name, known)).collect())
    }

    fn holder(&self, key: &str) -> Option<&Section<'r, 't>> {
        self.0.iter().find(|section| section.has(key))
    }

    fn count(&self, key: &str, least: u32, most: u32) -> Option<u32> {
        // weaker layers are read too, so that their faults are told
        let all: Vec<Option<u32>> = self
            .0
            .iter()
            .filter(|section| section.has(key))
            .map(|section| section.count(key, least, most))
            .collect();
        all.first().copied().flatten()
    }

    fn size(&self, key: &str, least: u32, most: u32) -> Option<NonZeroUsize> {
        NonZeroUsize::new(self.count(key, least, most)? as usize)
    }

    fn seconds(&self, key: &str, most: u32) -> Option<Duration> {
        Some(Duration::from_secs(self.count(key, 1, most)?.into()))
    }

    fn millis(&self, key: &str, most: u32) -> Option<Duration> {
        Some(Duration::from_millis(self.count(key, 1, most)?.into()))
    }

    fn word<W: Words>(&self, key: &str) -> Option<W> {
        self.holder(key)?.word(key)
    }
}

fn read(documents: &[(Reading<'_>, DeTable<'_>)]) -> Option<Settings> {
    let roots: Vec<Section<'_, '_>> = documents
        .iter()
        .map(|(reading, table)| reading.root(table, SECTIONS))
        .collect();
    let layers = |name, known| Layers::of(&roots, name, known);
    let (run, mailbox) = (layers("run", RUN), layers("mailbox", MAILBOX));
    let (supervision, timeouts) = (
        layers("supervision", SUPERVISION),
        layers("timeouts", TIMEOUTS),
    );
    let (storage, limits) = (layers("storage", STORAGE), layers("limits", LIMITS));

    let out_dir = run.holder("out_dir").and_then(|section| {
        section.required_text("out_dir", 1_000, "give a folder, `out_dir = \"out\"`")
    });
    let read_run = || {
        Some(Run {
            mode: run.word("mode")?,
            jobs: NonZeroUsize::new(run.count("jobs", 0, 1_024)? as usize),
            memory_budget_bytes: NonZeroUsize::new(
                (run.count("memory_budget_mib", 0, 16 << 20)? as usize).saturating_mul(MIB),
            ),
            out_dir: PathBuf::from(out_dir?),
        })
    };
    let read_mailbox = || {
        let budget = mailbox.size("budget_mib", 1, 1 << 20)?;
        Some(Mailbox {
            agent_messages: mailbox.size("agent_messages", 1, 65_536)?,
            project_messages: mailbox.size("project_messages", 1, 65_536)?,
            progress_events: mailbox.size("progress_events", 1, 65_536)?,
            budget_bytes: budget.saturating_mul(NonZeroUsize::new(MIB)?),
        })
    };
    let read_supervision = || {
        let backoff_min = supervision.millis("backoff_min_ms", 3_600_000)?;
        let backoff_max = supervision.millis("backoff_max_ms", 3_600_000)?;
        if backoff_max < backoff_min
            && let Some(section) = supervision
                .holder("backoff_max_ms")
                .or(supervision.holder("backoff_min_ms"))
        {
            section.fault(
                "backoff_max_ms",
                "the longest wait is shorter than the first",
                "",
                "raise backoff_max_ms or lower backoff_min_ms",
            );
        }
        Some(Supervision {
            restarts: supervision.count("restarts", 0, 1_000)?,
            within: supervision.seconds("within_s", 86_400)?,
            backoff_min,
            backoff_max,
            attempts: supervision.count("attempts", 1, 100)?,
        })
    };
    let read_timeouts = || {
        Some(Timeouts {
            start: timeouts.seconds("start_s", 3_600)?,
            task: timeouts.seconds("task_s", 86_400)?,
            stuck_after: timeouts.seconds("stuck_after_s", 86_400)?,
            stop_grace: timeouts.seconds("stop_grace_s", 3_600)?,
        })
    };
    let read_storage = || {
        Some(Storage {
            cache_bytes: u64::from(storage.count("cache_mib", 0, 1 << 20)?) << 20,
            busy_timeout: storage.millis("busy_timeout_ms", 600_000)?,
            durability: storage.word("durability")?,
            keep_runs: storage.count("keep_runs", 1, 100_000)?,
        })
    };
    let read_limits = || {
        Some(Limits {
            drawing_bytes: u64::from(limits.count("drawing_mib", 1, 65_536)?) << 20,
            drawings: limits.size("drawings", 1, 100_000)?.get(),
        })
    };
    // every section is read before any of them ends the whole, so that all faults are found
    let (run, mailbox, supervision) = (read_run(), read_mailbox(), read_supervision());
    let (timeouts, storage, limits) = (read_timeouts(), read_storage(), read_limits());
    Some(Settings {
        run: run?,
        mailbox: mailbox?,
        supervision: supervision?,
        timeouts: timeouts?,
        storage: storage?,
        limits: limits?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(profile: &str, environment: &[(&str, &str)]) -> Result<Settings, ConfigErrors> {
        let environment: Vec<(String, String)> = environment
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        Settings::load(Some((profile, "mine.toml")), environment)
    }

    #[test]
    fn the_default_profile_is_complete_and_sound() {
        let settings = Settings::defaults().unwrap();
        assert_eq!(settings.run.jobs, None);
        assert_eq!(settings.run.out_dir, PathBuf::from("submittal"));
        assert_eq!(settings.supervision.backoff_max, Duration::from_secs(10));
        assert_eq!(settings.limits.folder().drawing_bytes, 512 << 20);
    }

    #[test]
    fn a_profile_goes_before_the_default_and_a_variable_before_both() {
        let profile = "[run]\njobs = 3\n[mailbox]\nagent_messages = 9\n";
        let settings = load(profile, &[("HOLDFAST_RUN_JOBS", "7")]).unwrap();
        assert_eq!(settings.run.jobs, NonZeroUsize::new(7));
        assert_eq!(settings.mailbox.agent_messages.get(), 9);
        assert_eq!(settings.mailbox.project_messages.get(), 256);
    }

    #[test]
    fn a_faulty_variable_is_named_itself() {
        for (value, said) in [
            ("many", "is text, not a whole number"),
            ("-1", "out of range"),
        ] {
            let errors = load("", &[("HOLDFAST_RUN_JOBS", value)])
                .unwrap_err()
                .to_string();
            assert!(errors.starts_with("HOLDFAST_RUN_JOBS:1:"), "{errors}");
            assert!(errors.contains(said), "{errors}");
        }
    }

    #[test]
    fn a_mistyped_variable_of_a_section_is_refused_and_others_are_passed_over() {
        let errors = load("", &[("HOLDFAST_RUN_JOB", "2")])
            .unwrap_err()
            .to_string();
        assert!(
            errors.contains("did you mean HOLDFAST_RUN_JOBS?"),
            "{errors}"
        );
        assert!(load("", &[("HOLDFAST_CORPUS", "x"), ("PATH", "y")]).is_ok());
    }

    #[test]
    fn a_hostile_variable_is_text_and_nothing_more() {
        let value = "a\"\n[storage]\ncache_mib = 1";
        let errors = load("", &[("HOLDFAST_RUN_OUT_DIR", value)])
            .unwrap_err()
            .to_string();
        assert!(errors.contains("control character"), "{errors}");
    }

    #[test]
    fn an_unknown_key_of_a_profile_gets_a_suggestion() {
        let errors = load("[storage]\ncache_mb = 3\n", &[])
            .unwrap_err()
            .to_string();
        assert!(
            errors.starts_with(
                "mine.toml:2:1: storage.cache_mb: no such key; did you mean `cache_mib`?"
            ),
            "{errors}"
        );
    }

    #[test]
    fn the_longest_backoff_is_not_shorter_than_the_first() {
        let errors = load("[supervision]\nbackoff_max_ms = 1\n", &[])
            .unwrap_err()
            .to_string();
        assert!(errors.contains("shorter than the first"), "{errors}");
    }
}

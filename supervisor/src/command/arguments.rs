//! The words of the command line, and the help that teaches them.

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;
use holdfast::AgentKind;
use holdfast_samples::Hand;

/// Continuous rod tie-down design for multi-storey light-frame wood buildings.
#[derive(Debug, Parser)]
#[command(
    name = "holdfast",
    version,
    about = "From drawings to a checked tie-down submittal.",
    long_about = "Holdfast reads the drawings of a multi-storey light-frame wood building, finds its shear \
                  walls, carries the forces down the load path, chooses continuous rods, checks shrinkage, \
                  elongation and clashes, audits it all by a second calculation and writes the submittal.",
    after_help = "Start here:\n  \
                  holdfast new tower --sample small    a whole sample building with its drawings\n  \
                  holdfast design tower                writes tower/submittal/submittal.pdf and the data beside it\n  \
                  holdfast explain tower R-S01.1A      the whole calculation of one rod run\n\n\
                  Exit codes:\n  \
                  0  complete, every audit check passes\n  \
                  1  complete, with failed checks (listed)\n  \
                  2  bad input: the message says what, where and what to do\n  \
                  3  an internal fault\n  \
                  130  interrupted; run the same command again and it goes on from there",
    arg_required_else_help = true,
    propagate_version = true
)]
pub(crate) struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Design a project: from its drawings to the submittal.
    Design(Design),
    /// Start a project: a commented starter, or a whole sample building with its drawings.
    New(New),
    /// Validate a project without designing it.
    Check(Check),
    /// Write the submittal of a finished design again.
    Report(Report),
    /// Show the whole calculation of one rod run, each number with where it came from.
    Explain(Explain),
    /// Run one calculation alone, or check cases of known answers.
    Calc(Calc),
    /// Look into a drawing.
    Drawing(Drawing),
    /// Print a completion script for a shell.
    Completions {
        /// The shell.
        shell: Shell,
    },
}

/// `holdfast design`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    holdfast design tower\n  \
    holdfast design tower --out /tmp/tower --jobs 4\n  \
    holdfast design tower --only detection       stops when the walls are known\n  \
    holdfast design tower --format json --quiet  the summary as JSON, nothing else\n\n\
    Ctrl-C stops cleanly; the same command goes on from there. A second Ctrl-C stops at once.")]
pub(crate) struct Design {
    /// The project's folder: project.toml, drawings/, and what else it has.
    #[arg(value_name = "PROJECT", value_hint = ValueHint::DirPath)]
    pub(crate) project: PathBuf,
    /// Where the submittal goes.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath, help = "Where the submittal goes [default: PROJECT/submittal]")]
    pub(crate) out: Option<PathBuf>,
    /// Only these agents, and what they need.
    #[arg(long, value_name = "AGENT", num_args = 1.., value_delimiter = ',', value_parser = agents())]
    pub(crate) only: Vec<String>,
    /// How many tasks run at once.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256), help = "How many tasks run at once [default: one a core]")]
    pub(crate) jobs: Option<u16>,
    /// How the summary is printed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
    /// No progress: only the summary and errors.
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

/// `holdfast new`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    holdfast new tower                    a commented project.toml and a wall table to fill in\n  \
    holdfast new tower --sample medium    five storeys, forty units, with all drawings")]
pub(crate) struct New {
    /// The folder to make; it must not exist, or be empty.
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) dir: PathBuf,
    /// A sample building of this size.
    #[arg(long, value_enum, value_name = "SIZE")]
    pub(crate) sample: Option<SampleSize>,
    /// Whose hand draws the sample.
    #[arg(long, value_name = "HAND", requires = "sample", value_parser = hands())]
    pub(crate) hand: Option<String>,
    /// The sample's seed: the same seed gives the same bytes.
    #[arg(long, value_name = "N", requires = "sample", default_value_t = 1)]
    pub(crate) seed: u64,
}

/// `holdfast check`.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// The project's folder.
    #[arg(value_name = "PROJECT", value_hint = ValueHint::DirPath)]
    pub(crate) project: PathBuf,
    /// How the verdict is printed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

/// `holdfast report`.
#[derive(Debug, Args)]
pub(crate) struct Report {
    /// The project's folder.
    #[arg(value_name = "PROJECT", value_hint = ValueHint::DirPath)]
    pub(crate) project: PathBuf,
    /// Where the submittal goes.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath, help = "Where the submittal goes [default: PROJECT/submittal]")]
    pub(crate) out: Option<PathBuf>,
    /// How the summary is printed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

/// `holdfast explain`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    holdfast explain tower R-S01.1A\n  \
    holdfast explain tower R-S01.1A \"Level 2\"")]
pub(crate) struct Explain {
    /// The project's folder.
    #[arg(value_name = "PROJECT", value_hint = ValueHint::DirPath)]
    pub(crate) project: PathBuf,
    /// The rod run, as in rods.csv.
    #[arg(value_name = "RUN")]
    pub(crate) run: String,
    /// One level only, by name or by number from 1.
    #[arg(value_name = "LEVEL")]
    pub(crate) level: Option<String>,
    /// Text for people, or JSON.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

/// `holdfast calc`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    holdfast calc --list\n  \
    holdfast calc rod_capacity --input rod.toml\n  \
    echo '{\"grade\":\"A36\",\"diameter_in\":0.75}' | holdfast calc rod_capacity --input - --format json\n  \
    holdfast calc --case tests/cases/*.toml")]
pub(crate) struct Calc {
    /// The calculation's name; see --list.
    #[arg(value_name = "NAME", required_unless_present_any = ["list", "case"], conflicts_with_all = ["list", "case"])]
    pub(crate) name: Option<String>,
    /// Its input, TOML or JSON; - reads standard input.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, required_unless_present_any = ["list", "case"], conflicts_with_all = ["list", "case"])]
    pub(crate) input: Option<PathBuf>,
    /// List the calculations with their keys.
    #[arg(long)]
    pub(crate) list: bool,
    /// Run cases of known answers.
    #[arg(long, value_name = "FILE", num_args = 1.., value_hint = ValueHint::FilePath)]
    pub(crate) case: Vec<PathBuf>,
    /// Text for people, or JSON with the trace.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

/// `holdfast drawing`.
#[derive(Debug, Args)]
pub(crate) struct Drawing {
    /// What to do with it.
    #[command(subcommand)]
    pub(crate) command: DrawingCommand,
}

/// `holdfast drawing …`.
#[derive(Debug, Subcommand)]
pub(crate) enum DrawingCommand {
    /// Tell what a drawing holds: version, units, extents, entities by type, layers, warnings.
    Inspect {
        /// A DXF or DWG file.
        #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
        file: PathBuf,
        /// Text for people, or JSON.
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
}

/// Text for people, JSON for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// Sample sizes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SampleSize {
    /// 3 storeys, 12 units.
    Small,
    /// 5 storeys, 40 units.
    Medium,
    /// 7 storeys, 100 units.
    Large,
    /// 7 storeys on a podium, mixed use, irregular.
    Complex,
}

/// The nine agents by name.
fn agents() -> PossibleValuesParser {
    PossibleValuesParser::new(AgentKind::ALL.map(AgentKind::name))
}

/// The drafters by name, each with how they work.
fn hands() -> PossibleValuesParser {
    PossibleValuesParser::new(
        Hand::ALL.map(|hand| PossibleValue::new(hand.name()).help(hand.description())),
    )
}

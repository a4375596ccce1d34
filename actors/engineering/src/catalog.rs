//! The catalogue of rods, plates, take-up devices, posts and couplers: generic entries that come
//! with the program, and a maker's own from a file.

mod rows;

use crate::building::{Catalog, CouplerItem, PlateItem, PostItem, RodItem, TakeupItem};
use crate::tables::steel::Grade;
use crate::tables::threads::unc_threads_per_in;
use rows::{Document, Row};

/// Largest catalogue file, bytes.
pub const MAX_BYTES: usize = 4 << 20;
/// Most entries of one kind in a file.
pub const MAX_ENTRIES: usize = 5_000;
/// Most faults told of one file.
const MAX_FAULTS: usize = 20;

const GENERIC: &str = include_str!("catalog.toml");

/// Why a catalogue file cannot be used, each fault by its line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.listed())]
pub struct CatalogError {
    /// File name.
    pub file: String,
    /// Faults in the order of their lines, the first twenty.
    pub faults: Vec<Fault>,
}

/// One fault of a catalogue file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// Line, from 1.
    pub line: usize,
    /// What is wrong, with key and value.
    pub what: String,
    /// What to do.
    pub remedy: String,
}

impl CatalogError {
    fn listed(&self) -> String {
        let one = |f: &Fault| format!("{}:{}: {}; {}", self.file, f.line, f.what, f.remedy);
        self.faults.iter().map(one).collect::<Vec<_>>().join("\n")
    }
}

/// The generic catalogue: ASTM rods of 1/2 to 2 in., plates, example devices, posts, couplers.
///
/// ```
/// let catalog = holdfast_engineering::catalog::generic();
/// assert!(catalog.rods.iter().any(|r| r.mark == "R8-B7" && r.fu_ksi == 125.0));
/// ```
#[must_use]
pub fn generic() -> Catalog {
    // A unit test holds that the text within the program is without fault.
    parse(GENERIC, "generic catalogue").unwrap_or_default()
}

/// The text of the generic catalogue, to start a file of one's own from.
#[must_use]
pub fn generic_toml() -> &'static str {
    GENERIC
}

/// Reads a catalogue file: lists `rod`, `plate`, `takeup`, `post` and `coupler` of tables, as
/// `[[rod]]` or inline. Lengths in inches, loads in lb, strengths in ksi.
///
/// # Errors
/// Every fault found (the first twenty), each with line and remedy: unknown and missing keys, values
/// out of range, marks and coupler pairs given twice.
pub fn parse(text: &str, file: &str) -> Result<Catalog, CatalogError> {
    let failed = |mut faults: Vec<Fault>| {
        faults.sort();
        faults.truncate(MAX_FAULTS);
        CatalogError {
            file: file.to_owned(),
            faults,
        }
    };
    let mut document = Document::read(text).map_err(|fault| failed(vec![fault]))?;
    let catalog = Catalog {
        rods: document.list("rod", ROD_KEYS, rod),
        plates: document.list("plate", PLATE_KEYS, plate),
        takeups: document.list("takeup", TAKEUP_KEYS, takeup),
        posts: document.list("post", POST_KEYS, post),
        couplers: document.list("coupler", COUPLER_KEYS, coupler),
    };
    let faults = document.into_faults();
    if faults.is_empty() {
        Ok(catalog)
    } else {
        Err(failed(faults))
    }
}

/// Adds the entries of a maker's catalogue to another; those with a mark that is there already
/// take its place. Couplers also replace those of the same two diameters.
#[must_use]
pub fn merge(mut base: Catalog, more: Catalog) -> Catalog {
    put(&mut base.rods, more.rods, |a, b| a.mark == b.mark);
    put(&mut base.plates, more.plates, |a, b| a.mark == b.mark);
    put(&mut base.takeups, more.takeups, |a, b| a.mark == b.mark);
    put(&mut base.posts, more.posts, |a, b| a.mark == b.mark);
    put(&mut base.couplers, more.couplers, |a, b| {
        a.mark == b.mark || same_pair(a, b)
    });
    base
}

fn put<T>(base: &mut Vec<T>, more: Vec<T>, same: impl Fn(&T, &T) -> bool) {
    for item in more {
        match base.iter().position(|b| same(b, &item)) {
            Some(at) => {
                // Another entry may be met too: a coupler's mark here, its diameters there.
                let mut later = at + 1;
                while later < base.len() {
                    if same(&base[later], &item) {
                        base.remove(later);
                    } else {
                        later += 1;
                    }
                }
                base[at] = item;
            }
            None => base.push(item),
        }
    }
}

fn same_pair(a: &CouplerItem, b: &CouplerItem) -> bool {
    (a.lower_in - b.lower_in).abs() < 1e-6 && (a.upper_in - b.upper_in).abs() < 1e-6
}

const ROD_KEYS: &[&str] = &[
    "mark",
    "diameter_in",
    "grade",
    "fu_ksi",
    "fy_ksi",
    "threads_per_in",
    "fully_threaded",
];
const PLATE_KEYS: &[&str] = &[
    "mark",
    "width_in",
    "length_in",
    "thickness_in",
    "fy_ksi",
    "max_rod_in",
    "hole_in",
];
const TAKEUP_KEYS: &[&str] = &[
    "mark",
    "max_rod_in",
    "rated_load_lb",
    "travel_in",
    "delta_r_in",
    "delta_a_in",
];
const POST_KEYS: &[&str] = &["mark", "plies", "width_in", "depth_in"];
const COUPLER_KEYS: &[&str] = &["mark", "lower_in", "upper_in", "outside_in", "length_in"];

/// Diameters of rods, inches: what the strength tables reach.
const DIAMETERS: [f64; 2] = [0.25, 4.0];
const STRENGTHS: [f64; 2] = [1.0, 300.0];

fn rod(row: &mut Row<'_, '_>) -> Option<RodItem> {
    let mark = row.mark();
    let diameter = row.number("diameter_in", DIAMETERS);
    let grade_word = row.text("grade");
    let (fu, fy) = (
        row.number_or_none("fu_ksi", STRENGTHS),
        row.number_or_none("fy_ksi", STRENGTHS),
    );
    let threads = row.number_or_none("threads_per_in", [1.0, 100.0]);
    let fully_threaded = row.flag("fully_threaded").unwrap_or(true);
    let (mark, diameter_in, grade) = (mark?, diameter?, grade_word?);

    let of_grade = Grade::from_word(&grade).and_then(|g| g.strengths(diameter_in));
    let Some((fu_ksi, fy_ksi)) = fu
        .or(of_grade.map(|s| s.fu_ksi))
        .zip(fy.or(of_grade.map(|s| s.fy_ksi)))
    else {
        let what = match Grade::from_word(&grade) {
            Some(known) => format!(
                "{} has no strengths beyond {} in",
                known.standard(),
                known.largest_in()
            ),
            None => format!(
                "`{grade}` is no grade whose strengths are known ({})",
                Grade::WORDS.join(", ")
            ),
        };
        row.fault("grade", what, "give fu_ksi and fy_ksi");
        return None;
    };
    if fy_ksi > fu_ksi {
        row.fault(
            "fy_ksi",
            format!("fy_ksi {fy_ksi} is more than fu_ksi {fu_ksi}"),
            "look at both",
        );
    }
    let Some(threads_per_in) = threads.or_else(|| unc_threads_per_in(diameter_in)) else {
        let what = format!("the coarse series has no diameter of {diameter_in} in");
        row.fault("diameter_in", what, "give threads_per_in");
        return None;
    };
    if diameter_in * threads_per_in <= 1.3 {
        let what =
            format!("{threads_per_in} threads an inch are deeper than a rod of {diameter_in} in");
        row.fault(
            "threads_per_in",
            what,
            "give the threads an inch, as 10 for a 3/4 in rod",
        );
    }
    Some(RodItem {
        mark,
        diameter_in,
        grade,
        fu_ksi,
        fy_ksi,
        threads_per_in,
        fully_threaded,
    })
}

fn plate(row: &mut Row<'_, '_>) -> Option<PlateItem> {
    const SIDES: [f64; 2] = [0.5, 48.0];
    let mark = row.mark();
    let width = row.number("width_in", SIDES);
    let length = row.number("length_in", SIDES);
    let thickness = row.number("thickness_in", [0.05, 6.0]);
    let fy_ksi = row.number_or_none("fy_ksi", STRENGTHS).unwrap_or(36.0);
    let max_rod = row.number("max_rod_in", DIAMETERS);
    let hole = row.number_or_none("hole_in", [0.25, 6.0]);
    let (width_in, length_in, max_rod_in) = (width?, length?, max_rod?);
    let hole_in = hole.unwrap_or(max_rod_in + 0.0625);
    if hole_in < max_rod_in {
        row.fault(
            "hole_in",
            format!("hole_in {hole_in} is less than max_rod_in {max_rod_in}"),
            "the rod passes through the hole",
        );
    }
    if hole_in >= width_in.min(length_in) {
        row.fault(
            "hole_in",
            format!("hole_in {hole_in} leaves nothing of {width_in} × {length_in} in"),
            "give a larger plate",
        );
    }
    Some(PlateItem {
        mark: mark?,
        width_in,
        length_in,
        thickness_in: thickness?,
        fy_ksi,
        max_rod_in,
        hole_in,
    })
}

fn takeup(row: &mut Row<'_, '_>) -> Option<TakeupItem> {
    let mark = row.mark();
    let max_rod = row.number("max_rod_in", DIAMETERS);
    let rated_load = row.number("rated_load_lb", [1.0, 1e7]);
    let travel = row.number("travel_in", [0.01, 24.0]);
    let delta_r = row.number("delta_r_in", [0.0, 1.0]);
    let delta_a = row.number("delta_a_in", [0.0, 1.0]);
    Some(TakeupItem {
        mark: mark?,
        max_rod_in: max_rod?,
        rated_load_lb: rated_load?,
        travel_in: travel?,
        delta_r_in: delta_r?,
        delta_a_in: delta_a?,
    })
}

fn post(row: &mut Row<'_, '_>) -> Option<PostItem> {
    const SIDES: [f64; 2] = [0.5, 48.0];
    let mark = row.mark();
    let plies = row.number_or_none("plies", [1.0, 50.0]).unwrap_or(1.0);
    let width = row.number("width_in", SIDES);
    let depth = row.number("depth_in", SIDES);
    if plies.fract() != 0.0 {
        row.fault("plies", format!("plies is {plies}"), "give a whole number");
    }
    // Whole and from 1 to 50, or there is a fault.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let plies = plies as u32;
    Some(PostItem {
        mark: mark?,
        plies,
        width_in: width?,
        depth_in: depth?,
    })
}

fn coupler(row: &mut Row<'_, '_>) -> Option<CouplerItem> {
    let mark = row.mark();
    let lower = row.number("lower_in", DIAMETERS);
    let upper = row.number("upper_in", DIAMETERS);
    let outside = row.number("outside_in", [0.25, 12.0]);
    let length = row.number("length_in", [0.25, 48.0]);
    let (lower_in, upper_in, outside_in) = (lower?, upper?, outside?);
    let larger = lower_in.max(upper_in);
    if outside_in <= larger {
        row.fault(
            "outside_in",
            format!("outside_in {outside_in} is not more than the rod's {larger}"),
            "a coupler goes around its rods",
        );
    }
    row.only_once("couples", &format!("{lower_in} in to {upper_in} in"));
    Some(CouplerItem {
        mark: mark?,
        lower_in,
        upper_in,
        outside_in,
        length_in: length?,
    })
}

#[cfg(test)]
mod tests;

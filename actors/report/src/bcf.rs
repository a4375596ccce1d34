//! `clashes.bcfzip`: the clashes as BIM Collaboration Format 2.1, a topic each, for model checkers.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::ReportError;
use crate::date::Day;
use crate::drawing::excerpt::{against, parts, parts_apart, proposed};
use crate::numerals::{fixed, signed};
use crate::results::{Clash, Results};
use crate::typeface::clean;
use crate::utilization::level_name;

/// Metres in a foot: BCF is in metres.
const METRE: f64 = 0.3048;

/// Topics in one archive; viewers slow to a halt far below it.
const MOST_TOPICS: usize = 20_000;

/// The clashes as a BCF 2.1 archive: `bcf.version`, `project.bcfp`, and for each clash a folder of its
/// GUID with `markup.bcf` and `viewpoint.bcfv` (a camera above the clash looking down, lines of the
/// rod and of the proposed move). GUIDs come from the input hash and the clash's id, times from the
/// project's date, so the same results give the same bytes and a clash keeps its GUID as long as its
/// id.
///
/// # Errors
/// [`ReportError::Bcf`] where the archive cannot be written or would hold more than 20,000 topics.
pub fn write(results: &Results) -> Result<Vec<u8>, ReportError> {
    if results.clashes.len() > MOST_TOPICS {
        return Err(ReportError::Bcf(format!(
            "{} clashes, {MOST_TOPICS} are the most: look for obstacles read at a wrong scale",
            results.clashes.len()
        )));
    }
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let mut add = |name: &str, text: &str| -> Result<(), ReportError> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default());
        archive.start_file(name, options).map_err(failed)?;
        archive.write_all(text.as_bytes()).map_err(failed)
    };
    add("bcf.version", VERSION)?;
    add("project.bcfp", &project(results))?;
    let mut seen = std::collections::BTreeSet::new();
    for (index, clash) in results.clashes.iter().enumerate() {
        let mut name = clash.id.clone();
        let mut topic = guid(&["topic", &name]);
        while !seen.insert(topic.clone()) {
            name.push('\'');
            topic = guid(&["topic", &name]);
        }
        let view = guid(&["viewpoint", &name]);
        add(
            &format!("{topic}/markup.bcf"),
            &markup(results, clash, index, &topic, &view),
        )?;
        add(
            &format!("{topic}/viewpoint.bcfv"),
            &viewpoint(results, clash, &view),
        )?;
    }
    let bytes = archive.finish().map_err(failed)?;
    Ok(bytes.into_inner())
}

fn failed(error: impl std::fmt::Display) -> ReportError {
    ReportError::Bcf(error.to_string())
}

const VERSION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Version VersionId=\"2.1\">\
    \n  <DetailedVersion>2.1</DetailedVersion>\n</Version>\n";

fn project(results: &Results) -> String {
    let info = &results.project;
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ProjectExtension>\n  <Project ProjectId=\"{}\">\n    \
         <Name>{}</Name>\n  </Project>\n  <ExtensionSchema></ExtensionSchema>\n</ProjectExtension>\n",
        guid(&["project", &info.number, &info.name]),
        escape(&info.name)
    )
}

fn markup(results: &Results, clash: &Clash, index: usize, topic: &str, view: &str) -> String {
    let info = &results.project;
    let date = Day::parse(&info.date)
        .unwrap_or(Day {
            year: 2000,
            month: 1,
            day: 1,
        })
        .timestamp();
    let author = if info.engineer.trim().is_empty() {
        "Holdfast"
    } else {
        &info.engineer
    };
    let hard = clash.kind == "hard";
    let title = format!(
        "{} {} of {} against {}",
        clash.kind,
        parts(clash),
        clash.run,
        against(clash)
    );
    let mut text = format!(
        "{}, elevation {} ft. Distance {} in, {} in required. ",
        level_name(results, clash.level),
        fixed(clash.at_ft[2], 2),
        fixed(clash.distance_in, 2),
        fixed(clash.required_in, 2)
    );
    if !clash.parts.is_empty() {
        let _ = write!(text, "Parts: {}. ", parts_apart(results, clash));
    }
    match proposed(clash) {
        Some(by) => {
            let _ = write!(text, "Proposed move along the wall: {} in. ", signed(by, 2));
        }
        None => text.push_str("No move within the allowed offset clears it. "),
    }
    text.push_str(&clash.remedy);
    let [sheet, layer, entity] = &clash.source;
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Markup>\n");
    if !sheet.is_empty() {
        let _ = write!(
            out,
            "  <Header>\n    <File isExternal=\"true\">\n      <Filename>{}</Filename>\n    </File>\n  </Header>\n",
            escape(sheet)
        );
        let _ = write!(text, " Found on {sheet}, layer {layer}, entity {entity}.");
    }
    let _ = write!(
        out,
        "  <Topic Guid=\"{topic}\" TopicType=\"Clash\" TopicStatus=\"Open\">\n    <Title>{}</Title>\n    \
         <Priority>{}</Priority>\n    <Index>{index}</Index>\n    <Labels>{}</Labels>\n    \
         <CreationDate>{date}</CreationDate>\n    <CreationAuthor>{}</CreationAuthor>\n    \
         <Description>{}</Description>\n  </Topic>\n  <Viewpoints Guid=\"{view}\">\n    \
         <Viewpoint>viewpoint.bcfv</Viewpoint>\n  </Viewpoints>\n</Markup>\n",
        escape(&title),
        if hard { "High" } else { "Normal" },
        escape(&format!("Clash {}", clash.id)),
        escape(author),
        escape(&text)
    );
    out
}

fn viewpoint(results: &Results, clash: &Clash, view: &str) -> String {
    let metres = |p: [f64; 3]| p.map(|x| if x.is_finite() { x * METRE } else { 0.0 });
    let at = metres(clash.at_ft);
    let above = [at[0], at[1], at[2] + 3.0];
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<VisualizationInfo Guid=\"{view}\">\n  \
         <OrthogonalCamera>\n{}{}{}    <ViewToWorldScale>4</ViewToWorldScale>\n  </OrthogonalCamera>\n",
        point("CameraViewPoint", above),
        point("CameraDirection", [0.0, 0.0, -1.0]),
        point("CameraUpVector", [0.0, 1.0, 0.0]),
    );
    if let Some(run) = results.rod_runs.iter().find(|r| r.id == clash.run) {
        let [x, y] = run.at_ft;
        let mut lines = Vec::new();
        if let Some(level) = results.levels.get(clash.level) {
            let foot = level.elevation_ft;
            lines.push(([x, y, foot], [x, y, foot + level.height_ft]));
        }
        if let Some(by) = proposed(clash) {
            let z = clash.at_ft[2];
            let moved = [
                x + run.inward[0] * by / 12.0,
                y + run.inward[1] * by / 12.0,
                z,
            ];
            lines.push(([x, y, z], moved));
        }
        if !lines.is_empty() {
            out.push_str("  <Lines>\n");
            for (from, to) in lines {
                let _ = write!(
                    out,
                    "    <Line>\n{}{}    </Line>\n",
                    point("StartPoint", metres(from)),
                    point("EndPoint", metres(to))
                );
            }
            out.push_str("  </Lines>\n");
        }
    }
    out.push_str("</VisualizationInfo>\n");
    out
}

fn point(tag: &str, [x, y, z]: [f64; 3]) -> String {
    format!("      <{tag}><X>{x:.6}</X><Y>{y:.6}</Y><Z>{z:.6}</Z></{tag}>\n")
}

/// A GUID of RFC 9562 version 8 (own content) from names.
fn guid(names: &[&str]) -> String {
    let mut hash = blake3::Hasher::new();
    for name in names {
        // Lengths keep the names apart.
        hash.update(&(name.len() as u64).to_le_bytes());
        hash.update(name.as_bytes());
    }
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.finalize().as_bytes()[..16]);
    bytes[6] = (bytes[6] & 0x0f) | 0x80;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let hex = bytes.iter().fold(String::new(), |mut hex, b| {
        let _ = write!(hex, "{b:02x}");
        hex
    });
    format!(
        "{}-{}-{}-{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..]
    )
}

/// Text for XML 1.0: markup escaped, what XML cannot hold made visible.
fn escape(text: &str) -> String {
    clean(text)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

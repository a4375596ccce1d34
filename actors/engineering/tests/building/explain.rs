//! The written calculation of a run.

use holdfast_engineering::building::{Code, Sdpws};
use holdfast_engineering::explain::explain;
use holdfast_engineering::trace::{Line, Origin};

use super::fixture::{irregular, three_levels};

fn printed(lines: &[Line]) -> String {
    let mut text = String::new();
    for line in lines {
        text.push_str(&format!("{}\n    {}\n", line.title, line.formula));
        for q in &line.inputs {
            let origin = match &q.origin {
                Origin::File(place) => place.clone(),
                Origin::Drawing {
                    sheet,
                    layer,
                    entity,
                } => format!("{sheet}, {layer}, {entity}"),
                Origin::Table(name) => format!("table: {name}"),
                Origin::Assumed(why) => format!("assumed: {why}"),
                Origin::Computed => "computed".into(),
            };
            text.push_str(&format!(
                "    {} = {:.5} {}  [{origin}]\n",
                q.symbol, q.value, q.unit
            ));
        }
        let r = &line.result;
        text.push_str(&format!(
            "    => {} = {:.5} {}  ({})\n",
            r.symbol, r.value, r.unit, line.reference
        ));
        if let Some(verdict) = &line.verdict {
            text.push_str(&format!("    {verdict}\n"));
        }
    }
    text
}

#[test]
fn one_run_at_one_level_is_written_from_story_force_to_rod() {
    let lines = explain(&three_levels(), "R-Sa.1A", Some(0)).unwrap();
    insta::assert_snapshot!(printed(&lines));
}

#[test]
fn every_line_has_a_formula_a_reference_and_finite_numbers() {
    for run in ["R-Sa.1A", "R-Sa.2A", "R-Sd.1B"] {
        let lines = explain(&irregular(), run, None).unwrap();
        assert!(lines.len() > 60, "{}", lines.len());
        for line in &lines {
            assert!(
                !line.formula.is_empty() && !line.reference.is_empty(),
                "{line:?}"
            );
            assert!(
                line.inputs
                    .iter()
                    .chain([&line.result])
                    .all(|q| q.value.is_finite()),
                "{line:?}"
            );
            let named = |q: &holdfast_engineering::trace::Quantity| !matches!(&q.origin, Origin::File(place) if place.starts_with("input:"));
            assert!(
                line.inputs.iter().all(named),
                "an input without its origin: {line:?}"
            );
        }
    }
}

#[test]
fn a_run_that_there_is_not_is_refused_with_the_nearest() {
    let error = explain(&three_levels(), "R-Sa.1C", None)
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("no run `R-Sa.1C`") && error.contains("did you mean"),
        "{error}"
    );
    let error = explain(&three_levels(), "R-Sa.1A", Some(7))
        .unwrap_err()
        .to_string();
    assert!(error.contains("no level"), "{error}");
}

#[test]
fn references_are_of_the_editions_in_force() {
    let mut building = three_levels();
    building.criteria.code = Code::Asce7_22;
    building.criteria.sdpws = Sdpws::Y2021;
    building.criteria.seismic.as_mut().unwrap().story_forces_kip = Vec::new();
    let lines = explain(&building, "R-Sa.1A", None).unwrap();
    let cited = |start: &str| {
        lines
            .iter()
            .filter(|l| l.reference.starts_with(start))
            .count()
    };
    assert!(cited("ASCE 7-22 §12.8.1.1") > 0 && cited("SDPWS 2021 §4.3.4") > 0);
    for line in &lines {
        let older = ["ASCE 7-16", "SDPWS 2015"];
        assert!(
            older.iter().all(|o| !line.reference.contains(o)),
            "{line:?}"
        );
    }
}

//! The written calculation of chord forces at one end, level by level from the top.

use crate::building::Building;
use crate::calc::load_combinations::Combination;
use crate::design::{ChordForce, Load, SegmentForce};
use crate::trace::{Origin, Quantity, Trace};

use super::combine::Combiner;
use super::load_word;
use super::written::{computed, from, line};

/// Writes the lines of a chord: its segment's shear, overturning, dead load, net tension and
/// compression at each level.
pub(crate) fn write(
    building: &Building,
    combiner: &Combiner,
    segments: &[SegmentForce],
    chord: &ChordForce,
    trace: &mut Trace,
) {
    if !trace.is_on() {
        return;
    }
    for at in (0..chord.levels.len()).rev() {
        write_level(building, combiner, segments, chord, at, trace);
    }
}

/// The lines of one level (`at` counts the chord's levels).
pub(crate) fn write_level(
    building: &Building,
    combiner: &Combiner,
    segments: &[SegmentForce],
    chord: &ChordForce,
    at: usize,
    trace: &mut Trace,
) {
    let Some(level) = chord.levels.get(at).and_then(|l| building.levels.get(*l)) else {
        return;
    };
    let at_level = |list: &[f64]| list.get(at).copied().unwrap_or(0.0);
    let place = format!("{}, {}", chord.run, level.name);
    let arm_ft = at_level(&chord.arm_ft);
    let framing = |key: &str| building.criteria.origin(&format!("framing.{key}"));
    let moved_in = chord.moved_in.get(at).copied().unwrap_or_default();
    trace.line(|| {
        let moves: Vec<Quantity> = [
            ("move of this run", moved_in[0], Some(&chord.run)),
            ("move of the other end", moved_in[1], None),
        ]
        .into_iter()
        .filter(|(_, by, _)| *by != 0.0)
        .map(|(symbol, by, run)| {
            let asked = building
                .rod_moves
                .iter()
                .find(|m| run.is_none_or(|r| m.run == *r) && m.move_in == by);
            let origin = asked.map_or(Origin::Computed, |m| m.origin.clone());
            from(symbol, by, "in", origin)
        })
        .collect();
        let length_ft = segments
            .iter()
            .find(|s| chord.segments.get(at) == Some(&s.segment))
            .map_or(0.0, |s| s.length_ft);
        line(
            format!("{place}: chord arm"),
            if moves.is_empty() {
                "d = b − rod offset − post offset − what stacked ends stand in"
            } else {
                "d = b − rod offset − post offset − moves − what stacked ends stand in"
            },
            [
                vec![
                    computed("b", length_ft, "ft"),
                    from(
                        "rod offset",
                        building.criteria.framing.rod_offset_in,
                        "in",
                        framing("rod_offset_in"),
                    ),
                    from(
                        "post offset",
                        building.criteria.framing.post_offset_in,
                        "in",
                        framing("post_offset_in"),
                    ),
                ],
                moves,
            ]
            .concat(),
            computed("d", arm_ft, "ft"),
            "geometry",
        )
    });
    for case in &chord.cases {
        let load = load_word(case.load);
        let symbol = shear_symbol(case.load);
        trace.line(|| {
            let mut inputs: Vec<Quantity> = Vec::new();
            let above = chord.segments.iter().zip(&chord.levels).skip(at);
            for (segment, index) in above {
                let Some(of) = segments.iter().find(|s| s.segment == *segment) else { continue };
                let shear = if case.load == Load::Seismic { of.seismic_shear_lb } else { of.wind_shear_lb };
                let named = &building.levels[*index];
                inputs.push(computed(&format!("{symbol} {}", named.name), shear, "lb"));
                inputs.push(from(&format!("h {}", named.name), named.height_ft, "ft", named.origin.clone()));
            }
            line(
                format!("{place}: {load} overturning moment about the other chord"),
                "M = Σ V h of this level and those above (forces of walls that end elsewhere by statics)",
                inputs,
                computed("M", at_level(&case.overturning_lbft), "lb-ft"),
                "statics",
            )
        });
        trace.line(|| {
            line(
                format!("{place}: {load} uplift at the chord, unfactored"),
                "Q = M/d",
                vec![
                    computed("M", at_level(&case.overturning_lbft), "lb-ft"),
                    computed("d", arm_ft, "ft"),
                ],
                computed("Q", at_level(&case.uplift_lb), "lb"),
                "statics",
            )
        });
    }
    trace.line(|| {
        line(
            format!("{place}: dead load at the chord, unfactored"),
            "D = MR/d, MR = Σ w b²/2 of this level and those above",
            vec![
                from(
                    "w of this level",
                    level.dead_plf,
                    "plf",
                    level.origin.clone(),
                ),
                computed("MR", at_level(&chord.resisting_lbft), "lb-ft"),
                computed("d", arm_ft, "ft"),
            ],
            computed("D", at_level(&chord.dead_lb), "lb"),
            "statics",
        )
    });
    for case in &chord.cases {
        let combination = combiner.uplift(case.load);
        let uplift = at_level(&case.uplift_lb).max(-at_level(&case.thrust_lb));
        trace.line(|| {
            let factor = if case.load == Load::Seismic {
                combination.qe
            } else {
                combination.w
            };
            let mut written = line(
                format!("{place}: net tension, {}", load_word(case.load)),
                &format!("T = {}, not below 0", combination.name),
                vec![
                    from(
                        "factor on lateral",
                        factor,
                        "",
                        of_standard(building, combination),
                    ),
                    computed("Q", uplift, "lb"),
                    from(
                        "factor on dead",
                        combination.d,
                        "",
                        of_standard(building, combination),
                    ),
                    computed("D", at_level(&chord.dead_lb), "lb"),
                ],
                computed("T", at_level(&case.tension_lb), "lb"),
                &reference(building, combination),
            );
            written.verdict = (at_level(&case.tension_lb) <= 0.0)
                .then(|| "dead load holds: no tension".to_owned());
            written
        });
    }
    trace.line(|| {
        let name = chord.compression_combination.get(at).map_or("", |n| n);
        let combination = combiner.method.compression.iter().find(|c| c.name == name);
        let thrust = |load: Load| {
            let case = chord.cases.iter().find(|c| c.load == load);
            case.map_or(0.0, |c| at_level(&c.thrust_lb).max(-at_level(&c.uplift_lb)))
        };
        let mut loads: Vec<Quantity> = Vec::new();
        for combination in combination.into_iter() {
            for (symbol, factor, load_lb) in [
                ("D", combination.d, at_level(&chord.dead_lb)),
                ("L", combination.l, at_level(&chord.live_lb)),
                ("S", combination.s, at_level(&chord.snow_lb)),
                ("QE", combination.qe, thrust(Load::Seismic)),
                ("W", combination.w, thrust(Load::Wind)),
            ] {
                if factor != 0.0 {
                    loads.push(from(
                        &format!("factor on {symbol}"),
                        factor,
                        "",
                        of_standard(building, combination),
                    ));
                    loads.push(computed(symbol, load_lb, "lb"));
                }
            }
        }
        line(
            format!("{place}: compression, the worst combination"),
            &format!("C = {name}"),
            loads,
            computed("C", at_level(&chord.compression_lb), "lb"),
            &combination.map_or_else(String::new, |c| reference(building, c)),
        )
    });
}

fn shear_symbol(load: Load) -> &'static str {
    match load {
        Load::Seismic => "VE",
        Load::Wind => "VW",
    }
}

fn reference(building: &Building, combination: &Combination) -> String {
    format!("{} {}", code(building), combination.section)
}

fn of_standard(building: &Building, combination: &Combination) -> crate::trace::Origin {
    crate::trace::Origin::Table(reference(building, combination))
}

fn code(building: &Building) -> &'static str {
    match building.criteria.code {
        crate::building::Code::Asce7_16 => "ASCE 7-16",
        crate::building::Code::Asce7_22 => "ASCE 7-22",
    }
}

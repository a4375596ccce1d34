//! The written calculation of one run: forces, strength, deformation, plate, device, posts.

use crate::building::{Building, Method};
use crate::calc::{
    bearing_plate, post_capacity, restraint_forces, rod_capacity, rod_elongation, shrinkage,
    system_deformation, takeup,
};
use crate::design::{ChordForce, RodLevel, RodRun};
use crate::load_path::{computed, from, line, titled};
use crate::trace::{Origin, Trace};
use crate::wood_movement;

use super::choose::RodDesigner;
use super::strengths::{Duration, across_grain_format, plate_input, post_input};

/// Writes every level of a run, from its lowest up.
pub(crate) fn write(designer: &RodDesigner, chord: &ChordForce, run: &RodRun, trace: &mut Trace) {
    if !trace.is_on() {
        return;
    }
    forces(chord, run, trace);
    for at in 0..run.levels.len() {
        write_level(designer, run, at, trace);
    }
}

/// Chord tensions to rod and plate forces.
pub(crate) fn forces(chord: &ChordForce, run: &RodRun, trace: &mut Trace) {
    let rods = run.levels.iter().take_while(|l| !l.rod.is_empty()).count();
    if rods == 0 {
        let words = "no level of this end is in tension: no rod is needed";
        trace.line(|| {
            let most = chord.tension_lb.iter().copied().fold(0.0, f64::max);
            let mut written = line(
                format!("{}: largest tension", run.id),
                "max T",
                Vec::new(),
                computed("T", most, "lb"),
                "statics",
            );
            written.verdict = Some(words.into());
            written
        });
        return;
    }
    let input = restraint_forces::Input {
        tension_lb: run.levels.iter().take(rods).map(|l| l.tension_lb).collect(),
        restrained: run.levels.iter().take(rods).map(|l| l.restrained).collect(),
    };
    // The design has worked these out with the same function: what it refuses is in its problems.
    let _ = titled(
        trace,
        &run.id,
        |_| None,
        |t| crate::calc::restraint_forces(&input, t),
    );
}

/// One level of a run (`at` counts the run's levels).
pub(crate) fn write_level(designer: &RodDesigner, run: &RodRun, at: usize, trace: &mut Trace) {
    let Some(level) = run.levels.get(at) else {
        return;
    };
    let writer = Writer {
        building: &designer.building,
        run,
        level,
        at,
    };
    if !level.rod.is_empty() {
        writer.rod(trace);
        if level.restrained {
            writer.plate(trace);
            writer.device(trace);
            writer.deformation(trace);
        }
    }
    writer.shrinkage(trace);
    writer.post(trace);
}

struct Writer<'a> {
    building: &'a Building,
    run: &'a RodRun,
    level: &'a RodLevel,
    at: usize,
}

impl Writer<'_> {
    fn place(&self) -> String {
        let name = self
            .building
            .levels
            .get(self.level.level)
            .map_or("", |l| l.name.as_str());
        format!("{}, {name}", self.run.id)
    }

    fn level_origin(&self) -> Option<Origin> {
        self.building
            .levels
            .get(self.level.level)
            .map(|l| l.origin.clone())
    }

    fn framing(&self, key: &str) -> Option<Origin> {
        Some(self.building.criteria.origin(&format!("framing.{key}")))
    }

    fn rod(&self, trace: &mut Trace) {
        let level = self.level;
        let Some(item) = self
            .building
            .catalog
            .rods
            .iter()
            .find(|r| r.mark == level.rod)
        else {
            return;
        };
        let input = rod_capacity::Input {
            diameter_in: item.diameter_in,
            threads_per_in: Some(item.threads_per_in),
            fu_ksi: Some(item.fu_ksi),
            fy_ksi: Some(item.fy_ksi),
            method: self.building.criteria.method,
            ..rod_capacity::Input::default()
        };
        let catalogue = || Some(Origin::Table(format!("catalogue, rod {}", item.mark)));
        let _ = titled(
            trace,
            &self.place(),
            |_| catalogue(),
            |t| rod_capacity(&input, t),
        );
        trace.line(|| {
            let mut written = line(
                format!("{}: rod {} against its force", self.place(), item.mark),
                "R ≤ strength",
                vec![
                    computed("R", level.rod_lb, "lb"),
                    computed("strength", level.rod_capacity_lb, "lb"),
                ],
                computed("R/strength", level.rod_lb / level.rod_capacity_lb, ""),
                "AISC 360-16 §J3.6, §D2",
            );
            let passes = level.rod_lb <= level.rod_capacity_lb * (1.0 + 1e-9);
            written.verdict = Some(verdict(level.rod_lb, level.rod_capacity_lb, "lb", passes));
            written
        });
        let [threaded, smooth] =
            super::options::thread_lengths_in(item.fully_threaded, level.length_in);
        let piece = |length_in, threaded| rod_elongation::Segment {
            p_lb: level.asd_rod_lb,
            length_in,
            diameter_in: Some(item.diameter_in),
            threaded,
            threads_per_in: Some(item.threads_per_in),
            ..rod_elongation::Segment::default()
        };
        let mut segment = vec![piece(threaded, true)];
        if smooth > 0.0 {
            segment.push(piece(smooth, false));
        }
        let input = rod_elongation::Input {
            segment,
            ..rod_elongation::Input::default()
        };
        let origin = |key: &str| match key {
            "length_in" => self.level_origin(),
            "diameter_in" | "threads_per_in" => catalogue(),
            "e_ksi" => Some(Origin::Table("AISC 360-16, modulus of steel".into())),
            _ => None,
        };
        let _ = titled(trace, &self.place(), origin, |t| rod_elongation(&input, t));
    }

    fn plate(&self, trace: &mut Trace) {
        let level = self.level;
        let Some(item) = self
            .building
            .catalog
            .plates
            .iter()
            .find(|p| p.mark == level.plate)
        else {
            return;
        };
        let input = plate_input(self.building, item, level.diameter_in, level.plate_lb);
        let origin = |key: &str| match key {
            "fcperp_psi" => self.framing("fc_perp_psi"),
            "load_lb" => None,
            "end_distance_in" => self.framing("rod_offset_in"),
            "nut_width_in" => Some(Origin::Table("ASME B18.2.2, heavy hexagon nut".into())),
            _ => Some(Origin::Table(format!("catalogue, plate {}", item.mark))),
        };
        let lrfd = self.building.criteria.method == Method::Lrfd;
        let mut own = Trace::on();
        let _ = titled(&mut own, &self.place(), origin, |t| {
            bearing_plate(&input, t)
        });
        // Crushing belongs to ASD force; under LRFD it stands with the deformation alone.
        for written in own
            .into_lines()
            .into_iter()
            .filter(|l| !lrfd || !l.title.contains("Crushing"))
        {
            trace.line(|| written);
        }
        trace.line(|| {
            let mut inputs = vec![
                computed("bearing", level.plate_bearing_lb, "lb"),
                computed("bending", level.plate_bending_lb, "lb"),
            ];
            if lrfd {
                let format = across_grain_format(self.building.criteria.method);
                let reference = "NDS 2018 Table N1, N2; in Fc⊥ above";
                inputs.push(from("KF φ", format, "", Origin::Table(reference.into())));
            }
            let mut written = line(
                format!("{}: plate {} against its force", self.place(), item.mark),
                "P ≤ min(bearing, bending), bending at 0.75 Fy",
                inputs,
                computed("P", level.plate_lb, "lb"),
                "NDS 2018 §3.10; AISC 1989 §F2",
            );
            let passes = level.plate_lb <= level.plate_capacity_lb * (1.0 + 1e-9);
            written.verdict = Some(verdict(
                level.plate_lb,
                level.plate_capacity_lb,
                "lb",
                passes,
            ));
            written
        });
    }

    fn device(&self, trace: &mut Trace) {
        let level = self.level;
        let Some(item) = self
            .building
            .catalog
            .takeups
            .iter()
            .find(|t| t.mark == level.takeup)
        else {
            return;
        };
        let count = self.at + 1;
        let input = takeup::Input {
            shrinkage_in: self
                .run
                .levels
                .iter()
                .take(count)
                .map(|l| l.shrinkage_in)
                .collect(),
            settlement_in: vec![self.building.criteria.shrinkage.settlement_in; count],
            margin: self.building.criteria.rods.takeup_margin,
            rated_travel_in: vec![item.travel_in; count],
            delta_r_in: item.delta_r_in,
            delta_a_in: item.delta_a_in,
            rated_load_lb: Some(item.rated_load_lb),
            load_lb: vec![level.asd_plate_lb; count],
            ..takeup::Input::default()
        };
        let origin = |key: &str| match key {
            "settlement_in" => Some(self.building.criteria.origin("shrinkage.settlement_in")),
            "margin" => Some(self.building.criteria.origin("rods.takeup_margin")),
            "rated_travel_in" | "delta_r_in" | "delta_a_in" | "rated_load_lb" => Some(
                Origin::Table(format!("catalogue, take-up device {}", item.mark)),
            ),
            _ => None,
        };
        // Levels below have devices of their own: only the lines of this one are kept.
        let mut own = Trace::on();
        let _ = titled(&mut own, &self.place(), origin, |t| takeup(&input, t));
        let this = format!("level {count}");
        for written in own
            .into_lines()
            .into_iter()
            .filter(|l| l.title.ends_with(&this) || !l.title.contains("level "))
        {
            trace.line(|| written);
        }
    }

    fn deformation(&self, trace: &mut Trace) {
        let level = self.level;
        let (Some(plate), Some(device), Some(rod)) = (
            self.building
                .catalog
                .plates
                .iter()
                .find(|p| p.mark == level.plate),
            self.building
                .catalog
                .takeups
                .iter()
                .find(|t| t.mark == level.takeup),
            self.building
                .catalog
                .rods
                .iter()
                .find(|r| r.mark == level.rod),
        ) else {
            return;
        };
        let opens = (0..self.at)
            .rev()
            .find(|b| self.run.levels[*b].restrained)
            .map_or(0, |b| b + 1);
        if opens == self.at && rod.fully_threaded {
            let input = system_deformation::Input {
                p_lb: level.asd_rod_lb,
                length_in: level.length_in,
                area_in2: crate::tables::threads::tensile_stress_area_in2(
                    rod.diameter_in,
                    rod.threads_per_in,
                ),
                plate_load_lb: level.asd_plate_lb,
                plate_net_area_in2: crate::calc::bearing_plate::net_area_in2(
                    plate.width_in,
                    plate.length_in,
                    plate.hole_in,
                ),
                fcperp_psi: self.building.criteria.framing.fc_perp_psi,
                delta_r_in: device.delta_r_in,
                delta_a_in: Some(device.delta_a_in),
                rated_load_lb: Some(device.rated_load_lb),
                limit_in: level.deformation_limit_in,
                ..system_deformation::Input::default()
            };
            let origin = |key: &str| match key {
                "length_in" => self.level_origin(),
                "fcperp_psi" => self.framing("fc_perp_psi"),
                "limit_in" => Some(self.building.criteria.origin("rods.deformation_limit_in")),
                "delta_r_in" | "delta_a_in" | "rated_load_lb" => Some(Origin::Table(format!(
                    "catalogue, take-up device {}",
                    device.mark
                ))),
                "uncompensated_shrinkage_in" => {
                    Some(Origin::Assumed("the device takes all shrinkage up".into()))
                }
                "e_ksi" => Some(Origin::Table("AISC 360-16, modulus of steel".into())),
                _ => None,
            };
            let _ = titled(trace, &self.place(), origin, |t| {
                system_deformation(&input, t)
            });
        } else {
            trace.line(|| {
                let mut written = line(
                    format!("{}: deformation since the plate below", self.place()),
                    "Δ = rod (all levels since that plate) + crushing + device",
                    vec![
                        computed("rod", level.elongation_in, "in"),
                        computed("crushing", level.crushing_in, "in"),
                        computed("device", level.device_in, "in"),
                    ],
                    computed("Δ", level.deformation_in, "in"),
                    "ICC-ES AC316 §6.0",
                );
                let passes = level.deformation_in <= level.deformation_limit_in * (1.0 + 1e-9);
                written.verdict = Some(verdict(
                    level.deformation_in,
                    level.deformation_limit_in,
                    "in",
                    passes,
                ));
                written
            });
        }
        if level.by_drift_check {
            trace.line(|| {
                let mut written = line(
                    format!(
                        "{}: deformation at strength-level seismic force",
                        self.place()
                    ),
                    "Δ = rod + crushing + device at strength-level seismic force",
                    Vec::new(),
                    computed("Δ", level.drift_deformation_in, "in"),
                    "ICC-ES AC316 §6.0, drift check in place of the limit",
                );
                written.verdict = Some("passes by the story drift with this deformation".into());
                written
            });
        }
    }

    fn shrinkage(&self, trace: &mut Trace) {
        let Some(of) = self.building.levels.get(self.level.level) else {
            return;
        };
        let member = wood_movement::members(self.building, 0, of);
        if member.is_empty() {
            return;
        }
        let input = shrinkage::Input {
            fiber_saturation_pct: self.building.criteria.shrinkage.fiber_saturation_pct,
            member,
        };
        let origins =
            wood_movement::Origins::new(self.building, vec![self.level.level; input.member.len()]);
        let origin = |key: &str| origins.of(key);
        let _ = titled(trace, &self.place(), origin, |t| {
            crate::calc::shrinkage(&input, t)
        });
    }

    fn post(&self, trace: &mut Trace) {
        let level = self.level;
        let Some(item) = self
            .building
            .catalog
            .posts
            .iter()
            .find(|p| p.mark == level.posts)
        else {
            return;
        };
        let mut input = post_input(self.building, level.level, item, Duration::Lateral);
        input.load_lb = Some(level.compression_lb);
        let origin = |key: &str| match key {
            "fc_psi" | "emin_psi" => self.framing(key),
            "d_in" | "area_in2" => Some(Origin::Table(format!(
                "catalogue, post {}, both sides of the rod",
                item.mark
            ))),
            "le_in" => self.level_origin(),
            "cd" => Some(Origin::Table(
                "NDS 2018 Table 2.3.2 (ASD) or Tables N1 to N3 (LRFD)".into(),
            )),
            "load_lb" => None,
            _ => Some(Origin::Assumed(
                "1.0: dry, normal temperature, not incised, size factor not counted".into(),
            )),
        };
        let _ = titled(trace, &self.place(), origin, |t| post_capacity(&input, t));
        trace.line(|| {
            let mut written = line(
                format!(
                    "{}: bearing of posts {} on the plates",
                    self.place(),
                    item.mark
                ),
                "C ≤ Fc⊥ A, both sides of the rod (Cb = 1 at the wall's end)",
                vec![
                    computed("C", level.compression_lb, "lb"),
                    from(
                        "Fc⊥",
                        self.building.criteria.framing.fc_perp_psi
                            * across_grain_format(self.building.criteria.method),
                        "psi",
                        self.framing("fc_perp_psi").unwrap_or(Origin::Computed),
                    ),
                    from(
                        "A",
                        2.0 * item.width_in * item.depth_in,
                        "in²",
                        Origin::Table(format!("catalogue, post {}", item.mark)),
                    ),
                ],
                computed("Fc⊥ A", level.post_bearing_lb, "lb"),
                "NDS 2018 §3.10.2",
            );
            let passes = level.compression_lb <= level.post_bearing_lb * (1.0 + 1e-9);
            written.verdict = Some(verdict(
                level.compression_lb,
                level.post_bearing_lb,
                "lb",
                passes,
            ));
            written
        });
    }
}

fn verdict(value: f64, limit: f64, unit: &str, passes: bool) -> String {
    let figure = |v: f64| {
        if unit == "in" {
            format!("{v:.3}")
        } else {
            format!("{v:.0}")
        }
    };
    let (sign, word) = if passes {
        ("≤", "passes")
    } else {
        (">", "fails")
    };
    format!(
        "{} {unit} {sign} {} {unit}, {word}",
        figure(value),
        figure(limit)
    )
}

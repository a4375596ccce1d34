use super::*;
use crate::calc::{bearing_plate, rod_capacity};
use crate::tables::threads::heavy_hex_nut_in;

fn faults(text: &str) -> Vec<(usize, String)> {
    let error = parse(text, "catalog.toml").unwrap_err();
    error
        .faults
        .into_iter()
        .map(|f| (f.line, format!("{}; {}", f.what, f.remedy)))
        .collect()
}

#[test]
fn the_generic_catalogue_is_without_fault_and_has_every_kind() {
    let catalog = parse(GENERIC, "generic").unwrap();
    assert_eq!(catalog, generic());
    assert_eq!(catalog.rods.len(), 44);
    assert_eq!(catalog.couplers.len(), 38);
    assert_eq!(catalog.posts.len(), 23);
    assert!(catalog.plates.len() > 20 && catalog.takeups.len() == 15);
}

#[test]
fn generic_rods_have_the_strengths_of_their_standards() {
    let catalog = generic();
    let rod = |mark: &str| catalog.rods.iter().find(|r| r.mark == mark).unwrap();
    assert_eq!(
        (
            rod("R5-A36").fu_ksi,
            rod("R5-A36").fy_ksi,
            rod("R5-A36").threads_per_in
        ),
        (58.0, 36.0, 11.0)
    );
    assert_eq!(
        (rod("R9-A449").fu_ksi, rod("R9-A449").fy_ksi),
        (105.0, 81.0)
    );
    assert_eq!(
        (rod("R16-B7").diameter_in, rod("R16-B7").threads_per_in),
        (2.0, 4.5)
    );
    for rod in &catalog.rods {
        let strength =
            rod_capacity::strength(1.0, rod.fu_ksi, rod.fy_ksi, crate::building::Method::Asd);
        assert!(strength.least_kip() > 20.0, "{}", rod.mark);
    }
}

#[test]
fn every_generic_rod_couples_with_itself_and_with_three_sizes_above() {
    let catalog = generic();
    let mut sizes: Vec<f64> = catalog.rods.iter().map(|r| r.diameter_in).collect();
    sizes.sort_by(f64::total_cmp);
    sizes.dedup();
    for (i, lower) in sizes.iter().enumerate() {
        for upper in &sizes[i.saturating_sub(3)..=i] {
            let fits = |c: &&CouplerItem| c.lower_in == *lower && c.upper_in == *upper;
            assert_eq!(
                catalog.couplers.iter().filter(fits).count(),
                1,
                "{lower} to {upper}"
            );
        }
    }
}

#[test]
fn every_generic_plate_bears_on_douglas_fir_without_bending_too_far() {
    for plate in generic().plates {
        let net = bearing_plate::net_area_in2(plate.width_in, plate.length_in, plate.hole_in);
        assert!(
            net > 0.5 * plate.width_in * plate.length_in,
            "{}",
            plate.mark
        );
        // The full pressure with Cb, beyond the nut of the class's largest rod.
        let pressure = 625.0 * bearing_plate::cb(plate.length_in, f64::INFINITY);
        let nut = heavy_hex_nut_in(plate.max_rod_in);
        assert!(nut <= plate.width_in, "{}", plate.mark);
        let arm = bearing_plate::cantilever_in(plate.width_in, plate.length_in, nut);
        let stress = bearing_plate::bending_stress_psi(pressure, arm, plate.thickness_in);
        assert!(stress <= 750.0 * plate.fy_ksi, "{}: {stress}", plate.mark);
    }
}

#[test]
fn stud_walls_of_three_depths_have_posts_that_fit_them() {
    for depth in [3.5, 5.5, 7.25] {
        let fitting = generic()
            .posts
            .into_iter()
            .filter(|p| p.depth_in == depth)
            .count();
        assert!(fitting >= 7, "{depth}: {fitting}");
    }
}

#[test]
fn every_rod_has_a_device_and_a_plate_in_walls_of_every_depth() {
    let catalog = generic();
    for rod in &catalog.rods {
        assert!(
            catalog
                .takeups
                .iter()
                .any(|t| t.max_rod_in >= rod.diameter_in),
            "{}",
            rod.mark
        );
        for depth in [3.5, 5.5, 7.25] {
            let fits = |p: &PlateItem| {
                p.max_rod_in >= rod.diameter_in && p.width_in <= depth && p.length_in <= 7.0
            };
            assert!(
                catalog.plates.iter().any(fits),
                "{} in a wall of {depth} in",
                rod.mark
            );
        }
    }
}

#[test]
fn a_makers_file_adds_and_replaces() {
    let text = r#"
[[rod]]
mark = "R8-B7"
diameter_in = 1.0
grade = "Maker HS"
fu_ksi = 130.0
fy_ksi = 110
fully_threaded = false

[[rod]]
mark = "X1"
diameter_in = 1.0
grade = "A36"

[[coupler]]
mark = "MC-1"
lower_in = 1.0
upper_in = 1.0
outside_in = 1.9
length_in = 3.0
"#;
    let maker = parse(text, "maker.toml").unwrap();
    let merged = merge(generic(), maker);
    assert_eq!(merged.rods.len(), 45);
    let rod = merged.rods.iter().find(|r| r.mark == "R8-B7").unwrap();
    assert_eq!(
        (rod.grade.as_str(), rod.fu_ksi, rod.fully_threaded),
        ("Maker HS", 130.0, false)
    );
    assert_eq!(
        merged.couplers.len(),
        38,
        "one coupler for a pair of diameters"
    );
    assert!(merged.couplers.iter().any(|c| c.mark == "MC-1"));
}

#[test]
fn a_coupler_that_meets_two_others_takes_the_place_of_both() {
    let mut base = generic();
    base.couplers.truncate(4);
    let [first, second] = [base.couplers[0].clone(), base.couplers[3].clone()];
    let more = Catalog {
        couplers: vec![CouplerItem {
            mark: second.mark,
            ..first
        }],
        ..Catalog::default()
    };
    assert_eq!(merge(base, more).couplers.len(), 3);
}

#[test]
fn a_mistyped_key_is_named_with_its_line_and_the_key_meant() {
    let found = faults("[[rod]]\nmark = \"A\"\ndiamter_in = 1.0\ngrade = \"A36\"\n");
    assert!(
        found
            .iter()
            .any(|(line, what)| *line == 3 && what.contains("did you mean `diameter_in`?")),
        "{found:?}"
    );
    let found = faults("[[rods]]\nmark = \"A\"\n");
    assert!(found[0].1.contains("did you mean `rod`?"), "{found:?}");
}

#[test]
fn every_fault_of_a_file_is_told_by_line() {
    let found = faults(
        "[[plate]]\nmark = \"P\"\nwidth_in = -3.0\nlength_in = nan\nthickness_in = \"1\"\nmax_rod_in = 1\n\n[[post]]\nmark = \"\"\nwidth_in = 1.5\n",
    );
    let lines: Vec<usize> = found.iter().map(|f| f.0).collect();
    assert_eq!(lines, [3, 4, 5, 8, 9], "{found:?}");
}

#[test]
fn a_mark_or_a_pair_given_twice_is_refused() {
    let post = "[[post]]\nmark = \"P\"\nwidth_in = 1.5\ndepth_in = 3.5\n";
    let found = faults(&format!("{post}{post}"));
    assert_eq!(found.len(), 1);
    assert!(
        found[0].0 == 5 && found[0].1.contains("at line 1"),
        "{found:?}"
    );
    let coupler = |mark| {
        format!(
            "[[coupler]]\nmark = \"{mark}\"\nlower_in = 1\nupper_in = 0.5\noutside_in = 2\nlength_in = 3\n"
        )
    };
    assert_eq!(faults(&format!("{}{}", coupler("A"), coupler("B")))[0].0, 7);
}

#[test]
fn what_cannot_be_is_refused() {
    for text in [
        "[[rod]]\nmark = \"A\"\ndiameter_in = 1.0\ngrade = \"maker's\"\n",
        "[[rod]]\nmark = \"A\"\ndiameter_in = 0.7\ngrade = \"A36\"\n",
        "[[rod]]\nmark = \"A\"\ndiameter_in = 1.0\ngrade = \"A36\"\nfy_ksi = 60.0\n",
        "[[rod]]\nmark = \"A\"\ndiameter_in = 1.0\ngrade = \"A36\"\nthreads_per_in = 1.0\n",
        "[[rod]]\nmark = \"A\"\ndiameter_in = 1e308\ngrade = \"A36\"\n",
        "[[plate]]\nmark = \"A\"\nwidth_in = 3.0\nlength_in = 3.0\nthickness_in = 0.5\nmax_rod_in = 1.0\nhole_in = 0.9\n",
        "[[plate]]\nmark = \"A\"\nwidth_in = 1.0\nlength_in = 3.0\nthickness_in = 0.5\nmax_rod_in = 1.0\n",
        "[[post]]\nmark = \"A\"\nplies = 1.5\nwidth_in = 1.5\ndepth_in = 3.5\n",
        "[[coupler]]\nmark = \"A\"\nlower_in = 1.0\nupper_in = 1.0\noutside_in = 1.0\nlength_in = 2.0\n",
        "rod = 3\n",
        "rod = [3]\n",
        "[[rod]\n",
    ] {
        assert!(parse(text, "catalog.toml").is_err(), "{text}");
    }
}

#[test]
fn a_file_of_faults_without_end_tells_the_first_twenty() {
    let text = "[[post]]\n".repeat(4000);
    assert_eq!(faults(&text).len(), 20);
    assert!(parse(&"#".repeat(MAX_BYTES + 1), "big.toml").is_err());
    assert!(parse(&"[[post]]\n".repeat(MAX_ENTRIES + 1), "long.toml").is_err());
}

#[test]
fn a_makers_file_may_be_empty() {
    assert_eq!(parse("", "catalog.toml").unwrap(), Catalog::default());
}

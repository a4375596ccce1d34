//! The sample's `project.toml` and its `README.md`.

use std::fmt::Write as _;

use crate::building::Building;
use crate::program::{ROD_OFFSET_IN, STUD_IN};
use crate::sizing::R;
use crate::truth::Truth;
use crate::{Hand, Size};

/// Date printed on every sheet and on the report's cover.
pub(crate) const DATE: &str = "March 3, 2025";

/// `project.toml`.
pub(crate) fn toml(building: &Building, hand: Hand) -> String {
    let program = &building.program;
    let seismic = program.seismic;
    let mut out = String::with_capacity(4096);
    let base = 1 + usize::from(program.podium);
    let storeys = program.storeys.len();
    let kind = if program.podium {
        "a concrete podium with shops below; the wood structure is designed apart from it\n# by the two-stage procedure (ASCE 7 section 12.2.3.2), its base at the podium's top"
    } else {
        "slab on grade"
    };
    let _ = writeln!(
        out,
        "# {}: {storeys} wood storeys, {} units, {kind}.\n\
         # Every length, force and weight names its unit in its key. Lists over levels run from the\n\
         # lowest level up.\n\n\
         [project]\nname = \"{}\"\nnumber = \"{}\"\naddress = \"{}\"\nclient = \"{}\"\n\
         engineer = \"Structural engineer of record\"\ndate = \"{DATE}\"\n",
        program.name,
        building.dwellings,
        program.name,
        program.number,
        program.address,
        program.client,
    );
    let _ = writeln!(
        out,
        "[criteria]\ncode = \"ASCE 7-22\"\nsdpws = \"2021\"\nmethod = \"ASD\"\nsegment_distribution = \"length\"\n\n\
         [seismic]                      # site class and risk category II by the geotechnical report\n\
         sds_g = {:?}\nsd1_g = {:?}\ns1_g = {:?}\ntl_s = 8.0\nr = {R:?}                        # wood structural panels (table 12.2-1, A.15)\n\
         ie = 1.0\ncd = 4.0\nrho = 1.0                      # many walls on every line\ndrift_limit_ratio = {:?}\n\n\
         [diaphragm]\nmodel = {}\naccidental_ratio = 0.05\n\n\
         [framing]\nspecies = \"DF-L\"\nstud_depth_in = {STUD_IN:?}\nrod_offset_in = {ROD_OFFSET_IN:?}            # wall's end to the rod's centre\npost_offset_in = {ROD_OFFSET_IN:?}\n\n\
         [rods]\ndeformation_limit_in = {:?}\nskipped_restraints = []\ntakeup_margin = 1.25\nanchor_projection_in = 6.0\n\n\
         [shrinkage]\ncoefficient_per_pct = 0.0025\nengineered_coefficient_per_pct = 0.0005\nmc_initial_pct = 19.0\nmc_final_pct = 10.0\n\n\
         [clash]\nclearance_in = 1.0\nmax_move_in = 12.0\n",
        seismic.sds,
        seismic.sd1,
        seismic.s1,
        if storeys <= 4 { 0.025 } else { 0.020 },
        if program.skewed() {
            "\"rigid\"                # a wing at an angle: no share by tributary width holds"
        } else {
            "\"envelope\"             # semi-rigid: the greater of flexible and rigid"
        },
        program.deformation_limit_in,
    );
    out.push_str("[drawings]\n");
    if let Some(unit) = hand.unsaid_unit() {
        let _ = writeln!(
            out,
            "units = \"{unit}\"                   # the files do not say"
        );
    }
    let _ = writeln!(out, "base_level = \"{}\"\n", hand.level_name(base));
    let mut elevation = 0.0;
    for (i, storey) in program.storeys.iter().enumerate() {
        let roof = i + 1 == storeys;
        let height = storey.height_in / 12.0;
        let _ = writeln!(
            out,
            "[[level]]\nname = \"{}\"\nelevation_ft = {elevation:?}\nheight_ft = {height:?}\nweight_kip = {:?}             # {:.0} sf of {} at {} psf\n\
             dead_plf = {:?}\nlive_plf = {:?}\nsnow_plf = {:?}\nfloor_depth_in = {:?}\nengineered_floor = {}\nsill_plies = 1\ntop_plies = 2\n",
            hand.level_name(base + i),
            program.weight_kip(i),
            program.area_sf(i),
            if roof { "roof" } else { "floor" },
            storey.weight_psf,
            storey.dead_plf,
            storey.live_plf,
            storey.snow_plf,
            storey.floor_depth_in,
            !roof,
        );
        elevation += height;
    }
    // The last line's blank.
    out.pop();
    out
}

/// `README.md`.
pub(crate) fn readme(
    building: &Building,
    size: Size,
    hand: Hand,
    seed: u64,
    truth: &Truth,
    drawings: usize,
) -> String {
    let program = &building.program;
    format!(
        "# {}\n\n{} wood storeys{}, {} units, {} shear walls on {drawings} drawings.\n\n\
         A sample building made by Holdfast: size `{size}`, hand `{hand}`, seed {seed}. {}\n\n\
         {} clashes between rods and pipes, ducts or beams are drawn on purpose.\n\n\
         The building, its address and its people are invented. Not for construction.\n",
        program.name,
        program.storeys.len(),
        if program.podium {
            " on a concrete podium"
        } else {
            ""
        },
        building.dwellings,
        truth.walls.len(),
        hand.description(),
        truth.clashes.len(),
    )
}

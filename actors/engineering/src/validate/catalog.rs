//! Catalogue items with figures that can be.

use crate::building::Catalog;
use crate::fault::EngineeringError;

use super::{At, Check};

pub(super) fn catalog(catalog: &Catalog) -> Check {
    let some = |what, count: usize| match count {
        0 => Err(EngineeringError::Missing {
            place: "catalogue".into(),
            what,
            remedy: "add one to catalog.toml or use the built-in catalogue",
        }),
        _ => Ok(()),
    };
    some("rod", catalog.rods.len())?;
    some("bearing plate", catalog.plates.len())?;
    some("take-up device", catalog.takeups.len())?;
    some("post", catalog.posts.len())?;
    for rod in &catalog.rods {
        let place = || format!("catalogue, rod `{}`", rod.mark);
        let at = At(&place);
        at.within(
            "diameter_in",
            rod.diameter_in,
            0.2,
            4.0,
            "give the nominal diameter in inches",
        )?;
        at.within("fu_ksi", rod.fu_ksi, 1.0, 300.0, "give it in ksi")?;
        at.within(
            "fy_ksi",
            rod.fy_ksi,
            1.0,
            rod.fu_ksi.max(1.0),
            "yield is at most the tensile strength, in ksi",
        )?;
        at.within(
            "threads_per_in",
            rod.threads_per_in,
            1.31 / rod.diameter_in,
            40.0,
            "the thread would be deeper than the rod; coarse threads run from 20 to 4 an inch",
        )?;
    }
    for plate in &catalog.plates {
        let place = || format!("catalogue, plate `{}`", plate.mark);
        let at = At(&place);
        at.size("width_in", plate.width_in, 24.0)?;
        at.size("length_in", plate.length_in, 48.0)?;
        at.size("thickness_in", plate.thickness_in, 6.0)?;
        at.within("fy_ksi", plate.fy_ksi, 1.0, 200.0, "give it in ksi")?;
        at.size("max_rod_in", plate.max_rod_in, 4.0)?;
        at.within(
            "hole_in",
            plate.hole_in,
            0.0,
            plate.width_in.min(plate.length_in) * 0.95,
            "the hole is smaller than the plate",
        )?;
    }
    for device in &catalog.takeups {
        let place = || format!("catalogue, take-up device `{}`", device.mark);
        let at = At(&place);
        at.size("max_rod_in", device.max_rod_in, 4.0)?;
        at.size("rated_load_lb", device.rated_load_lb, 1e7)?;
        at.within(
            "travel_in",
            device.travel_in,
            0.0,
            24.0,
            "give it in inches",
        )?;
        at.within(
            "delta_r_in",
            device.delta_r_in,
            0.0,
            2.0,
            "give it in inches",
        )?;
        at.within(
            "delta_a_in",
            device.delta_a_in,
            0.0,
            2.0,
            "give it in inches",
        )?;
    }
    for post in &catalog.posts {
        let place = || format!("catalogue, post `{}`", post.mark);
        let at = At(&place);
        at.within(
            "plies",
            f64::from(post.plies),
            1.0,
            12.0,
            "count the plies of one side",
        )?;
        at.size("width_in", post.width_in, 48.0)?;
        at.size("depth_in", post.depth_in, 24.0)?;
    }
    for coupler in &catalog.couplers {
        let place = || format!("catalogue, coupler `{}`", coupler.mark);
        let at = At(&place);
        at.size("lower_in", coupler.lower_in, 4.0)?;
        at.size("upper_in", coupler.upper_in, 4.0)?;
        at.within(
            "outside_in",
            coupler.outside_in,
            coupler.lower_in.max(coupler.upper_in),
            8.0,
            "it goes around both rods",
        )?;
        at.size("length_in", coupler.length_in, 24.0)?;
    }
    Ok(())
}

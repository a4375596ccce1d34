//! What the catalogue offers, sorted and ready to choose from.

use crate::building::{Building, TakeupItem};
use crate::calc::{bearing_plate, rod_elongation, takeup};
use crate::fault::EngineeringError;

use super::search::AtPlate;
use super::strengths::{devices, open_plates, plates, posts, rods};

/// Weight of steel, lb/in³ (490 lb/ft³).
pub(crate) const STEEL_LB_PER_IN3: f64 = 490.0 / 1728.0;
/// Threaded length at each end of a rod that is smooth in between, inches.
pub(crate) const END_THREAD_IN: f64 = 6.0;
/// A rod of the catalogue.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct RodOption {
    /// Index into the catalogue's rods.
    pub(crate) item: usize,
    /// Number of its diameter, counted from the smallest.
    pub(crate) diameter: usize,
    /// Strength at the design method's level, lb.
    pub(crate) capacity_lb: f64,
    /// Weight, lb/in.
    pub(crate) weight_lb_per_in: f64,
    /// Tensile stress area, in².
    pub(crate) thread_area_in2: f64,
    /// Gross area, in².
    pub(crate) gross_area_in2: f64,
    /// Threaded over its whole length.
    pub(crate) fully_threaded: bool,
}

impl RodOption {
    /// Lengths under thread and smooth of a piece of rod, inches.
    fn lengths_in(&self, length_in: f64) -> [f64; 2] {
        thread_lengths_in(self.fully_threaded, length_in)
    }

    /// Elongation under one pound, inches.
    pub(crate) fn flexibility_in_per_lb(&self, length_in: f64) -> f64 {
        let [threaded, smooth] = self.lengths_in(length_in);
        let of = |length, area| {
            rod_elongation::elongation_in(1.0, length, area, rod_elongation::STEEL_E_KSI)
        };
        of(threaded, self.thread_area_in2) + of(smooth, self.gross_area_in2)
    }
}

/// Lengths under thread and smooth of a piece of rod, inches.
pub(crate) fn thread_lengths_in(fully_threaded: bool, length_in: f64) -> [f64; 2] {
    if fully_threaded {
        return [length_in, 0.0];
    }
    let threaded = (2.0 * END_THREAD_IN).min(length_in);
    [threaded, length_in - threaded]
}

/// A plate of the catalogue that fits the wall.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PlateOption {
    /// Index into the catalogue's plates.
    pub(crate) item: usize,
    /// Net bearing area, in².
    pub(crate) net_area_in2: f64,
    /// Bearing strength of the wood, lb, at the method's level.
    pub(crate) bearing_lb: f64,
    /// By diameter: load at which the plate's bending strength is used up, lb; 0 where the rod does
    /// not go through.
    pub(crate) bending_lb: Vec<f64>,
    /// By diameter: whether the rod's nut covers the hole; else it needs a washer.
    pub(crate) covered: Vec<bool>,
    /// Weight, lb.
    pub(crate) weight_lb: f64,
}

impl PlateOption {
    pub(super) fn capacity_lb(&self, diameter: usize) -> f64 {
        self.bearing_lb.min(self.bending_lb[diameter])
    }
}

/// A take-up device of the catalogue.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DeviceOption {
    /// Index into the catalogue's devices.
    pub(crate) item: usize,
    /// Largest diameter's number that goes through, and one.
    pub(crate) diameters: usize,
    pub(super) of: TakeupItem,
}

impl DeviceOption {
    /// Deformation under a load, inches.
    pub(crate) fn deformation_in(&self, load_lb: f64) -> f64 {
        takeup::device_in(
            self.of.delta_r_in,
            self.of.delta_a_in,
            load_lb,
            self.of.rated_load_lb,
        )
    }

    fn carries(&self, load_lb: f64, travel_in: f64) -> bool {
        load_lb <= self.of.rated_load_lb * (1.0 + 1e-12) && travel_in <= self.of.travel_in + 1e-12
    }
}

/// A post of the catalogue that fits the wall.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PostOption {
    /// Index into the catalogue's posts.
    pub(crate) item: usize,
    /// Strengths, a level of the building.
    pub(crate) levels: Vec<PostStrength>,
}

/// Strengths of the posts on both sides of the rod, lb.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct PostStrength {
    /// By column stability, lateral load in it.
    pub(crate) stability_lb: f64,
    /// By column stability, gravity alone.
    pub(crate) gravity_stability_lb: f64,
    /// Bearing on the plates.
    pub(crate) bearing_lb: f64,
}

/// Plate and device of one level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct PlateAndDevice {
    pub(crate) plate: Option<usize>,
    pub(crate) device: Option<usize>,
}

/// Everything on offer.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Options {
    /// Distinct diameters, inches, from the smallest.
    pub(crate) diameters_in: Vec<f64>,
    /// Rods by diameter, then strength, then place in the catalogue.
    pub(crate) rods: Vec<RodOption>,
    /// Plates from the lightest.
    pub(crate) plates: Vec<PlateOption>,
    /// Devices from the smallest rating, then travel.
    pub(crate) devices: Vec<DeviceOption>,
    /// Posts from the smallest.
    pub(crate) posts: Vec<PostOption>,
    /// By diameter: strength and net area of the plates it goes through.
    open_plates: Vec<Vec<OpenPlate>>,
    couplers: Vec<Option<usize>>,
    fc_perp_psi: f64,
}

/// A plate as one diameter sees it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct OpenPlate {
    pub(super) capacity_lb: f64,
    pub(super) net_area_in2: f64,
}

impl Options {
    /// Works the catalogue out under a building's criteria.
    pub(crate) fn new(building: &Building) -> Result<Self, EngineeringError> {
        let catalog = &building.catalog;
        let mut diameters_in: Vec<f64> = catalog.rods.iter().map(|r| r.diameter_in).collect();
        diameters_in.sort_by(f64::total_cmp);
        diameters_in.dedup_by(|a, b| same(*a, *b));
        let number = |d: f64| diameters_in.iter().position(|k| same(*k, d));
        let mut couplers = vec![None; diameters_in.len() * diameters_in.len()];
        for (at, coupler) in catalog.couplers.iter().enumerate().rev() {
            if let (Some(lower), Some(upper)) = (number(coupler.lower_in), number(coupler.upper_in))
            {
                couplers[lower * diameters_in.len() + upper] = Some(at);
            }
        }
        let plates = plates(building, &diameters_in)?;
        Ok(Self {
            rods: rods(building, &diameters_in),
            open_plates: (0..diameters_in.len())
                .map(|d| open_plates(&plates, d))
                .collect(),
            plates,
            devices: devices(building, &diameters_in),
            posts: posts(building)?,
            couplers,
            diameters_in,
            fc_perp_psi: building.criteria.framing.fc_perp_psi,
        })
    }

    /// The coupler of two diameters, as an index into the catalogue.
    pub(crate) fn coupler(&self, lower: usize, upper: usize) -> Option<usize> {
        self.couplers[lower * self.diameters_in.len() + upper]
    }

    /// The least that plate and device deform at a level, and whether any do at all.
    pub(crate) fn at_plate(
        &self,
        diameter: usize,
        plate_lb: f64,
        through_lb: [f64; 3],
        travel_in: f64,
    ) -> AtPlate {
        // By falling area: the first that is strong enough crushes least.
        let open = &self.open_plates[diameter];
        let strong = open
            .iter()
            .find(|p| plate_lb <= p.capacity_lb * (1.0 + 1e-12));
        let area_in2 = strong.map_or(0.0, |p| p.net_area_in2);
        let largest_in2 = open.first().map_or(0.0, |p| p.net_area_in2);
        let mut least_in = [f64::INFINITY; 3];
        for device in self
            .devices
            .iter()
            .filter(|d| diameter < d.diameters && d.carries(through_lb[0], travel_in))
        {
            (0..3)
                .for_each(|k| least_in[k] = least_in[k].min(device.deformation_in(through_lb[k])));
        }
        let exists = area_in2 > 0.0 && least_in[0].is_finite();
        let area = if area_in2 > 0.0 {
            area_in2
        } else {
            largest_in2
        };
        for k in 0..3 {
            if !least_in[k].is_finite() {
                least_in[k] = 0.0;
            }
            if area > 0.0 {
                least_in[k] += bearing_plate::crushing_in(through_lb[k] / area, self.fc_perp_psi);
            }
        }
        AtPlate { exists, least_in }
    }

    /// The lightest plate that needs no washer (else the lightest), and with it the smallest device,
    /// that carry a level and pass `fits` with their deformations; where none do, those that come
    /// nearest.
    pub(crate) fn plate_and_device(
        &self,
        diameter: usize,
        plate_lb: f64,
        through_lb: [f64; 3],
        travel_in: f64,
        fits: impl Fn([f64; 3]) -> bool,
    ) -> PlateAndDevice {
        let through = |p: &PlateOption| p.bending_lb[diameter] > 0.0;
        let carries = |p: &PlateOption| plate_lb <= p.capacity_lb(diameter) * (1.0 + 1e-12);
        let passes_rod = |d: &DeviceOption| diameter < d.diameters;
        // A plate whose hole the nut covers comes before a lighter one that needs a washer.
        let able = || {
            let all = self.plates.iter().enumerate();
            all.filter(|(_, p)| through(p) && carries(p))
        };
        let covered = able().filter(|(_, p)| p.covered[diameter]);
        for (at, plate) in covered.chain(able().filter(|(_, p)| !p.covered[diameter])) {
            let crushing = through_lb
                .map(|p| bearing_plate::crushing_in(p / plate.net_area_in2, self.fc_perp_psi));
            let able = self
                .devices
                .iter()
                .enumerate()
                .filter(|(_, d)| passes_rod(d) && d.carries(through_lb[0], travel_in));
            for (device, option) in able {
                let moved = through_lb.map(|p| option.deformation_in(p));
                if fits([0, 1, 2].map(|k| crushing[k] + moved[k])) {
                    return PlateAndDevice {
                        plate: Some(at),
                        device: Some(device),
                    };
                }
            }
        }
        // Nothing passes everything: the plate with most bearing area among the strong enough, else
        // the strongest; the stiffest device that carries, else the strongest.
        let by_area = |a: &usize, b: &usize| {
            self.plates[*a]
                .net_area_in2
                .total_cmp(&self.plates[*b].net_area_in2)
        };
        let by_strength = |a: &usize, b: &usize| {
            self.plates[*a]
                .capacity_lb(diameter)
                .total_cmp(&self.plates[*b].capacity_lb(diameter))
        };
        let open = || (0..self.plates.len()).filter(|p| through(&self.plates[*p]));
        let plate = open()
            .filter(|p| carries(&self.plates[*p]))
            .max_by(by_area)
            .or_else(|| open().max_by(by_strength));
        let stiffness = |a: &usize, b: &usize| {
            let of = |d: usize| self.devices[d].deformation_in(through_lb[0]);
            of(*a).total_cmp(&of(*b))
        };
        let rating = |a: &usize, b: &usize| {
            let of = |d: usize| {
                (
                    self.devices[d].of.rated_load_lb.min(through_lb[0]),
                    self.devices[d].of.travel_in,
                )
            };
            let (a, b) = (of(*a), of(*b));
            a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1))
        };
        let taken = || (0..self.devices.len()).filter(|d| passes_rod(&self.devices[*d]));
        let device = taken()
            .filter(|d| self.devices[*d].carries(through_lb[0], travel_in))
            .min_by(stiffness)
            .or_else(|| taken().max_by(rating));
        PlateAndDevice { plate, device }
    }

    /// The smallest post that carries a level's compression, with gravity alone apart; the
    /// strongest, and `false`, where none does.
    pub(crate) fn post(
        &self,
        level: usize,
        compression_lb: f64,
        gravity_lb: f64,
    ) -> Option<(usize, bool)> {
        let room = 1.0 + 1e-9;
        let strength = |p: &usize| {
            self.posts[*p]
                .levels
                .get(level)
                .copied()
                .unwrap_or_default()
        };
        let stands = |p: &usize| strength(p).stability_lb > 0.0;
        let carries = |p: &usize| {
            let s = strength(p);
            compression_lb <= s.stability_lb.min(s.bearing_lb) * room
                && gravity_lb <= s.gravity_stability_lb * room
        };
        let all = || (0..self.posts.len()).filter(stands);
        if let Some(post) = all().find(carries) {
            return Some((post, true));
        }
        let least = |p: &usize| strength(p).stability_lb.min(strength(p).bearing_lb);
        all()
            .max_by(|a, b| least(a).total_cmp(&least(b)))
            .map(|p| (p, false))
    }
}

/// Whether two sizes are one, inches.
pub(super) fn same(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-6
}

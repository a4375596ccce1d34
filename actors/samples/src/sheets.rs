//! Drawing the sheets: each planned sheet becomes a file, with what it truly shows.

use crate::Hand;
use crate::assemble::Assembly;
use crate::building::{Building, LevelPlan, Wall};
use crate::draft::border::{self, Title};
use crate::draft::canvas::Canvas;
use crate::draft::walls::Show;
use crate::draft::{details, fixtures, marks, pages, pictures, plan, routes, walls};
use crate::geometry::{Frame, P, add, middle, scale, sub};
use crate::hand::Style;
use crate::random::Dice;
use crate::services::{Route, System};
use crate::set::{Content, Part, Planned};
use crate::truth::{DiscardedWall, SheetKind, TrueSheet, TrueWall, TrueWallType};

/// What the drafter has before him.
pub(crate) struct Desk<'a> {
    pub(crate) building: &'a Building,
    pub(crate) assembly: &'a Assembly,
    pub(crate) routes: &'a [Route],
    pub(crate) wall_types: &'a [TrueWallType],
    pub(crate) hand: Hand,
    pub(crate) seed: u64,
    /// Number and title of every sheet, for the cover.
    pub(crate) index: Vec<(String, String)>,
}

/// A drawn sheet.
pub(crate) struct Drawn {
    pub(crate) bytes: Vec<u8>,
    pub(crate) plans: Vec<TrueSheet>,
    pub(crate) discarded: Vec<DiscardedWall>,
    /// Routes drawn on it, and whether each got its label.
    pub(crate) routes: Vec<(usize, bool)>,
}

/// What stands in the strip beside a plan.
fn notes(content: Content) -> &'static [&'static str] {
    match content {
        Content::Plan(SheetKind::ShearWalls) => &[
            "1. SEE THE SHEAR WALL SCHEDULE FOR CONSTRUCTION",
            "   OF EACH MARK.",
            "2. TIE-DOWN RODS STAND AT BOTH ENDS OF EACH",
            "   FULL-HEIGHT SEGMENT WHERE UPLIFT OCCURS.",
            "3. WALLS NOT MARKED ARE BEARING OR PARTITION",
            "   WALLS; SEE ARCHITECTURAL PLANS.",
            "4. DO NOT CUT OR NOTCH POSTS AT WALL ENDS.",
        ],
        Content::Plan(SheetKind::Framing) => &[
            "1. WALLS SHOWN ARE BELOW THE FRAMING.",
            "2. DOUBLE JOISTS UNDER PARALLEL PARTITIONS.",
            "3. ROD HOLES THROUGH PLATES AND RIMS BY THE",
            "   FRAMER; KEEP BEAMS CLEAR OF RODS.",
        ],
        Content::Plan(SheetKind::Architecture) => &[
            "1. DIMENSIONS ARE TO GRID AND ROUGH OPENINGS.",
            "2. UNIT SEPARATIONS ARE 1-HOUR RATED.",
            "3. STRUCTURAL WALLS: SEE STRUCTURAL DRAWINGS.",
        ],
        Content::Plan(
            SheetKind::Mechanical
            | SheetKind::Services
            | SheetKind::Plumbing
            | SheetKind::FireProtection,
        ) => &[
            "1. ROUTES ARE SCHEMATIC; COORDINATE WITH",
            "   STRUCTURE BEFORE FABRICATION.",
            "2. B.O.D. = BOTTOM OF DUCT ABOVE FLOOR.",
            "3. FIRESTOP ALL PENETRATIONS.",
        ],
        _ => &[],
    }
}

/// Drawing units and place of one plan.
struct Placed {
    frame: Frame,
    corner: P,
    plot: f64,
}

impl Desk<'_> {
    pub(crate) fn draw(&self, sheet: &Planned, file: &str) -> Drawn {
        let style = self.hand.style();
        let plot = self.building.program.plot_scale;
        let canvas = Canvas::new(style, plot, Dice::new(self.seed, &sheet.number));
        let mut work = Work {
            desk: self,
            style,
            canvas,
            file: file.to_owned(),
            notes: notes(sheet.content),
            drawn: Drawn {
                bytes: Vec::new(),
                plans: Vec::new(),
                discarded: Vec::new(),
                routes: Vec::new(),
            },
        };
        if sheet.parts.is_empty() {
            work.page(sheet);
        } else {
            work.plans(sheet);
        }
        work.drawn.bytes = work.canvas.drawing.write();
        work.drawn
    }
}

struct Work<'a> {
    desk: &'a Desk<'a>,
    style: Style,
    canvas: Canvas,
    file: String,
    notes: &'static [&'static str],
    drawn: Drawn,
}

impl Work<'_> {
    /// Box of what a plan shows with grid and dimensions around, in the building's frame.
    fn extent(&self, wing: Option<usize>) -> [P; 2] {
        let mut low = [f64::INFINITY; 2];
        let mut high = [f64::NEG_INFINITY; 2];
        for line in self
            .desk
            .building
            .grid
            .iter()
            .filter(|l| wing.is_none_or(|w| l.wing == w))
        {
            for p in [line.start, line.end] {
                for i in 0..2 {
                    low[i] = low[i].min(p[i]);
                    high[i] = high[i].max(p[i]);
                }
            }
        }
        [low, high]
    }

    /// Where the `n`th of a sheet's plans lies.
    fn place(&mut self, sheet: &Planned, n: usize) -> Placed {
        let program = &self.desk.building.program;
        let plot = program.plot_scale;
        let style = self.style;
        let k = 1.0 / style.inches_per_unit;
        let [reach, step] = style.misplaced;
        let off = [
            self.canvas.dice.offset(reach, step),
            self.canvas.dice.offset(reach, step),
        ];
        // Plans beside each other in one model space, a sheet's width apart.
        let aside = [n as f64 * (program.paper[0] + 4.0) * plot, 0.0];
        let shift = scale(add(add(style.origin, off), aside), k);
        let frame = Frame::new(k, style.turn_deg, shift);
        let [low, high] = self.extent(sheet.wing);
        let center = frame.apply(middle(low, high));
        let on_paper = border::drawing_center(program.paper);
        let corner = sub(center, scale(on_paper, plot * k));
        Placed {
            frame,
            corner,
            plot,
        }
    }

    fn plans(&mut self, sheet: &Planned) {
        for (n, part) in sheet.parts.iter().enumerate() {
            let placed = self.place(sheet, n);
            self.canvas.frame = placed.frame;
            self.canvas.plot = placed.plot;
            self.canvas.clear_boxes();
            self.plan(sheet, part);
            self.finish(
                &part.number,
                &part.title,
                &placed,
                Some(part.title.as_str()),
            );
            let frame = placed.frame;
            let unit = Frame::new(frame.k, -frame.turn.to_degrees(), [0.0, 0.0]);
            let back = unit.turned(frame.shift);
            self.drawn.plans.push(TrueSheet {
                file: self.file.clone(),
                number: part.number.clone(),
                title: part.title.clone(),
                kind: sheet.content.kind(),
                level: part.level,
                scale: 1.0 / frame.k,
                rotation: -frame.turn,
                translation_in: scale(back, -1.0 / frame.k),
            });
        }
    }

    /// Title under the plan and the border around it.
    fn finish(&mut self, number: &str, title: &str, placed: &Placed, plan_title: Option<&str>) {
        let text = border::scale_text(placed.plot, self.style.metric);
        let program = &self.desk.building.program;
        self.canvas.frame = Frame::new(1.0 / self.style.inches_per_unit, 0.0, [0.0, 0.0]);
        let title = Title {
            number: number.to_owned(),
            title: title.to_owned(),
            scale: if plan_title.is_some() {
                text.clone()
            } else {
                "AS NOTED".into()
            },
            notes: self.notes,
        };
        border::frame_sheet(
            &mut self.canvas,
            program,
            &title,
            placed.corner,
            placed.plot,
        );
        if let Some(plan_title) = plan_title {
            let (corner, plot) = (placed.corner, placed.plot);
            border::plan_title(
                &mut self.canvas,
                [1.2, 1.1],
                plan_title,
                &text,
                corner,
                plot,
            );
        }
    }

    /// A level's plan as this sheet shows it: all wings or one.
    fn level_plan(&self, level: usize, wing: Option<usize>) -> LevelPlan {
        let plan = &self.desk.building.levels[level];
        let Some(w) = wing else { return plan.clone() };
        let outline = &plan.outlines[w];
        let within = |p: P| crate::building::inside(outline, p, 1.0);
        LevelPlan {
            walls: plan
                .walls
                .iter()
                .filter(|wall| within(wall.start) && within(wall.end))
                .cloned()
                .collect(),
            rooms: plan
                .rooms
                .iter()
                .filter(|r| within(r.at))
                .cloned()
                .collect(),
            fixtures: plan
                .fixtures
                .iter()
                .filter(|f| within(f.at))
                .copied()
                .collect(),
            units: plan.units.iter().filter(|u| u.wing == w).cloned().collect(),
            outlines: vec![outline.clone()],
        }
    }

    fn plan(&mut self, sheet: &Planned, part: &Part) {
        let building = self.desk.building;
        let wing = sheet.wing;
        plan::grid(&mut self.canvas, &building.grid, wing);
        plan::grid_dimensions(&mut self.canvas, building, wing);
        let kind = sheet.content.kind();
        match (kind, part.level) {
            (SheetKind::Podium, _) => {
                let slab_only = part.title.contains("SLAB");
                details::podium(&mut self.canvas, building, !slab_only);
            }
            (SheetKind::Roof, _) => details::roof(&mut self.canvas, building),
            (SheetKind::Framing, None) => {
                let top = building.levels.len() - 1;
                let shown = self.level_plan(top, None);
                walls::draw(&mut self.canvas, &shown.walls, Show::Bearing);
                routes::joists(&mut self.canvas, &shown, true);
            }
            (_, None) => {}
            (SheetKind::ShearWalls, Some(level)) => self.shear_walls(level),
            (SheetKind::Framing, Some(level)) => {
                let below = self.level_plan(level - 1, None);
                walls::draw(&mut self.canvas, &below.walls, Show::Bearing);
                self.routes(level, None, &[System::Beam]);
                let here = self.level_plan(level, None);
                routes::joists(&mut self.canvas, &here, false);
            }
            (SheetKind::Architecture, Some(level)) => self.architecture(sheet, level),
            (_, Some(level)) => self.services(kind, level, wing),
        }
    }

    fn shear_walls(&mut self, level: usize) {
        let desk = self.desk;
        let shown = &desk.building.levels[level];
        walls::draw(&mut self.canvas, &shown.walls, Show::ShearWalls);
        let walls: Vec<&TrueWall> = desk
            .assembly
            .walls
            .iter()
            .filter(|w| w.level == level)
            .collect();
        let wing = &desk.building.program.wings[0];
        plan::opening_dimensions(&mut self.canvas, &shown.walls, wing, true);
        marks::draw(&mut self.canvas, &walls);
        let old = marks::discarded(&mut self.canvas, &walls);
        let layer = crate::layers::Role::Old.layer(self.style.layers);
        for (start_in, end_in) in old {
            self.drawn.discarded.push(DiscardedWall {
                level,
                file: self.file.clone(),
                layer: layer.to_owned(),
                start_in,
                end_in,
            });
        }
    }

    fn architecture(&mut self, sheet: &Planned, level: usize) {
        let building = self.desk.building;
        let shown = &building.levels[level];
        walls::draw(&mut self.canvas, &shown.walls, Show::Plain);
        let furniture = sheet.content == Content::FurniturePlan;
        fixtures::draw(&mut self.canvas, shown, true);
        if !furniture {
            let joined: Vec<Wall> = walls::join(&shown.walls);
            plan::opening_dimensions(&mut self.canvas, &joined, &building.program.wings[0], false);
        }
        plan::room_names(&mut self.canvas, shown);
    }

    fn services(&mut self, kind: SheetKind, level: usize, wing: Option<usize>) {
        let shown = self.level_plan(level, wing);
        walls::draw(&mut self.canvas, &shown.walls, Show::Plain);
        fixtures::draw(&mut self.canvas, &shown, false);
        match kind {
            SheetKind::Mechanical => self.routes(level, wing, &[System::Air]),
            SheetKind::Plumbing => self.routes(level, wing, &[System::Water, System::Waste]),
            SheetKind::FireProtection => {
                self.routes(level, wing, &[System::Sprinkler]);
                routes::heads(&mut self.canvas, &shown);
            }
            SheetKind::Services => self.routes(
                level,
                wing,
                &[System::Air, System::Water, System::Waste, System::Sprinkler],
            ),
            SheetKind::Electrical => {
                routes::electrical(&mut self.canvas, &shown);
                plan::room_names(&mut self.canvas, &shown);
            }
            SheetKind::Ceiling => {
                let corridors = self.corridors(level, wing);
                routes::ceilings(&mut self.canvas, &corridors, &shown);
            }
            _ => {}
        }
    }

    fn corridors(&self, level: usize, wing: Option<usize>) -> Vec<(P, P, f64)> {
        let program = &self.desk.building.program;
        program
            .wings
            .iter()
            .enumerate()
            .filter(|(w, _)| wing.is_none_or(|x| x == *w))
            .map(|(_, spec)| {
                let frame = spec.frame();
                let v = spec.across_in() / 2.0;
                let length = spec.line_in(spec.bays_at(level));
                (
                    frame.apply([0.0, v]),
                    frame.apply([length, v]),
                    spec.corridor_in,
                )
            })
            .collect()
    }

    fn routes(&mut self, level: usize, wing: Option<usize>, systems: &[System]) {
        for (i, route) in self.desk.routes.iter().enumerate() {
            if route.level == level
                && systems.contains(&route.system)
                && wing.is_none_or(|w| route.wing == w)
            {
                let labelled = routes::draw(&mut self.canvas, route);
                self.drawn.routes.push((i, labelled));
            }
        }
    }

    /// A page without a plan of a level.
    fn page(&mut self, sheet: &Planned) {
        let building = self.desk.building;
        let program = &building.program;
        let k = 1.0 / self.style.inches_per_unit;
        // Building inches an inch of paper.
        let plot = match sheet.content {
            Content::Elevation(_) | Content::Section(_) => program.plot_scale.max(64.0),
            Content::UnitPlan(_) => 24.0,
            _ => 12.0,
        };
        let corner = [0.0, 0.0];
        let placed = Placed {
            frame: Frame::new(k, 0.0, corner),
            corner,
            plot,
        };
        let paper = program.paper;
        let paper_frame = Frame::new(k * plot, 0.0, corner);
        let mut title = None;
        self.canvas.plot = 1.0;
        self.canvas.frame = paper_frame;
        match sheet.content {
            Content::Cover => {
                pages::cover(
                    &mut self.canvas,
                    program,
                    building.dwellings,
                    &self.desk.index,
                );
            }
            Content::Notes(_) => pages::notes(&mut self.canvas, [1.2, paper[1] - 2.0], 3),
            Content::WallSchedule => {
                let at = [1.6, paper[1] - 3.0];
                pages::shear_wall_schedule(&mut self.canvas, at, self.desk.wall_types);
                pictures::wall_elevation(&mut self.canvas, [2.0, 3.2], 0.0625);
            }
            Content::OtherSchedule(n) => pages::other_schedule(&mut self.canvas, paper, n),
            Content::Details(n) => details::details(&mut self.canvas, paper, n),
            Content::Elevation(n) | Content::Section(n) => {
                self.canvas.plot = plot;
                let at = scale([5.0, paper[1] * 0.3], plot * k);
                self.canvas.frame = Frame::new(k, 0.0, at);
                if matches!(sheet.content, Content::Elevation(_)) {
                    details::elevation(&mut self.canvas, building, n);
                } else {
                    details::section(&mut self.canvas, building, n);
                }
                title = Some(sheet.title.as_str());
            }
            Content::UnitPlan(n) => {
                self.canvas.plot = plot;
                let low = details::unit_box(building, n).map_or([0.0, 0.0], |b| b[0]);
                let at = scale(sub(scale([6.0, 5.0], plot), low), k);
                self.canvas.frame = Frame::new(k, 0.0, at);
                details::unit_plan(&mut self.canvas, building, n);
                title = Some(sheet.title.as_str());
            }
            Content::Plan(_) | Content::FurniturePlan => {}
        }
        if program.storeys.len() == 3 && sheet.content == Content::Cover {
            self.canvas.plot = 1.0;
            self.canvas.frame = paper_frame;
            pages::notes(&mut self.canvas, [12.0, paper[1] - 6.0], 2);
        }
        self.finish(&sheet.number, &sheet.title, &placed, title);
        self.drawn.plans.push(TrueSheet {
            file: self.file.clone(),
            number: sheet.number.clone(),
            title: sheet.title.clone(),
            kind: SheetKind::Other,
            level: None,
            scale: self.style.inches_per_unit,
            rotation: 0.0,
            translation_in: [0.0, 0.0],
        });
    }
}

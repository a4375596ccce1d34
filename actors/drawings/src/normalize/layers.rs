//! What a layer is for, told from its name: the AIA form (`A-WALL-FULL`), offices' own words
//! (`SHEARWALLS`, `Muros`), and names bound from external references (`xref$0$S-SHEAR`).

use serde::{Deserialize, Serialize};

/// What is drawn on a layer.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum LayerRole {
    /// Shear walls.
    Shear,
    /// Walls.
    Wall,
    /// Walls that do not reach the ceiling, and walls of another level shown for reference.
    LowWall,
    /// Doors.
    Door,
    /// Windows.
    Window,
    /// Openings of either kind.
    Opening,
    /// Grid lines.
    Grid,
    /// Dimensions.
    Dimension,
    /// Notes, tags, symbols.
    Text,
    /// Title block and border.
    Title,
    /// Fill patterns.
    Pattern,
    /// Beams, joists and other floor framing.
    Beam,
    /// Joists, rafters, trusses and framing in general: beams only where a label says so.
    Framing,
    /// Headers and lintels.
    Header,
    /// Ducts and diffusers.
    Duct,
    /// Pipes.
    Pipe,
    /// Furniture, fixtures, stairs, site, ceilings: nothing that holds a wall.
    Other,
    /// The name says nothing.
    #[default]
    Unknown,
}

impl LayerRole {
    /// Whether lines of this layer may be a wall's faces.
    #[must_use]
    pub fn may_be_wall(self) -> bool {
        matches!(
            self,
            Self::Shear | Self::Wall | Self::Unknown | Self::Pattern
        )
    }

    /// Whether the layer is for openings.
    #[must_use]
    pub fn is_opening(self) -> bool {
        matches!(self, Self::Door | Self::Window | Self::Opening)
    }
}

/// Words of layer names, by what they speak of. Other offices' languages stand among them.
mod words {
    pub(super) const DIMENSION: &str = "DIM DIMS DIME DIMENSION DIMENSIONS COTA COTAS BEMASSUNG \
        COTE COTES DEFPOINTS";
    pub(super) const TITLE: &str = "TTLB TITLEBLOCK TBLK TB BORDER SHBD SHEETBORDER CARTOUCHE \
        VPORT VPORTS VIEWPORT VIEWPORTS VPRT";
    pub(super) const GRID: &str = "GRID GRIDS GRD GRDS GRIDLINE GRIDLINES COLGRID AXIS AXES EJE \
        EJES ACHSEN";
    pub(super) const TEXT: &str = "IDEN TAG TAGS TEXT TXT TEXTO NOTE NOTES LABEL LABELS MARK MARKS \
        KEYN KEYNOTE KEYNOTES LEGN LEGEND SCHD SCHED SCHEDULE SCHEDULES SCH TABL NPLT REVC REVS \
        REDL LEADER LEADERS ANNOTATION CALLOUT SYMBOL SYMBOLS BUBBLE BUBBLES TITL TITLE TITLES RM \
        RMS ROOM ROOMS";
    pub(super) const ANNOTATION: &str = "ANNO SYMB";
    pub(super) const HEADER: &str = "HEADER HEADERS HDR HDRS LINTEL LINTELS HEAD";
    pub(super) const SHEAR_PARTS: &str = "SHEAR SHRWALL SHWALL";
    pub(super) const SHEAR: &str = "SHR SHRW SHW SHWL SHER SW SWALL SWALLS BRACED BRCD BWL LATERAL \
        LATL";
    pub(super) const DOOR: &str = "DOOR DOORS DR DRS DOO PUERTA PUERTAS PORTE PORTES TUER TUEREN";
    pub(super) const WINDOW: &str = "GLAZ GLZG GLAZING GLASS WINDOW WINDOWS WIND WNDW WDW WDWS WDO \
        WIN WINS VENTANA VENTANAS FENETRE FENSTER";
    pub(super) const OPENING: &str = "OPNG OPNGS OPENING OPENINGS VANO VANOS";
    pub(super) const WALL_PARTS: &str = "WALL MURO TABIQUE PARTITION CLOISON";
    pub(super) const WALL: &str = "MUR MURS WAND WANDE PARED PAREDES PRTN PARTN PTN PTNS STUD STUDS \
        WL WLS WLL";
    pub(super) const NOT_OF_THE_BUILDING: &str = "SITE RETAINING RETG LANDSCAPE FENCE WALLPAPER \
        WALLBOARD CABINET CASE CURTAIN";
    pub(super) const NOT_FULL: &str = "PRHT LOW HALF PONY MOVE DEMO DEMOLITION BELOW BLW ABOVE ABV \
        OVHD";
    pub(super) const PATTERN: &str = "PATT HATCH HATCHES HTCH POCHE FILL SOLID";
    pub(super) const FIXTURE_PARTS: &str = "FIXTURE FURNITURE MILLWORK";
    pub(super) const FIXTURE: &str = "FIXT PFIX FURN FRN FX CASE CABINET CABINETS APPL EQPM EQUIP";
    pub(super) const BEAM: &str = "BEAM BEAMS BM BMS GIRD GIRDER GIRDERS LVL GLB GLULAM STEEL";
    pub(super) const FRAMING: &str = "JOIS JOIST JOISTS RAFTER RAFTERS TRUS TRUSS TRUSSES FRAM FRMG \
        FRAMING";
    pub(super) const DUCT_PARTS: &str = "DUCT HVAC";
    pub(super) const DUCT: &str = "SUPP SUPPLY RETN RTRN RETURN EXHS EXHAUST MECH CDFF DIFF SA RA EA \
        MEC";
    pub(super) const PIPE: &str = "PIPE PIPES PIPING PLMB PLBG PLUMB PLUMBING PLM SANR SANITARY DOMW \
        WATER STRM STORM WASTE VENT SPRN SPR SPRINKLER SPRINKLERS FPRT FPR FSPR CW HW SS COLD HOT \
        GAS";
    pub(super) const WHOLE_PLAN: &str = "PLAN PLANS FLOORPLAN";
    pub(super) const OTHER: &str = "FLOR FLOOR STRS STAIR STAIRS ESCALERA HRAL RAIL RAILS CLNG \
        CEILING CEILINGS SITE TOPO PROP ROAD PKNG TREE PLNT ROOF SLAB FNDN FTNG COLS COL COLUMN \
        COLUMNS POST POSTS LITE LIGHT LIGHTS LIGHTING POWR ELEC ELEV EVTR ELE CIV AREA PEOPLE CARS \
        PATIO DECK LEVL DETL DTL DETAIL DETAILS SECT GENF GENM IMAGE TPTN WALK BLDG MUEBLE MUEBLES \
        MOBILIARIO SANITARIOS HOLDOWN HOLDOWNS HOLDDOWN HD NORTH";
}

/// What the layer of this name is for.
#[must_use]
pub fn role(name: &str) -> LayerRole {
    let own = own_name(name).to_uppercase();
    // Numbers at the ends of a word say which, not what: `DOOR36`, `2WALL`.
    let words: Vec<&str> = own
        .split(|c: char| !c.is_alphanumeric())
        .map(|w| w.trim_matches(|c: char| c.is_ascii_digit()))
        .filter(|w| !w.is_empty())
        .collect();
    let any = |list: &str| words.iter().any(|w| list.split(' ').any(|l| l == *w));
    let part = |list: &str| words.iter().any(|w| list.split(' ').any(|l| w.contains(l)));

    // What is written about a thing is not the thing: A-WALL-IDEN, S-SHEAR-TEXT, A-DOOR-DIMS.
    if any(words::DIMENSION) {
        return LayerRole::Dimension;
    }
    if any(words::TITLE) || (any("TITLE") && any("BLOCK")) {
        return LayerRole::Title;
    }
    if any(words::GRID) || own.contains("GRID LINE") || own.contains("COLUMN LINE") {
        return LayerRole::Grid;
    }
    if any(words::TEXT) {
        return LayerRole::Text;
    }
    if any(words::HEADER) {
        return LayerRole::Header;
    }
    let not_full = any(words::NOT_FULL);
    if part(words::SHEAR_PARTS) || any(words::SHEAR) {
        return if not_full {
            LayerRole::LowWall
        } else {
            LayerRole::Shear
        };
    }
    if any(words::DOOR) {
        return LayerRole::Door;
    }
    if any(words::WINDOW) {
        return LayerRole::Window;
    }
    if any(words::OPENING) {
        return LayerRole::Opening;
    }
    if part(words::WALL_PARTS) || any(words::WALL) {
        return if any(words::NOT_OF_THE_BUILDING) {
            LayerRole::Other
        } else if not_full {
            LayerRole::LowWall
        } else if any(words::PATTERN) {
            LayerRole::Pattern
        } else {
            LayerRole::Wall
        };
    }
    if any(words::PATTERN) {
        return LayerRole::Pattern;
    }
    if part(words::FIXTURE_PARTS) || any(words::FIXTURE) {
        return LayerRole::Other;
    }
    if any(words::FRAMING) {
        return LayerRole::Framing;
    }
    if any(words::BEAM) {
        return LayerRole::Beam;
    }
    if any(words::ANNOTATION) {
        return LayerRole::Text;
    }
    if part(words::DUCT_PARTS) || any(words::DUCT) {
        return LayerRole::Duct;
    }
    if any(words::PIPE) {
        return LayerRole::Pipe;
    }
    if any(words::WHOLE_PLAN) {
        return LayerRole::Unknown;
    }
    if any(words::OTHER) {
        return LayerRole::Other;
    }
    short_code(&words)
}

/// `ARC-W`, `STR-LW`, `M-X`: a discipline, then a thing in one to three letters or none.
fn short_code(words: &[&str]) -> LayerRole {
    let Some((discipline, rest)) = words.split_first() else {
        return LayerRole::Unknown;
    };
    let has = |list: &str| rest.iter().any(|w| list.split(' ').any(|l| l == *w));
    match *discipline {
        "ARC" | "ARQ" | "ARCH" | "A" => {
            if has("W WA P PT") {
                LayerRole::Wall
            } else if has("D DO") {
                LayerRole::Door
            } else if has("WN WI G GL") {
                LayerRole::Window
            } else {
                LayerRole::Unknown
            }
        }
        "STR" | "STRUC" | "STRUCT" | "S" => {
            if has("LW LATW") {
                LayerRole::Shear
            } else if has("W BW CW") {
                LayerRole::Wall
            } else if has("JS J") {
                LayerRole::Framing
            } else if has("B G") {
                LayerRole::Beam
            } else {
                LayerRole::Unknown
            }
        }
        "M" if !rest.is_empty() => LayerRole::Duct,
        "P" | "FP" if !rest.is_empty() => LayerRole::Pipe,
        "E" | "C" | "L" | "T" if !rest.is_empty() => LayerRole::Other,
        _ => LayerRole::Unknown,
    }
}

/// The name without the prefix that binding an external reference gives it.
fn own_name(name: &str) -> &str {
    let after_bar = name.rsplit('|').next().unwrap_or(name);
    after_bar.rsplit('$').next().unwrap_or(after_bar)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_are_told_by_their_names_in_many_offices() {
        let table = [
            ("S-SHEAR", LayerRole::Shear),
            ("S-WALL-SHEAR", LayerRole::Shear),
            ("SHEARWALL", LayerRole::Shear),
            ("Shear Walls", LayerRole::Shear),
            ("S-WALL-SHER", LayerRole::Shear),
            ("SW-WALLS", LayerRole::Shear),
            ("S-SHEAR-IDEN", LayerRole::Text),
            ("A-WALL", LayerRole::Wall),
            ("A-WALL-FULL", LayerRole::Wall),
            ("A-WALL-PRHT", LayerRole::LowWall),
            ("A-WALL-PATT", LayerRole::Pattern),
            ("A-WALL-IDEN", LayerRole::Text),
            ("xref$0$A-WALL", LayerRole::Wall),
            ("plan|A-DOOR", LayerRole::Door),
            ("A-GLAZ", LayerRole::Window),
            ("WINDOWS", LayerRole::Window),
            ("MUROS", LayerRole::Wall),
            ("INTWALLS", LayerRole::Wall),
            ("S-GRID", LayerRole::Grid),
            ("S-GRID-IDEN", LayerRole::Grid),
            ("A-ANNO-DIMS", LayerRole::Dimension),
            ("A-ANNO-TITL", LayerRole::Text),
            ("G-ANNO-TTLB-TEXT", LayerRole::Title),
            ("S-WALL-PATT", LayerRole::Pattern),
            ("S-WALL-SHEAR-PATT", LayerRole::Shear),
            ("03_PART", LayerRole::Unknown),
            ("M-HVAC-DUCT", LayerRole::Duct),
            ("P-SANR-PIPE", LayerRole::Pipe),
            ("S-BEAM", LayerRole::Beam),
            ("S-JOIS", LayerRole::Framing),
            ("Plumbing-Fixtures", LayerRole::Other),
            ("M-HVAC-DUCT-ANNO", LayerRole::Text),
            ("G-ANNO-TTLB", LayerRole::Title),
            ("S-HDR", LayerRole::Header),
            ("A-FURN", LayerRole::Other),
            ("L-SITE-WALL", LayerRole::Other),
            ("DOOR36", LayerRole::Door),
            ("02_WALL", LayerRole::Wall),
            ("01_SW_FILL", LayerRole::Shear),
            ("ARC-W", LayerRole::Wall),
            ("STR-LW", LayerRole::Shear),
            ("STR-TAG", LayerRole::Text),
            ("MEC-D", LayerRole::Duct),
            ("0", LayerRole::Unknown),
            ("Layer1", LayerRole::Unknown),
            ("", LayerRole::Unknown),
        ];
        for (name, expected) in table {
            assert_eq!(role(name), expected, "{name}");
        }
    }
}

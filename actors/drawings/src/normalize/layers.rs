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
    let any = |list: &[&str]| words.iter().any(|w| list.contains(w));
    let part = |list: &[&str]| words.iter().any(|w| list.iter().any(|l| w.contains(l)));

    // What is written about a thing is not the thing: A-WALL-IDEN, S-SHEAR-TEXT, A-DOOR-DIMS.
    if any(&[
        "DIM",
        "DIMS",
        "DIME",
        "DIMENSION",
        "DIMENSIONS",
        "COTA",
        "COTAS",
        "BEMASSUNG",
        "COTE",
        "COTES",
        "DEFPOINTS",
    ]) {
        return LayerRole::Dimension;
    }
    if any(&[
        "IDEN",
        "TAG",
        "TAGS",
        "TEXT",
        "TXT",
        "NOTE",
        "NOTES",
        "LABEL",
        "LABELS",
        "MARK",
        "MARKS",
        "KEYNOTE",
        "KEYN",
        "LEGEND",
        "LEGN",
        "SCHEDULE",
        "SCHD",
        "TABL",
        "TEXTO",
        "NPLT",
        "REVC",
        "REDL",
        "REVS",
        "LEADER",
        "ANNOTATION",
        "CALLOUT",
        "SYMBOL",
        "SYMBOLS",
        "BUBBLE",
    ]) && !any(&["GRID", "GRIDS"])
    {
        return LayerRole::Text;
    }
    if any(&["RM", "RMS", "ROOMS", "SCHED", "SCH", "SCHEDULES"]) {
        return LayerRole::Text;
    }
    if any(&[
        "TTLB",
        "TITLE",
        "TITLEBLOCK",
        "TBLK",
        "BORDER",
        "SHBD",
        "SHEETBORDER",
        "CARTOUCHE",
        "TB",
        "TITL",
        "VPORT",
        "VIEWPORT",
        "VPRT",
    ]) {
        return LayerRole::Title;
    }
    if any(&[
        "GRID",
        "GRIDS",
        "GRIDLINE",
        "GRIDLINES",
        "AXIS",
        "AXES",
        "EJES",
        "EJE",
        "ACHSEN",
        "COLGRID",
        "GRD",
        "GRDS",
    ]) || own.contains("GRID LINE")
        || own.contains("COLUMN LINE")
    {
        return LayerRole::Grid;
    }
    if any(&["HEADER", "HEADERS", "HDR", "HDRS", "LINTEL", "HEAD"]) {
        return LayerRole::Header;
    }
    if part(&["SHEAR", "SHRWALL", "SHWALL"])
        || any(&[
            "SHR", "SHRW", "SHWL", "SHER", "SW", "SWALL", "SWALLS", "BRACED", "BRCD", "BWL",
            "LATERAL", "LATL",
        ])
    {
        return if any(&["PATT", "HATCH", "HTCH", "FILL", "POCHE"]) {
            LayerRole::Shear
        } else if any(&["BELOW", "BLW", "ABOVE", "ABV", "OVHD"]) {
            LayerRole::LowWall
        } else {
            LayerRole::Shear
        };
    }
    if any(&[
        "DOOR", "DOORS", "DR", "DRS", "PUERTA", "PUERTAS", "PORTE", "PORTES", "TUER", "TUEREN",
    ]) {
        return LayerRole::Door;
    }
    if any(&[
        "GLAZ", "GLZG", "GLAZING", "WINDOW", "WINDOWS", "WIND", "WNDW", "WDW", "WDWS", "WDO",
        "WIN", "WINS", "VENTANA", "VENTANAS", "FENETRE", "FENSTER",
    ]) {
        return LayerRole::Window;
    }
    if any(&["OPNG", "OPENING", "OPENINGS", "OPNGS", "VANO", "VANOS"]) {
        return LayerRole::Opening;
    }
    if part(&["WALL", "MURO", "TABIQUE", "PARTITION", "CLOISON"])
        || any(&[
            "MUR", "MURS", "WAND", "WANDE", "PARED", "PAREDES", "PRTN", "PARTN", "STUD", "STUDS",
            "WL", "WLS", "WLL",
        ])
    {
        return if any(&["SITE", "RETAINING", "RETG", "LANDSCAPE", "FENCE"]) {
            LayerRole::Other
        } else if any(&[
            "PRHT",
            "LOW",
            "HALF",
            "PONY",
            "MOVE",
            "DEMO",
            "DEMOLITION",
            "BELOW",
            "BLW",
            "ABOVE",
            "ABV",
            "OVHD",
        ]) {
            LayerRole::LowWall
        } else if any(&["PATT", "HATCH", "HTCH", "FILL", "POCHE"]) {
            LayerRole::Pattern
        } else if any(&["WALLPAPER", "WALLBOARD", "CABINET", "CASE", "CURTAIN"]) {
            LayerRole::Other
        } else {
            LayerRole::Wall
        };
    }
    if any(&["PATT", "HATCH", "HATCHES", "HTCH", "POCHE", "FILL", "SOLID"]) {
        return LayerRole::Pattern;
    }
    if any(&[
        "BEAM", "BEAMS", "BM", "BMS", "GIRD", "GIRDER", "JOIS", "JOIST", "JOISTS", "FRAM", "FRMG",
        "FRAMING", "RAFTER", "TRUS", "TRUSS", "LVL", "GLB", "GLULAM", "STEEL",
    ]) {
        return LayerRole::Beam;
    }
    if part(&["DUCT", "HVAC"])
        || any(&[
            "SUPP", "SUPPLY", "RETN", "RTRN", "RETURN", "EXHS", "EXHAUST", "MECH", "CDFF", "DIFF",
            "MDUCT", "SA", "RA", "EA",
        ])
    {
        return LayerRole::Duct;
    }
    if any(&[
        "PIPE",
        "PIPES",
        "PIPING",
        "PLMB",
        "PLBG",
        "PLUMB",
        "PLUMBING",
        "SANR",
        "SANITARY",
        "DOMW",
        "WATER",
        "STRM",
        "STORM",
        "WASTE",
        "VENT",
        "SPRN",
        "SPRINKLER",
        "FPRT",
        "FSPR",
        "CW",
        "HW",
        "SS",
        "COLD",
        "HOT",
        "GAS",
    ]) {
        return LayerRole::Pipe;
    }
    // All of a plan on one layer.
    if any(&["PLAN", "PLANS", "FLOORPLAN"]) {
        return LayerRole::Unknown;
    }
    if any(&[
        "FURN",
        "FURNITURE",
        "FIXT",
        "FIXTURE",
        "FIXTURES",
        "PFIX",
        "EQPM",
        "EQUIP",
        "APPL",
        "CASE",
        "CABINET",
        "CABINETS",
        "MILLWORK",
        "FLOR",
        "FLOOR",
        "STRS",
        "STAIR",
        "STAIRS",
        "HRAL",
        "RAIL",
        "CLNG",
        "CEILING",
        "SITE",
        "TOPO",
        "PROP",
        "ROAD",
        "PKNG",
        "TREE",
        "PLNT",
        "ROOF",
        "SLAB",
        "FNDN",
        "FTNG",
        "COLS",
        "COLUMN",
        "COLUMNS",
        "POST",
        "POSTS",
        "LITE",
        "LIGHT",
        "POWR",
        "ELEC",
        "ELEV",
        "EVTR",
        "AREA",
        "ROOM",
        "PEOPLE",
        "CARS",
        "PATIO",
        "DECK",
        "ANNO",
        "SYMB",
        "LEVL",
        "DETL",
        "SECT",
        "GENF",
        "GENM",
        "IMAGE",
        "TPTN",
        "WALK",
        "BLDG",
        "ESCALERA",
        "MUEBLES",
        "MUEBLE",
        "MOBILIARIO",
        "SANITARIOS",
        "HOLDOWN",
        "HOLDDOWN",
        "HD",
        "NORTH",
    ]) {
        return LayerRole::Other;
    }
    if let Some(role) = short_code(&words) {
        return role;
    }
    // A discipline's letter alone, as in `M-0123` or `P_RISERS`.
    match words.first() {
        Some(&"M") if words.len() > 1 => LayerRole::Duct,
        Some(&"P" | &"FP") if words.len() > 1 => LayerRole::Pipe,
        Some(&"E" | &"C" | &"L" | &"T") if words.len() > 1 => LayerRole::Other,
        _ => LayerRole::Unknown,
    }
}

/// `ARC-W`, `STR-LW`, `MEC-D`: a discipline in three letters, then a thing in one to three.
fn short_code(words: &[&str]) -> Option<LayerRole> {
    let (discipline, rest) = words.split_first()?;
    let has = |list: &[&str]| rest.iter().any(|w| list.contains(w));
    match *discipline {
        "ARC" | "ARQ" | "ARCH" | "A" => {
            if has(&["W", "WA", "P", "PT"]) {
                Some(LayerRole::Wall)
            } else if has(&["D", "DO"]) {
                Some(LayerRole::Door)
            } else if has(&["WN", "WI", "G", "GL"]) {
                Some(LayerRole::Window)
            } else {
                None
            }
        }
        "STR" | "STRUC" | "STRUCT" | "S" => {
            if has(&["LW", "LATW", "SHW"]) {
                Some(LayerRole::Shear)
            } else if has(&["W", "BW", "CW"]) {
                Some(LayerRole::Wall)
            } else if has(&["B", "G", "JS", "J"]) {
                Some(LayerRole::Beam)
            } else {
                None
            }
        }
        "MEC" | "MECH" | "HVA" => Some(LayerRole::Duct),
        "PLM" | "PLB" | "PLU" | "FPR" | "FIR" | "SPR" => Some(LayerRole::Pipe),
        "ELE" | "ELC" | "CIV" | "LAN" => Some(LayerRole::Other),
        _ => match words {
            ["TB"] => Some(LayerRole::Title),
            ["GRD" | "GRDS"] => Some(LayerRole::Grid),
            ["DIM" | "DM"] => Some(LayerRole::Dimension),
            ["RM" | "RMS" | "SCH" | "SCHED"] => Some(LayerRole::Text),
            ["FRN" | "FX" | "DTL" | "STR"] => Some(LayerRole::Other),
            _ => None,
        },
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
            ("M-HVAC-DUCT", LayerRole::Duct),
            ("P-SANR-PIPE", LayerRole::Pipe),
            ("S-BEAM", LayerRole::Beam),
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

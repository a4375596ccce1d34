//! What a mark on a sheet is for, and the layer each hand puts it on.

use crate::hand::Layers;

/// What a mark on a sheet is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Role {
    Shear,
    ShearFill,
    Wall,
    Partition,
    Concrete,
    Door,
    Window,
    Grid,
    Mark,
    Dimension,
    Note,
    RoomName,
    Furniture,
    Fixture,
    Beam,
    Joist,
    Duct,
    DuctNote,
    Pipe,
    PipeNote,
    Sprinkler,
    SprinklerNote,
    Light,
    Ceiling,
    Border,
    BorderText,
    Schedule,
    Detail,
    Old,
}

/// Role, colour, then the name in each of the six ways of [`Layers`].
type Row = (Role, i16, [&'static str; 6]);

const TABLE: [Row; 29] = [
    (
        Role::Shear,
        1,
        [
            "S-WALL-SHEAR",
            "SHEARWALLS",
            "01_SW",
            "0",
            "Walls-Shear",
            "STR-LW",
        ],
    ),
    (
        Role::ShearFill,
        8,
        [
            "S-WALL-PATT",
            "SW-HATCH",
            "01_SW_FILL",
            "0",
            "Walls-Shear-Pattern",
            "STR-LW-F",
        ],
    ),
    (
        Role::Wall,
        7,
        ["A-WALL", "WALLS", "02_WALL", "0", "Walls", "ARC-W"],
    ),
    (
        Role::Partition,
        8,
        [
            "A-WALL-INTR",
            "PARTITIONS",
            "03_PART",
            "0",
            "Walls-Interior",
            "ARC-P",
        ],
    ),
    (
        Role::Concrete,
        4,
        [
            "S-WALL-CONC",
            "CONCRETE",
            "04_CONC",
            "0",
            "Walls-Concrete",
            "STR-CW",
        ],
    ),
    (
        Role::Door,
        3,
        ["A-DOOR", "DOORS", "05_DOOR", "0", "Doors", "ARC-D"],
    ),
    (
        Role::Window,
        5,
        ["A-GLAZ", "WINDOWS", "06_WIND", "0", "Windows", "ARC-WN"],
    ),
    (
        Role::Grid,
        6,
        ["S-GRID", "GRID", "00_GRID", "0", "Grids", "GRD"],
    ),
    (
        Role::Mark,
        30,
        [
            "S-ANNO-TAGS",
            "SW-TAGS",
            "01_SW_TAG",
            "0",
            "Tags-Wall",
            "STR-TAG",
        ],
    ),
    (
        Role::Dimension,
        3,
        [
            "S-ANNO-DIMS",
            "DIMENSIONS",
            "10_DIM",
            "0",
            "Dimensions",
            "DIM",
        ],
    ),
    (
        Role::Note,
        7,
        ["S-ANNO-TEXT", "NOTES", "11_TEXT", "0", "Text", "TXT"],
    ),
    (
        Role::RoomName,
        34,
        ["A-ANNO-ROOM", "ROOM-NAMES", "12_ROOM", "0", "Rooms", "RM"],
    ),
    (
        Role::Furniture,
        8,
        ["I-FURN", "FURNITURE", "20_FURN", "0", "Furniture", "FRN"],
    ),
    (
        Role::Fixture,
        8,
        [
            "A-FLOR-FIXT",
            "FIXTURES",
            "21_FIXT",
            "0",
            "Plumbing-Fixtures",
            "FX",
        ],
    ),
    (
        Role::Beam,
        4,
        [
            "S-BEAM",
            "BEAMS",
            "30_BEAM",
            "0",
            "Structural-Beams",
            "STR-BM",
        ],
    ),
    (
        Role::Joist,
        8,
        [
            "S-JOIS",
            "JOISTS",
            "31_JOIST",
            "0",
            "Structural-Joists",
            "STR-JS",
        ],
    ),
    (
        Role::Duct,
        5,
        ["M-DUCT", "DUCTWORK", "40_DUCT", "0", "Ducts", "MEC-D"],
    ),
    (
        Role::DuctNote,
        5,
        [
            "M-ANNO-TEXT",
            "DUCT-TEXT",
            "41_DUCT_TXT",
            "0",
            "Duct-Tags",
            "MEC-T",
        ],
    ),
    (
        Role::Pipe,
        3,
        ["P-PIPE", "PIPING", "50_PIPE", "0", "Pipes", "PLM-P"],
    ),
    (
        Role::PipeNote,
        3,
        [
            "P-ANNO-TEXT",
            "PIPE-TEXT",
            "51_PIPE_TXT",
            "0",
            "Pipe-Tags",
            "PLM-T",
        ],
    ),
    (
        Role::Sprinkler,
        30,
        [
            "F-SPRN-PIPE",
            "SPRINKLER",
            "60_SPR",
            "0",
            "Sprinkler-Pipes",
            "FPR-P",
        ],
    ),
    (
        Role::SprinklerNote,
        30,
        [
            "F-ANNO-TEXT",
            "SPR-TEXT",
            "61_SPR_TXT",
            "0",
            "Sprinkler-Tags",
            "FPR-T",
        ],
    ),
    (
        Role::Light,
        40,
        ["E-LITE", "LIGHTING", "70_LITE", "0", "Lighting", "ELE-L"],
    ),
    (
        Role::Ceiling,
        8,
        ["A-CLNG", "CEILING", "80_CEIL", "0", "Ceilings", "ARC-CL"],
    ),
    (
        Role::Border,
        7,
        ["G-ANNO-TTLB", "BORDER", "90_TB", "0", "Titleblock", "TB"],
    ),
    (
        Role::BorderText,
        7,
        [
            "G-ANNO-TTLB-TEXT",
            "BORDER-TEXT",
            "91_TB_TXT",
            "0",
            "Titleblock-Text",
            "TB-T",
        ],
    ),
    (
        Role::Schedule,
        7,
        [
            "S-ANNO-SCHD",
            "SCHEDULE",
            "92_SCHED",
            "0",
            "Schedules",
            "SCH",
        ],
    ),
    (
        Role::Detail,
        7,
        ["S-DETL", "DETAILS", "93_DETAIL", "0", "Detail-Items", "DTL"],
    ),
    (
        Role::Old,
        1,
        [
            "S-WALL-SHEAR-ALT1",
            "OLD-SHEARWALLS",
            "99_SW_SUPERSEDED",
            "OLD",
            "Walls-Shear-Option2",
            "STR-LW-OLD",
        ],
    ),
];

impl Role {
    fn row(self) -> &'static Row {
        // The table is in the order of the roles; a test holds that.
        &TABLE[self as usize]
    }

    /// Layer name in a hand's way.
    pub(crate) fn layer(self, layers: Layers) -> &'static str {
        let way = match layers {
            Layers::Aia => 0,
            Layers::Words => 1,
            Layers::Numbered => 2,
            Layers::Zero => 3,
            Layers::Export => 4,
            Layers::Short => 5,
        };
        self.row().2[way]
    }

    /// Colour of the layer (or of the entity, where all stand on `0`).
    pub(crate) fn color(self) -> i16 {
        self.row().1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_roles() {
        for (i, row) in TABLE.iter().enumerate() {
            assert_eq!(row.0 as usize, i);
        }
    }
}

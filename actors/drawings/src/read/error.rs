//! Why a drawing file is refused.

/// Why a file is no drawing that can be used. Each says which file, where in it, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// No bytes.
    #[error("{name}: the file is empty; export the drawing again")]
    Empty {
        /// The file.
        name: String,
    },
    /// More bytes than allowed.
    #[error(
        "{name}: {bytes} bytes are more than the {limit} that a drawing may have; purge it \
         (PURGE, OVERKILL) or split it into sheets"
    )]
    TooLarge {
        /// The file.
        name: String,
        /// Its size.
        bytes: u64,
        /// The most allowed.
        limit: u64,
    },
    /// A known format, but no drawing that is read.
    #[error("{name}: this is {found}, which is not read yet; {remedy}")]
    OtherFormat {
        /// The file.
        name: String,
        /// What it is, with its article.
        found: &'static str,
        /// What to do.
        remedy: &'static str,
    },
    /// No known format.
    #[error(
        "{name}: this is neither DXF nor DWG (it begins with `{begins}`); save the drawing as DXF \
         or DWG"
    )]
    NotADrawing {
        /// The file.
        name: String,
        /// Its first bytes as text.
        begins: String,
    },
    /// A drawing of a version that is not read.
    #[error("{name}: {found} is not read; save it as DXF, or as DWG 2000 to 2018")]
    Version {
        /// The file.
        name: String,
        /// What it is.
        found: String,
    },
    /// A drawing that breaks off or contradicts itself.
    #[error("{name}, {place}: {what}; {remedy}")]
    Damaged {
        /// The file.
        name: String,
        /// Line, byte, handle in words.
        place: String,
        /// What is wrong.
        what: String,
        /// What to do.
        remedy: &'static str,
    },
    /// A coordinate that is not a number, infinite, or beyond any drawing.
    #[error(
        "{name}, {place}: {kind} on layer `{layer}` has a coordinate that is {value}; repair the \
         drawing (AUDIT) or delete the entity"
    )]
    BadNumber {
        /// The file.
        name: String,
        /// Line, byte, handle in words.
        place: String,
        /// DXF type of the entity.
        kind: String,
        /// Its layer.
        layer: String,
        /// What the coordinate is, in words.
        value: &'static str,
    },
    /// A block that inserts itself, through others or not.
    #[error(
        "{name}, {place}: block `{chain}` inserts itself; delete that insert inside the block \
         (BEDIT) or purge the block"
    )]
    BlockCycle {
        /// The file.
        name: String,
        /// Line, byte, handle of the insert that closes the circle.
        place: String,
        /// The blocks from the first to itself again, by ` > `.
        chain: String,
    },
    /// More of something than is allowed.
    #[error("{name}: {what}; purge the drawing (PURGE, OVERKILL) or split it into sheets")]
    TooMany {
        /// The file.
        name: String,
        /// What there is too much of.
        what: String,
    },
}

//! The submittal before it is a PDF: pages of shapes, the tree of what they mean, bookmarks.
//!
//! Pages are laid out first and written at the end, so that the contents know the page of each
//! section and every page knows how many there are.

use crate::ReportError;
use crate::drawing::{At, Drawing, Shape};

/// More pages than this are refused.
pub(crate) const MOST_PAGES: usize = 5000;

/// A node of the structure tree.
pub(crate) type NodeId = usize;

/// Shapes that mean nothing to a reader: rules, grounds, repeated heads.
pub(crate) const ARTIFACT: NodeId = 0;
/// The document.
pub(crate) const ROOT: NodeId = 1;

/// What a node means.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Role {
    /// The document, and the node that stands for artifacts.
    Root,
    /// A section.
    Section,
    /// A heading of a level, with its words.
    Heading(u16, String),
    /// A paragraph.
    Paragraph,
    /// A table, with a summary.
    Table(String),
    /// Its head.
    Head,
    /// Its body.
    Body,
    /// A row.
    Row,
    /// A head cell of a column.
    ColumnHead,
    /// A head cell of a row.
    RowHead,
    /// A cell.
    Cell,
    /// A list.
    List,
    /// An item.
    Item,
    /// What an item says.
    ItemBody,
    /// A picture, with its words, page and place.
    Figure {
        /// In words.
        alt: String,
        /// Page index.
        page: usize,
        /// Upper left and size, points.
        place: [At; 2],
    },
    /// A formula, in words.
    Formula(String),
    /// The table of contents.
    Contents,
    /// A line of it.
    ContentsItem,
    /// A link.
    Link,
}

/// A node.
#[derive(Debug)]
pub(crate) struct Node {
    /// What it means.
    pub(crate) role: Role,
    /// Its parts in reading order.
    pub(crate) children: Vec<NodeId>,
}

/// Sizes of paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Paper {
    /// ANSI A upright, 8 1/2 × 11 in.
    Letter,
    /// ANSI A lying.
    LetterWide,
    /// ANSI B lying, 17 × 11 in: the drawings.
    Tabloid,
}

impl Paper {
    /// Width and height, points.
    pub(crate) fn size(self) -> At {
        match self {
            Self::Letter => [612.0, 792.0],
            Self::LetterWide => [792.0, 612.0],
            Self::Tabloid => [1224.0, 792.0],
        }
    }
}

/// A link to a page.
#[derive(Debug)]
pub(crate) struct Link {
    /// The node it belongs to.
    pub(crate) node: NodeId,
    /// Upper left and size.
    pub(crate) place: [At; 2],
    /// Page index.
    pub(crate) page: usize,
    /// In words.
    pub(crate) alt: String,
}

/// A page.
#[derive(Debug)]
pub(crate) struct Page {
    /// Paper.
    pub(crate) paper: Paper,
    /// Name of its section, for its frame.
    pub(crate) section: String,
    /// Shapes with the node each belongs to, in reading order.
    pub(crate) shapes: Vec<(NodeId, Shape)>,
    /// Links.
    pub(crate) links: Vec<Link>,
}

/// A bookmark.
#[derive(Debug)]
pub(crate) struct Bookmark {
    /// 1 for sections.
    pub(crate) level: u16,
    /// Its words.
    pub(crate) title: String,
    /// Page index.
    pub(crate) page: usize,
    /// Height on the page, points from the top.
    pub(crate) y: f32,
}

/// The submittal while it is laid out.
#[derive(Debug)]
pub(crate) struct Document {
    /// Pages.
    pub(crate) pages: Vec<Page>,
    /// Structure.
    pub(crate) nodes: Vec<Node>,
    /// Bookmarks.
    pub(crate) bookmarks: Vec<Bookmark>,
}

impl Document {
    pub(crate) fn new() -> Self {
        let root = || Node {
            role: Role::Root,
            children: Vec::new(),
        };
        Self {
            pages: Vec::new(),
            nodes: vec![root(), root()],
            bookmarks: Vec::new(),
        }
    }

    /// Starts a page and gives its index.
    pub(crate) fn page(&mut self, paper: Paper, section: &str) -> Result<usize, ReportError> {
        if self.pages.len() == MOST_PAGES {
            return Err(ReportError::TooLong { limit: MOST_PAGES });
        }
        self.pages.push(Page {
            paper,
            section: section.to_owned(),
            shapes: Vec::new(),
            links: Vec::new(),
        });
        Ok(self.pages.len() - 1)
    }

    /// Adds a node to a parent.
    pub(crate) fn node(&mut self, parent: NodeId, role: Role) -> NodeId {
        self.nodes.push(Node {
            role,
            children: Vec::new(),
        });
        let id = self.nodes.len() - 1;
        self.nodes[parent].children.push(id);
        id
    }

    /// Draws a shape that belongs to a node.
    pub(crate) fn draw(&mut self, page: usize, node: NodeId, shape: Shape) {
        self.pages[page].shapes.push((node, shape));
    }

    /// Places a drawing as a figure with its alternative text.
    pub(crate) fn figure(&mut self, page: usize, parent: NodeId, at: At, drawing: Drawing) {
        let place = [at, drawing.size];
        let node = self.node(
            parent,
            Role::Figure {
                alt: drawing.alt,
                page,
                place,
            },
        );
        let shapes = drawing.layers.into_iter().flat_map(|l| l.shapes);
        self.pages[page]
            .shapes
            .extend(shapes.map(|s| (node, s.moved(at))));
    }

    /// Adds a heading's bookmark.
    pub(crate) fn bookmark(&mut self, level: u16, title: &str, page: usize, y: f32) {
        self.bookmarks.push(Bookmark {
            level,
            title: title.to_owned(),
            page,
            y,
        });
    }
}

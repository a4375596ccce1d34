//! The windows of a sheet's layouts on its model space: what scale each is drawn at.

use serde::{Deserialize, Serialize};

use crate::sheet::{Handle, Point, Shape, Sheet};

/// A viewport that shows model space.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ViewportWindow {
    /// Tab name of the layout.
    pub layout: String,
    /// The viewport's handle.
    pub handle: Handle,
    /// Paper over model: 1/48 where a quarter inch of paper shows a foot of a model in inches.
    pub scale: f64,
    /// Middle of what is seen, in model space.
    pub center: Point,
    /// Width and height of what is seen, in model space, along the twisted axes.
    pub size: [f64; 2],
    /// Twist of the view, radians.
    pub twist: f64,
    /// Indices of layers frozen in it.
    pub frozen: Vec<u32>,
}

/// The viewports of every layout that are switched on and show something, in drawing order.
#[must_use]
pub fn viewports(sheet: &Sheet) -> Vec<ViewportWindow> {
    let mut out = Vec::new();
    for layout in &sheet.layouts {
        for entity in &layout.entities {
            let Shape::Viewport {
                size,
                view_center,
                view_height,
                twist,
                frozen,
                on: true,
                ..
            } = &entity.shape
            else {
                continue;
            };
            let scale = size[1] / view_height;
            if !(scale.is_finite() && scale > 0.0 && size[0] > 0.0) {
                continue;
            }
            out.push(ViewportWindow {
                layout: layout.name.clone(),
                handle: entity.handle,
                scale,
                center: *view_center,
                size: [size[0] / scale, *view_height],
                twist: *twist,
                frozen: frozen.clone(),
            });
        }
    }
    out
}

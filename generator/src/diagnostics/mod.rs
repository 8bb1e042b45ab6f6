//! What the author of a spec is told: problems with their places, and how they are shown to people and
//! to machines. No rule of the spec language lives here; stages that know one report it here.

mod code;
mod nearest;
mod problem;
mod render;

pub use code::{Code, Severity};
pub use nearest::nearest;
pub use problem::{Help, Place, Problem, Problems};
pub use render::render;

//! What the author of a spec is told: problems with their places, and how they are shown to people and
//! to machines. No rule of the spec language lives here; stages that know one report it here.

mod certainty;
mod code;
mod excerpt;
mod json;
mod paint;
mod problem;
mod render;
mod width;

pub use actiongen_runtime::nearest::nearest;
pub use certainty::unmistakable;
pub use code::{Code, GROUPS, Severity};
pub use json::{to_json, to_json_lines};
pub use problem::{Help, MAX_PER_FILE, Place, Problem, Problems, Replacement};
pub use render::{render, render_problem, summary};

#[cfg(test)]
pub(crate) mod tests;

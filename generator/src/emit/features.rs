//! The cargo features of a generated crate: one for each resource, and those that it needs.

use std::fmt::Write;

use crate::model::Api;
use crate::output::OutputSet;

/// Adds the block of features in the `Cargo.toml` that is otherwise written by hand.
pub fn emit(api: &Api, out: &mut OutputSet) {
    let names: Vec<&str> = api.resources.iter().map(|resource| resource.name.as_str()).collect();
    let mut text = String::from("default = [\"reqwest\"");
    for name in &names {
        let _ = write!(text, ", \"{name}\"");
    }
    text.push_str("]\n");
    for resource in &api.resources {
        let uses: Vec<String> = resource.uses.iter().map(|place| format!("\"{}\"", names[*place])).collect();
        let _ = writeln!(text, "{} = [{}]", resource.name, uses.join(", "));
    }
    out.region("Cargo.toml", text);
}

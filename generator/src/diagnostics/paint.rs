//! Colour for terminals, or none.

/// What a piece of a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Error,
    Warning,
    /// Line numbers, frames, and marks that explain.
    Frame,
    Strong,
}

/// Paints, or leaves text as it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Paint {
    pub colour: bool,
}

impl Paint {
    pub fn text(self, style: Style, text: &str) -> String {
        if !self.colour || text.is_empty() {
            return text.to_owned();
        }
        let code = match style {
            Style::Error => "\u{1b}[1;31m",
            Style::Warning => "\u{1b}[1;33m",
            Style::Frame => "\u{1b}[1;34m",
            Style::Strong => "\u{1b}[1m",
        };
        format!("{code}{text}\u{1b}[0m")
    }
}

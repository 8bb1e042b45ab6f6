//! The text that is printed, line by line.

/// The longest line, in bytes, as the printer counts.
pub const WIDTH: usize = 89;

/// Lines of Rust, and the one that is being written.
#[derive(Default)]
pub struct Lines {
    /// All of it.
    pub text: String,
    /// Where the line begins.
    line: usize,
    /// How deep it is indented, in spaces.
    pub indent: usize,
}

/// Where a lines can be taken back to.
#[derive(Clone, Copy)]
pub struct Mark {
    text: usize,
    line: usize,
    indent: usize,
}

impl Lines {
    /// Begins a line.
    pub fn begin(&mut self) {
        self.line = self.text.len();
        self.text.extend(std::iter::repeat_n(' ', self.indent));
    }

    /// How long the line is.
    pub fn width(&self) -> usize {
        self.text.len() - self.line
    }

    /// Ends a line that fits.
    pub fn end(&mut self) -> Option<()> {
        let fits = self.width() <= WIDTH;
        self.text.push('\n');
        fits.then_some(())
    }

    /// Ends a line, and makes what follows stand further in.
    pub fn open(&mut self, bracket: char) -> Option<()> {
        self.text.push(bracket);
        self.end()?;
        self.indent += 4;
        Some(())
    }

    /// Begins a line further out, with what ends what was opened.
    pub fn close(&mut self, bracket: char) {
        self.indent -= 4;
        self.begin();
        self.text.push(bracket);
    }

    /// Where it is.
    pub fn mark(&self) -> Mark {
        Mark { text: self.text.len(), line: self.line, indent: self.indent }
    }

    /// Goes back to where it was.
    pub fn back_to(&mut self, mark: Mark) {
        self.text.truncate(mark.text);
        self.line = mark.line;
        self.indent = mark.indent;
    }
}

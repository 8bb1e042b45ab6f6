//! Lines of a file with marks under the places that matter.

use super::paint::{Paint, Style};
use super::width::{self, Cell};
use crate::source::{SourceFile, Span};

/// Columns of a line that are shown at most.
const MAX_COLUMNS: usize = 120;

/// Columns that are shown before the first mark of a line that is cut.
const BEFORE: usize = 40;

/// A place to be marked.
pub(super) struct Mark<'p> {
    pub span: Span,
    pub label: &'p str,
    /// The place of the problem itself; others explain it.
    pub primary: bool,
}

/// A mark on its line: columns are those of the line as it is shown.
struct Placed<'p> {
    from: usize,
    to: usize,
    label: &'p str,
    primary: bool,
}

/// The lines of one file that have marks.
pub(super) struct Excerpt<'s> {
    pub file: &'s SourceFile,
    /// Columns that line numbers take.
    pub gutter: usize,
    pub paint: Paint,
    /// Colour of the problem's own marks.
    pub style: Style,
}

impl Excerpt<'_> {
    /// Writes the lines, in order. Between lines that are not neighbours stands `...`, or the one line that
    /// would be left out.
    pub fn write(&self, marks: &[Mark<'_>], out: &mut String) {
        let mut lines: Vec<u32> = marks.iter().map(|mark| self.line_of(mark)).collect();
        lines.sort_unstable();
        lines.dedup();
        self.empty(out);
        let mut before: Option<u32> = None;
        for line in lines {
            match before {
                Some(last) if line == last + 2 => self.code(last + 1, &[], out),
                Some(last) if line > last + 2 => {
                    out.push_str(&self.paint.text(Style::Frame, "..."));
                    out.push('\n');
                }
                _ => {}
            }
            let here: Vec<&Mark<'_>> = marks.iter().filter(|mark| self.line_of(mark) == line).collect();
            self.code(line, &here, out);
            before = Some(line);
        }
    }

    fn line_of(&self, mark: &Mark<'_>) -> u32 {
        self.file.position(mark.span.start).line
    }

    /// A line, and below it its marks.
    fn code(&self, number: u32, marks: &[&Mark<'_>], out: &mut String) {
        let range = self.file.line_range(number);
        let cells = width::cells(self.file.line(number));
        let mut placed: Vec<Placed<'_>> = marks
            .iter()
            .map(|mark| {
                let from = width::column(&cells, (mark.span.start - range.start) as usize);
                // What goes on in the next line is marked to the end of this one.
                let stop = mark.span.end.min(range.end).max(mark.span.start) - range.start;
                let to = width::column(&cells, stop as usize);
                Placed { from, to: to.max(from + 1), label: mark.label, primary: mark.primary }
            })
            .collect();
        placed.sort_by_key(|mark| (mark.from, mark.primary));
        let shown = window(&cells, &mut placed);
        let number = format!(" {number:>width$} |", width = self.gutter);
        out.push_str(&self.paint.text(Style::Frame, &number));
        if !shown.is_empty() {
            out.push(' ');
            out.push_str(&shown);
        }
        out.push('\n');
        self.marks(&placed, out);
    }

    /// The row of carets, and the labels that do not fit behind it.
    fn marks(&self, placed: &[Placed<'_>], out: &mut String) {
        let Some(last) = placed.last() else { return };
        let columns = placed.iter().map(|mark| mark.to).max().unwrap_or(0);
        // Where marks overlap, that of the problem itself is on top.
        let mut row: Vec<Option<bool>> = vec![None; columns];
        for mark in placed {
            for cell in &mut row[mark.from..mark.to] {
                *cell = Some(mark.primary || *cell == Some(true));
            }
        }
        self.margin(out);
        let mut column = 0;
        while column < columns {
            let kind = row[column];
            let run = row[column..].iter().take_while(|cell| **cell == kind).count();
            match kind {
                None => out.push_str(&" ".repeat(run)),
                Some(true) => out.push_str(&self.paint.text(self.style, &"^".repeat(run))),
                Some(false) => out.push_str(&self.paint.text(Style::Frame, &"-".repeat(run))),
            }
            column += run;
        }
        if !last.label.is_empty() {
            out.push(' ');
            out.push_str(&self.label(last));
        }
        out.push('\n');
        let mut hanging: Vec<&Placed<'_>> =
            placed[..placed.len() - 1].iter().filter(|mark| !mark.label.is_empty()).collect();
        if !hanging.is_empty() {
            self.bars(&hanging, None, out);
        }
        while let Some(mark) = hanging.pop() {
            self.bars(&hanging, Some(mark), out);
        }
    }

    /// A row of bars that lead down to labels, and one label at the end of them.
    fn bars(&self, hanging: &[&Placed<'_>], label: Option<&Placed<'_>>, out: &mut String) {
        self.margin(out);
        let mut column = 0;
        for mark in hanging {
            // Two marks may begin at one place; one bar is enough for both.
            if mark.from >= column && label.is_none_or(|label| label.from > mark.from) {
                out.push_str(&" ".repeat(mark.from - column));
                out.push_str(&self.paint.text(self.style_of(mark), "|"));
                column = mark.from + 1;
            }
        }
        if let Some(mark) = label {
            out.push_str(&" ".repeat(mark.from.saturating_sub(column)));
            out.push_str(&self.label(mark));
        }
        out.push('\n');
    }

    fn label(&self, mark: &Placed<'_>) -> String {
        let text = width::printable(mark.label).replace('\n', " ");
        self.paint.text(self.style_of(mark), &text)
    }

    fn style_of(&self, mark: &Placed<'_>) -> Style {
        if mark.primary { self.style } else { Style::Frame }
    }

    /// The frame of a line without a number.
    pub fn empty(&self, out: &mut String) {
        let frame = format!("{:width$} |", "", width = self.gutter + 1);
        out.push_str(&self.paint.text(Style::Frame, &frame));
        out.push('\n');
    }

    fn margin(&self, out: &mut String) {
        let frame = format!("{:width$} |", "", width = self.gutter + 1);
        out.push_str(&self.paint.text(Style::Frame, &frame));
        out.push(' ');
    }
}

/// The part of a line that is shown. A line that is too long is cut around its marks, which move with it.
fn window(cells: &[Cell], placed: &mut [Placed<'_>]) -> String {
    let all = width::end(cells);
    if all <= MAX_COLUMNS {
        return cells.iter().map(|cell| cell.shown).collect::<String>().trim_end().to_owned();
    }
    let first = placed.iter().map(|mark| mark.from).min().unwrap_or(0);
    let last = placed.iter().map(|mark| mark.to).max().unwrap_or(0);
    // The problem itself has to be in sight; what explains it, if there is room.
    let first = if last - first > MAX_COLUMNS - BEFORE {
        let primary = placed.iter().find(|mark| mark.primary);
        primary.map_or(first, |mark| mark.from)
    } else {
        first
    };
    let from = if last <= MAX_COLUMNS { 0 } else { first.saturating_sub(BEFORE) };
    let to = from + MAX_COLUMNS;
    let mut shown = String::new();
    let mut start = from;
    if from > 0 {
        shown.push('…');
        start = from - 1;
    }
    for cell in cells {
        if cell.column >= from && cell.column + cell.width <= to {
            shown.push(cell.shown);
        }
    }
    if to < all {
        shown.push('…');
    }
    for mark in placed {
        let clamp = |column: usize| column.clamp(start, to) - start;
        mark.from = clamp(mark.from);
        mark.to = clamp(mark.to).max(mark.from + 1);
    }
    shown
}

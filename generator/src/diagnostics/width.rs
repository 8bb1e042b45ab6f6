//! How a line of a spec looks on a terminal: which characters are shown, and how many columns each takes.
//! The ranges follow Unicode's East Asian Width (W and F) and the marks that combine; they are coarse, and
//! only the alignment of carets depends on them.

use crate::source::is_bidi;

/// Columns between two stops of a tab, as it is shown.
const TAB: usize = 4;

/// What stands for a character that must not reach a terminal.
const REPLACEMENT: char = '\u{FFFD}';

/// A character as it is shown.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell {
    /// Byte of the line at which it stands.
    pub byte: usize,
    /// Column at which it begins, from 0.
    pub column: usize,
    /// Columns it takes: 0, 1 or 2.
    pub width: usize,
    pub shown: char,
}

/// The cells of a line; a tab makes several.
pub(super) fn cells(line: &str) -> Vec<Cell> {
    let mut cells = Vec::with_capacity(line.len());
    let mut column = 0;
    for (byte, c) in line.char_indices() {
        let (shown, times) = match c {
            '\t' => (' ', TAB),
            c => (visible(c), 1),
        };
        for _ in 0..times {
            let width = width(shown);
            cells.push(Cell { byte, column, width, shown });
            column += width;
        }
    }
    cells
}

/// The column at which a byte of the line stands; that behind the last character if the line ends before.
pub(super) fn column(cells: &[Cell], byte: usize) -> usize {
    let index = cells.partition_point(|cell| cell.byte < byte);
    match cells.get(index) {
        Some(cell) => cell.column,
        None => end(cells),
    }
}

/// The column behind the last character.
pub(super) fn end(cells: &[Cell]) -> usize {
    cells.last().map_or(0, |cell| cell.column + cell.width)
}

/// Text with nothing in it that could move the cursor, colour the screen or turn the writing direction.
pub(super) fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c == '\n' || visible(c) == c {
            out.push(c);
        } else {
            out.extend(c.escape_unicode());
        }
    }
    out
}

fn visible(c: char) -> char {
    let separates = matches!(c, '\u{2028}' | '\u{2029}' | '\u{FEFF}');
    if c.is_control() || is_bidi(c) || separates { REPLACEMENT } else { c }
}

fn width(c: char) -> usize {
    let c = u32::from(c);
    if c < 0x300 {
        return 1;
    }
    if is_in(&ZERO, c) {
        0
    } else if is_in(&WIDE, c) {
        2
    } else {
        1
    }
}

fn is_in(ranges: &[(u32, u32)], c: u32) -> bool {
    let index = ranges.partition_point(|(_, last)| *last < c);
    ranges.get(index).is_some_and(|(first, _)| *first <= c)
}

const ZERO: [(u32, u32); 30] = [
    (0x0300, 0x036F),
    (0x0483, 0x0489),
    (0x0591, 0x05BD),
    (0x05BF, 0x05BF),
    (0x05C1, 0x05C2),
    (0x05C4, 0x05C5),
    (0x0610, 0x061A),
    (0x064B, 0x065F),
    (0x0670, 0x0670),
    (0x06D6, 0x06DC),
    (0x06DF, 0x06E4),
    (0x06E7, 0x06E8),
    (0x06EA, 0x06ED),
    (0x093C, 0x093C),
    (0x0941, 0x0948),
    (0x094D, 0x094D),
    (0x0E31, 0x0E31),
    (0x0E34, 0x0E3A),
    (0x0E47, 0x0E4E),
    (0x1160, 0x11FF),
    (0x1AB0, 0x1AFF),
    (0x1DC0, 0x1DFF),
    (0x200B, 0x200D),
    (0x2060, 0x2064),
    (0x20D0, 0x20F0),
    (0x302A, 0x302D),
    (0x3099, 0x309A),
    (0xFE00, 0xFE0F),
    (0xFE20, 0xFE2F),
    (0xE0100, 0xE01EF),
];

const WIDE: [(u32, u32); 29] = [
    (0x1100, 0x115F),
    (0x231A, 0x231B),
    (0x23E9, 0x23EC),
    (0x2614, 0x2615),
    (0x2648, 0x2653),
    (0x26A1, 0x26A1),
    (0x26BD, 0x26BE),
    (0x26D4, 0x26D4),
    (0x2705, 0x2705),
    (0x270A, 0x270B),
    (0x2728, 0x2728),
    (0x274C, 0x274C),
    (0x2753, 0x2757),
    (0x2795, 0x2797),
    (0x2B50, 0x2B50),
    (0x2E80, 0x303E),
    (0x3041, 0x33FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0xA4CF),
    (0xA960, 0xA97F),
    (0xAC00, 0xD7A3),
    (0xF900, 0xFAFF),
    (0xFE30, 0xFE6F),
    (0xFF01, 0xFF60),
    (0xFFE0, 0xFFE6),
    (0x1F300, 0x1F64F),
    (0x1F680, 0x1F6FF),
    (0x1F900, 0x1FAFF),
    (0x20000, 0x3FFFD),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_those_of_a_terminal() {
        // (line, columns)
        let table = [
            ("abc", 3),
            ("Zoë", 3),
            ("Zoe\u{308}", 3),
            ("日本", 4),
            ("한", 2),
            ("🎉", 2),
            ("\ta", 5),
            ("ａ", 2),
            ("a\u{200B}b", 2),
        ];
        for (line, columns) in table {
            assert_eq!(end(&cells(line)), columns, "{line:?}");
        }
        let line = "日本: x";
        let at = line.find('x').expect("stands in the line");
        assert_eq!(column(&cells(line), at), 6);
    }

    #[test]
    fn tables_are_in_order() {
        for table in [ZERO.as_slice(), WIDE.as_slice()] {
            assert!(table.iter().all(|(first, last)| first <= last));
            assert!(table.windows(2).all(|pair| pair[0].1 < pair[1].0));
        }
    }

    #[test]
    fn nothing_reaches_the_terminal_that_moves_it() {
        assert_eq!(printable("a\u{1b}[2Jb\u{202E}c\nd"), "a\\u{1b}[2Jb\\u{202e}c\nd");
        let shown: String = cells("a\u{1b}\u{202E}b").iter().map(|cell| cell.shown).collect();
        assert_eq!(shown, "a\u{FFFD}\u{FFFD}b");
    }
}

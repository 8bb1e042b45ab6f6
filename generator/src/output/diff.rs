//! The difference between two texts, line by line, for people.

use std::fmt::Write;

/// Lines shown before and after a change.
const CONTEXT: usize = 3;

/// The most cells of the table that finds what two texts have in common. Beyond that the whole changed part
/// is shown as removed and added.
const MAX_CELLS: usize = 4_000_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Edit {
    Keep,
    Remove,
    Add,
}

/// A unified diff from `old` to `new` of the file `path`, cut after `max_lines` lines with a note. Empty if the
/// texts are equal.
pub(super) fn unified(path: &str, old: &str, new: &str, max_lines: usize) -> String {
    // With their line breaks, so that texts that differ in those alone still differ.
    let before: Vec<&str> = old.split_inclusive('\n').collect();
    let after: Vec<&str> = new.split_inclusive('\n').collect();
    let mut lines = vec![format!("--- {path}"), format!("+++ {path} (generated)")];
    for hunk in hunks(&edits(&before, &after)) {
        hunk.render(&before, &after, &mut lines);
    }
    if lines.len() == 2 {
        return String::new();
    }
    let mut text = String::new();
    for line in lines.iter().take(max_lines) {
        text.push_str(line);
        text.push('\n');
    }
    let more = lines.len().saturating_sub(max_lines);
    if more > 0 {
        // Writing to a String does not fail.
        let _ = writeln!(text, "… {more} more lines");
    }
    text
}

/// The edits that lead from `a` to `b`, in order.
fn edits(a: &[&str], b: &[&str]) -> Vec<Edit> {
    let head = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[head..], &b[head..]);
    let tail = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[..a.len() - tail], &b[..b.len() - tail]);
    let mut edits = vec![Edit::Keep; head];
    edits.extend(shortest(a, b).unwrap_or_else(|| {
        let removed = a.iter().map(|_| Edit::Remove);
        removed.chain(b.iter().map(|_| Edit::Add)).collect()
    }));
    edits.extend(std::iter::repeat_n(Edit::Keep, tail));
    edits
}

/// The edits that keep the longest common subsequence; none if the texts are too large for the table.
fn shortest(a: &[&str], b: &[&str]) -> Option<Vec<Edit>> {
    let width = b.len() + 1;
    if (a.len() + 1).saturating_mul(width) > MAX_CELLS {
        return None;
    }
    // common[x * width + y]: how many lines a[x..] and b[y..] have in common.
    let mut common = vec![0u32; (a.len() + 1) * width];
    for x in (0..a.len()).rev() {
        for y in (0..b.len()).rev() {
            let here = x * width + y;
            common[here] = if a[x] == b[y] {
                common[here + width + 1] + 1
            } else {
                common[here + width].max(common[here + 1])
            };
        }
    }
    let (mut x, mut y) = (0, 0);
    let mut edits = Vec::with_capacity(a.len() + b.len());
    while x < a.len() || y < b.len() {
        let here = x * width + y;
        let edit = if y == b.len() {
            Edit::Remove
        } else if x == a.len() {
            Edit::Add
        } else if a[x] == b[y] {
            Edit::Keep
        } else if common[here + width] >= common[here + 1] {
            Edit::Remove
        } else {
            Edit::Add
        };
        x += usize::from(edit != Edit::Add);
        y += usize::from(edit != Edit::Remove);
        edits.push(edit);
    }
    Some(edits)
}

/// A run of edits with the unchanged lines around it, and where it starts in both texts.
struct Hunk<'a> {
    edits: &'a [Edit],
    before: usize,
    after: usize,
}

/// The edits in groups: changes with up to [`CONTEXT`] lines around them, near ones together.
fn hunks(edits: &[Edit]) -> Vec<Hunk<'_>> {
    let mut ranges: Vec<std::ops::Range<usize>> = Vec::new();
    for at in (0..edits.len()).filter(|&at| edits[at] != Edit::Keep) {
        let (start, end) = (at.saturating_sub(CONTEXT), (at + 1 + CONTEXT).min(edits.len()));
        match ranges.last_mut() {
            Some(last) if start <= last.end => last.end = end,
            _ => ranges.push(start..end),
        }
    }
    let (mut at, mut before, mut after) = (0, 0, 0);
    let mut hunks = Vec::new();
    for range in ranges {
        let (removed, added) = lines_of(&edits[at..range.start]);
        (before, after) = (before + removed, after + added);
        hunks.push(Hunk { edits: &edits[range.clone()], before, after });
        let (removed, added) = lines_of(&edits[range.clone()]);
        (before, after) = (before + removed, after + added);
        at = range.end;
    }
    hunks
}

/// How many lines of the old and of the new text the edits cover.
fn lines_of(edits: &[Edit]) -> (usize, usize) {
    let count = |other| edits.iter().filter(|&&edit| edit != other).count();
    (count(Edit::Add), count(Edit::Remove))
}

impl Hunk<'_> {
    fn render(&self, before: &[&str], after: &[&str], lines: &mut Vec<String>) {
        let (removed, added) = lines_of(self.edits);
        // A range of no lines names the line before it.
        let start = |at, count| if count == 0 { at } else { at + 1 };
        lines.push(format!(
            "@@ -{},{removed} +{},{added} @@",
            start(self.before, removed),
            start(self.after, added)
        ));
        let (mut x, mut y) = (self.before, self.after);
        for edit in self.edits {
            let (sign, line) = match edit {
                Edit::Keep => (' ', before[x]),
                Edit::Remove => ('-', before[x]),
                Edit::Add => ('+', after[y]),
            };
            x += usize::from(*edit != Edit::Add);
            y += usize::from(*edit != Edit::Remove);
            lines.push(format!("{sign}{}", visible(line)));
        }
    }
}

/// A line without its line break; where that is not the usual one, it is shown.
fn visible(line: &str) -> String {
    match line.strip_suffix('\n') {
        Some(line) => line.strip_suffix('\r').map_or(line.to_owned(), |line| format!("{line}\\r")),
        None => format!("{line} (no line break at the end)"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_changes_with_their_surroundings() {
        let old = "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl\n";
        let new = "a\nb\nc\nd\nE\nf\ng\nh\ni\nj\nk\nl\nm\n";
        let expected = "\
--- x.md
+++ x.md (generated)
@@ -2,7 +2,7 @@
 b
 c
 d
-e
+E
 f
 g
 h
@@ -10,3 +10,4 @@
 j
 k
 l
+m
";
        assert_eq!(unified("x.md", old, new, 100), expected);
    }

    #[test]
    fn near_changes_share_a_hunk_and_kept_lines_are_found() {
        let diff = unified("x", "1\n2\n3\n4\n5\n", "0\n1\n3\n4\nfive\n", 100);
        assert_eq!(diff, "--- x\n+++ x (generated)\n@@ -1,5 +1,5 @@\n+0\n 1\n-2\n 3\n 4\n-5\n+five\n");
    }

    #[test]
    fn line_breaks_and_an_emptied_text_are_seen() {
        let table = [
            ("a\r\n", "a\n", "@@ -1,1 +1,1 @@\n-a\\r\n+a\n"),
            ("a", "a\n", "@@ -1,1 +1,1 @@\n-a (no line break at the end)\n+a\n"),
            ("", "a\n", "@@ -0,0 +1,1 @@\n+a\n"),
            ("a\n", "", "@@ -1,1 +0,0 @@\n-a\n"),
        ];
        for (old, new, expected) in table {
            let diff = unified("x", old, new, 100);
            assert_eq!(diff, format!("--- x\n+++ x (generated)\n{expected}"));
        }
        assert_eq!(unified("x", "a\n", "a\n", 100), "");
    }

    #[test]
    fn a_long_diff_is_cut_and_a_hopeless_one_shown_whole() {
        let old: String = (0..3000).map(|n| format!("old {n}\n")).collect();
        let new: String = (0..3000).map(|n| format!("new {n}\n")).collect();
        let diff = unified("x", &old, &new, 10);
        assert_eq!(diff.lines().count(), 11);
        assert!(diff.ends_with("… 5993 more lines\n"), "{diff}");
    }
}

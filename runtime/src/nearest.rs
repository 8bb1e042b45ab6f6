//! "Did you mean": the known word that is nearest to one that is not known.
//!
//! Case does not count, nor does how the parts of a word are separated: `maxLength`, `max-length` and `max_length` are
//! the same word.

/// The nearest of `known`, if one is near enough to be what was meant.
///
/// A third of the letters may be wrong, as in rustc; so a word of one letter is near nothing. Two letters that changed
/// places are one mistake. The first of equals wins, so the order of `known` decides.
pub fn nearest<'k, S: AsRef<str> + ?Sized + 'k>(
    word: &str,
    known: impl IntoIterator<Item = &'k S>,
) -> Option<&'k str> {
    let word = Folded::new(word);
    // A word of hostile length is not worth a table.
    if word.0.is_empty() || word.0.len() > MAX_LETTERS {
        return None;
    }
    let mut best: Option<(usize, &'k str)> = None;
    for candidate in known.into_iter().map(AsRef::as_ref) {
        let folded = Folded::new(candidate);
        let longest = word.0.len().max(folded.0.len());
        if longest > MAX_LETTERS {
            continue;
        }
        let slips = word.slips(&folded);
        if slips <= longest / 3 && best.is_none_or(|(fewest, _)| slips < fewest) {
            best = Some((slips, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// The most letters of a word that a neighbour is looked for.
const MAX_LETTERS: usize = 64;

/// A word as it is compared: its letters in lower case, without separators.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folded(Vec<char>);

impl Folded {
    /// The letters of a word.
    pub fn new(word: &str) -> Self {
        let lower = word.chars().flat_map(char::to_lowercase);
        Self(lower.filter(|c| !matches!(c, '_' | '-' | ' ')).collect())
    }

    /// How many letters there are.
    pub fn letters(&self) -> usize {
        self.0.len()
    }

    /// Letters added, left out, changed, or swapped with their neighbour.
    pub fn slips(&self, other: &Self) -> usize {
        let (a, b) = (&self.0, &other.0);
        let mut before: Vec<usize> = Vec::new();
        let mut last: Vec<usize> = (0..=b.len()).collect();
        for (i, x) in a.iter().enumerate() {
            let mut row = vec![i + 1];
            for (j, y) in b.iter().enumerate() {
                let mut slips = (last[j] + usize::from(x != y)).min(last[j + 1] + 1).min(row[j] + 1);
                if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                    slips = slips.min(before[j - 1] + 1);
                }
                row.push(slips);
            }
            before = std::mem::replace(&mut last, row);
        }
        last[b.len()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: [&str; 7] = ["type", "required", "nullable", "length", "range", "items", "doc"];

    #[test]
    fn slips_of_the_hand_find_their_word() {
        for (slip, word) in [
            ("requried", "required"),
            ("Required", "required"),
            ("lenght", "length"),
            ("typ", "type"),
            ("tpye", "type"),
            ("item", "items"),
            ("docs", "doc"),
            ("is-required", "required"),
        ] {
            assert_eq!(nearest(slip, KEYS), Some(word), "{slip}");
        }
        let fields = ["email", "first_name", "last_name", "id:in", "id"];
        for (slip, field) in [("emial", "email"), ("firstname", "first_name"), ("fist_nmae", "first_name"), ("id:inn", "id:in")]
        {
            assert_eq!(nearest(slip, fields), Some(field), "{slip}");
        }
    }

    #[test]
    fn strangers_find_nothing() {
        for word in ["", "x", "_", "pattern", "zzzzzz", "日本"] {
            assert_eq!(nearest(word, KEYS), None, "{word}");
        }
        assert_eq!(nearest(&"x".repeat(1_000_000), KEYS), None);
        assert_eq!(nearest("x", [&*"x".repeat(1_000_000)]), None);
    }

    #[test]
    fn the_first_of_equals_wins() {
        assert_eq!(nearest("cat", ["bat", "hat"]), Some("bat"));
        assert_eq!(nearest("hat", ["bat", "hat"]), Some("hat"));
    }
}

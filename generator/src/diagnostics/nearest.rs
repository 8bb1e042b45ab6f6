//! "Did you mean": the known word that is nearest to one that is not known.

/// The nearest of `known`, if one is near enough to be what was meant. Case does not count; two letters
/// that changed places are one mistake. The first of equals wins, so the order of `known` decides.
pub fn nearest<'a, I, S>(word: &str, known: I) -> Option<&'a str>
where
    I: IntoIterator<Item = &'a S>,
    S: AsRef<str> + ?Sized + 'a,
{
    let word: Vec<char> = fold(word);
    // A word of hostile length is not worth a table.
    if word.is_empty() || word.len() > 64 {
        return None;
    }
    let mut best: Option<(usize, &'a str)> = None;
    for candidate in known {
        let candidate = candidate.as_ref();
        let folded = fold(candidate);
        if folded.len() > 64 {
            continue;
        }
        // A third of the letters may be wrong, as in rustc; a word of one letter has no neighbour but itself.
        let limit = word.len().max(folded.len()) / 3;
        let distance = distance(&word, &folded);
        if distance <= limit && best.is_none_or(|(found, _)| distance < found) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Whether `near` is the only one of `known` that can have been meant by `word`: nothing but case, hyphens or one slip
/// lies between them, in letters and not in digits, and any other known word is further away than two slips.
pub fn unmistakable(word: &str, near: &str, known: &[&str]) -> bool {
    let digits = |word: &str| word.chars().filter(char::is_ascii_digit).collect::<String>();
    let (folded, wanted) = (fold(word), fold(near));
    if folded.len() > 64 || digits(word) != digits(near) {
        return false;
    }
    let others = || known.iter().filter(|other| **other != near).map(|other| fold(other));
    if folded == wanted {
        return others().all(|other| other != folded);
    }
    folded.len().max(wanted.len()) >= 4
        && distance(&folded, &wanted) == 1
        && others().all(|other| distance(&folded, &other) > 2)
}

/// Small letters, and one way to separate words: `maxLength`, `max-length` and `max_length` are one.
fn fold(word: &str) -> Vec<char> {
    word.chars().flat_map(char::to_lowercase).filter(|c| !matches!(c, '_' | '-' | ' ')).collect()
}

/// Edit distance with insertions, deletions, substitutions and swaps of neighbours.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let mut cost = (last[j] + usize::from(x != y)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                cost = cost.min(before[j - 1] + 1);
            }
            row.push(cost);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: [&str; 7] = ["type", "required", "nullable", "length", "range", "items", "doc"];

    #[test]
    fn slips_find_their_word() {
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
            assert_eq!(nearest(slip, &KEYS), Some(word), "{slip}");
        }
    }

    #[test]
    fn strangers_find_nothing() {
        for word in ["", "x", "pattern", "zzzzzz", "日本"] {
            assert_eq!(nearest(word, &KEYS), None, "{word}");
        }
        assert_eq!(nearest(&"x".repeat(10_000), &KEYS), None);
    }

    #[test]
    fn a_slip_is_certain_where_nothing_else_is_near() {
        for (word, near) in
            [("requried", "required"), ("typ", "type"), ("Type", "type"), ("is-type", "is_type")]
        {
            assert!(unmistakable(word, near, &[&KEYS[..], &["is_type"]].concat()), "{word}");
        }
        // Two slips, a short word, another one as near, a digit.
        assert!(!unmistakable("reqiured_", "require", &KEYS));
        assert!(!unmistakable("dc", "doc", &KEYS));
        assert!(!unmistakable("PUST", "POST", &["POST", "PUT"]));
        assert!(!unmistakable("int64", "int32", &["int", "int32"]));
        assert!(!unmistakable("ipv5", "ipv4", &["ipv4"]));
    }

    #[test]
    fn the_first_of_equals_wins() {
        assert_eq!(nearest("cat", &["bat", "hat"]), Some("bat"));
        assert_eq!(nearest("hat", &["bat", "hat"]), Some("hat"));
    }
}

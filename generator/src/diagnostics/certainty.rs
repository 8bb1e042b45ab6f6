//! "Did you mean": whether a known word is certain to have been meant by one that is not known.

use actiongen_runtime::nearest::Folded;

/// Whether `near` is the only one of `known` that can have been meant by `word`: nothing but case, hyphens or one slip
/// lies between them, in letters and not in digits, and any other known word is further away than two slips.
pub fn unmistakable(word: &str, near: &str, known: &[&str]) -> bool {
    let digits = |word: &str| word.chars().filter(char::is_ascii_digit).collect::<String>();
    let (folded, wanted) = (Folded::new(word), Folded::new(near));
    if folded.letters() > 64 || digits(word) != digits(near) {
        return false;
    }
    let others = || known.iter().filter(|other| **other != near).map(|other| Folded::new(other));
    if folded == wanted {
        return others().all(|other| other != folded);
    }
    folded.letters().max(wanted.letters()) >= 4
        && folded.slips(&wanted) == 1
        && others().all(|other| folded.slips(&other) > 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: [&str; 7] = ["type", "required", "nullable", "length", "range", "items", "doc"];

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
}

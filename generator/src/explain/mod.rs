//! A page for each code of a message: what it means, a wrong and a right example, and why it is a mistake. The
//! pages stand in `pages/`, a Markdown file a code, and are a part of the program.
//!
//! Their examples are run by a test of the workspace, so that a page cannot say what `check` does not.

use crate::diagnostics::{Code, GROUPS, nearest};

/// The page of a code as somebody typed it, in either case.
///
/// # Errors
/// An [`UnknownCode`] that names the nearest one.
pub fn page(code: &str) -> Result<&'static str, UnknownCode> {
    find(code).map(Code::page)
}

/// The code that somebody typed, in either case.
///
/// # Errors
/// An [`UnknownCode`] that names the nearest one.
pub fn find(code: &str) -> Result<Code, UnknownCode> {
    let word = code.trim();
    Code::parse(word).ok_or_else(|| {
        let known: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
        UnknownCode { word: word.to_owned(), nearest: nearest(word, known) }
    })
}

/// All codes with their titles, by group, for a screen.
#[must_use]
pub fn index() -> String {
    let mut out = String::new();
    for (group, about) in GROUPS {
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(&format!("{group}  {about}\n"));
        for code in of_group(group) {
            out.push_str(&format!("  {code}  {}\n", code.title()));
        }
    }
    out
}

/// The codes of a group, by number, errors and warnings apart.
pub fn of_group(group: &str) -> impl Iterator<Item = Code> {
    let mut codes: Vec<Code> = Code::ALL.iter().copied().filter(|code| code.group() == group).collect();
    codes.sort_by_key(|code| code.as_str());
    codes.into_iter()
}

/// No code has this name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownCode {
    /// What was asked for.
    pub word: String,
    /// The code that comes nearest to it, if one is near.
    pub nearest: Option<&'static str>,
}

impl std::fmt::Display for UnknownCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "there is no code `{}`", self.word)?;
        match self.nearest {
            Some(near) => write!(f, "; did you mean `{near}`?")?,
            None => {
                f.write_str(
                    "; a code is a letter and four digits, as `E0301`, and its first two digits say:",
                )?;
                for (group, about) in GROUPS {
                    write!(f, "\n  {group}  {about}")?;
                }
            }
        }
        Ok(())
    }
}

impl std::error::Error for UnknownCode {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_found_in_either_case() {
        for word in ["E0301", "e0301", " E0301\n"] {
            assert_eq!(find(word), Ok(Code::MinAboveMax), "{word:?}");
        }
        assert!(page("w0201").is_ok_and(|page| page.starts_with("# W0201: ")));
    }

    #[test]
    fn another_word_gets_the_nearest_or_the_groups() {
        let said = |word| find(word).map_err(|error| error.to_string());
        assert_eq!(said("E03O1"), Err("there is no code `E03O1`; did you mean `E0301`?".to_owned()));
        let groups = said("minimum").unwrap_err();
        assert!(
            groups.starts_with("there is no code `minimum`; a code is a letter and four digits"),
            "{groups}"
        );
        assert!(groups.ends_with("\n  06  samples, docs and life cycle"), "{groups}");
    }

    #[test]
    fn the_index_has_every_code_once_under_its_group() {
        let index = index();
        for code in Code::ALL {
            assert_eq!(index.matches(&format!("\n  {code}  {}\n", code.title())).count(), 1, "{code}");
        }
        assert!(
            index.starts_with("00  files and YAML\n  E0001  a file or a folder cannot be read\n"),
            "{index}"
        );
    }
}

//! Every message has a code, and every code stands here, in one table. A code never changes its meaning;
//! one that is no longer used is not given to something else.

use std::fmt;

/// Whether a message stops generation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nothing is generated.
    Error,
    /// Something to look at; generation goes on.
    Warning,
}

impl Severity {
    /// `error` or `warning`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

macro_rules! codes {
    ($($name:ident $code:literal $title:literal,)+) => {
        /// What kind of mistake a message is about. `E` is an error, `W` a warning; the first two digits are
        /// the group: 00 files and YAML, 01 keys and values, 02 names and types, 03 bounds, presence and
        /// defaults, 04 endpoint and request, 05 rules, steps and mapping, 06 samples, docs and life cycle.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = concat!($code, ": ", $title)] $name,)+
        }

        impl Code {
            /// All codes, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The code as it is printed: `E0301`.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code),+ }
            }

            /// What the code stands for, in a few words.
            #[must_use]
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title),+ }
            }
        }
    };
}

codes! {
    Unreadable "E0001" "a file or a folder cannot be read",
    NotUtf8 "E0002" "a file is not UTF-8 text",
    EmptyFile "E0003" "a file says nothing",
    TooLarge "E0004" "a file is too large, or holds too much",
    Syntax "E0005" "a file is not YAML",
    TabIndent "E0006" "a tab stands where spaces indent",
    DuplicateKey "E0007" "a key is given twice",
    Alias "E0008" "an anchor, an alias or a merge key",
    Tag "E0009" "a tag or a directive",
    SecondDocument "E0010" "a second document in one file",
    KeyNotText "E0011" "a key is not a text",
    NeedsQuotes "E0012" "a text means something else in YAML without quotes",
    Unclosed "E0013" "a quote or a bracket is not closed",
    LinkOutside "E0014" "a link leads out of the spec folder",
    MissingFile "E0015" "a file that has to be there is not",
    ControlCharacter "E0016" "a character that YAML does not allow",
    TooDeep "E0017" "values are nested too deep",
    FileNotRead "W0001" "a file lies where no spec file is read",
    CutByComment "W0002" "a text ends where a comment seems to begin",
    UnknownKey "E0101" "an unknown key",
    WrongKind "E0102" "a value of the wrong kind",
    MissingKey "E0103" "a key that has to be there is not",
    NotText "E0104" "a value that YAML does not take for text",
    EmptyValue "E0105" "a key without a value",
    NotWhole "E0106" "a number that is not whole",
    NumberTooLarge "E0107" "a number that does not fit",
    UnknownWord "E0108" "an unknown word",
    BadValue "E0109" "a value that cannot be read",
    StrayKey "E0110" "a text that ends at a comma",
    TooManyProblems "E0199" "more mistakes than are listed",
    OlderYaml "W0101" "a text that older YAML readers take for something else",
    MinAboveMax "E0301" "the minimum is larger than the maximum",
}

impl Code {
    /// Error or warning, as its first letter says.
    #[must_use]
    pub fn severity(self) -> Severity {
        if self.as_str().starts_with('W') {
            Severity::Warning
        } else {
            Severity::Error
        }
    }

    /// The code with this name, in either case: for `explain`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|code| code.as_str().eq_ignore_ascii_case(text))
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn codes_are_well_formed_and_given_once() {
        let mut seen = HashSet::new();
        for code in Code::ALL {
            let text = code.as_str();
            assert!(seen.insert(text), "{text} is given twice");
            let (letter, digits) = text.split_at(1);
            assert!(matches!(letter, "E" | "W"), "{text}");
            assert!(
                digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit()),
                "{text}"
            );
            assert!(
                matches!(&digits[..2], "00" | "01" | "02" | "03" | "04" | "05" | "06"),
                "{text}"
            );
            assert_eq!(Code::parse(&text.to_lowercase()), Some(*code));
            assert!(
                !code.title().is_empty() && !code.title().ends_with('.'),
                "{text}"
            );
        }
        assert_eq!(Code::parse("E9999"), None);
    }

    #[test]
    fn severity_is_the_letter() {
        assert_eq!(Code::MinAboveMax.severity(), Severity::Error);
        assert_eq!(Code::OlderYaml.severity(), Severity::Warning);
    }
}

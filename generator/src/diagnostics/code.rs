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

/// The groups of codes: the first two digits, and what the mistakes are about.
pub const GROUPS: [(&str, &str); 7] = [
    ("00", "files and YAML"),
    ("01", "keys and values"),
    ("02", "names and types"),
    ("03", "bounds, presence and defaults"),
    ("04", "endpoint and request"),
    ("05", "rules, steps and mapping"),
    ("06", "samples, docs and life cycle"),
];

macro_rules! codes {
    ($($name:ident $code:literal $title:literal,)+) => {
        /// What kind of mistake a message is about. `E` is an error, `W` a warning; the first two digits are
        /// the group, one of [`GROUPS`].
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

            /// The page that explains it, in Markdown. A code without a page does not compile.
            #[must_use]
            pub fn page(self) -> &'static str {
                match self { $(Self::$name => include_str!(concat!("../explain/pages/", $code, ".md"))),+ }
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
    ControlCharacter "E0016" "a character that is not allowed",
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
    TooManyWarnings "W0199" "more warnings than are listed",
    OlderYaml "W0101" "a text that older YAML readers take for something else",
    FileName "E0201" "a file or a folder with a name that will not do",
    NoType "E0202" "not a type",
    UnknownType "E0203" "a type that does not exist",
    NoRustName "E0204" "a name that Rust cannot have",
    NamesCollide "E0205" "two things of one name",
    NoKind "E0206" "a declaration that is nothing, or two things",
    EmptyRecord "E0207" "a type without anything in it",
    TypeLoop "E0208" "a type that is made of itself",
    NotARecord "E0209" "a record is like something that is no record",
    SameWithoutLike "E0210" "a field taken over from nowhere",
    NotInBase "E0211" "a field that the base lacks",
    MixedEnum "E0212" "texts and numbers in one enum",
    ValueTwice "E0213" "a value given twice",
    AmbiguousUnion "E0214" "alternatives that cannot be told apart",
    UnusedType "W0201" "a type that nothing uses",
    MinAboveMax "E0301" "the minimum is larger than the maximum",
    NoRange "E0302" "not a range",
    EmptyRange "E0303" "a bound that no value can meet",
    BoundTooLarge "E0304" "a bound that does not fit the type",
    NotApplicable "E0305" "a word that does not apply here",
    NoEffect "E0306" "a word without an effect",
    UnknownFormat "E0307" "a format that does not exist",
    BadPattern "E0308" "not a regular expression",
    PatternNotAnchored "E0309" "a pattern that is not anchored",
    RequiredDefault "E0310" "a required field with a default",
    BadDefault "E0311" "a default or an example that breaks its own bound",
    BadEndpoint "E0401" "not an endpoint",
    UnknownMethod "E0402" "not a method",
    PathField "E0403" "path and fields do not agree",
    OptionalPath "E0404" "an optional field in a path",
    NotInPath "E0405" "a type that cannot stand in a path",
    NotInQuery "E0406" "a type that cannot stand in a query",
    BodyOfGet "E0407" "a GET request with a body",
    UnknownScope "E0408" "a scope that the service lacks",
    UnknownScheme "E0409" "a pagination scheme that the service lacks",
    PagesOfNoList "E0410" "pages of what is no list",
    BadStatus "E0411" "not a status",
    TwoAnswers "E0412" "two types of answers",
    BadBaseUrl "E0413" "a base URL that cannot be used",
    BadHeader "E0414" "not the name of a header",
    UnusedField "E0415" "a field of the connection that nothing uses",
    Version "E0416" "not a version of the spec language",
    BadWait "E0417" "not a time to wait",
    NeverSentAgain "E0418" "a status after which nothing is sent again",
    BadBatch "E0419" "a batch that cannot be cut",
    BadKey "E0420" "a field that cannot tell items apart",
    BadLookUp "E0421" "a look-up that cannot tell what happened",
    DestroysUnnamed "W0401" "a destructive call that names nothing",
    NotYet "E0501" "a word that is not carried out yet",
    UnknownField "E0502" "a field that does not exist",
    RuleShape "E0503" "not a rule",
    RuleValue "E0504" "a value in a rule that its field never has",
    RulesContradict "E0505" "rules that cannot be met together",
    UnknownReference "E0521" "a reference that leads nowhere",
    BadStep "E0522" "a step that cannot be made",
    WrongLeaf "E0523" "a value that the call does not take",
    UnknownTarget "E0524" "a place that the request does not have",
    MissingTarget "E0525" "a place of the request that is not filled",
    MayBeAbsent "E0526" "a value that may be absent where one is required",
    LooserBound "E0527" "a bound looser than that of the call",
    UnusedInput "E0528" "an input that nothing uses",
    NoFilter "E0529" "a look-up that may be without a filter",
    NoSample "E0601" "an action without a sample",
    SampleRefused "E0602" "a sample that is refused",
    SendsDiffers "E0603" "a sample that sends something else",
    SampleOutcome "E0604" "a sample with another outcome",
    RejectAccepted "E0605" "a reject that is not refused for its reason",
    BadBecause "E0606" "not a reason",
    UnknownAction "E0607" "an action that does not exist",
    LinkNowhere "E0608" "a link that leads nowhere",
    NoDoc "W0601" "a field without a doc",
}

impl Code {
    /// Error or warning, as its first letter says.
    #[must_use]
    pub fn severity(self) -> Severity {
        if self.as_str().starts_with('W') { Severity::Warning } else { Severity::Error }
    }

    /// The first two digits, a key of [`GROUPS`].
    #[must_use]
    pub fn group(self) -> &'static str {
        self.as_str().get(1..3).unwrap_or_default()
    }

    /// The code with this name, in either case.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.as_str().eq_ignore_ascii_case(text))
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
            assert!(digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit()), "{text}");
            assert!(GROUPS.iter().any(|(group, _)| *group == code.group()), "{text}");
            assert_eq!(Code::parse(&text.to_lowercase()), Some(*code));
            assert!(!code.title().is_empty() && !code.title().ends_with('.'), "{text}");
        }
        assert_eq!(Code::parse("E9999"), None);
    }

    #[test]
    fn severity_is_the_letter() {
        assert_eq!(Code::MinAboveMax.severity(), Severity::Error);
        assert_eq!(Code::OlderYaml.severity(), Severity::Warning);
    }
}

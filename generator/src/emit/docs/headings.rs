//! The headings of a page, none of which has the anchor of another.

use std::collections::BTreeSet;

use crate::emit::markdown;

/// The anchors that are taken on a page.
#[derive(Default)]
pub struct Headings(BTreeSet<String>);

impl Headings {
    /// With the headings that stand in the template.
    pub fn with(fixed: &[&str]) -> Self {
        Self(fixed.iter().map(|heading| markdown::anchor(heading)).collect())
    }

    /// The heading for a text, with a number behind it where the anchor is taken, and its anchor.
    pub fn add(&mut self, text: &str) -> (String, String) {
        let numbered = (2..).map(|number| format!("{text} ({number})"));
        let mut headings = std::iter::once(text.to_owned()).chain(numbered);
        loop {
            // The numbers do not end.
            let heading = headings.next().unwrap_or_default();
            let anchor = markdown::anchor(&heading);
            if self.0.insert(anchor.clone()) {
                return (heading, anchor);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Headings;

    #[test]
    fn a_heading_that_is_taken_gets_a_number() {
        let mut headings = Headings::with(&["Inputs"]);
        for (text, heading, anchor) in [
            ("NewAddress", "NewAddress", "newaddress"),
            ("newaddress", "newaddress (2)", "newaddress-2"),
            ("NEWADDRESS", "NEWADDRESS (3)", "newaddress-3"),
            ("Inputs", "Inputs (2)", "inputs-2"),
        ] {
            assert_eq!(headings.add(text), (heading.to_owned(), anchor.to_owned()));
        }
    }
}

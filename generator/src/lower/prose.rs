//! Texts for people, as they are kept in the model.

/// A text of any length, without white space around it.
pub fn text(written: Option<&str>) -> Option<String> {
    written.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// A text of one line.
pub fn line(written: Option<&str>) -> Option<String> {
    text(written).map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
}

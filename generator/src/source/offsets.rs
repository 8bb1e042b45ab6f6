//! From the characters that the YAML parser counts to the bytes of a text.

use saphyr_parser::Marker;

/// From characters, which the parser counts, to bytes.
pub(super) struct CharOffsets<'t> {
    text: &'t str,
    /// The byte of every [`STRIDE`](Self::STRIDE)th character; empty if every character is a byte.
    marks: Vec<u32>,
}

impl<'t> CharOffsets<'t> {
    const STRIDE: usize = 64;

    pub fn new(text: &'t str) -> Self {
        let marks = if text.is_ascii() {
            Vec::new()
        } else {
            text.char_indices()
                .step_by(Self::STRIDE)
                .map(|(at, _)| u32::try_from(at).unwrap_or(u32::MAX))
                .collect()
        };
        Self { text, marks }
    }

    pub fn byte(&self, marker: &Marker) -> u32 {
        let at = marker.index();
        let byte = if self.marks.is_empty() {
            at.min(self.text.len())
        } else {
            match self.marks.get(at / Self::STRIDE) {
                None => self.text.len(),
                Some(mark) => {
                    let mark = *mark as usize;
                    self.text[mark..]
                        .char_indices()
                        .nth(at % Self::STRIDE)
                        .map_or(self.text.len(), |(offset, _)| mark + offset)
                }
            }
        };
        u32::try_from(byte).unwrap_or(u32::MAX)
    }
}

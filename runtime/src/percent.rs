//! Percent-encoding as the exact request target is written.
//!
//! Unreserved characters, `:` and `@` stand as they are, in a query `/` too; every other byte of
//! the UTF-8 text becomes `%XX`. A comma between joined items is not the business of this file.

/// Where a text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// One segment of a path: a `/` in it is no separator.
    Segment,
    /// A name or a value of a query.
    Query,
    /// Outside the target, in a header: nothing is encoded.
    Raw,
}

/// Appends the text, encoded.
pub fn encode(text: &str, part: Part, out: &mut String) {
    if part == Part::Raw {
        return out.push_str(text);
    }
    out.reserve(text.len());
    for &byte in text.as_bytes() {
        if stands(byte, part) {
            out.push(char::from(byte));
        } else {
            const HEX: &[u8; 16] = b"0123456789ABCDEF";
            out.push('%');
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
}

const fn stands(byte: u8, part: Part) -> bool {
    match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b':' | b'@' => true,
        b'/' => matches!(part, Part::Query),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodes_everything_that_means_something() {
        let table = [
            ("abc-._~:@", "abc-._~:@", "abc-._~:@"),
            ("a/b", "a%2Fb", "a/b"),
            ("a b", "a%20b", "a%20b"),
            ("a,b", "a%2Cb", "a%2Cb"),
            ("&=+#%?", "%26%3D%2B%23%25%3F", "%26%3D%2B%23%25%3F"),
            ("%2e%2e", "%252e%252e", "%252e%252e"),
            ("é€😀", "%C3%A9%E2%82%AC%F0%9F%98%80", "%C3%A9%E2%82%AC%F0%9F%98%80"),
            ("e\u{301}", "e%CC%81", "e%CC%81"),
            ("\r\n\0", "%0D%0A%00", "%0D%0A%00"),
            (
                "[]{}\"<>\\^`|!$'()*;",
                "%5B%5D%7B%7D%22%3C%3E%5C%5E%60%7C%21%24%27%28%29%2A%3B",
                "%5B%5D%7B%7D%22%3C%3E%5C%5E%60%7C%21%24%27%28%29%2A%3B",
            ),
            ("", "", ""),
        ];
        for (text, segment, query) in table {
            let encoded = |part| {
                let mut out = String::new();
                encode(text, part, &mut out);
                out
            };
            assert_eq!(encoded(Part::Segment), segment);
            assert_eq!(encoded(Part::Query), query);
        }
    }
}

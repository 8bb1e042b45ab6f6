//! The path to a position in a JSON text, found by reading the text up to it.
//!
//! Runs only when reading has failed; the text is valid up to the position.

enum Frame {
    Object { key: Option<String> },
    List { index: usize },
}

/// The path to what stands at a line and column, both counted from 1 in bytes as serde_json does.
pub(super) fn path(body: &[u8], line: usize, column: usize) -> String {
    let lines = body.split_inclusive(|byte| *byte == b'\n');
    let start: usize = lines.take(line.saturating_sub(1)).map(<[u8]>::len).sum();
    let end = (start + column).min(body.len());
    render(&frames(&body[..end]))
}

fn frames(text: &[u8]) -> Vec<Frame> {
    let mut frames = Vec::new();
    let mut position = 0;
    while let Some(&byte) = text.get(position) {
        let start = position;
        position += 1;
        match byte {
            // What has only just been opened is itself the place: a list where none was expected.
            b'{' | b'[' if position == text.len() => {}
            b'{' => frames.push(Frame::Object { key: None }),
            b'[' => frames.push(Frame::List { index: 0 }),
            b'}' | b']' => {
                frames.pop();
            }
            b',' => match frames.last_mut() {
                Some(Frame::Object { key }) => *key = None,
                Some(Frame::List { index }) => *index += 1,
                None => {}
            },
            b'"' => {
                position = end_of_string(text, position);
                if let Some(Frame::Object { key: key @ None }) = frames.last_mut() {
                    let quoted = &text[start..position];
                    *key = serde_json::from_slice(quoted).ok();
                }
            }
            _ => {}
        }
    }
    frames
}

/// One past the quote that ends the string, which begins before `position`.
fn end_of_string(text: &[u8], mut position: usize) -> usize {
    while let Some(&byte) = text.get(position) {
        position += if byte == b'\\' { 2 } else { 1 };
        if byte == b'"' {
            break;
        }
    }
    position.min(text.len())
}

fn render(frames: &[Frame]) -> String {
    let mut path = String::new();
    for frame in frames {
        match frame {
            Frame::Object { key: Some(key) } => {
                if !path.is_empty() {
                    path.push('.');
                }
                crate::path::push_key(&mut path, key);
            }
            Frame::Object { key: None } => {}
            Frame::List { index } => path.push_str(&format!("[{index}]")),
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_positions() {
        let text = "{\n \"a\\\"b\": [10, {\"c\": \"x\"}],\n \"d\": 1}";
        let table = [("10", "a\"b[0]"), ("\"x\"", "a\"b[1].c"), ("\"x\"}", "a\"b[1]"), ("\"d\": 1", "d")];
        for (found, expected) in table {
            let end = text.find(found).unwrap() + found.len();
            let line = text[..end].matches('\n').count() + 1;
            let column = end - text[..end].rfind('\n').map_or(0, |newline| newline + 1);
            assert_eq!(path(text.as_bytes(), line, column), expected, "{found}");
        }
    }

    #[test]
    fn positions_outside_are_survived() {
        for (line, column, found) in [(0, 0, ""), (1, 99, "a"), (99, 99, "a"), (usize::MAX, 1, "a")] {
            assert_eq!(path(b"{\"a\":[", line, column), found);
        }
        assert_eq!(path(b"\"\\", 1, 2), "");
    }
}

//! The examples in the pages that explain the codes: what a page shows, and the spec that it stands for.
//!
//! A block of YAML begins with a comment that names its file. What it says is laid over that file of the manual's
//! smallest service: a key replaces the key, one that is new is added, and what is not mentioned stays. A file that
//! the manual lacks is taken as it is. Where a block under `## Right` says `otherwise as above`, it is laid over the first
//! wrong example instead. Blocks that follow each other under one heading are one example.

use std::collections::BTreeMap;

use crate::tree;

/// The files of a spec by their path below the spec folder.
pub type Spec = BTreeMap<String, String>;

/// A page, cut into its parts.
pub struct Page {
    /// The first line, without its sign.
    pub title: String,
    /// The examples under `## Wrong`, each a spec with the mistake.
    pub wrong: Vec<Spec>,
    /// The examples under `## Right`.
    pub right: Vec<Spec>,
}

const AS_ABOVE: &str = ", otherwise as above";

/// Reads a page, and lays its examples over the service of the manual.
///
/// # Panics
/// If a block of YAML stands elsewhere, or does not name its file.
pub fn page(text: &str) -> Page {
    let base = smallest_service();
    let title = text.lines().next().unwrap_or_default().trim_start_matches("# ").to_owned();
    let mut page = Page { title, wrong: Vec::new(), right: Vec::new() };
    for (heading, blocks) in sections(text) {
        let above = page.wrong.first().cloned();
        let list = match heading.as_str() {
            "Wrong" => &mut page.wrong,
            "Right" => &mut page.right,
            _ => {
                assert!(blocks.is_empty(), "an example stands under {heading:?}");
                continue;
            }
        };
        for example in blocks {
            let on_above = example.iter().any(|block| block.lines().next().unwrap_or("").ends_with(AS_ABOVE));
            let mut spec = above.as_ref().filter(|_| on_above).unwrap_or(&base).clone();
            for block in example {
                let (path, text) = named(&block);
                let merged = spec.get(&path).map_or_else(|| text.clone(), |below| laid_over(below, &text));
                spec.insert(path, merged);
            }
            list.push(spec);
        }
    }
    page
}

/// The service with which the manual begins.
///
/// # Panics
/// If the manual has no such chapter.
pub fn smallest_service() -> Spec {
    let manual = tree::read(&tree::workspace().join("spec/README.md"));
    let chapter = manual.split("\n## ").find(|chapter| chapter.starts_with("The smallest service"));
    let chapter = chapter.expect("the manual begins with the smallest service");
    let mut spec = Spec::new();
    for part in chapter.split("\n```yaml\n").collect::<Vec<_>>().windows(2) {
        let path = part[0].rsplit('`').nth(1).and_then(|path| path.strip_prefix("spec/"));
        let text = part[1].split("\n```").next().unwrap_or_default();
        spec.insert(path.expect("a path before its text").to_owned(), format!("{text}\n"));
    }
    assert_eq!(spec.len(), 3, "three files make a service");
    spec
}

/// The headings of the second rank, each with its examples: blocks with nothing but blank lines between them.
fn sections(text: &str) -> Vec<(String, Vec<Vec<String>>)> {
    let mut sections: Vec<(String, Vec<Vec<String>>)> = vec![(String::new(), Vec::new())];
    let mut block: Option<String> = None;
    let mut follows = false;
    for line in text.lines() {
        let (_, examples) = sections.last_mut().expect("there is one from the start");
        match &mut block {
            Some(lines) if line == "```" => {
                let lines = std::mem::take(lines);
                match examples.last_mut().filter(|_| follows) {
                    Some(example) => example.push(lines),
                    None => examples.push(vec![lines]),
                }
                (block, follows) = (None, true);
            }
            Some(lines) => {
                lines.push_str(line);
                lines.push('\n');
            }
            None if line == "```yaml" => block = Some(String::new()),
            None => {
                if let Some(heading) = line.strip_prefix("## ") {
                    sections.push((heading.to_owned(), Vec::new()));
                }
                follows &= line.is_empty();
            }
        }
    }
    sections
}

/// The file that a block names in its first line, and the rest.
fn named(block: &str) -> (String, String) {
    let (first, rest) = block.split_once('\n').unwrap_or((block, ""));
    let path = first
        .strip_suffix(AS_ABOVE)
        .unwrap_or(first)
        .strip_prefix("# ")
        .filter(|path| path.ends_with(".yaml"));
    let path = path.unwrap_or_else(|| panic!("the block does not name its file: {first}"));
    (path.to_owned(), rest.to_owned())
}

/// Lays lines over others, key by key, down to the values. It looks at nothing but indentation and keys, since what
/// is laid over may be anything but YAML.
fn laid_over(below: &str, above: &str) -> String {
    let below: Vec<&str> = below.lines().collect();
    let above: Vec<&str> = above.lines().collect();
    let mut out = merged(&below, &above).join("\n");
    out.push('\n');
    out
}

fn merged<'t>(below: &[&'t str], above: &[&'t str]) -> Vec<&'t str> {
    let (Some(mut entries), Some(over)) = (entries(below), entries(above)) else {
        return above.to_vec();
    };
    let mut replaced = vec![false; entries.len()];
    for (key, lines) in over {
        let place = entries.iter().position(|(known, _)| *known == key);
        match place.filter(|at| replaced.get(*at) == Some(&false)) {
            Some(at) => {
                replaced[at] = true;
                let old = &entries[at].1;
                let both_open = lines[0].trim_end().ends_with(':') && old[0].trim_end().ends_with(':');
                let new = if both_open && lines.len() > 1 {
                    let mut all = vec![lines[0]];
                    all.extend(merged(&old[1..], &lines[1..]));
                    all
                } else {
                    lines
                };
                entries[at].1 = new;
            }
            None => entries.push((key, lines)),
        }
    }
    entries.into_iter().flat_map(|(_, lines)| lines).collect()
}

/// Lines as entries of a map: the key, and all lines up to the next. Nothing if they are no map.
fn entries<'t>(lines: &[&'t str]) -> Option<Vec<(&'t str, Vec<&'t str>)>> {
    let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let own = indent(lines.iter().find(|line| !line.trim().is_empty() && !line.trim().starts_with('#'))?);
    let mut entries: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in lines {
        let text = line.trim_start_matches(' ');
        if text.is_empty() || text.starts_with('#') || indent(line) > own {
            match entries.last_mut() {
                Some((_, lines)) => lines.push(line),
                None => entries.push(("", vec![line])),
            }
            continue;
        }
        if indent(line) < own || text.starts_with(['-', '\t', '&', '%']) {
            return None;
        }
        entries.push((text.split_once(':')?.0, vec![line]));
    }
    Some(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_replace_keys_and_the_rest_stays() {
        let below = "# first\na: 1\nb:\n  c: 2\n  d:\n    - 3\ne: 4\n";
        for (above, expected) in [
            ("a: 5\n", "# first\na: 5\nb:\n  c: 2\n  d:\n    - 3\ne: 4\n"),
            ("b:\n  c: 6\n  f: 7\n", "# first\na: 1\nb:\n  c: 6\n  d:\n    - 3\n  f: 7\ne: 4\n"),
            ("b:\n  d:\n    - 8\n", "# first\na: 1\nb:\n  c: 2\n  d:\n    - 8\ne: 4\n"),
            ("b: {}\ne: 4\ne: 5\n", "# first\na: 1\nb: {}\ne: 4\ne: 5\n"),
            ("a: 1\n\tb: 2\n", "a: 1\n\tb: 2\n"),
        ] {
            assert_eq!(laid_over(below, above), expected, "{above}");
        }
    }

    #[test]
    fn blocks_in_a_row_are_one_example() {
        let block = |path: &str| format!("```yaml\n# {path}.yaml\na: 1\n```\n");
        let text = format!(
            "# E0000: x\n\n## Wrong\n\n{}\n{}\nAnother.\n\n{}\n## Right\n\n{}",
            block("l/b"),
            block("l/c"),
            block("l/d"),
            block("l/e")
        );
        let page = page(&text);
        assert_eq!((page.wrong.len(), page.right.len()), (2, 1));
        assert!(page.wrong[0].contains_key("l/b.yaml") && page.wrong[0].contains_key("l/c.yaml"));
        assert!(
            page.wrong[1].contains_key("library/service.yaml") && !page.wrong[1].contains_key("l/c.yaml")
        );
    }
}

//! Changes that nobody would make on purpose: a node is deleted, doubled, swapped, retyped or renamed, a key that it
//! could have is put in, a character is flipped.

mod words;

use actiongen::diagnostics::Problems;
use actiongen::source::{Kind, Node, from_texts};

use crate::bases::Spec;
use crate::random::Random;

use self::words::{ADD_ENTRIES, NEW_NAME_TYPES, NEW_NAME_WORDS, REVALUE_VALUES};

/// No file of a mutant is longer, in bytes.
const MAX_FILE: usize = 256 * 1024;

/// Changes a spec in one place or in a few, and says how.
pub fn mutate(spec: &mut Spec, random: &mut Random) -> Vec<String> {
    let mut done = Vec::new();
    // What is checked against samples can hardly change and stay accepted; so they often go.
    if random.chance(50) {
        spec.values_mut().for_each(strip);
        done.push("no samples".to_owned());
    }
    let rounds = match random.below(10) {
        0..=4 => 1,
        5..=7 => 2,
        _ => 3 + random.below(3),
    };
    for _ in 0..rounds {
        let change = match random.below(20) {
            0 | 1 => flip(spec, random),
            2 => delete(spec, random),
            3 => double(spec, random),
            4 => swap(spec, random),
            5 | 6 => lines(spec, random),
            7..=9 => retype(spec, random),
            10 => revalue(spec, random),
            11 => rename_key(spec, random),
            12..=14 => rename_everywhere(spec, random),
            15 => rename_file(spec, random),
            _ => add(spec, random),
        };
        done.extend(change);
    }
    done
}

/// A node of a tree, by its place in the text of its file.
#[derive(Clone, Debug)]
struct Piece {
    /// Of its key, where it stands under one.
    key: Option<(usize, usize)>,
    value: (usize, usize),
    is_map: bool,
}

impl Piece {
    fn whole(&self) -> (usize, usize) {
        (self.key.unwrap_or(self.value).0, self.value.1)
    }
}

/// All nodes of a text, without its root; none where it is no YAML.
fn pieces(path: &str, text: &str) -> Vec<Piece> {
    let mut problems = Problems::new();
    let sources = from_texts([(path, text)], &mut problems);
    let mut found = Vec::new();
    // Places are those of the text that was read, which is another one where it has carriage returns.
    if let Some(file) = sources.files().iter().find(|file| file.text == text) {
        if let Some(root) = &file.tree {
            below(root, &mut found);
        }
    }
    found
}

fn below(node: &Node, found: &mut Vec<Piece>) {
    let place = |span: actiongen::source::Span| (span.start as usize, span.end as usize);
    let mut add = |key, node: &Node| {
        found.push(Piece { key, value: place(node.span), is_map: matches!(node.kind, Kind::Map(_)) });
        below(node, found);
    };
    match &node.kind {
        Kind::Scalar(_) => {}
        Kind::List(items) => items.iter().for_each(|item| add(None, item)),
        Kind::Map(entries) => entries.iter().for_each(|entry| add(Some(place(entry.key.span)), &entry.value)),
    }
}

/// Removes what is only there to be checked against the rest.
fn strip(text: &mut String) {
    let keys = ["samples", "rejects", "example", "placeholder", "default"];
    let mut found: Vec<(usize, usize)> = pieces("a/service.yaml", text)
        .into_iter()
        .filter(|piece| piece.key.is_some_and(|(from, to)| keys.contains(&&text[from..to])))
        .map(|piece| piece.whole())
        .collect();
    found.dedup_by(|inner, outer| inner.0 < outer.1);
    for place in found.into_iter().rev() {
        cut(text, place);
    }
}

/// Takes a stretch out, and the comma that went with it.
fn cut(text: &mut String, (from, to): (usize, usize)) {
    text.replace_range(from..to, "");
    let after = text[from..].len() - text[from..].trim_start_matches(' ').len();
    let before = text[..from].trim_end_matches(' ').len();
    if text[from + after..].starts_with(',') {
        text.replace_range(from..from + after + 1, "");
    } else if text[..before].ends_with(',') {
        text.replace_range(before - 1..from, "");
    }
}

/// A file, and mostly one of its nodes.
fn choose(spec: &Spec, random: &mut Random) -> Option<(String, Piece)> {
    let paths: Vec<&String> = spec.keys().collect();
    let path = (*random.pick(&paths)?).clone();
    let pieces = pieces(&path, &spec[&path]);
    let piece = random.pick(&pieces)?.clone();
    Some((path, piece))
}

fn told(what: &str, path: &str, text: &str) -> String {
    let short: String = text.chars().take(60).collect();
    format!("{what} {path}: {short:?}")
}

fn edit(spec: &mut Spec, path: &str, (from, to): (usize, usize), with: &str) -> Option<()> {
    let text = spec.get_mut(path)?;
    if text.len() + with.len() > MAX_FILE || !text.is_char_boundary(from) || !text.is_char_boundary(to) {
        return None;
    }
    text.replace_range(from..to, with);
    Some(())
}

fn flip(spec: &mut Spec, random: &mut Random) -> Option<String> {
    const CHARACTERS: &[char] = &[
        ':', '{', '}', '[', ']', ',', '&', '*', '#', '?', '|', '-', '>', '!', '%', '@', '`', '"', '\'', ' ',
        '\n', '\t', '\r', '\\', '/', '.', '<', '=', '~', '0', '1', '9', 'a', 'Z', '_', '$', '(', 'é', '語',
        '🙂', '\u{FEFF}', '\u{0}', '\u{7F}', '\u{202E}', '\u{2028}', '\u{301}', 'ß', 'İ',
    ];
    let paths: Vec<String> = spec.keys().cloned().collect();
    let path = random.pick(&paths)?;
    let text = &spec[path];
    let mut at = random.below(text.len() + 1);
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let end = at + text[at..].chars().next().map_or(0, char::len_utf8);
    let new = random.pick(CHARACTERS)?.to_string();
    let (place, new) = match random.below(3) {
        0 => ((at, end), new),
        1 => ((at, at), new),
        _ => ((at, end), String::new()),
    };
    edit(spec, path, place, &new)?;
    Some(told("character", path, &new))
}

fn delete(spec: &mut Spec, random: &mut Random) -> Option<String> {
    let (path, piece) = choose(spec, random)?;
    let text = spec.get_mut(&path)?;
    let (from, to) = piece.whole();
    let what = told("delete", &path, &text[from..to]);
    cut(text, (from, to));
    Some(what)
}

/// Writes a node again beside itself, under its name or another.
fn double(spec: &mut Spec, random: &mut Random) -> Option<String> {
    let (path, piece) = choose(spec, random)?;
    let text = &spec[&path];
    let (from, to) = piece.whole();
    let mut copy = text[from..to].to_owned();
    if let Some((from, to)) = piece.key {
        if random.chance(70) {
            copy = format!("{}{}", new_name(&text[from..to], random), &text[to..piece.value.1]);
        }
    }
    let line = text[..from].rfind('\n').map_or(0, |at| at + 1);
    let lead = &text[line..from];
    let is_block = lead.chars().all(|c| c == ' ' || c == '-');
    let copy = if is_block { format!("\n{lead}{copy}") } else { format!(", {copy}") };
    edit(spec, &path, (to, to), &copy)?;
    Some(told("double", &path, &copy))
}

/// Lets two nodes take each other's place.
fn swap(spec: &mut Spec, random: &mut Random) -> Option<String> {
    let (path, one) = choose(spec, random)?;
    let (other_path, other) = choose(spec, random)?;
    let of = |piece: &Piece, whole| if whole { piece.whole() } else { piece.value };
    let whole = random.chance(30);
    let (one, other) = (of(&one, whole), of(&other, whole));
    let (a, b) = (spec[&path][one.0..one.1].to_owned(), spec[&other_path][other.0..other.1].to_owned());
    if path == other_path {
        let (first, second) =
            if one.0 <= other.0 { ((one, &b), (other, &a)) } else { ((other, &a), (one, &b)) };
        if first.0.1 > second.0.0 {
            return None;
        }
        edit(spec, &path, second.0, second.1)?;
        edit(spec, &path, first.0, first.1)?;
    } else {
        edit(spec, &path, one, &b)?;
        edit(spec, &other_path, other, &a)?;
    }
    Some(format!("{} and {}", told("swap", &path, &a), told("", &other_path, &b)))
}

/// Deletes, doubles or moves a line with the lines that stand below it.
fn lines(spec: &mut Spec, random: &mut Random) -> Option<String> {
    let paths: Vec<String> = spec.keys().cloned().collect();
    let from = random.pick(&paths)?.clone();
    let all: Vec<&str> = spec[&from].lines().collect();
    let start = random.below(all.len());
    let depth = |line: &str| line.len() - line.trim_start().len();
    let own = depth(all.get(start)?);
    let rest = all[start + 1..].iter().take_while(|line| depth(line) > own || line.is_empty()).count();
    let end = start + 1 + rest;
    let block: Vec<String> = all[start..end].iter().map(|line| (*line).to_owned()).collect();
    let what = told("lines", &from, &block.join("\n"));
    let join = |lines: Vec<&str>| lines.iter().map(|line| format!("{line}\n")).collect::<String>();
    if random.chance(60) {
        let kept = join([&all[..start], &all[end..]].concat());
        spec.insert(from.clone(), kept);
    }
    if random.chance(70) {
        let to = if random.chance(50) { from } else { random.pick(&paths)?.clone() };
        let there: Vec<&str> = spec[&to].lines().collect();
        let at = random.below(there.len() + 1);
        let wanted = there.get(at).map_or(0, |line| depth(line));
        let moved: Vec<String> = block
            .iter()
            .map(|line| format!("{}{}", " ".repeat(wanted), line.get(own..).unwrap_or("")))
            .collect();
        let moved: Vec<&str> = moved.iter().map(String::as_str).collect();
        let text = join([&there[..at], &moved[..], &there[at..]].concat());
        if text.len() <= MAX_FILE {
            spec.insert(to, text);
        }
    }
    Some(what)
}

/// Puts another type where one stands.
fn retype(spec: &mut Spec, random: &mut Random) -> Option<String> {
    let mut places = Vec::new();
    let mut names: Vec<String> = TYPES.iter().map(|name| (*name).to_owned()).collect();
    for (path, text) in &*spec {
        for piece in pieces(path, text) {
            let Some((from, to)) = piece.key else { continue };
            let (key, value) = (&text[from..to], &text[piece.value.0..piece.value.1]);
            if key.starts_with(|c: char| c.is_ascii_uppercase()) && piece.is_map {
                names.push(key.to_owned());
                let resource = path.split('/').rev().nth(usize::from(path.contains("/actions/")));
                let resource = resource.unwrap_or_default().trim_end_matches(".yaml");
                names.push(format!("{resource}.{key}"));
            }
            let is_type = TYPES.contains(&value) || value.starts_with("list<") || value.starts_with("map<");
            if key == "type" || key == "like" || is_type {
                places.push((path.clone(), piece.value));
            }
        }
    }
    let (path, place) = random.pick(&places)?.clone();
    let name = random.pick(&names)?;
    let new = match random.below(8) {
        0 | 1 => format!("list<{name}>"),
        2 => format!("map<{name}>"),
        3 => format!("list<list<{name}>>"),
        _ => name.clone(),
    };
    let what = format!("{} to {new}", told("retype", &path, &spec[&path][place.0..place.1]));
    edit(spec, &path, place, &new)?;
    Some(what)
}

const TYPES: &[&str] = &["string", "bool", "int", "int32", "number", "decimal", "date", "date-time", "json"];

/// Puts a value of another kind where one stands.
fn revalue(spec: &mut Spec, random: &mut Random) -> Option<String> {
    let (path, piece) = choose(spec, random)?;
    let new = if random.chance(60) {
        (*random.pick(REVALUE_VALUES)?).to_owned()
    } else {
        let (path, other) = choose(spec, random)?;
        spec[&path][other.value.0..other.value.1].to_owned()
    };
    let what = format!("{} to {new:?}", told("revalue", &path, &spec[&path][piece.value.0..piece.value.1]));
    edit(spec, &path, piece.value, &new)?;
    Some(what)
}

fn rename_key(spec: &mut Spec, random: &mut Random) -> Option<String> {
    let (path, piece) = choose(spec, random)?;
    let key = piece.key?;
    let old = spec[&path][key.0..key.1].to_owned();
    let new = new_name(&old, random);
    edit(spec, &path, key, &new)?;
    Some(format!("rename key {path}: {old:?} to {new:?}"))
}

/// Gives a name another one wherever it stands, so that what refers to it still does.
fn rename_everywhere(spec: &mut Spec, random: &mut Random) -> Option<String> {
    let (path, piece) = choose(spec, random)?;
    let (from, to) = piece.key.filter(|_| random.chance(85)).unwrap_or(piece.value);
    let old = spec[&path][from..to].to_owned();
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    if old.is_empty() || old.len() > 40 || !old.chars().all(is_word) {
        return None;
    }
    let new = new_name(&old, random);
    for text in spec.values_mut() {
        let mut out = String::with_capacity(text.len());
        let mut rest = text.as_str();
        while let Some(at) = rest.find(&old) {
            let (before, after) = (&rest[..at], &rest[at + old.len()..]);
            out.push_str(before);
            let is_inside = |c: char| c.is_alphanumeric() || c == '_';
            let alone = !before.ends_with(is_inside) && !after.starts_with(is_inside);
            out.push_str(if alone { &new } else { &old });
            rest = after;
        }
        out.push_str(rest);
        if out.len() <= MAX_FILE {
            *text = out;
        }
    }
    Some(format!("rename {old:?} to {new:?} everywhere"))
}

/// Gives a file or its folder another name, and what refers to it too.
fn rename_file(spec: &mut Spec, random: &mut Random) -> Option<String> {
    let mut names: Vec<String> = Vec::new();
    for path in spec.keys() {
        names.extend(path.split('/').skip(2).map(|part| part.trim_end_matches(".yaml").to_owned()));
    }
    let old = random.pick(&names)?.clone();
    let new = new_name(&old, random);
    let renamed = std::mem::take(spec).into_iter().map(|(path, text)| {
        let path: Vec<String> = path
            .split('/')
            .enumerate()
            .map(|(depth, part)| match part.strip_suffix(".yaml") {
                Some(stem) if depth >= 2 && stem == old => format!("{new}.yaml"),
                None if depth >= 2 && part == old => new.clone(),
                _ => part.to_owned(),
            })
            .collect();
        (path.join("/"), text.replace(&format!("{old}."), &format!("{new}.")))
    });
    *spec = renamed.collect();
    Some(format!("rename files {old:?} to {new:?}"))
}

/// A name that is hard to use, or close to the old one.
fn new_name(old: &str, random: &mut Random) -> String {
    let word = |list: &[&str], random: &mut Random| {
        random.pick(list).map_or_else(String::new, |word| (*word).to_owned())
    };
    match random.below(10) {
        0..=4 if old.starts_with(|c: char| c.is_ascii_uppercase()) => word(NEW_NAME_TYPES, random),
        0..=4 => word(NEW_NAME_WORDS, random),
        5 => word(if random.chance(50) { NEW_NAME_TYPES } else { NEW_NAME_WORDS }, random),
        6 => match random.below(8) {
            0 => old.to_uppercase(),
            1 => old.to_lowercase(),
            2 => format!("_{old}"),
            3 => format!("{old}_"),
            4 => format!("1{old}"),
            5 => old.replace('_', "-"),
            6 => old.replace('_', ":"),
            _ => format!("{old}2"),
        },
        7 => format!("{old}{}", ["Input", "Output", "Query", "_page", "_2", "_input", "é"][random.below(7)]),
        8 => {
            // A character less, or twice.
            let mut letters: Vec<char> = old.chars().collect();
            if !letters.is_empty() {
                let at = random.below(letters.len());
                if random.chance(50) {
                    letters.remove(at);
                } else {
                    letters.insert(at, letters[at]);
                }
            }
            letters.into_iter().collect()
        }
        _ => ["a b", "a.b", "a/b", "..", "\"\"", "\"a\\\"b\"", "日本", "$x", "-", "x-y", "X", "1", "é"]
            [random.below(13)]
        .to_owned(),
    }
}

/// Puts a key into a map that it may or may not belong to.
fn add(spec: &mut Spec, random: &mut Random) -> Option<String> {
    let (path, piece) = choose(spec, random).filter(|(_, piece)| piece.is_map)?;
    let entry = *random.pick(ADD_ENTRIES)?;
    let text = &spec[&path];
    let from = piece.value.0;
    let written = if text[from..].starts_with('{') {
        edit(spec, &path, (from + 1, from + 1), &format!("{entry}, "))
    } else {
        let line = text[..from].rfind('\n').map_or(0, |at| at + 1);
        let indent = " ".repeat(text[line..from].chars().count());
        edit(spec, &path, (from, from), &format!("{entry}\n{indent}"))
    };
    written?;
    Some(format!("add {entry:?} to {path}"))
}

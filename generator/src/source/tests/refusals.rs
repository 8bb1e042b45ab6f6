//! Texts that are refused, and what is said of them.

use crate::diagnostics::tests::brief;
use crate::diagnostics::{Problems, render};
use crate::source::{MAX_BYTES, MAX_DEPTH, Sources, from_texts};

fn read(text: impl AsRef<[u8]>) -> (Sources, Problems) {
    let mut problems = Problems::new();
    let sources = from_texts([("s/service.yaml", text)], &mut problems);
    (sources, problems)
}

fn said(text: impl AsRef<[u8]>) -> String {
    let (sources, problems) = read(text);
    brief(&problems, &sources)
}

/// What YAML, or the language, does not allow: a text, and what is said of it; see [`brief`].
#[test]
fn each_slip_is_told_with_its_place_and_repair() {
    let table = [
        (
            "doc: Email: must be unique\n",
            "E0012 1:11 a `: ` inside a text without quotes | Email: must be unique -> \"Email: must be unique\"",
        ),
        (
            "a: {doc: Email: must be unique, b: c}\n",
            "E0012 1:15 a `: ` inside a text without quotes | Email: must be unique -> \"Email: must be unique\"",
        ),
        ("doc: \"unclosed\nnext: x\n", "E0013 1:6 this quote is not closed"),
        ("a: {doc: \"unclosed, b: c}\nnext: \"x\"\n", "E0013 1:10 this quote is not closed"),
        ("doc: 'It's fine'\n", "E0012 1:10 more text behind a closing quote | 'It's fine' -> \"It's fine\""),
        (
            "doc: \"say \"hi\" now\"\n",
            "E0012 1:12 more text behind a closing quote | \"say \"hi\" now\" -> 'say \"hi\" now'",
        ),
        (
            "a: {doc: \"say \"hi\" now\"}\n",
            "E0012 1:16 more text behind a closing quote | \"say \"hi\" now\" -> 'say \"hi\" now'",
        ),
        ("a: {b: c\nnext: d\n", "E0013 1:4 this `{` is not closed"),
        ("a: [b, c\nnext: d\n", "E0013 1:4 this `[` is not closed"),
        ("a: {b: [c, d}\nnext: d\n", "E0013 1:13 a `}` where a `]` is expected"),
        ("a: {b: c}}\n", "E0013 1:10 a `}` that closes nothing"),
        (
            "doc: @me\n",
            "E0012 1:6 a text without quotes cannot start with `@`, which YAML keeps for itself | @me -> \"@me\"",
        ),
        (
            "doc: `code` is\n",
            "E0012 1:6 a text without quotes cannot start with a backtick, which YAML keeps for itself | `code` is -> \"`code` is\"",
        ),
        (
            "a: {doc: `code` is}\n",
            "E0012 1:10 a text without quotes cannot start with a backtick, which YAML keeps for itself | `code` is -> \"`code` is\"",
        ),
        (
            "doc: %d items\n",
            "E0012 1:6 a text without quotes cannot start with `%`, which stands for a directive in YAML | %d items -> \"%d items\"",
        ),
        (
            "doc: *bold* text\n",
            "E0008 1:6 a text without quotes cannot start with `*`, which stands for an alias in YAML | *bold* text -> \"*bold* text\"",
        ),
        (
            "a: {doc: *bold}\n",
            "E0008 1:10 a text without quotes cannot start with `*`, which stands for an alias in YAML | *bold -> \"*bold\"",
        ),
        (
            "doc: !important\n",
            "E0009 1:6 `!important` is a tag, and specs have none | !important ->  | !important -> \"!important\"",
        ),
        ("doc: &amp\n", "E0008 1:6 `&amp` is an anchor, and specs have none | &amp ->  | &amp -> \"&amp\""),
        (
            "doc: {customer.id} was found\n",
            "E0012 1:20 more text behind a closing bracket | {customer.id} was found -> \"{customer.id} was found\"",
        ),
        ("doc: [x] done\n", "E0012 1:10 more text behind a closing bracket | [x] done -> \"[x] done\""),
        (
            "doc: > 5 items\n",
            "E0012 1:6 a text without quotes cannot start with `>`, after which a block of text begins in the next line | > 5 items -> \"> 5 items\"",
        ),
        (
            "doc: | pipe\n",
            "E0012 1:6 a text without quotes cannot start with `|`, after which a block of text begins in the next line | | pipe -> \"| pipe\"",
        ),
        (
            "doc: - item\n",
            "E0012 1:6 a text without quotes cannot start with `-`, which stands for an item of a list | - item -> \"- item\"",
        ),
        (
            "doc: ? what\n",
            "E0012 1:6 a text without quotes cannot start with `?`, which stands for a key in YAML | ? what -> \"? what\"",
        ),
        ("pattern: \"^\\d+$\"\n", "E0012 1:12 `\\d` means nothing in double quotes | \"^\\d+$\" -> '^\\d+$'"),
        ("a: b\nc\nd: e\n", "E0005 2:1 a key without a `:`"),
        ("a: b\nc d e\n", "E0005 2:1 a key without a `:`"),
        (
            "title: Create\n  summary: x\n",
            "E0005 2:3 `summary` is indented like a part of the text above it |    -> ",
        ),
        ("a:\n  b: c\n d: e\n", "E0005 3:2 the indentation fits none of the lines above"),
        ("a:\n   b: c\n  d: e\n", "E0005 3:3 the indentation fits none of the lines above"),
        ("a:\n  - b\n  c: d\n", "E0005 3:3 a key stands among list items"),
        ("a:\n  b: c\n  - d\n", "E0005 3:5 a list item stands among keys"),
        ("a: b\n- c\n", "E0005 2:3 a list item stands among keys"),
        ("a: b\n\tc: d\n", "E0006 2:1 a tab stands where spaces indent"),
        ("a:\n\tb: c\n", "E0006 2:1 a tab stands where spaces indent"),
        ("a:\n  b: c\n\td: e\n", "E0006 3:1 a tab stands where spaces indent"),
        ("a:\n  - b\n\t- c\n", "E0006 3:1 a tab stands where spaces indent"),
        ("a: {\n\tb: c}\n", "E0006 2:1 a tab stands where spaces indent"),
        ("a:\n  \tb: c\n", "E0006 2:3 a tab stands where spaces indent"),
        ("a:\tb\n", "E0006 1:3 a tab stands where a space separates | \t ->  "),
        ("a: |\n\ttext\n", "E0006 2:1 a tab stands where spaces indent"),
        ("a: |\n  text\n less\nb: c\n", "E0005 3:2 the indentation fits none of the lines above"),
        (
            "key with space: x\nkey:nospace\nb: c\n",
            "E0005 2:1 a key without a `:` | key:nospace -> key: nospace",
        ),
        ("- a\nb: c\n", "E0005 2:1 a key stands among list items"),
        ("\"a\": b\n\"c\" d: e\n", "E0012 2:5 more text behind a closing quote | \"c\" d: e -> '\"c\" d: e'"),
        ("a: \"b\" c\n", "E0012 1:8 more text behind a closing quote | \"b\" c -> '\"b\" c'"),
        ("a: 'b' c\n", "E0012 1:8 more text behind a closing quote | 'b' c -> \"'b' c\""),
        ("a: {x: 'b' c}\n", "E0012 1:12 more text behind a closing quote"),
        ("a: [a b, \"c\" d]\n", "E0012 1:14 more text behind a closing quote"),
        ("{a: b}\n{c: d}\n", "E0005 2:1 more text after the end of the file's only value"),
        (": b\n", "E0011 1:1 a value without a key"),
        ("a: b\n: c\n", "E0011 2:1 a value without a key"),
        ("[a, b]: c\n", "E0011 1:1 a key that is a list"),
        ("{a: b}: c\n", "E0011 1:1 a key that is a map"),
        (
            "a: *x\n",
            "E0008 1:4 a text without quotes cannot start with `*`, which stands for an alias in YAML | *x -> \"*x\"",
        ),
        (
            "a: &x b\nc: *x\n",
            "E0008 1:4 `&x` is an anchor, and specs have none | &x ->  | &x b -> \"&x b\"\nE0008 2:4 `*x` is an alias, and specs have none",
        ),
        ("<<: {a: b}\n", "E0008 1:1 `<<` merges another map into this one, and specs have no merging"),
        (
            "a: !!str b\n",
            "E0009 1:4 `!!str` is a tag, and specs have none | !!str ->  | !!str b -> \"!!str b\"",
        ),
        ("a: b\n---\nc: d\n", "E0010 2:1 a second document in one file"),
        ("a: b\n...\nc: d\n", "E0010 3:1 a second document in one file"),
        ("%YAML 1.1\n---\na: b\n", "E0009 1:1 a directive of YAML"),
        ("a: text # comment\n  more: b\n", "E0005 1:9 a comment in the middle of a text"),
        ("x: [a,,b]\n", "E0005 1:7 nothing stands before this comma | , -> "),
        ("x: {,a: b}\n", "E0005 1:5 nothing stands before this comma | , -> "),
        ("a: b, c: d\n", "E0012 1:8 a `: ` inside a text without quotes | b, c: d -> \"b, c: d\""),
        ("a: \"b\", c: d\n", "E0012 1:7 more text behind a closing quote | \"b\", c: d -> '\"b\", c: d'"),
        ("a: }\n", "E0013 1:4 a `}` that closes nothing"),
        ("a: ]\n", "E0013 1:4 a `]` that closes nothing"),
        (
            "a: ,\n",
            "E0012 1:4 a text without quotes cannot start with `,`, which separates values | , -> \",\"",
        ),
        ("a: \"x\n  y\"\n  z\n", "E0005 3:3 a key is expected here"),
        ("a: \"\\u12\"\n", "E0012 1:5 `\\u` means nothing in double quotes | \"\\u12\" -> '\\u12'"),
        ("x: {a: \"b\nnext: {c: \"d\"}\n", "E0013 1:8 this quote is not closed"),
        ("x: 'abc\nnext: it's\n", "E0013 1:4 this quote is not closed"),
        (
            "x: {length: 3..250 doc: \"x\"}\n",
            "E0012 1:23 a `: ` inside a text without quotes | 3..250 doc: \"x\" -> '3..250 doc: \"x\"' |  -> ,",
        ),
        (
            "x: {type: string length: 3}\n",
            "E0012 1:24 a `: ` inside a text without quotes | string length: 3 -> \"string length: 3\" |  -> ,",
        ),
        (
            "types:\n  A: \n    doc: x\n   fields: y\n",
            "E0005 4:4 the indentation fits none of the lines above",
        ),
        ("x: \"a\"b\n", "E0012 1:7 more text behind a closing quote | \"a\"b -> '\"a\"b'"),
        ("x: [\"a\" \"b\"]\n", "E0005 1:9 a comma is missing before this |  -> ,"),
        ("a: {\n  b: c\n  d: e\n}\n", "E0005 2:7 a comma is missing between two keys |  -> ,"),
        ("a: {b: \"c\" d: e}\n", "E0005 1:12 a comma is missing before this |  -> ,"),
        ("types:\n  A: {doc: See issue #12}\n", "E0013 2:6 this `{` is not closed"),
        ("types:\n  A: {a: [1, 2}\n", "E0013 2:15 a `}` where a `]` is expected"),
        ("a: 'x\n", "E0013 1:4 this quote is not closed"),
        ("a: [1,\nb: 2\n", "E0013 1:4 this `[` is not closed"),
        ("a: {b: 1,\nc: 2\n", "E0013 1:4 this `{` is not closed"),
        ("a: \u{7}b\n", "E0016 1:4 the character U+0007 is not allowed in YAML"),
        (
            "a: b\u{FEFF}\n",
            "E0016 1:5 the character U+FEFF (a byte order mark, which may stand at the beginning only) is not allowed in YAML",
        ),
        (
            "a: \"\\d ' \\w\"\n",
            "E0012 1:5 `\\d` means nothing in double quotes | \"\\d ' \\w\" -> \"\\\\d ' \\\\w\"",
        ),
        ("list:\n- a\n - b\n", "E0012 3:2 a list item that is read as part of the text above it"),
        ("a: b\n  - c\n", "E0012 2:3 a list item that is read as part of the text above it"),
        ("- a\n- b: c\n   d: e\n", "E0005 3:4 `d` is indented like a part of the text above it |     ->   "),
        ("a: |\n   x\n  y\n", "E0005 3:3 the indentation fits none of the lines above"),
        ("\ta: b\n", "E0006 1:1 a tab stands where spaces indent"),
        ("a: {b: c\n", "E0013 1:4 this `{` is not closed"),
        ("a: [b\n", "E0013 1:4 this `[` is not closed"),
        (
            "a: !!\n",
            "E0012 1:4 a text without quotes cannot start with `!`, which stands for a tag in YAML | !! -> \"!!\"",
        ),
        ("doc: [a](b) c\n", "E0012 1:9 more text behind a closing bracket | [a](b) c -> \"[a](b) c\""),
        ("a: {doc: {b} c}\n", "E0012 1:14 more text behind a closing bracket | {b} c -> \"{b} c\""),
        ("a: b\n\n# end\n}\n", "E0013 4:1 a `}` that closes nothing"),
        (
            "a: * b\n",
            "E0008 1:4 a text without quotes cannot start with `*`, which stands for an alias in YAML | * b -> \"* b\"",
        ),
        (
            "a: %\n",
            "E0012 1:4 a text without quotes cannot start with `%`, which stands for a directive in YAML | % -> \"%\"",
        ),
        (
            "key: -\n  x\n: y\n",
            "E0012 1:6 a text without quotes cannot start with `-`, which stands for an item of a list | - -> \"-\"",
        ),
        (
            "a: \"é\" \u{2028}b\n",
            "E0012 1:8 more text behind a closing quote | \"é\" \u{2028}b -> '\"é\" \u{2028}b'",
        ),
        ("a: |\n    \n  text\n", "E0005 3:3 a block of text stands less deep than it announces"),
        ("a: \"x\"#c\n", "E0005 1:7 a `#` right behind a value |  ->  "),
        (
            "a: b\n% c\n",
            "E0012 2:1 a text without quotes cannot start with `%`, which stands for a directive in YAML | % c -> \"% c\"",
        ),
    ];
    for (text, expected) in table {
        assert_eq!(said(text), format!("{expected}\n"), "{text}");
    }
}

/// What looks odd and is fine.
#[test]
fn what_is_right_is_left_alone() {
    for text in [
        "a: b:c",
        "a : b",
        "a: b]",
        "a: it's \"so\"",
        "a: {b: It's fine, c: 'd'}",
        "a: text # comment",
        "a: text #  comment",
        "a: 'text' #12",
        "a: x#12",
        "a: [1, 2,]",
        "a: |\n  \ttab in a block\n  # no comment\n  {[\"'",
        "a: \"one\n  \ttwo\"",
        "a:\n  b: c\n\t\nd: e",
        "a: >-\n  b\n\n  c",
        "\"a\":\n- b\n- c",
        "? a\n: b",
        "a: \"\\u263a\"",
        "a: \u{2028}\u{202E}b",
    ] {
        assert_eq!(said(text), "", "{text}");
    }
}

/// A1
#[test]
fn a_file_that_says_nothing_is_refused() {
    for text in ["", "\n\n", "# nothing\n", "---\n", "  # a\n---\n...\n", "\u{FEFF}"] {
        assert_eq!(said(text), "E0003 file the file says nothing\n", "{text:?}");
    }
}

/// A2
#[test]
fn text_that_is_not_utf8_is_refused_by_its_byte() {
    assert_eq!(said(b"a: b\nc: \xFF\n"), "E0002 file the file is not UTF-8: byte 8 is 0xFF, in line 2\n");
    let utf16: Vec<u8> = "\u{FEFF}a: b".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let (sources, problems) = read(&utf16);
    let shown = render(&problems, &sources, false);
    assert!(shown.contains("byte 0 is 0xFF") && shown.contains("it begins like UTF-16"), "{shown}");
    assert_eq!(said(b"a: \xC3"), "E0002 file the file is not UTF-8: byte 3 is 0xC3, in line 1\n");
}

/// A6: both places are shown.
#[test]
fn a_key_given_twice_shows_both_places() {
    let text = "fields:\n  email: {type: string}\n  name: x\n  email: {type: int}\n";
    let (sources, problems) = read(text);
    assert_eq!(
        render(&problems, &sources, false),
        "error[E0007]: the key `email` is given twice
  --> s/service.yaml:4:3
   |
 2 |   email: {type: string}
   |   ----- first given here
 3 |   name: x
 4 |   email: {type: int}
   |   ^^^^^ given again here
   |
   = why: only one of the two could count, and nobody could tell which
   = help: delete one of them, or rename it

1 error
"
    );
    let at = sources.files()[0].at().expect("the rest is read");
    assert_eq!(at.key("fields").node().entries().len(), 2);
}

/// A6 again, where keys are looked up in a table.
#[test]
fn many_keys_are_compared_as_well_as_few() {
    let mut text: String = (0..40).map(|n| format!("k{n}: 1\n")).collect();
    text.push_str("k3: 2\n\"k39\": 3\nk40: 4\nk40: 5\n");
    assert_eq!(
        said(&text),
        "E0007 41:1 the key `k3` is given twice\nE0007 42:1 the key `k39` is given twice\nE0007 44:1 the key `k40` is given twice\n"
    );
}

/// A7 and A8: nothing is ever expanded.
#[test]
fn aliases_are_refused_and_never_expanded() {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for n in 1..9 {
        let before = format!("*a{}, ", n - 1).repeat(9);
        bomb.push_str(&format!("a{n}: &a{n} [{before}]\n"));
    }
    let (sources, problems) = read(&bomb);
    assert_eq!(problems.errors(), 9 + 8 * 9);
    assert_eq!(sources.files()[0].at().map(|at| at.key("a8").node().items().len()), Some(9));
    assert_eq!(
        said("a: &a [*a]"),
        "E0008 1:4 `&a` is an anchor, and specs have none | &a -> \nE0008 1:8 `*a` is an alias, and specs have none\n"
    );
}

/// A9: on the small stack of a thread, in time that does not grow with the depth.
#[test]
fn deep_nesting_ends_early_without_a_deep_stack() {
    let texts = [
        "[".repeat(10_000),
        "{a: ".repeat(10_000),
        "- ".repeat(10_000),
        "? ".repeat(10_000),
        (0..2_000).map(|n| format!("{}a:\n", " ".repeat(n))).collect(),
        format!("a: {}{}", "[".repeat(MAX_DEPTH), "]".repeat(MAX_DEPTH)),
        format!("a: {}{}", "[".repeat(200), "]".repeat(200)),
    ];
    for text in texts {
        let run = std::thread::Builder::new().stack_size(2 << 20).spawn(move || said(text));
        let said = run.expect("a thread starts").join().expect("nothing overflows");
        assert!(said.starts_with("E0017 ") && said.lines().count() == 1, "{said}");
    }
    let most = format!("a: {}{}", "[".repeat(MAX_DEPTH - 1), "]".repeat(MAX_DEPTH - 1));
    assert_eq!(said(most), "");
}

/// A10: before it is parsed; the largest file that is read is read in full.
#[test]
fn a_file_that_is_too_large_is_not_parsed() {
    let mut text = "[".repeat(10);
    text.push_str(&" ".repeat(usize::try_from(MAX_BYTES).expect("fits")));
    assert_eq!(said(&text), "E0004 file the file is larger than 4 MiB\n");
    let line = "key: {type: string, doc: \"a text as they are in specs, of some length\"}\n";
    let count = usize::try_from(MAX_BYTES).expect("fits") / (line.len() + 8);
    let large: String = (0..count).map(|n| format!("{n}{line}")).collect();
    let (sources, problems) = read(&large);
    assert_eq!(brief(&problems, &sources), "");
    assert_eq!(sources.files()[0].at().map(|at| at.node().entries().len()), Some(count));
}

#[test]
fn a_file_of_nothing_but_values_is_refused_by_their_number() {
    for piece in ["1,", "[],", "- \n", "k,"] {
        let text = format!("a: [{}]", piece.repeat(1_000_000 / piece.len() * 2));
        let text = if piece == "- \n" { piece.repeat(500_000) } else { text };
        assert!(said(&text).starts_with("E0004 file the file holds more than"), "{piece}");
    }
}

/// A11, and what comes after the marker is not read.
#[test]
fn a_second_document_is_refused() {
    assert_eq!(said("a: b\n---\nc: [\n"), "E0010 2:1 a second document in one file\n");
    assert_eq!(said("a: b\n...\nc: d\n"), "E0010 3:1 a second document in one file\n");
    assert_eq!(said("---\n---\na: b\n"), "E0010 2:1 a second document in one file\n");
}

#[test]
fn other_files_go_on_after_one_that_is_broken() {
    let mut problems = Problems::new();
    let sources = from_texts(
        [
            ("s/service.yaml", "a: b"),
            ("s/types/b.yaml", "a: [1"),
            ("s/types/c.yaml", "a: @x"),
            ("s/types/d.yaml", "a: b"),
        ],
        &mut problems,
    );
    let trees: Vec<bool> = sources.files().iter().map(|file| file.tree.is_some()).collect();
    assert_eq!(trees, [true, false, false, true]);
    assert_eq!(brief(&problems, &sources).lines().count(), 2);
}

/// No text, however broken, makes a panic, a message without a place, or more than a moment of work.
#[test]
fn mangled_specs_end_in_messages() {
    let spec = "types:\n\n  Zoë:\n    doc: |\n      A 日本.\n    fields:\n      id:in: {type: int32, required: true, doc: \"The ID.\"}\n      - x: 'y'\n      n: {length: 3..250, a: [1, ~]}  # c\n";
    let pieces = [
        "{", "}", "[", "]", "\"", "'", ": ", ":", "- ", "\n", "\t", " ", "#", " #x", "&a", "*a", "!t", "|",
        ">", "---\n", "...", "%", "@", "`", "? ", ",", "\\", "é", "\0", "\r", "<<: ", "\u{FEFF}", "\u{85}",
        "\u{2028}",
    ];
    let starts: Vec<usize> = (0..=spec.len()).filter(|at| spec.is_char_boundary(*at)).collect();
    // A small generator of our own: the same texts on every machine.
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut next = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).expect("fits")
    };
    for _ in 0..4_000 {
        let mut text = spec.to_owned();
        for _ in 0..=next(3) {
            let at = starts[next(starts.len())].min(text.len());
            if !text.is_char_boundary(at) {
                continue;
            }
            if next(4) == 0 {
                text.truncate(at);
            } else {
                text.insert_str(at, pieces[next(pieces.len())]);
            }
        }
        let (sources, problems) = read(&text);
        let file = &sources.files()[0];
        assert!(file.tree.is_some() || problems.has_errors(), "{text:?}");
        let shown = render(&problems, &sources, false);
        assert!(shown.len() < 1 << 16, "{text:?}");
    }
}

//! Decoding of small local types: what comes out, and what is said of what does not.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_yaml::Value;

use super::decode;
use crate::diagnostics::tests::brief;
use crate::diagnostics::{Problems, render};
use crate::source::{At, Node, Sources, from_texts};

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename = "a field")]
struct Field {
    r#type: String,
    #[serde(default)]
    required: bool,
    length: Option<RawText>,
    #[serde(default)]
    access: Option<Access>,
    #[serde(default)]
    example: Option<Value>,
    doc: Option<String>,
    attempts: Option<u32>,
    share: Option<f64>,
}

#[derive(Debug, PartialEq, Deserialize)]
struct RawText(String);

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Access {
    Read,
    Write,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    title: String,
    summary: String,
    #[serde(default)]
    scopes: Vec<String>,
    #[serde(default)]
    fields: BTreeMap<String, Field>,
    #[serde(default)]
    rules: Vec<Field>,
    #[serde(default)]
    samples: BTreeMap<String, Value>,
}

struct Decoded<T> {
    value: Option<T>,
    sources: Sources,
    problems: Problems,
}

impl<T> Decoded<T> {
    fn at(&self) -> At<'_> {
        let file = self.sources.by_path("s/types/x.yaml").expect("is there");
        file.at().expect("is YAML")
    }

    fn brief(&self) -> String {
        brief(&self.problems, &self.sources)
    }
}

fn read<T: DeserializeOwned>(yaml: &str) -> Decoded<T> {
    let mut problems = Problems::new();
    let sources = from_texts([("s/service.yaml", "spec: 1"), ("s/types/x.yaml", yaml)], &mut problems);
    let file = sources.by_path("s/types/x.yaml").expect("is there");
    let value = file.at().and_then(|at| decode(at, &mut problems));
    Decoded { value, sources, problems }
}

#[test]
fn what_is_right_comes_out() {
    let yaml = "title: \"62704\"\nsummary: |\n  Two\n  lines\nscopes: [a, 'NO']\nfields:\n  f: {type: int, length: 2, required: true, access: read, attempts: 5, share: 1}\n  g: {type: x, length: 3..250, example: ~}\n";
    let decoded = read::<File>(yaml);
    assert_eq!(decoded.brief(), "");
    let file = decoded.value.expect("decodes");
    assert_eq!((file.title.as_str(), file.summary.as_str()), ("62704", "Two\nlines\n"));
    assert_eq!(file.scopes, ["a", "NO"]);
    let (f, g) = (&file.fields["f"], &file.fields["g"]);
    assert_eq!(f.length, Some(RawText("2".into())));
    assert_eq!((f.required, f.access.as_ref()), (true, Some(&Access::Read)));
    assert_eq!((f.attempts, f.share), (Some(5), Some(1.0)));
    assert_eq!(g.length, Some(RawText("3..250".into())));
    assert_eq!(g.example, Some(Value::Null), "given, and null");
    assert_eq!(f.example, None, "not given");
}

#[test]
fn free_values_keep_kinds_and_order() {
    let yaml = "title: T\nsummary: S\nsamples:\n  s: {z: 1, a: 1.5, m: true, n: null, t: \"1\", l: [x, {y: NO}], big: 18446744073709551615, hex: 0x10, 1: one, yes: on}\n";
    let decoded = read::<File>(yaml);
    assert_eq!(decoded.brief(), "");
    let file = decoded.value.expect("decodes");
    assert_eq!(
        serde_json::to_string(&file.samples["s"]).expect("is JSON"),
        r#"{"z":1,"a":1.5,"m":true,"n":null,"t":"1","l":["x",{"y":"NO"}],"big":18446744073709551615,"hex":16,"1":"one","yes":"on"}"#
    );
}

#[test]
fn nothing_at_all_is_no_free_value() {
    let decoded = read::<File>("title: T\nsummary: S\nsamples:\n  s: {a: , b: [1, {c: }]}\n  t:\n  u: [~]\n");
    assert_eq!(
        decoded.brief(),
        "E0105 4:7 the key `a` has no value\nE0105 4:20 the key `c` has no value\nE0105 5:3 the key `t` has no value\n"
    );
}

/// A field in one line, and what is said of it; see [`brief`]. `f` stands at column 3 of line 4, its value
/// at column 6.
#[test]
fn each_mistake_is_told_with_its_repair() {
    let table = [
        (
            "{type: string, requried: true}",
            "E0101 4:21 unknown key `requried` in a field | requried -> required",
        ),
        ("{type: string, pattern: x}", "E0101 4:21 unknown key `pattern` in a field"),
        (
            "{type: string, doc: Email, always unique, and short}",
            "E0110 4:33 a text that ends at a comma | Email, always unique, and short -> \"Email, always unique, and short\"",
        ),
        ("{type: string, doc \"x\"}", "E0110 4:21 no colon stands behind `doc` | doc \"x\" -> doc: \"x\""),
        (
            "{type: string, length:3}",
            "E0110 4:21 no space stands behind the colon of `length` | length:3 -> length: 3",
        ),
        ("{type: string, length}", "E0105 4:21 the key `length` has no value"),
        ("{type: string, length: }", "E0105 4:21 the key `length` has no value"),
        ("{type: string, length: [3]}", "E0102 4:29 expected a single value, found a list"),
        (
            "{type: string, doc: 62704}",
            "E0104 4:26 YAML takes `62704` for a number, and a text is expected | 62704 -> \"62704\"",
        ),
        (
            "{type: string, doc: +34600123456}",
            "E0104 4:26 YAML takes `+34600123456` for a number, and a text is expected | +34600123456 -> \"+34600123456\"",
        ),
        (
            "{type: string, doc: ~}",
            "E0104 4:26 YAML takes `~` for no value at all, and a text is expected | ~ -> \"~\"",
        ),
        (
            "{type: string, doc: true}",
            "E0104 4:26 YAML takes `true` for a truth value, and a text is expected | true -> \"true\"",
        ),
        (
            "{type: string, doc: 1.10}",
            "E0104 4:26 YAML takes `1.10` for a number, and a text is expected | 1.10 -> \"1.10\"",
        ),
        ("{type: string, doc: NO}", "W0101 4:26 readers of older YAML take `NO` for `false` | NO -> \"NO\""),
        (
            "{type: string, doc: 1:20}",
            "W0101 4:26 readers of older YAML take `1:20` for a number to the base 60 | 1:20 -> \"1:20\"",
        ),
        (
            "{type: string, doc: 2024-01-01}",
            "W0101 4:26 readers of older YAML take `2024-01-01` for a date | 2024-01-01 -> \"2024-01-01\"",
        ),
        ("{type: string, doc: }", "E0105 4:21 the key `doc` has no value"),
        ("{type: string, doc: [a]}", "E0102 4:26 expected a text, found a list | [a] -> a"),
        ("{type: string, doc: {a: b}}", "E0102 4:26 expected a text, found a map | {a: b} -> \"a: b\""),
        ("{type: string, doc: [a, b]}", "E0102 4:26 expected a text, found a list"),
        (
            "{type: string, required: yes}",
            "E0102 4:31 expected `true` or `false`, found the text `yes` | yes -> true",
        ),
        (
            "{type: string, required: \"true\"}",
            "E0102 4:31 expected `true` or `false`, found the text `true` | \"true\" -> true",
        ),
        ("{type: string, required: maybe}", "E0102 4:31 expected `true` or `false`, found the text `maybe`"),
        ("{type: string, required: [true]}", "E0102 4:31 expected `true` or `false`, found a list"),
        ("{type: string, attempts: 1.10}", "E0106 4:31 `1.10` is not a whole number"),
        ("{type: string, attempts: 1e3}", "E0106 4:31 `1e3` is not a whole number | 1e3 -> 1000"),
        ("{type: string, attempts: -1}", "E0107 4:31 `-1` does not fit"),
        ("{type: string, attempts: 9223372036854775808}", "E0107 4:31 `9223372036854775808` does not fit"),
        (
            "{type: string, attempts: \"5\"}",
            "E0102 4:31 expected a whole number, found the text `5` | \"5\" -> 5",
        ),
        ("{type: string, attempts: .inf}", "E0106 4:31 `.inf` is not a whole number"),
        ("{type: string, share: .nan}", "E0107 4:28 `.nan` is not a number that JSON has | .nan -> \".nan\""),
        ("{type: string, share: x}", "E0102 4:28 expected a number, found the text `x`"),
        ("{type: string, access: raed}", "E0108 4:29 unknown word `raed` | raed -> read"),
        ("{type: string, access: both}", "E0108 4:29 unknown word `both`"),
        ("{type: string, access: [read]}", "E0102 4:29 expected one of `read` or `write`, found a list"),
        ("{type: string, access: {read: x}}", "E0102 4:29 expected a word alone, found a map"),
        (
            "{type: string, example: 99999999999999999999999}",
            "E0107 4:30 `99999999999999999999999` is not a number that JSON has | 99999999999999999999999 -> \"99999999999999999999999\"",
        ),
        (
            "{type: string, example: .inf}",
            "E0107 4:30 `.inf` is not a number that JSON has | .inf -> \".inf\"",
        ),
        ("{type: string, example: {a: b, c}}", "E0110 4:37 a text that ends at a comma | b, c -> \"b, c\""),
        ("{type: string, example: {a, b}}", "E0110 4:31 keys without values"),
        ("{length: 3}", "E0103 4:3 the key `type` is missing"),
        ("string", "E0102 4:6 expected a map of keys and values, found the text `string`"),
        ("[a]", "E0102 4:6 expected a map of keys and values, found a list"),
        (
            "type:string",
            "E0102 4:6 expected a map of keys and values, found the text `type:string` | type:string -> {type: string}",
        ),
        ("", "E0105 4:3 the key `f` has no value"),
        ("~", "E0105 4:6 the key `f` has an empty value: `~`"),
    ];
    for (field, expected) in table {
        let decoded = read::<File>(&format!("title: T\nsummary: S\nfields:\n  f: {field}\n"));
        assert_eq!(decoded.brief().trim_end(), expected, "{field}");
    }
}

/// A whole file, and what is said of it.
#[test]
fn every_mistake_of_a_file_is_told_in_one_run() {
    let table = [
        (
            "scopes: a",
            "E0103 file the keys `title` and `summary` are missing\nE0102 1:9 expected a list, found the text `a` | a -> [a]\n",
        ),
        ("title: T", "E0103 file the key `summary` is missing\n"),
        (
            "title:value",
            "E0102 1:1 expected a map of keys and values, found the text `title:value` | title:value -> title: value\n",
        ),
        ("x", "E0102 1:1 expected a map of keys and values, found the text `x`\n"),
        (
            "title: T\nsummary: y\nscopes: [a, 1, b, yes, ~, ]\n",
            "W0101 2:10 readers of older YAML take `y` for `true` | y -> \"y\"\nE0104 3:13 YAML takes `1` for a number, and a text is expected | 1 -> \"1\"\nW0101 3:19 readers of older YAML take `yes` for `true` | yes -> \"yes\"\nE0104 3:24 YAML takes `~` for no value at all, and a text is expected | ~ -> \"~\"\n",
        ),
        (
            "title: T\nsummary: S\nfields:\n  a:\n    type: 1\n    doc: 2\n    requried: true\n  b: {typ: x}\nscopes: {x: y}\n",
            "E0104 5:11 YAML takes `1` for a number, and a text is expected | 1 -> \"1\"\nE0104 6:10 YAML takes `2` for a number, and a text is expected | 2 -> \"2\"\nE0101 7:5 unknown key `requried` in a field | requried -> required\nE0101 8:7 unknown key `typ` in a field | typ -> type\nE0102 9:9 expected a list, found a map\n",
        ),
    ];
    for (yaml, expected) in table {
        assert_eq!(read::<File>(yaml).brief(), expected, "{yaml}");
    }
}

#[test]
fn what_is_refused_is_left_out_and_the_rest_kept() {
    let yaml = "title: T\nsummary: S\nscopes: [a, 1, b]\nfields:\n  good: {type: string}\n  bad: {length: 3}\n  half: {type: string, requried: true, doc: 5}\nrules: [{type: a}, {type: 1}, {type: c}]\n";
    let decoded = read::<File>(yaml);
    let file = decoded.value.as_ref().expect("most of it decodes");
    assert_eq!(file.scopes, ["a", "b"]);
    assert_eq!(file.fields.keys().collect::<Vec<_>>(), ["good", "half"]);
    assert_eq!(file.fields["half"].doc, None);
    // `type: 1` is refused first; then the item lacks its type, and goes too.
    assert_eq!(file.rules.len(), 2);

    let at = decoded.at();
    let text = |at: At<'_>| decoded.sources.text(at.span()).to_owned();
    assert_eq!(text(at.key("scopes").item(1)), "b", "items count as in the decoded list");
    assert_eq!(text(at.key("rules").item(1)), "{type: c}");
    let half = at.path(&["fields", "half"]);
    assert!(half.has("doc") && half.key("doc").node().is_refused(), "told of, so not absent");
    assert!(!half.has("length"));
    assert_eq!(half.key("length").span(), half.span(), "what is absent is where it would be");
    let fields: Vec<&str> = at.key("fields").entries().map(|(key, _)| key.text.as_str()).collect();
    assert_eq!(fields, ["good", "half"]);
}

#[test]
fn a_missing_key_does_not_hide_the_rest_of_its_map() {
    let decoded = read::<File>("scopes: [a, 1]\nfields:\n  f: {length: 3, required: yes}\n");
    assert_eq!(
        decoded.brief(),
        "E0103 file the keys `title` and `summary` are missing\n\
         E0104 1:13 YAML takes `1` for a number, and a text is expected | 1 -> \"1\"\n\
         E0103 3:3 the key `type` is missing\n\
         E0102 3:28 expected `true` or `false`, found the text `yes` | yes -> true\n"
    );
    assert_eq!(decoded.value, None);
}

#[derive(Debug, Deserialize)]
#[allow(dead_code)]
struct Picky {
    name: Short,
    inner: Inner,
    doc: String,
}

#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
struct Short;

impl TryFrom<String> for Short {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if text.len() == 1 { Ok(Self) } else { Err(format!("`{text}` is not one letter")) }
    }
}

#[derive(Debug, Deserialize)]
#[allow(dead_code)]
struct Inner {
    needed: String,
}

#[test]
fn nothing_is_said_of_what_stands_in_for_a_missing_key() {
    // Neither `name` nor `inner` takes what stands in for it.
    let table = [
        ("inner: {needed: x}\ndoc: x", "E0103 file the key `name` is missing\n"),
        ("name: x\ndoc: x", "E0103 file the key `inner` is missing\n"),
        ("doc: x", "E0103 file the key `name` is missing\n"),
        ("name: long\ninner: {needed: x}\ndoc: x", "E0109 1:7 `long` is not one letter\n"),
    ];
    for (yaml, expected) in table {
        let decoded = read::<Picky>(yaml);
        assert!(decoded.value.is_none());
        let mut lines: Vec<String> = decoded.brief().lines().map(|line| format!("{line}\n")).collect();
        lines.sort_by_key(|line| std::cmp::Reverse(line.clone()));
        assert_eq!(lines.concat(), expected, "{yaml}");
    }
}

#[test]
fn a_choice_may_carry_something() {
    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Rule {
        Never,
        Equal(Vec<String>),
        Range { from: u8 },
    }
    let decoded = read::<Vec<Rule>>(
        "[never, {equal: [a]}, {range: {from: 3}}, {equal: b}, {eqaul: [c]}, {range: {form: 1}}, equal]",
    );
    assert_eq!(
        decoded.value,
        Some(vec![Rule::Never, Rule::Equal(vec!["a".into()]), Rule::Range { from: 3 }])
    );
    assert_eq!(
        decoded.brief(),
        "E0102 1:51 expected a list, found the text `b` | b -> [b]\n\
         E0108 1:56 unknown word `eqaul` | eqaul -> equal\n\
         E0101 1:78 unknown key `form` | form -> from\n\
         E0109 1:89 `equal` needs a value: write `{equal: …}`\n"
    );
}

#[test]
fn a_flood_of_mistakes_is_cut() {
    let items: Vec<String> = (0..5_000).map(|n| n.to_string()).collect();
    let decoded = read::<File>(&format!("title: T\nsummary: S\nscopes: [{}]\n", items.join(", ")));
    assert_eq!(decoded.value, None);
    assert_eq!(decoded.problems.errors(), 101);
    assert!(
        render(&decoded.problems, &decoded.sources, false).contains("more than 100 mistakes in this file")
    );
}

#[test]
fn a_tree_may_be_shared_between_threads() {
    fn is_shared<T: Send + Sync>() {}
    is_shared::<Sources>();
    is_shared::<Node>();
}

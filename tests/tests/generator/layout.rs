//! Generated Rust is laid out as `prettyplease` lays it out, whoever printed it: the generator writes most lines itself.

use acceptance::tree;

/// The lines that hold something. Blank lines and plain comments are ours: the printer knows neither.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let is_ours = |line: &&str| {
        let line = line.trim_start();
        line.is_empty() || (line.starts_with("//") && !line.starts_with("///") && !line.starts_with("//!"))
    };
    text.lines().filter(move |line| !is_ours(line))
}

#[test]
fn generated_rust_is_laid_out_by_one_rule() {
    let mut count = 0;
    for (path, bytes) in tree::files(&tree::workspace().join("generated")) {
        if !path.ends_with(".rs") {
            continue;
        }
        let text = String::from_utf8(bytes).expect("a text");
        let file = syn::parse_file(&text).unwrap_or_else(|error| panic!("{path}: {error}"));
        let expected = prettyplease::unparse(&file);
        let differ = lines(&text).zip(lines(&expected)).find(|(line, expected)| line != expected);
        assert_eq!(differ, None, "{path}");
        assert_eq!(lines(&text).count(), lines(&expected).count(), "{path}");
        count += 1;
    }
    assert!(count > 100, "only {count} files were found");
}

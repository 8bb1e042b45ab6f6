//! The action that CONTRIBUTING.md adds.

use acceptance::tree;

/// The YAML that a text marks with `<!-- example-action: <path> -->`: the path, and the block that follows.
fn marked(text: &str) -> Vec<(String, String)> {
    let marked = text.split("<!-- example-action: ").skip(1);
    let pair = |part: &str| {
        let (path, rest) = part.split_once(" -->").expect("the end of the mark");
        let (_, block) = rest.split_once("```yaml\n").expect("a block of YAML after the mark");
        let (yaml, _) = block.split_once("```").expect("the end of the block");
        (path.to_owned(), yaml.to_owned())
    };
    marked.map(pair).collect()
}

/// Its path in the workspace, and what stands in the file.
pub fn example() -> (String, String) {
    let mut files = marked(&tree::read(&tree::workspace().join("CONTRIBUTING.md")));
    assert_eq!(files.len(), 1, "CONTRIBUTING.md must mark one file: {files:?}");
    files.remove(0)
}

//! What is general knows no service: the generator, the runtime and the templates say nothing about BigCommerce.

use acceptance::tree;

#[test]
fn nothing_general_has_a_word_about_one_service() {
    let words = ["bigcommerce", "store_hash", "x-auth"];
    let mut found = Vec::new();
    for folder in ["generator", "runtime", "templates"] {
        for (path, bytes) in tree::files(&tree::workspace().join(folder)) {
            let text = String::from_utf8_lossy(&bytes).to_lowercase();
            for (index, line) in text.lines().enumerate() {
                if words.iter().any(|word| line.contains(word)) {
                    found.push(format!("{folder}/{path}:{}: {line}", index + 1));
                }
            }
        }
    }
    assert!(found.is_empty(), "these belong into spec/\n{}", found.join("\n"));
}

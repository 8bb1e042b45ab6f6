//! The checked-in docs as a reader walks them: every link leads to a page and a heading of it, no page has two headings
//! of one name, and every page of an action stands in the contents and in the index for machines.

use std::collections::{BTreeMap, BTreeSet};

use acceptance::tree;

/// The text of each page by its path below `docs/`, without what is fenced.
fn pages() -> BTreeMap<String, String> {
    let docs = tree::workspace().join("generated/bigcommerce/docs");
    let files = tree::files(&docs).into_iter().filter_map(|(path, bytes)| {
        let path = path.replace('\\', "/");
        let text = String::from_utf8(bytes).ok()?;
        (path.ends_with(".md") || path.ends_with(".txt")).then(|| (path, without_fences(&text)))
    });
    files.collect()
}

fn without_fences(text: &str) -> String {
    let mut fence: Option<&str> = None;
    let mut out = String::new();
    for line in text.lines() {
        let ticks = &line[..line.len() - line.trim_start_matches('`').len()];
        match fence {
            Some(open) if open == line => fence = None,
            Some(_) => {}
            None if ticks.len() >= 3 => fence = Some(ticks),
            None => {
                out.push_str(line);
                out.push('\n');
            }
        }
    }
    out
}

/// The names under which the headings of a page can be linked to, as code hosts and mdBook make them.
fn anchors(page: &str) -> Vec<String> {
    let headings = page.lines().filter(|line| line.starts_with('#'));
    headings.map(|line| anchor(line.trim_start_matches('#').trim())).collect()
}

fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-'));
    kept.map(|c| if c == ' ' { '-' } else { c }).flat_map(char::to_lowercase).collect()
}

/// The targets of the links of a page.
fn links(page: &str) -> impl Iterator<Item = &str> {
    page.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(target, _)| target)
}

/// The page that a link leads to, seen from a page.
fn target(from: &str, link: &str) -> String {
    let mut folders: Vec<&str> = from.split('/').collect();
    folders.pop();
    for part in link.split('/') {
        match part {
            ".." => drop(folders.pop()),
            part => folders.push(part),
        }
    }
    folders.join("/")
}

#[test]
fn every_link_leads_somewhere() {
    let pages = pages();
    let mut count = 0;
    for (path, page) in &pages {
        for link in links(page).filter(|link| !link.starts_with("https://")) {
            let (file, heading) = link.split_once('#').unwrap_or((link, ""));
            let to = if file.is_empty() { path.clone() } else { target(path, file) };
            let Some(found) = pages.get(&to) else { panic!("{path} leads to {to}, which is not there") };
            let leads = heading.is_empty() || anchors(found).iter().any(|anchor| anchor == heading);
            assert!(leads, "{path} leads to {link}, and no heading is called so");
            count += 1;
        }
    }
    assert!(count > 1000, "{count} links are too few to be all of them");
}

#[test]
fn every_heading_has_its_own_name() {
    for (path, page) in pages() {
        let anchors = anchors(&page);
        let different: BTreeSet<_> = anchors.iter().collect();
        assert_eq!(anchors.len(), different.len(), "{path}: {anchors:?}");
    }
}

#[test]
fn every_page_stands_in_the_contents() {
    let pages = pages();
    let machines: BTreeSet<_> = links(&pages["llms.txt"]).collect();
    let people: BTreeSet<_> = links(&pages["SUMMARY.md"]).collect();
    for path in pages.keys().filter(|path| !matches!(path.as_str(), "llms.txt" | "SUMMARY.md")) {
        assert!(people.contains(path.as_str()), "SUMMARY.md lacks {path}");
        let is_action = path.contains('/') && !path.ends_with("/README.md");
        assert!(!is_action || machines.contains(path.as_str()), "llms.txt lacks {path}");
    }
}

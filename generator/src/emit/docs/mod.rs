//! The docs: Markdown that reads well on a code host as it is, and builds with mdBook.
//!
//! A view gathers what a page shows, as data; a template lays it out. No view holds Markdown of its own, and no template
//! decides anything about the API.

mod action;
mod at_once;
mod batch;
mod connection;
mod deviation;
mod errors;
mod failures;
mod headings;
mod index;
mod limits;
mod link;
mod paging;
mod required;
mod sample;
mod step;
mod templates;
mod types;

#[cfg(test)]
mod tests;

use self::action::ActionPage;
use self::errors::ErrorsPage;
use self::failures::FailuresPage;
use self::index::{Chapter, IndexPage};
use self::limits::LimitsPage;
use self::templates::Templates;
use crate::model::{Action, Api, Resource, Sample};
use crate::output::OutputSet;

/// The path of the page of an action.
pub fn path(resource: &Resource, action: &Action) -> String {
    format!("docs/{}", link::action_page(resource, action))
}

/// Adds the docs of a service. `rust_sample` makes the Rust that shows a sample.
pub fn emit(api: &Api, rust_sample: &dyn Fn(&Action, &Sample) -> String, out: &mut OutputSet) {
    let templates = Templates::new();
    let mut add = |path: &str, text: String| out.add(&format!("docs/{path}"), text);

    let index = IndexPage::new(api);
    add("README.md", templates.render("index.md", &index));
    add("SUMMARY.md", templates.render("summary.md", &index));
    add("book.css", templates.render("book.css", &index));
    add("book.toml", templates.render("book.toml", &index));
    add("llms.txt", templates.render("llms.txt", &index));
    add("errors.md", templates.render("errors.md", &ErrorsPage::new(api)));
    add("failures.md", templates.render("failures.md", &FailuresPage::new(api)));
    add("limits.md", templates.render("limits.md", &LimitsPage::new(api)));
    for resource in api.resources.iter().filter(|resource| !resource.actions.is_empty()) {
        add(
            &link::resource_page(resource),
            templates.render("resource.md", &Chapter::new(resource, api, "../")),
        );
        for action in &resource.actions {
            let page = ActionPage::new(resource, action, api, rust_sample);
            add(&link::action_page(resource, action), templates.render("action.md", &page));
        }
    }
}

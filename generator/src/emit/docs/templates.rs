//! The templates and what they may do with data.
//!
//! A template lays out. Whatever it prints is escaped as Markdown text of one line, unless it goes through a filter
//! that says what else it is: `code`, `line` and `prose` for the Markdown of a spec, `fence`, `href` for a link of ours.
//! A value that is missing, or that is no text and no number, is a mistake of a template and never an empty place.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Error, ErrorKind, UndefinedBehavior, Value};
use serde::Serialize;

use crate::emit::{markdown, prose};
use crate::output::Kind;

macro_rules! templates {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_str!(concat!("../../../../templates/", $name, ".jinja")))),*]
    };
}

const SOURCES: [(&str, &str); 11] = templates![
    "action.md",
    "book.css",
    "book.toml",
    "errors.md",
    "failures.md",
    "index.md",
    "limits.md",
    "llms.txt",
    "macros.md",
    "resource.md",
    "summary.md",
];

/// All templates, read once.
pub struct Templates(Environment<'static>);

impl Templates {
    /// Reads them.
    ///
    /// # Panics
    /// When a template is not well-formed, which the tests rule out: templates come with the generator.
    pub fn new() -> Self {
        let mut environment = Environment::empty();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_syntax(syntax());
        // What a macro returns has been escaped; without the name of an escape it would be again.
        environment.set_auto_escape_callback(|_| AutoEscape::Custom("markdown".into()));
        environment.set_formatter(|out, _, value| {
            if value.is_safe() || value.is_number() {
                return write!(out, "{value}").map_err(Error::from);
            }
            match value.as_str() {
                Some(data) => out.write_str(&markdown::text(data)).map_err(Error::from),
                None => Err(Error::new(
                    ErrorKind::InvalidOperation,
                    format!("only a text can be printed, and this is {}", value.kind()),
                )),
            }
        });
        environment.add_filter("code", |data: &str| safe(markdown::code(data)));
        environment.add_filter("line", |data: &str| safe(prose::line(data)));
        environment.add_filter("prose", |data: &str| safe(prose::blocks(data)));
        environment.add_filter("fence", |data: &str, language: &str| safe(markdown::fence(data, language)));
        environment.add_filter("href", |data: &str| safe(data.to_owned()));
        environment.add_filter("last", |path: &str| path.rsplit("::").next().unwrap_or(path).to_owned());
        environment.add_filter("web", |address: &str, label: &str| {
            let label = if markdown::web_address(address).is_some() { label } else { address };
            safe(markdown::link(label, address))
        });
        environment.add_filter("toml", |data: &str| safe(toml(data)));
        environment.add_filter("length", |list: &Value| list.len());
        environment.add_test("none", |value: &Value| value.is_none());
        environment.add_global("markdown_header", safe(Kind::Markdown.header().to_owned()));
        environment.add_global("css_header", safe(Kind::Css.header().to_owned()));
        environment.add_global("toml_header", safe(Kind::Toml.header().to_owned()));
        for (name, source) in SOURCES {
            if let Err(error) = environment.add_template(name, source) {
                panic!("the template {name} is not well-formed: {error}");
            }
        }
        Self(environment)
    }

    /// The page that a template makes of its view.
    ///
    /// # Panics
    /// When the template asks for what the view does not have. That depends on the two alone, not on data, and the
    /// tests rule it out.
    pub fn render(&self, name: &str, view: &impl Serialize) -> String {
        let page = self.0.get_template(name).and_then(|template| template.render(Value::from(Serde(view))));
        match page {
            Ok(page) => tidy(&page),
            Err(error) => panic!("the template {name} does not fit its view: {error:#}"),
        }
    }
}

/// A line that holds a tag alone leaves no line behind.
fn syntax() -> SyntaxConfig {
    SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build().unwrap_or_default()
}

fn safe(text: String) -> Value {
    Value::from_safe_string(text)
}

/// Without the gaps that parts leave which were not there: a blank line is one, and a cell has no space to spare.
/// What is fenced stays as it is.
fn tidy(page: &str) -> String {
    let mut out = String::with_capacity(page.len());
    let mut fence: Option<&str> = None;
    let mut after_blank = false;
    for line in page.trim_end().lines() {
        let ticks = line.trim_start();
        let ticks = &ticks[..ticks.len() - ticks.trim_start_matches('`').len()];
        match fence {
            // Ours end in a line of just as many ticks.
            Some(open) if ticks == open && line.trim() == open => fence = None,
            Some(_) => {}
            None if ticks.len() >= 3 => fence = Some(ticks),
            None if line.trim().is_empty() => {
                after_blank = true;
                continue;
            }
            None => {}
        }
        if after_blank {
            out.push('\n');
            after_blank = false;
        }
        match fence.is_none() && line.starts_with("| ") {
            true => out.push_str(&line.replace("|  ", "| ").replace("  |", " |")),
            false => out.push_str(line),
        }
        out.push('\n');
    }
    out
}

/// A text as TOML writes it.
fn toml(data: &str) -> String {
    let mut out = String::from("\"");
    for c in data.chars().filter(|c| !c.is_control()) {
        if matches!(c, '"' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use minijinja::context;

    use super::{Templates, tidy, toml};

    fn render(template: &str, data: minijinja::Value) -> Result<String, minijinja::Error> {
        Templates::new().0.render_str(template, data)
    }

    #[test]
    fn data_is_escaped_and_never_rendered_again() {
        let data = context!(x => "{{ 7*7 }} <b>");
        assert_eq!(render("{{ x }}", data.clone()).unwrap(), "\\{\\{ 7\\*7 }} \\<b>");
        assert_eq!(render("{{ x|code }}", data.clone()).unwrap(), "`{{ 7*7 }} <b>`");
        assert_eq!(render("{{ x|prose }}", data).unwrap(), "\\{\\{ 7\\*7 }} \\<b>");
    }

    #[test]
    fn a_missing_value_is_a_mistake() {
        for template in ["{{ y }}", "{{ x.y }}", "{{ none }}", "{{ none|code }}", "{{ [1] }}", "{{ true }}"] {
            assert!(render(template, context!(x => context!(z => 1))).is_err(), "{template}");
        }
    }

    #[test]
    fn a_macro_is_not_escaped_twice() {
        let template = "{% macro m(x) %}**{{ x }}**{% endmacro %}{{ m('a*b') }}";
        assert_eq!(render(template, context!()).unwrap(), "**a\\*b**");
    }

    #[test]
    fn gaps_are_closed_but_in_code() {
        let page = "a\n\n\n|  x |  |\n- `b`\n\n````\n\n\n```\n|  |\n````\n\n\nc\n\n";
        assert_eq!(tidy(page), "a\n\n| x | |\n- `b`\n\n````\n\n\n```\n|  |\n````\n\nc\n");
    }

    #[test]
    fn texts_in_toml() {
        assert_eq!(toml("a \"b\" \\ \n"), "\"a \\\"b\\\" \\\\ \"");
    }
}

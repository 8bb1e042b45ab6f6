//! The connection, from the environment.

use std::env;

use super::Fault;
use crate::catalog::{Catalog, ConnectionField};
use crate::violation::Violations;

/// The fields of a connection, as the environment has them. They may be secrets, so they are not printed.
pub struct Fields {
    values: Vec<(String, String)>,
    base_url: String,
    secrets: Vec<String>,
}

impl std::fmt::Debug for Fields {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Fields").finish_non_exhaustive()
    }
}

impl Fields {
    /// The value of a field; every field of the connection has one.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.values.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// The address: the service's own where the environment has no other.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Every value that must not be shown.
    pub(super) fn secrets(&self) -> &[String] {
        &self.secrets
    }

    /// Reads the fields that a catalogue names.
    ///
    /// # Errors
    /// Every variable that is missing, by name.
    pub(super) fn read<C>(catalog: &Catalog<C>) -> Result<Self, Fault> {
        Self::from_variables(catalog, |variable| env::var(variable).ok())
    }

    fn from_variables<C>(
        catalog: &Catalog<C>,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, Fault> {
        let value = |field: &ConnectionField| variable(&field.variable).filter(|value| !value.is_empty());
        let mut missing = Vec::new();
        let mut fields = Self { values: Vec::new(), base_url: String::new(), secrets: Vec::new() };
        for field in catalog.connection() {
            match value(field) {
                Some(value) => {
                    if field.secret {
                        fields.secrets.push(value.clone());
                    }
                    fields.values.push((field.name.clone(), value));
                }
                None => missing.push(format!("{} ({})", field.variable, field.label)),
            }
        }
        let base_url = catalog.base_url();
        fields.base_url = value(base_url).or_else(|| base_url.default.clone()).unwrap_or_default();
        match missing.as_slice() {
            [] => Ok(fields),
            [one] => Err(Fault::call(format!("the environment variable {one} is not set"))),
            several => {
                Err(Fault::call(format!("these environment variables are not set: {}", several.join(", "))))
            }
        }
    }
}

/// What is wrong with a connection, by the names of the variables.
pub(super) fn refused<C>(catalog: &Catalog<C>, violations: &Violations) -> Fault {
    let told = violations.iter().map(|violation| {
        let mut fields = catalog.connection().iter().chain([catalog.base_url()]);
        match fields.find(|field| field.name == violation.path()) {
            Some(field) => format!("{}: {}", field.variable, violation.message()),
            None => violation.to_string(),
        }
    });
    Fault::call(told.collect::<Vec<_>>().join("\n"))
}

/// The variables, for the help of the program.
pub(super) fn help<C>(catalog: &Catalog<C>) -> String {
    let fields: Vec<_> = catalog.connection().iter().chain([catalog.base_url()]).collect();
    let widest = fields.iter().map(|field| field.variable.len()).max().unwrap_or_default();
    let mut help = "Environment:\n".to_owned();
    for field in fields {
        let note = match &field.default {
            Some(default) => format!("{}, {default} unless set", field.label),
            None => field.label.clone(),
        };
        help.push_str(&format!("  {:widest$}  {note}\n", field.variable));
    }
    help
}

#[cfg(test)]
mod tests {
    use super::{Fields, help};
    use crate::catalog::Catalog;
    use crate::cli::Fault;

    fn catalog() -> Catalog<()> {
        let text = r#"{"service": "post", "title": "Post", "actions": [], "connection": [
            {"name": "office", "label": "Office", "variable": "POST_OFFICE"},
            {"name": "token", "label": "Token", "variable": "POST_TOKEN", "secret": true}
        ], "base_url": {"name": "base_url", "label": "Base URL", "variable": "POST_BASE_URL",
            "default": "https://post.example/{office}"}}"#;
        Catalog::new(text, &[])
    }

    #[test]
    fn every_variable_that_is_missing_is_named() {
        let catalog = catalog();
        let sentence = |variables: &[(&str, &str)]| {
            let variable = |name: &str| {
                let found = variables.iter().find(|(known, _)| *known == name);
                found.map(|(_, value)| (*value).to_owned())
            };
            match Fields::from_variables(&catalog, variable) {
                Ok(fields) => {
                    format!("{} {} {}", fields.get("office"), fields.get("token"), fields.base_url())
                }
                Err(Fault::Told(_, sentence)) => sentence,
                Err(Fault::Write(error)) => error.to_string(),
            }
        };
        assert_eq!(
            sentence(&[]),
            "these environment variables are not set: POST_OFFICE (Office), POST_TOKEN (Token)"
        );
        assert_eq!(
            sentence(&[("POST_OFFICE", "7"), ("POST_TOKEN", "")]),
            "the environment variable POST_TOKEN (Token) is not set"
        );
        let both = [("POST_OFFICE", "7"), ("POST_TOKEN", "abc")];
        assert_eq!(sentence(&both), "7 abc https://post.example/{office}");
        let all = [both[0], both[1], ("POST_BASE_URL", "http://localhost:1")];
        assert_eq!(sentence(&all), "7 abc http://localhost:1");
    }

    #[test]
    fn help_names_the_variables() {
        assert_eq!(
            help(&catalog()),
            "Environment:\n  POST_OFFICE    Office\n  POST_TOKEN     Token\n  \
             POST_BASE_URL  Base URL, https://post.example/{office} unless set\n"
        );
    }
}

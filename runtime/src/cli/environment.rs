//! The connection, from the environment.

use std::collections::BTreeMap;
use std::env;

use super::Fault;
use crate::catalog::{Catalog, CatalogConnection};
use crate::violation::Violations;

/// The fields of a connection, as the environment has them. They may be secrets, so they are not printed.
pub(super) struct Variables {
    values: BTreeMap<String, String>,
    base_url: Option<String>,
    secrets: Vec<String>,
}

impl Variables {
    /// Reads the variables that a catalog names.
    ///
    /// # Errors
    /// Every variable that is missing, by name.
    pub(super) fn read(catalog: &Catalog) -> Result<Self, Fault> {
        Self::from(catalog, |variable| env::var(variable).ok())
    }

    fn from(catalog: &Catalog, variable: impl Fn(&str) -> Option<String>) -> Result<Self, Fault> {
        let value = |name: &str| variable(name).filter(|value| !value.is_empty());
        let mut missing = Vec::new();
        let base_url = value(&catalog.description().base_url.variable);
        let mut variables = Self { values: BTreeMap::new(), base_url, secrets: Vec::new() };
        for field in catalog.connection() {
            match value(&field.variable) {
                Some(value) => {
                    if field.secret {
                        variables.secrets.push(value.clone());
                    }
                    variables.values.insert(field.name.clone(), value);
                }
                None => missing.push(format!("{} ({})", field.variable, field.label)),
            }
        }
        match missing.as_slice() {
            [] => Ok(variables),
            [one] => Err(Fault::call(format!("the environment variable {one} is not set"))),
            several => {
                Err(Fault::call(format!("these environment variables are not set: {}", several.join(", "))))
            }
        }
    }

    /// Every value that must not be shown.
    pub(super) fn secrets(&self) -> &[String] {
        &self.secrets
    }

    /// The connection.
    ///
    /// # Errors
    /// What is wrong with it, by the names of the variables.
    pub(super) fn connect(&self, catalog: &Catalog) -> Result<CatalogConnection, Fault> {
        catalog
            .connect(&self.values, self.base_url.as_deref())
            .map_err(|violations| Fault::call(by_variable(catalog, &violations)))
    }
}

fn by_variable(catalog: &Catalog, violations: &Violations) -> String {
    let reported = violations.iter().map(|violation| {
        let field = catalog.connection().iter().find(|field| field.name == violation.path());
        let variable = match (field, violation.path()) {
            (Some(field), _) => &field.variable,
            (None, "base_url") => &catalog.description().base_url.variable,
            (None, _) => return violation.to_string(),
        };
        format!("{variable}: {}", violation.message())
    });
    reported.collect::<Vec<_>>().join("\n")
}

/// The variables, for the help of the program.
pub(super) fn help(catalog: &Catalog) -> String {
    let base_url = &catalog.description().base_url;
    let fields = catalog.connection().iter().map(|field| (field.variable.as_str(), field.label.clone()));
    let base_url = (base_url.variable.as_str(), format!("Base URL, {} unless set", base_url.default));
    let rows: Vec<_> = fields.chain([base_url]).collect();
    let widest = rows.iter().map(|(variable, _)| variable.len()).max().unwrap_or_default();
    let mut help = "Environment:\n".to_owned();
    for (variable, note) in rows {
        help.push_str(&format!("  {variable:widest$}  {note}\n"));
    }
    help
}

#[cfg(test)]
mod tests {
    use super::{Variables, help};
    use crate::catalog::tests::post;
    use crate::cli::Fault;
    use crate::origin::Connect as _;

    /// The address that a connection has, or what is wrong with it.
    fn address(variables: &[(&str, &str)]) -> String {
        let catalog = post();
        let variable = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        let connection =
            Variables::from(&catalog, variable).and_then(|variables| variables.connect(&catalog));
        match connection {
            Ok(connection) => connection.origin().address().unwrap(),
            Err(Fault::Told(_, sentence)) => sentence,
            Err(Fault::Write(error)) => error.to_string(),
        }
    }

    #[test]
    fn every_variable_that_is_missing_is_named() {
        assert_eq!(
            address(&[]),
            "these environment variables are not set: POST_OFFICE (Office), POST_TOKEN (Token)"
        );
        assert_eq!(
            address(&[("POST_OFFICE", "7"), ("POST_TOKEN", "")]),
            "the environment variable POST_TOKEN (Token) is not set"
        );
        let both = [("POST_OFFICE", "7"), ("POST_TOKEN", "t0ken-abc")];
        assert_eq!(address(&both), "https://post.example/7");
        let all = [both[0], both[1], ("POST_BASE_URL", "http://localhost:1")];
        assert_eq!(address(&all), "http://localhost:1");
    }

    #[test]
    fn a_bad_value_is_reported_by_the_name_of_its_variable() {
        let wrong =
            [("POST_OFFICE", "7"), ("POST_TOKEN", "a\nb"), ("POST_BASE_URL", "http://elsewhere.example")];
        let sentence = address(&wrong);
        assert!(sentence.contains("POST_TOKEN: this holds a character that a header cannot"), "{sentence}");
        assert!(sentence.contains("POST_BASE_URL: "), "{sentence}");
    }

    #[test]
    fn help_names_the_variables() {
        assert_eq!(
            help(&post()),
            "Environment:\n  POST_OFFICE    Office\n  POST_TOKEN     Token\n  \
             POST_BASE_URL  Base URL, https://post.example/{office} unless set\n"
        );
    }
}

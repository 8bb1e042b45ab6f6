//! The connection of a described service: its address and credentials.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::Catalog;
use super::description::CredentialLocation;
use crate::base_url::BaseUrl;
use crate::client::Client;
use crate::origin::{Connect, Origin};
use crate::path::{Part, Path};
use crate::transport::Transport;
use crate::violation::{Rule, Violation, Violations};

/// The address and the credentials of a described service. Neither is shown by `Debug`.
#[derive(Clone)]
pub struct CatalogConnection {
    origin: Origin,
}

impl Connect for CatalogConnection {
    fn origin(&self) -> Origin {
        self.origin.clone()
    }
}

impl fmt::Debug for CatalogConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CatalogConnection").finish_non_exhaustive()
    }
}

impl Catalog {
    /// A connection from the values of its fields, by name; to another address than the service's own, if one is given.
    ///
    /// # Errors
    /// Every field that is missing, unknown, or breaks a bound, and an address that credentials must not be sent to.
    pub fn connect(
        &self,
        values: &BTreeMap<String, String>,
        base_url: Option<&str>,
    ) -> Result<CatalogConnection, Violations> {
        let description = self.description();
        let mut violations = Violations::new();
        for name in
            values.keys().filter(|name| description.connection.iter().all(|field| field.name != **name))
        {
            let message = "there is no such field of a connection";
            violations.push(Violation::new(name.as_str(), Rule::Unknown { nearest: None }, message));
        }
        for field in &description.connection {
            let Some(value) = values.get(&field.name) else {
                violations.push(Violation::new(field.name.as_str(), Rule::Required, "this is required"));
                continue;
            };
            let mut check = crate::check::Check::new(Path::ROOT, &mut violations);
            let mut here = check.step(Part::Key(&field.name));
            let mut here = if field.secret { here.hidden() } else { here };
            super::engine::check_string(value, &field.schema, &mut here);
            if let CredentialLocation::Header(_) = field.location {
                here.here().header(value.as_str());
            }
        }
        let names: Vec<&str> = description
            .connection
            .iter()
            .filter(|field| field.location == CredentialLocation::BaseUrl)
            .map(|field| field.name.as_str())
            .collect();
        let parsed = BaseUrl::parse(base_url.unwrap_or(&description.base_url.default), &names);
        let url = match parsed {
            Ok(url) => url,
            Err(wrong) => {
                violations.extend(wrong);
                return Err(violations);
            }
        };
        violations.into_result()?;
        let mut origin = Origin::new(&url);
        for field in &description.connection {
            let value = values.get(&field.name).map_or("", String::as_str);
            origin = match &field.location {
                CredentialLocation::BaseUrl => origin.fill(&field.name, value),
                CredentialLocation::Header(header) => origin.header(header, value),
            };
        }
        Ok(CatalogConnection { origin })
    }

    /// A client of the service, over a connection and a transport.
    #[must_use]
    pub fn client(&self, connection: &impl Connect, transport: Arc<dyn Transport>) -> Client {
        Client::new(self.service_handle(), connection, transport)
    }
}

//! What a client is made of: the fields of the connection, where they go and which environment variables hold them.

use serde::Serialize;

use crate::model::{Api, ConnectionField, Credential, Type};
use crate::names::variable;
use crate::phrase;

/// A row of the table of credentials.
#[derive(Serialize)]
pub struct CredentialRow {
    name: String,
    label: String,
    variable: String,
    header: Option<String>,
    secret: bool,
    bounds: Option<String>,
    doc: Option<String>,
}

/// The rows of the table of credentials.
pub fn rows(api: &Api) -> Vec<CredentialRow> {
    let row = |field: &ConnectionField| CredentialRow {
        name: field.name.clone(),
        label: field.label.clone(),
        variable: variable(&api.name, &field.name),
        header: match &field.credential {
            Credential::Header(name) => Some(name.clone()),
            Credential::BaseUrl => None,
        },
        secret: field.secret,
        bounds: phrase::bounds(&Type::Text(field.text.clone())),
        doc: field.doc.clone(),
    };
    api.connection.iter().map(row).collect()
}

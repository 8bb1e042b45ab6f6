use std::future::ready;

use serde_json::json;

use super::{Catalog, Destructive, Entry, answer};
use crate::decimal::{Decimal, as_number};
use crate::endpoint::Effect;
use crate::secret::Secret;

struct Client;

static ENTRIES: &[Entry<Client>] = &[Entry {
    id: "parcels.delete",
    input_schema: "{}",
    output_schema: "{}",
    docs: "# Delete",
    validate: |_| Ok(()),
    run: |_, document| Box::pin(ready(Ok(document.clone()))),
    batch: None,
}];

const TEXT: &str = r#"{
    "service": "post", "title": "Post", "generated_by": "",
    "connection": [{"name": "token", "label": "Token", "variable": "POST_TOKEN", "secret": true}],
    "base_url": {"name": "base_url", "label": "Base URL", "variable": "POST_BASE_URL", "default": "https://post.example"},
    "actions": [
        {"id": "parcels.delete", "title": "Delete", "summary": "Delete one.", "endpoint": "DELETE /parcels", "scopes": [],
         "effect": "idempotent", "destructive": "named", "labels": {}, "schemas": {},
         "inputs": [{"place": "query.id", "label": "ID", "type": "whole number", "required": true}],
         "rules": [{"place": "query", "rule": "Give at most one of `id` and `name`."}], "samples": []},
        {"id": "letters.get", "title": "Get", "summary": "Get one.", "scopes": [], "effect": "safe",
         "steps": [{"name": "found", "call": "parcels.delete"}], "inputs": [], "samples": []}
    ]
}"#;

#[test]
fn an_action_of_a_resource_that_is_off_is_not_there() {
    let catalog = Catalog::new(TEXT, &[ENTRIES]);
    let ids: Vec<&str> = catalog.actions().iter().map(|action| action.id.as_str()).collect();
    assert_eq!(ids, ["parcels.delete"]);
    assert!(catalog.get("letters.get").is_none());
    assert!(Catalog::<Client>::new(TEXT, &[]).actions().is_empty());
}

#[test]
fn an_action_has_what_a_program_needs() {
    let catalog = Catalog::new(TEXT, &[ENTRIES]);
    let action = catalog.get("parcels.delete").unwrap();
    assert_eq!((action.effect, action.destructive), (Effect::Idempotent, Some(Destructive::Named)));
    assert_eq!(action.inputs[0].place, "query.id");
    assert!(action.inputs[0].required && !action.inputs[0].secret);
    let rules: Vec<_> = action.rules.iter().map(|rule| (rule.place.as_str(), rule.rule.as_str())).collect();
    assert_eq!(rules, [("query", "Give at most one of `id` and `name`.")]);
    assert_eq!(action.docs(), "# Delete");
    assert_eq!(catalog.nearest("parcel.delete"), Some("parcels.delete"));
    assert_eq!(catalog.nearest("something"), None);
    assert_eq!(catalog.connection()[0].variable, "POST_TOKEN");
}

#[test]
fn what_is_passed_on_has_no_secret_and_no_number_that_json_cannot_hold() {
    #[derive(serde::Serialize)]
    struct Wallet {
        token: Secret<String>,
        pins: Option<Vec<Secret<i64>>>,
        #[serde(with = "as_number")]
        amount: Decimal,
        #[serde(with = "as_number")]
        huge: Decimal,
    }
    let wallet = Wallet {
        token: "abc".into(),
        pins: Some(vec![7.into()]),
        amount: Decimal::new("43.10").unwrap(),
        huge: Decimal::new("1e999").unwrap(),
    };
    let json = answer(&wallet);
    assert_eq!(json["token"], "[redacted]");
    assert_eq!(json["pins"], json!(["[redacted]"]));
    assert_eq!(json["amount"], 43.1);
    assert_eq!(json["huge"], wallet.huge.as_str());
}

//! Where the values of a step come from, as text, so that those of two versions can be compared.

use crate::model::{Api, Expr, Reference, TextPart, TypeId, TypeKind};

/// A value as its spec could have written it.
pub fn text(expr: &Expr, api: &Api) -> String {
    let names = |references: &[Reference]| -> String {
        references.iter().map(|reference| reference.text.as_str()).collect::<Vec<_>>().join(", ")
    };
    match expr {
        Expr::Reference(reference) => reference.text.clone(),
        Expr::Const(value, _) => format!("{{const: {value}}}"),
        Expr::FirstOf(references) => format!("{{first_of: [{}]}}", names(references)),
        Expr::Text(parts) => {
            let parts = parts.iter().map(|part| match part {
                TextPart::Literal(text) => text.clone(),
                TextPart::Reference(reference) => format!("{{{}}}", reference.text),
            });
            format!("{{text: {:?}}}", parts.collect::<String>())
        }
        Expr::IsPresent(reference) => format!("{{is_present: {}}}", reference.text),
        Expr::NamesPresent(named) => {
            let named: Vec<_> =
                named.iter().map(|(name, reference)| format!("{name}: {}", reference.text)).collect();
            format!("{{names_present: [{}]}}", named.join(", "))
        }
        Expr::Record { ty, fields, only_if } => {
            let mut parts: Vec<_> = fields
                .iter()
                .map(|(place, value)| format!("{}: {}", field(api, *ty, *place), text(value, api)))
                .collect();
            // Nothing follows from the order in which they are written.
            parts.sort();
            parts.extend(only_if.iter().map(|guard| format!("only_if: {}", guard.text)));
            format!("{{{}}}", parts.join(", "))
        }
        Expr::List(items, _) => {
            let items: Vec<_> = items.iter().map(|item| text(item, api)).collect();
            format!("[{}]", items.join(", "))
        }
    }
}

fn field(api: &Api, ty: TypeId, place: usize) -> &str {
    match &api.type_def(ty).kind {
        TypeKind::Record(record) => record.fields.get(place).map_or("", |field| field.wire.as_str()),
        _ => "",
    }
}

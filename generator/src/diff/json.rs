//! Changes as machines read them: one JSON object a line.

use serde_json::{Value, json};

use super::{Bump, Change, ServiceChanges, Subject, Touch, Weight};

/// All changes, one object a line: `service`, `weight`, `kind`, `beta`, what it is a change of (`resource`, `action`,
/// `type`, each perhaps null), `place`, `message`, `why`, and `touches`, the actions that use what changed where that is
/// not one action alone.
#[must_use]
pub fn to_json_lines(services: &[ServiceChanges]) -> String {
    let mut out = String::new();
    for service in services {
        for change in &service.changes {
            out.push_str(&line(&service.service, change).to_string());
            out.push('\n');
        }
    }
    out
}

/// What the changes ask for: for each service, and the most of all.
#[must_use]
pub fn totals(services: &[ServiceChanges]) -> Value {
    let each = services.iter().map(|service| {
        json!({
            "name": service.service,
            "bump": service.bump().as_str(),
            "breaking": service.count(Weight::Breaking),
            "features": service.count(Weight::Feature),
            "patches": service.count(Weight::Patch),
        })
    });
    let bump = services.iter().map(ServiceChanges::bump).max().unwrap_or(Bump::None);
    json!({"bump": bump.as_str(), "services": each.collect::<Vec<_>>()})
}

fn line(service: &str, change: &Change) -> Value {
    let resource = match &change.subject {
        Subject::Resource(name) => Some(name),
        _ => None,
    };
    json!({
        "service": service,
        "weight": change.weight.as_str(),
        "kind": change.kind.word(),
        "beta": change.beta,
        "resource": resource,
        "action": change.subject.action(),
        "type": match &change.subject {
            Subject::Type(path) => Some(path),
            _ => change.ty.as_ref(),
        },
        "place": change.place,
        "message": change.message,
        "why": change.kind.why(),
        "touches": change.touches.iter().map(touch).collect::<Vec<_>>(),
    })
}

fn touch(touch: &Touch) -> Value {
    json!({"action": touch.action, "place": touch.place, "sent": touch.sent})
}

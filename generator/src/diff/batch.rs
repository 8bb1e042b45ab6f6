//! How lists of any length are sent, and how it is found out what a create with an unknown outcome did.

use super::log::{Flow, Log};
use super::words::Words;
use super::{Kind, expr};
use crate::model::{Api, Batch, Endpoint, LookUp, Over, Reconcile};

/// Compares batch and look-up of an action.
pub fn compare(log: &mut Log<'_>, old: &Endpoint, new: &Endpoint) {
    match (&old.batch, &new.batch) {
        (None, Some(batch)) => {
            log.say(Kind::BatchAdded, Flow::Any, "batch", format!("new, {}", cut(batch)));
        }
        (Some(_), None) => log.say(Kind::BatchRemoved, Flow::Any, "batch", "gone"),
        (Some(old), Some(new)) => batches(log, old, new),
        (None, None) => {}
    }
    match (&old.reconcile, &new.reconcile) {
        (None, Some(reconcile)) => {
            let id = &log.new.action(reconcile.using).id;
            let message = format!("new, {}", look_up(reconcile, id, log.new));
            log.say(Kind::ReconcileAdded, Flow::Any, "reconcile", message);
        }
        (Some(_), None) => log.say(Kind::ReconcileRemoved, Flow::Any, "reconcile", "gone"),
        (Some(old), Some(new)) => look_ups(log, old, new),
        (None, None) => {}
    }
}

fn batches(log: &mut Log<'_>, old: &Batch, new: &Batch) {
    if old.over != new.over {
        let message = format!("cuts {}, was {}", over(&new.over), over(&old.over));
        log.say(Kind::BatchOver, Flow::Sent, "batch.over", message);
    }
    if old.key != new.key {
        let word = |key: &Option<String>| key.as_ref().map_or("nothing".to_owned(), |key| format!("`{key}`"));
        let message = format!("told by {}, was {}", word(&new.key), word(&old.key));
        log.say(Kind::BatchKey, Flow::Any, "batch.key", message);
    }
    if (old.most, old.concurrency) != (new.most, new.concurrency) {
        log.say(Kind::BatchCut, Flow::Sent, "batch", format!("{}, was {}", cut(new), cut(old)));
    }
    Words::new()
        .part("doc", &old.doc, &new.doc)
        .part("deviation", &old.deviation, &new.deviation)
        .say(log, "batch");
}

fn over(over: &Over) -> String {
    match over {
        Over::Body => "the body".to_owned(),
        Over::Query(wire) => format!("`{wire}` of the query"),
    }
}

fn cut(batch: &Batch) -> String {
    let most = batch.most.map_or("all items in a call".to_owned(), |most| match most {
        1 => "1 item a call".to_owned(),
        most => format!("{most} items a call"),
    });
    match batch.concurrency {
        1 => format!("{most}, one call at a time"),
        calls => format!("{most}, {calls} calls at once"),
    }
}

fn look_ups(log: &mut Log<'_>, old: &Reconcile, new: &Reconcile) {
    let (id, now) = (&log.old.action(old.using).id, &log.new.action(new.using).id);
    // An action that has another name is told as such, and once.
    let is_renamed = log.pairs.newer(id).is_some_and(|action| action.id == *now);
    let before = look_up(old, if is_renamed { now } else { id }, log.old);
    let after = look_up(new, now, log.new);
    if before != after {
        log.say(Kind::ReconcileChanged, Flow::Any, "reconcile", format!("{after}, was {before}"));
    }
    Words::new()
        .part("doc", &old.doc, &new.doc)
        .part("deviation", &old.deviation, &new.deviation)
        .say(log, "reconcile");
}

fn look_up(reconcile: &Reconcile, id: &str, api: &Api) -> String {
    let query = reconcile.query.as_ref().map(|query| expr::text(query, api));
    let path = reconcile.path.iter().map(|value| expr::text(value, api));
    let with: Vec<String> = path.chain(query).collect();
    let many = match reconcile.look_up {
        LookUp::Each => "one by one",
        LookUp::Many { .. } => "many at once",
    };
    format!("by `{}` with `{id}`, {many}: {}", reconcile.key, with.join(", "))
}

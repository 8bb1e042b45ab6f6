use super::*;
use crate::emit::fixture;
#[test] fn show() {
    let mut out = OutputSet::new();
    emit(&fixture::api(), &|a, _| format!("client.{}();", a.name), &mut out);
    assert!(out.faults().is_empty(), "{:?}", out.faults());
    for (p, t) in out.files() { println!("=================== {p}\n{t}"); }
}

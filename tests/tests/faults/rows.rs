//! Every promise in words, by the name that its tests begin with; and a test that each has one.
//!
//! D is about what is checked before anything is sent and how answers are read, E about where a client goes and what it
//! shows, F about what servers do, G about many calls, and P is the policy of retries, line by line.

use std::collections::{BTreeMap, BTreeSet};

use acceptance::tree;

/// A promise, by its name, in words.
type Row = (&'static str, &'static str);

const ROWS: &[Row] = &[
    ("d1", "Thousands of documents around every bound are judged as an independent validator judges them."),
    (
        "d2",
        "Every bound, one below, on and above each end, in 12 alphabets, is judged as that validator judges it.",
    ),
    ("d3", "Several mistakes are told at once, each with its place, always in the same order."),
    ("d4", "Numbers that JSON does not have are refused."),
    (
        "d5",
        "In an update, what is absent is not sent, an empty text is, and null only where it means something.",
    ),
    ("d6", "Huge values are refused in few words."),
    ("d7", "No password, token or payload stands in a refusal."),
    ("d8", "What is wrong is told before anything is sent, in batches too."),
    ("d9", "Answers with anything new are read; answers that lack something are errors with a place."),
    ("e1", "Without TLS nobody is talked to but this machine."),
    ("e2", "A redirect to another host is not followed, and the token does not go there."),
    ("e3", "A redirect that leaves TLS is not followed."),
    ("e4", "A token that no header can hold is refused, and not shown."),
    ("e5", "A store hash cannot lead elsewhere."),
    ("e6", "A text in a path is one segment, or refused."),
    ("e7", "Values in a query arrive as they were given; a comma inside an item of a list is refused."),
    ("e8", "The token is in no text that anything prints or logs."),
    ("e9", "A certificate that does not prove whom one talks to ends the call."),
    ("e10", "Where no connection can be made the call ends in time, and nothing was sent."),
    ("e11", "A call that is dropped at any point leaves nothing behind, and the others go on."),
    ("e12", "Clients cross threads, work on one thread, and their clones share what they know."),
    ("f1", "After a 429 the wait that it names is waited, and the call is sent once more."),
    ("f2", "Of two named waits the longer one counts, each in its unit."),
    ("f3", "Nonsense in these headers never overflows, never means no wait, and keeps no other call back."),
    ("f4", "A 429 that never ends is given up in time, with what was said last."),
    ("f5", "Where the quota is used up the next call waits."),
    ("f6", "A create with a server error was sent once and is unknown; what only reads is sent again."),
    ("f7", "A create that was carried out without an answer is one request, one customer, and unknown."),
    ("f8", "A pooled connection that closes carries a create at most once."),
    ("f9", "A body that is cut or garbled is an error of its own, and no create is sent again for it."),
    ("f10", "A success that is no answer is an error with status, media type and the beginning of the body."),
    ("f11", "Errors of any shape keep their status and body."),
    ("f12", "Bodies that are too large, once unpacked, are given up at the limit."),
    ("f13", "Slow answers end when the time for an attempt is up."),
    (
        "f14",
        "Other successes than the declared one are read as that one, save a partial one that is not declared.",
    ),
    ("f15", "Odd statuses are errors."),
    ("f16", "401 and 403 are told once, as kinds of their own, without the token."),
    ("f17", "A service that is down for long is left alone."),
    ("f18", "No clock that may jump is used."),
    ("g1", "A list is cut into as few calls as hold it; nothing is lost, doubled or out of order."),
    ("g2", "A call of a batch that is refused hides nothing of the others."),
    ("g3", "A call of a batch whose outcome is unknown is told as that."),
    (
        "g4",
        "A refusal that names no item is that of its call; it is narrowed down on wish, after a definite refusal.",
    ),
    ("g5", "Answers are matched by what they are, never by where they stand alone."),
    ("g6", "A partial success gives both what was done and what failed."),
    ("g7", "The same key twice in a list is told before anything is sent."),
    ("g8", "A call that is too large is made smaller, and never sent in the same size again."),
    ("g9", "Pages that lead in a circle or never end, end."),
    ("g10", "Links to other hosts are not followed."),
    ("g11", "What is deleted between two pages hides nothing where cursors are offered."),
    ("g12", "A page that fails is asked for alone, and a list can be gone on with from there."),
    ("g13", "A stream that is dropped asks for nothing more."),
    ("g14", "No more calls of an action are under way than the platform takes, and no fewer."),
    ("g15", "Many calls share a quota with other programs, without a herd and without starving."),
    ("g16", "A delete without an ID is refused; the one that deletes all is another action."),
    ("g17", "Look-ups and deletes of many items are cut into addresses that can be sent."),
    ("p1", "No connection: everything is sent again."),
    ("p2", "429 with a wait: everything is sent again."),
    ("p3", "429 without a wait: everything is sent again."),
    ("p4", "500, 502, 503, 504: everything but a create, unless it is switched off."),
    ("p5", "No whole answer after something was sent: everything but a create."),
    ("p6", "A success that is lost: no create; what only reads may be."),
    ("p7", "Refused for good: nothing."),
    ("p8", "A redirect: nothing, and it is not followed."),
    ("p9", "404 for a delete after a doubt is a success."),
];

/// Promises that are not kept yet, and why. Their tests fail, and say so: they are marked `should_panic`, so that one which
/// begins to pass has to be taken from this list.
const NOT_MET: &[Row] = &[];

/// The files whose tests may be named after a promise.
const FILES: [&str; 3] =
    ["tests/tests/faults", "tests/tests/client/wire.rs", "tests/tests/client/secrets.rs"];

/// The tests that are named after a promise: its name, and whether each is expected to fail.
fn tests() -> BTreeMap<String, Vec<bool>> {
    let mut found: BTreeMap<String, Vec<bool>> = BTreeMap::new();
    for file in FILES.map(|file| tree::workspace().join(file)) {
        let texts = match file.is_dir() {
            true => tree::files(&file).into_values().collect(),
            false => vec![std::fs::read(&file).unwrap_or_default()],
        };
        for text in texts {
            let text = String::from_utf8(text).expect("a source is UTF-8");
            let mut attributes = String::new();
            for line in text.lines() {
                match line.strip_prefix("fn ").filter(|_| attributes.contains("#[test]")) {
                    Some(name) => {
                        let prefix = name.split('_').next().unwrap_or_default();
                        let is_named =
                            prefix.len() > 1 && prefix[1..].bytes().all(|byte| byte.is_ascii_digit());
                        if is_named && "defgp".contains(&prefix[..1]) {
                            found
                                .entry(prefix.to_owned())
                                .or_default()
                                .push(attributes.contains("should_panic"));
                        }
                        attributes.clear();
                    }
                    None if line.starts_with("#[") => attributes.push_str(line),
                    None => attributes.clear(),
                }
            }
        }
    }
    found
}

/// Each promise has a test, each test that is named after one has its promise, and those that are not kept are the ones
/// whose tests fail.
#[test]
fn every_promise_has_a_test() {
    let tests = tests();
    let known: BTreeSet<&str> = ROWS.iter().map(|(name, _)| *name).collect();
    assert_eq!(known.len(), ROWS.len(), "a promise stands here twice");
    let tested: BTreeSet<&str> = tests.keys().map(String::as_str).collect();
    let without_test: Vec<_> = known.difference(&tested).collect();
    assert!(without_test.is_empty(), "no test is named after {without_test:?}");
    let without_promise: Vec<_> = tested.difference(&known).collect();
    assert!(without_promise.is_empty(), "nothing is promised by {without_promise:?}");
    let failing: BTreeSet<&str> =
        tests.iter().filter(|(_, fail)| fail.contains(&true)).map(|(name, _)| name.as_str()).collect();
    let listed: BTreeSet<&str> = NOT_MET.iter().map(|(name, _)| *name).collect();
    assert_eq!(failing, listed, "what is not kept is listed, and nothing else");
}

//! The program of the BigCommerce crate, as its users run it: what it prints, where, and how it ends.

use std::io::{Read, Write};
use std::process::{Command, Stdio};

use acceptance::cargo::{Run, run_alone};
use acceptance::server::{Answer, Server};
use acceptance::tree;
use bigcommerce_actions::catalog;
use serde_json::{Value, json};

const PROGRAM: &str = env!("CARGO_BIN_EXE_bigcommerce_under_test");

/// Runs the program with an environment and nothing else of it, and a standard input.
fn bigcommerce(arguments: &[&str], environment: &[(&str, &str)], input: &[u8]) -> Run {
    run_alone(PROGRAM, arguments, environment, input)
}

const TOKEN: &str = "tok-4f1d0c5e9b";

const JANE: &str = r#"{"body":[{"email":"jane.doe@example.com","first_name":"Jane","last_name":"Doe"}]}"#;

const STORE: [(&str, &str); 2] = [("BIGCOMMERCE_STORE_HASH", "abc123"), ("BIGCOMMERCE_ACCESS_TOKEN", TOKEN)];

fn validate(input: &[u8]) -> Run {
    bigcommerce(&["validate", "customers.create", "-", "--format", "json"], &[], input)
}

fn verdicts(run: &Run) -> Vec<Value> {
    run.stdout.lines().map(|line| serde_json::from_str(line).expect("a verdict a line")).collect()
}

/// `valid`, or the places and rules of a verdict.
fn told(verdict: &Value) -> String {
    let violations = verdict["violations"].as_array().expect("a list of violations");
    assert_eq!(verdict["valid"], violations.is_empty(), "{verdict}");
    let told = violations.iter().map(|violation| {
        assert!(violation["message"].as_str().is_some_and(|message| !message.is_empty()), "{verdict}");
        format!("{}: {}", violation["path"].as_str().unwrap(), violation["rule"].as_str().unwrap())
    });
    told.collect::<Vec<_>>().join(", ")
}

#[test]
fn every_line_has_a_verdict_however_bad_the_others_are() {
    let huge = format!(r#"{{"body":"{}"}}"#, "x".repeat(17 * 1024 * 1024));
    let deep = "[".repeat(100_000);
    let lines: [(&[u8], &str); 11] = [
        (JANE.as_bytes(), ""),
        (b"no json", ": json"),
        (b"\xff\xfe", ": json"),
        (huge.as_bytes(), ": json"),
        (br#"{"body":[]}"#, "body: items"),
        (b"", ": json"),
        (b"[]", ": type"),
        (b"null", ": null"),
        (deep.as_bytes(), ": json"),
        (
            br#"{"body":[{"email":"j@example.com","first_name":"","last_name":7}],"x":1}"#,
            "body[0].last_name: type, x: unknown, body[0].first_name: length",
        ),
        (br#"{"body":[{"#, ": json"),
    ];
    let input: Vec<u8> = lines.iter().flat_map(|(line, _)| [*line, b"\r\n"].concat()).collect();
    let run = validate(&input).exit(1);
    let verdicts = verdicts(&run);
    assert_eq!(verdicts.len(), lines.len());
    for (place, (verdict, (_, expected))) in verdicts.iter().zip(lines).enumerate() {
        assert_eq!(verdict["line"], place + 1);
        assert_eq!(told(verdict), expected, "line {}", place + 1);
    }
    assert_eq!(run.stderr, "");
}

#[test]
fn all_valid_is_a_success() {
    let run = validate(format!("{JANE}\n{JANE}").as_bytes()).exit(0);
    assert_eq!(
        run.stdout,
        "{\"line\":1,\"valid\":true,\"violations\":[]}\n{\"line\":2,\"valid\":true,\"violations\":[]}\n"
    );
    let run = bigcommerce(&["validate", "customers.create", "-"], &[], JANE.as_bytes()).exit(0);
    assert_eq!(run.stdout, "line 1: valid\n");
    let run = bigcommerce(&["validate", "customers.create", "-"], &[], br#"{"body":[{}]}"#).exit(1);
    assert!(run.stdout.starts_with("line 1: invalid\n  body[0].email: this is required\n"), "{}", run.stdout);
    let run = validate(b"").exit(1);
    assert!(run.stderr.contains("is empty"), "{}", run.stderr);
}

/// `run` would cut it into calls.
#[test]
fn a_list_longer_than_one_call_is_valid() {
    let customer = |place: usize| match place {
        20 => json!({"first_name": "Jane", "last_name": "Doe"}),
        _ => json!({"email": format!("j{place}@example.com"), "first_name": "Jane", "last_name": "Doe"}),
    };
    let list = |count: usize| json!({"body": (0..count).map(customer).collect::<Vec<_>>()});
    let run = validate(format!("{}\n{}", list(20), list(21)).as_bytes()).exit(1);
    let verdicts = verdicts(&run);
    assert_eq!(verdicts.iter().map(told).collect::<Vec<_>>(), ["", "body[20].email: required"]);
}

#[test]
fn a_document_may_stand_on_several_lines() {
    let document: Value = serde_json::from_str(JANE).unwrap();
    let pretty = serde_json::to_string_pretty(&document).unwrap();
    assert_eq!(verdicts(&validate(pretty.as_bytes()).exit(0)).len(), 1);
    // A first line that is cut off does not take those below with it.
    let run = validate(format!("{{\"body\":[\n{JANE}\n").as_bytes()).exit(1);
    let verdicts = verdicts(&run);
    assert_eq!(verdicts.iter().map(told).collect::<Vec<_>>(), [": json", ""]);

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("jane.json");
    tree::write(&file, pretty.replace("\"Jane\",", "\"Jane\""));
    let run = bigcommerce(&["validate", "customers.create", file.to_str().unwrap()], &[], b"").exit(1);
    assert!(run.stdout.contains("this is no JSON: expected `,` or `}` at line 6 column"), "{}", run.stdout);
    assert_eq!(run.stdout.lines().count(), 2, "its name says that it is one document: {}", run.stdout);
}

#[test]
fn references_are_resolved_before() {
    let folder = tempfile::tempdir().unwrap();
    let context = folder.path().join("context.json");
    tree::write(&context, r#"{"trigger": {"email": "jane.doe@example.com", "channels": [1, 2]}}"#);
    let context = context.to_str().unwrap();
    let input = r#"{"body":[{"email":"{{trigger.email}}","first_name":"J","last_name":"D","channel_ids":"{{trigger.channels}}"}]}
{"body":[{"email":"{{trigger.mail}}","first_name":"J","last_name":"D"}]}
"#;
    let arguments = ["validate", "customers.create", "-", "--format", "json", "--context", context];
    let run = bigcommerce(&arguments, &[], input.as_bytes()).exit(1);
    assert_eq!(verdicts(&run).iter().map(told).collect::<Vec<_>>(), ["", "body[0].email: reference"]);
    // A context that was forgotten is a mistake, unless the braces are meant as they are, or it is not there yet.
    let verdicts_of = |more: &[&str]| {
        let arguments = [&arguments[..5], more].concat();
        let run = bigcommerce(&arguments, &[], input.as_bytes());
        verdicts(&run).iter().map(told).collect::<Vec<_>>()
    };
    assert_eq!(
        verdicts_of(&[]),
        ["body[0].email: reference, body[0].channel_ids: reference", "body[0].email: reference"]
    );
    assert_eq!(verdicts_of(&["--literal-braces"])[1], "");
    assert_eq!(verdicts_of(&["--draft"]), ["", ""]);
}

#[test]
fn a_key_that_is_there_twice_is_rejected() {
    let run = validate(
        br#"{"body":[{"email":"j@example.com","first_name":"J","last_name":"D","email":"x@example.com"}]}"#,
    );
    assert_eq!(told(&verdicts(&run.exit(1))[0]), "body[0].email: json");
}

#[test]
fn actions_are_listed_and_shown() {
    let run = bigcommerce(&["actions"], &[], b"").exit(0);
    assert_eq!(run.stdout.lines().count(), catalog().actions().len());
    for action in catalog().actions() {
        let line = run.stdout.lines().find(|line| line.starts_with(&format!("{} ", action.id)));
        let line = line.unwrap_or_else(|| panic!("{} is not listed", action.id));
        assert!(line.contains(&action.title), "{line}");
        assert_eq!(line.contains("deprecated"), action.deprecated.is_some(), "{line}");
    }
    let run = bigcommerce(&["show", "customers.create"], &[], b"").exit(0);
    assert!(run.stdout.starts_with("# Create Customers\n"), "{}", run.stdout);
    let run = bigcommerce(&["show", "customer.create"], &[], b"").exit(2);
    assert_eq!(run.stderr, "error: there is no action `customer.create`; did you mean `customers.create`?\n");
    let run = bigcommerce(&["--help"], &[], b"").exit(0);
    assert!(run.stdout.contains("BIGCOMMERCE_ACCESS_TOKEN  Access token"), "{}", run.stdout);
}

#[test]
fn an_action_is_run_over_the_connection_of_the_environment() {
    let server = Server::start([
        Answer::json(200, &json!({"data": [{"id": 7, "email": "jane.doe@example.com"}]})),
        Answer::json(422, &json!({"title": "Missing Required Fields", "errors": {"0.email": "taken"}})),
    ]);
    let url = format!("{}/stores/{{store_hash}}", server.url());
    let environment = [STORE[0], STORE[1], ("BIGCOMMERCE_BASE_URL", url.as_str())];
    let arguments = ["run", "customers.create", "-"];
    let run = bigcommerce(&arguments, &environment, JANE.as_bytes()).exit(0);
    let answer: Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(answer[0]["id"], 7);
    let run = bigcommerce(&arguments, &environment, JANE.as_bytes()).exit(2);
    assert!(run.stderr.contains("422") && run.stderr.contains("0.email: taken"), "{}", run.stderr);
    assert_eq!(run.stdout, "");
    let requests = server.requests();
    assert_eq!(requests[0].target, "/stores/abc123/v3/customers");
    assert_eq!(requests[0].header("x-auth-token"), Some(TOKEN));
    assert_eq!(requests[0].json()[0]["email"], "jane.doe@example.com");
}

#[test]
fn a_list_is_one_page_or_as_many_items_as_are_asked_for() {
    let page = |ids: &[i64], next: &str| {
        let customers: Vec<Value> =
            ids.iter().map(|id| json!({"id": id, "email": "j@example.com"})).collect();
        Answer::json(200, &json!({"data": customers, "meta": {"cursor_pagination": {"end_cursor": next}}}))
    };
    let ids = |run: &Run| -> Vec<i64> {
        let printed: Value = serde_json::from_str(&run.stdout).expect("JSON");
        let items = printed.get("items").unwrap_or(&printed).as_array().expect("a list").clone();
        items.iter().map(|item| item["id"].as_i64().unwrap()).collect()
    };
    for (more, expected, requests) in [
        (&[][..], &[1, 2][..], 1),
        (&["--all"][..], &[1, 2, 3][..], 2),
        (&["--limit", "3"][..], &[1, 2, 3][..], 2),
        (&["--limit", "1"][..], &[1][..], 1),
    ] {
        let server = Server::start([page(&[1, 2], "next"), page(&[3], "")]);
        let environment = [STORE[0], STORE[1], ("BIGCOMMERCE_BASE_URL", &server.url())];
        let arguments = [&["run", "customers.list", "-"], more].concat();
        let run = bigcommerce(&arguments, &environment, b"{}").exit(0);
        assert_eq!((ids(&run).as_slice(), server.requests().len()), (expected, requests), "{more:?}");
        assert_eq!(run.stdout.contains("\"next\": \"next\""), more.is_empty(), "{}", run.stdout);
    }
    let run = bigcommerce(&["run", "customers.create", "-", "--all", "--report", "x"], &STORE, b"{}").exit(2);
    assert!(run.stderr.contains("--report"), "{}", run.stderr);
    let run = bigcommerce(&["run", "workflow.get_order", "-", "--all"], &STORE, b"{}").exit(2);
    assert!(run.stderr.contains("workflow.get_order does not return a list"), "{}", run.stderr);
}

#[test]
fn what_cannot_be_sent_is_said_before_a_connection_is_made() {
    let server = Server::start([]);
    let environment = [STORE[0], STORE[1], ("BIGCOMMERCE_BASE_URL", &server.url())];
    let run = bigcommerce(&["run", "customers.create", "-"], &environment, br#"{"body":[]}"#).exit(1);
    assert!(run.stderr.starts_with("error: the request was not sent: body: "), "{}", run.stderr);
    let run = bigcommerce(&["run", "customers.create", "-"], &environment, b"{").exit(1);
    assert!(run.stderr.contains("this is no JSON"), "{}", run.stderr);
    assert!(server.requests().is_empty());

    let run = bigcommerce(&["run", "customers.create", "-"], &STORE[..1], JANE.as_bytes()).exit(2);
    assert_eq!(
        run.stderr,
        "error: the environment variable BIGCOMMERCE_ACCESS_TOKEN (Access token) is not set\n"
    );
    let run = bigcommerce(&["run", "customers.create", "/no/such/file"], &STORE, b"").exit(2);
    assert!(run.stderr.contains("/no/such/file could not be read"), "{}", run.stderr);
    let bad = [STORE[0], STORE[1], ("BIGCOMMERCE_BASE_URL", "http://elsewhere.example")];
    let run = bigcommerce(&["run", "customers.create", "-"], &bad, JANE.as_bytes()).exit(2);
    assert!(run.stderr.starts_with("error: BIGCOMMERCE_BASE_URL: "), "{}", run.stderr);
    assert!(!run.stderr.contains(TOKEN), "{}", run.stderr);
}

#[test]
fn a_dry_run_prints_the_request_without_its_secrets() {
    let server = Server::start([]);
    let url = format!("{}/stores/{{store_hash}}", server.url());
    let environment = [STORE[0], STORE[1], ("BIGCOMMERCE_BASE_URL", url.as_str())];
    let document = json!({"body": [{
        "email": "jane.doe@example.com",
        "first_name": "Jane",
        "last_name": "Doe",
        "authentication": {"new_password": "hunter2hunter2"},
    }]});
    let arguments = ["run", "customers.create", "-", "--dry-run"];
    let run = bigcommerce(&arguments, &environment, document.to_string().as_bytes()).exit(0);
    let (head, body) = run.stdout.split_once("\n\n").expect("a head and a body");
    let mut head = head.lines();
    assert_eq!(head.next(), Some(&*format!("POST {}/stores/abc123/v3/customers", server.url())));
    let headers: Vec<&str> = head.collect();
    assert!(headers.contains(&"x-auth-token: [redacted]"), "{headers:?}");
    assert!(headers.contains(&"content-type: application/json"), "{headers:?}");
    let body: Value = serde_json::from_str(body).expect("JSON");
    assert_eq!(body[0]["email"], "jane.doe@example.com");
    assert_eq!(body[0]["authentication"]["new_password"], "[redacted]");
    assert!(!run.stdout.contains("hunter2") && !run.stdout.contains(TOKEN), "{}", run.stdout);

    let arguments = ["run", "customers.list", "-", "--dry-run", "--all"];
    let run = bigcommerce(&arguments, &environment, br#"{"query":{"email:in":["a@b.co"]}}"#).exit(0);
    let target = "/stores/abc123/v3/customers?email:in=a@b.co";
    assert!(run.stdout.starts_with(&format!("GET {}{target}\n", server.url())), "{}", run.stdout);
    assert!(run.stderr.contains("for every further page"), "{}", run.stderr);
    assert!(server.requests().is_empty(), "nothing is sent");
}

/// So many customers, as the input document of `customers.create` and as its answer.
fn customers(range: std::ops::Range<usize>) -> (Value, Value) {
    let customer =
        |id: usize| json!({"email": format!("{id}@example.com"), "first_name": "A", "last_name": "B"});
    let answer = |id: usize| json!({"id": id + 1, "email": format!("{id}@example.com")});
    let body: Vec<_> = range.clone().map(customer).collect();
    (json!({"body": body}), json!({"data": range.map(answer).collect::<Vec<_>>()}))
}

fn answer_of(range: std::ops::Range<usize>) -> Answer {
    Answer::json(200, &customers(range).1)
}

#[test]
fn a_list_of_any_length_is_cut_and_gone_on_from() {
    let folder = tempfile::tempdir().unwrap();
    let report = folder.path().join("customers.report");
    let report = report.to_str().expect("UTF-8");
    // The second call is refused for its token, and later its answer never comes.
    let server = Server::start([
        answer_of(0..10),
        Answer::json(401, &json!({"title": "Unauthorized"})),
        Answer::Close,
        answer_of(20..25),
        Answer::json(200, &customers(10..17).1),
        answer_of(17..20),
    ]);
    let environment = [STORE[0], STORE[1], ("BIGCOMMERCE_BASE_URL", &server.url())];
    let (document, _) = customers(0..25);
    let document = document.to_string();
    let mut ran = 0;
    let mut run = |more: &[&str], input: &str, status: i32, sent: usize| {
        let arguments = [&["run", "customers.create", "-", "--report", report], more].concat();
        let run = bigcommerce(&arguments, &environment, input.as_bytes()).exit(status);
        ran += sent;
        assert_eq!(server.requests().len(), ran, "{}", run.stderr);
        run
    };
    let stopped = run(&[], &document, 2, 2);
    assert!(stopped.stderr.contains("25 items: 10 done, 15 not sent."), "{}", stopped.stderr);
    let outcomes: Value = serde_json::from_str(&stopped.stdout).expect("JSON");
    assert_eq!(outcomes["outcomes"][9]["done"]["id"], 10);
    assert_eq!(outcomes["outcomes"][10]["not_sent"]["kind"], "unauthorized");

    let unknown = run(&[], &document, 2, 2);
    assert!(unknown.stderr.contains("15 done, 10 unknown."), "{}", unknown.stderr);
    assert!(unknown.stderr.contains("`--reconcile` looks for"), "{}", unknown.stderr);

    let another = run(&[], &customers(0..24).0.to_string(), 1, 0);
    assert!(another.stderr.contains("the report is of another list"), "{}", another.stderr);

    let looked = run(&["--reconcile"], &document, 2, 1);
    assert!(looked.stderr.contains("22 done, 3 unknown."), "{}", looked.stderr);
    let done = run(&["--send-not-found"], &document, 0, 1);
    assert!(done.stderr.contains("25 items: 25 done."), "{}", done.stderr);
    let again = run(&[], &document, 0, 0);
    assert_eq!(again.stdout, done.stdout);

    let sent = server.requests();
    assert_eq!(sent[4].method, "GET");
    let emails: Vec<Value> =
        sent[5].json().as_array().expect("a list").iter().map(|item| item["email"].clone()).collect();
    assert_eq!(emails, ["17@example.com", "18@example.com", "19@example.com"]);
    for text in [&stopped.stderr, &unknown.stderr, &done.stdout] {
        assert!(!text.contains(TOKEN) && !text.contains('\x1b'), "{text}");
    }
}

#[test]
fn a_long_list_is_checked_as_a_whole_and_shown_in_part() {
    let server = Server::start([]);
    let environment = [STORE[0], STORE[1], ("BIGCOMMERCE_BASE_URL", &server.url())];
    let (mut document, _) = customers(0..25);
    let run = |document: &Value, more: &[&str], status: i32| {
        let arguments = [&["run", "customers.create", "-"], more].concat();
        bigcommerce(&arguments, &environment, document.to_string().as_bytes()).exit(status)
    };
    let shown = run(&document, &["--dry-run"], 0);
    assert!(
        shown.stdout.contains("9@example.com") && !shown.stdout.contains("10@example.com"),
        "{}",
        shown.stdout
    );
    assert!(shown.stderr.contains("for every further part of the list"), "{}", shown.stderr);
    document["body"][23]["email"] = json!("a");
    document["body"][24]["email"] = json!("3@example.com");
    let refused = run(&document, &[], 1);
    assert!(refused.stderr.contains("body[23].email: \"a\" has 1 character"), "{}", refused.stderr);
    assert!(
        refused.stderr.contains("body[24].email: \"3@example.com\" is the `email` of body[3] too"),
        "{}",
        refused.stderr
    );
    assert!(server.requests().is_empty(), "nothing is sent");

    let arguments = ["run", "customers.list", "-", "--reconcile"];
    let run = bigcommerce(&arguments, &environment, b"{}").exit(2);
    assert!(run.stderr.contains("customers.list does not take a list of any length"), "{}", run.stderr);
}

/// `bigcommerce validate … | head -1`: the reader leaves, and the program ends without a word.
#[test]
fn a_reader_that_leaves_is_no_failure() {
    let mut child = Command::new(PROGRAM)
        .args(["validate", "customers.create", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut stdout = child.stdout.take().expect("a pipe");
    let mut stdin = child.stdin.take().expect("a pipe");
    let writer = std::thread::spawn(move || {
        let line = format!("{JANE}\n");
        // Once the program has ended nobody reads.
        for _ in 0..200_000 {
            if stdin.write_all(line.as_bytes()).is_err() {
                return;
            }
        }
    });
    let mut beginning = [0; 14];
    stdout.read_exact(&mut beginning).expect("a verdict");
    assert_eq!(&beginning, b"line 1: valid\n");
    drop(stdout);
    let output = child.wait_with_output().expect("it ends");
    writer.join().expect("the writer ends");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0));
}

//! Neither the token nor a password stands in anything that a program might print: `Debug` and `Display` of clients,
//! connections, requests, types with secrets, violations and every kind of error.

use std::error::Error as _;
use std::fmt::{Debug, Display};

use acceptance::block_on;
use acceptance::server::{Answer, Server};
use bigcommerce_actions::customers::{CustomerChanges, ListQuery, NewAuthentication, NewCustomer, calls};
use bigcommerce_actions::{Client, Connection, Error, RetryPolicy, Secret, catalog};
use serde_json::json;

const TOKEN: &str = "tok-4f1d0c5e9b";
const PASSWORD: &str = "pwd-Tr0ub4dor&3";

/// Fails if a text has a secret in it.
fn safe(what: &str, text: &str) {
    for secret in [TOKEN, PASSWORD] {
        assert!(!text.contains(secret), "{what} shows a secret: {text}");
    }
}

fn safe_debug(what: &str, value: &impl Debug) {
    safe(what, &format!("{value:?}"));
    safe(what, &format!("{value:#?}"));
}

fn safe_display(what: &str, value: &impl Display) {
    safe(what, &value.to_string());
    safe(what, &format!("{value:#}"));
}

/// An error, and everything that it stands on.
fn safe_error(what: &str, error: &Error) {
    safe_debug(what, error);
    safe_display(what, error);
    let mut source = error.source();
    while let Some(cause) = source {
        safe_debug(what, &cause);
        safe_display(what, &cause);
        source = cause.source();
    }
}

fn connection(server: &Server) -> Connection {
    let connection = Connection::new("abc123", TOKEN).expect("a store and a token");
    let base_url = format!("{}/stores/{{store_hash}}", server.url());
    connection.with_base_url(&base_url).expect("an address of the loopback")
}

fn client(server: &Server) -> Client {
    Client::new(connection(server)).expect("TLS can be set up").with_retry(RetryPolicy::off())
}

fn jane() -> NewCustomer {
    NewCustomer::new("jane.doe@example.com", "Jane", "Doe")
        .authentication(NewAuthentication::new().new_password(PASSWORD))
}

#[test]
fn e8_connections_clients_and_types() {
    let server = Server::start([]);
    safe_debug("a connection", &connection(&server));
    let client = client(&server);
    safe_debug("a client", &client);
    safe_debug("the handle of a resource", &client.customers());
    safe_debug("a customer", &jane());
    safe_debug(
        "changes",
        &CustomerChanges::new(7).authentication(NewAuthentication::new().new_password(PASSWORD)),
    );
    let secret: Secret<String> = PASSWORD.into();
    safe_debug("a secret", &secret);
    safe_display("a secret", &secret);
    assert_eq!(secret.expose(), PASSWORD);
}

#[test]
fn e8_calls_and_requests() {
    use actiongen_runtime::Connect;
    let server = Server::start([]);
    let customers = [jane()];
    let call = calls::create(&customers);
    safe_debug("a call", &call);
    let origin = connection(&server).origin();
    safe_debug("an origin", &origin);
    let request = call.to_request(&origin).expect("a good call");
    // The body has to have the password; everything else of a request may be printed.
    safe_debug("the head of a request", &request.into_parts().0);
}

#[test]
fn e4_connections_that_are_refused() {
    for token in [format!("{TOKEN}\r\n"), format!(" {TOKEN}"), format!("{TOKEN}é")] {
        let violations = Connection::new("abc123", token.as_str()).expect_err("no header has this");
        safe_debug("violations", &violations);
        safe_display("violations", &violations);
    }
    let violations = Connection::new("..", TOKEN).expect_err("no store");
    safe_debug("violations", &violations);
    safe_display("violations", &violations);
    let server = Server::start([]);
    let violations = connection(&server).with_base_url("http://elsewhere.example").expect_err("no https");
    safe_debug("violations", &violations);
}

#[test]
fn d7_documents_that_are_refused() {
    let documents = [
        json!({"body": [{"email": "a@b.co", "first_name": "", "last_name": "B", "authentication": {"new_password": PASSWORD}}]}),
        json!({"body": [{"email": "a@b.co", "first_name": "A", "last_name": "B", "authentication": PASSWORD}]}),
        json!({"body": [{"email": "a@b.co", "first_name": "A", "last_name": "B", "authentication": {"new_password": [PASSWORD]}}]}),
        json!({"body": [{"email": "a@b.co", "first_name": "A", "last_name": "B", "authentication": {"force_password_reset": PASSWORD}}]}),
    ];
    // The last is a secret that stands where none belongs; a text that is not expected at all is not shown either.
    for document in &documents {
        let create = catalog().get("customers.create").expect("an action");
        let violations = create.validate(document).expect_err("a mistake");
        safe_debug("violations", &violations);
        safe_display("violations", &violations);
        safe("violations as JSON", &serde_json::to_string(&violations).expect("JSON"));
    }
}

#[test]
fn e8_errors_of_every_kind() {
    // A server that echoes the token: in a header, in an error's title and messages, in HTML, in what cannot be read.
    let echo = json!({"title": format!("The token {TOKEN} is wrong"), "errors": {"token": TOKEN, "password": PASSWORD.len()}});
    let answers = [
        ("401", Answer::json(401, &echo)),
        ("422 in JSON", Answer::json(422, &echo)),
        ("422 in HTML", Answer::text(422, "text/html", &format!("<p>{TOKEN}</p>"))),
        ("500", Answer::text(500, "text/plain", &format!("stack trace: X-Auth-Token={TOKEN}"))),
        ("200 that cannot be read", Answer::text(200, "text/plain", &format!("token={TOKEN}"))),
        ("200 of another shape", Answer::json(200, &json!({"data": [{"id": TOKEN}]}))),
        ("a status nobody knows", Answer::with_headers(399, &[("x-request-id", TOKEN)], TOKEN)),
        ("a redirect", Answer::with_headers(302, &[("location", &format!("/?token={TOKEN}"))], "")),
        ("a teapot", Answer::with_headers(418, &[("x-request-id", TOKEN)], TOKEN)),
        ("nothing", Answer::Close),
    ];
    for (what, answer) in answers {
        let server = Server::start([answer.clone(), answer]);
        let client = client(&server);
        let error = block_on(client.customers().create(&[jane()])).expect_err(what);
        safe_error(what, &error);
        if let Error::Answered(answer) = &error {
            safe(what, &format!("{:?} {:?}", answer.title(), answer.messages()));
            safe(what, &String::from_utf8_lossy(answer.body()));
        }
        let error = block_on(client.customers().list(&ListQuery::new())).expect_err(what);
        safe_error(what, &error);
        assert_eq!(server.requests()[0].header("x-auth-token"), Some(TOKEN), "{what}: the token was sent");
    }
    let server = Server::start([]);
    let client = client(&server);
    let refused =
        NewCustomer::new("a@", "", "").authentication(NewAuthentication::new().new_password(PASSWORD));
    safe_error(
        "refused",
        &block_on(client.customers().create(&[refused])).expect_err("three bounds are broken"),
    );
    drop(server);
    safe_error("nobody listens", &block_on(client.customers().create(&[jane()])).expect_err("nobody"));
}

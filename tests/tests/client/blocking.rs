//! The client that waits, over a real socket: it sends what its async twin sends, byte for byte, and gives what it gives.

use std::fmt::Debug;
use std::thread;

use acceptance::block_on;
use acceptance::server::{Answer, Request, Server};
use bigcommerce_actions::customers::{Customer, CustomerChanges, DeleteQuery, ListQuery, NewCustomer, calls};
use bigcommerce_actions::testing::from_samples;
use bigcommerce_actions::workflow::{CreateCustomerInput, FindOrCreateCustomerInput};
use bigcommerce_actions::{BatchReport, Client, Connection, Error, ErrorKind, blocking, catalog};
use serde_json::{Value, json};

fn connection(server: &Server) -> Connection {
    let base_url = format!("{}/stores/{{store_hash}}", server.url());
    let connection = Connection::new("abc123", "the-secret-token").expect("a store and a token");
    connection.with_base_url(&base_url).expect("an address of the loopback")
}

/// The method, the target and the body; the other headers are those of the transport.
fn told(requests: Vec<Request>) -> Vec<(String, String, Vec<u8>)> {
    requests
        .into_iter()
        .map(|request| {
            assert_eq!(request.header("x-auth-token"), Some("the-secret-token"));
            assert_eq!(request.header("accept"), Some("application/json"));
            (request.method, request.target, request.body)
        })
        .collect()
}

/// Makes a call with either client and gives what the blocking one gave; the two agree on all.
fn both<T: Debug>(
    answers: &[Answer],
    call: impl AsyncFnOnce(Client) -> Result<T, Error>,
    waiting: impl FnOnce(&blocking::Client) -> Result<T, Error>,
) -> Result<T, Error> {
    let server = Server::start(answers.to_vec());
    let client = Client::new(connection(&server)).expect("TLS can be set up");
    let expected = block_on(call(client));
    let sent = told(server.requests());

    let server = Server::start(answers.to_vec());
    let client = blocking::Client::new(connection(&server)).expect("TLS can be set up");
    let result = waiting(&client);
    assert_eq!(told(server.requests()), sent);
    match (&result, &expected) {
        (Ok(value), Ok(expected)) => assert_eq!(format!("{value:?}"), format!("{expected:?}")),
        (Err(error), Err(expected)) => assert_eq!(error.to_string(), expected.to_string()),
        (result, expected) => panic!("{result:?} is not {expected:?}"),
    }
    result
}

fn data(items: Value) -> Answer {
    Answer::json(200, &json!({"data": items, "meta": {}}))
}

#[test]
fn each_kind_of_call_is_the_same() {
    let jane = [NewCustomer::new("jane.doe@example.com", "Jane", "Doe")];
    let created = both(
        &[data(json!([{"id": 7}]))],
        async |client| client.customers().create(&jane).await,
        |client| client.customers().create(&jane),
    );
    assert_eq!(created.expect("a customer")[0].id, 7);

    let query = ListQuery::new().email_in(["jane.doe@example.com"]);
    let first = json!({"data": [{"id": 1}], "meta": {"cursor_pagination": {"end_cursor": "x", "links": {}}}});
    let first = Answer::json(200, &first);
    let list = both(
        &[first.clone(), data(json!([{"id": 2}]))],
        async |client| client.customers().list_stream(&query).try_collect().await,
        |client| client.customers().list_stream(&query).try_collect(),
    );
    assert_eq!(list.expect("two pages").iter().map(|customer| customer.id).collect::<Vec<_>>(), [1, 2]);
    let page = both(
        &[first],
        async |client| client.customers().list(&query).await,
        |client| client.customers().list(&query),
    );
    assert_eq!(page.expect("a page").next.as_deref(), Some("x"));

    let delete = DeleteQuery::new([4, 5]);
    let deleted = both(
        &[Answer::empty(204)],
        async |client| client.customers().delete(&delete).await,
        |client| client.customers().delete(&delete),
    );
    assert!(deleted.is_ok());

    let sent = both(
        &[data(json!([{"id": 7}]))],
        async |client| client.send(calls::create(&jane)).await,
        |client| client.send(calls::create(&jane)),
    );
    assert_eq!(sent.expect("a customer").len(), 1);
}

#[test]
fn an_action_of_several_calls_is_the_same() {
    let input = FindOrCreateCustomerInput::new("jane.doe@example.com", "Jane", "Doe");
    let output = both(
        &[data(json!([])), data(json!([{"id": 789}]))],
        async |client| client.workflow().find_or_create_customer(&input).await,
        |client| client.workflow().find_or_create_customer(&input),
    );
    assert_eq!(output.expect("a customer").customer.id, 789);

    let refused = Answer::json(422, &json!({"status": 422, "title": "Create customers failed."}));
    let error = both(
        &[data(json!([])), refused],
        async |client| client.workflow().find_or_create_customer(&input).await,
        |client| client.workflow().find_or_create_customer(&input),
    );
    let Error::Step(stopped) = error.expect_err("the create is refused") else { panic!("a step stops") };
    assert_eq!((stopped.called(), stopped.kind()), ("customers.create", ErrorKind::Invalid));
}

#[test]
fn failures_are_the_same() {
    let jane = [NewCustomer::new("jane.doe@example.com", "Jane", "Doe")];
    let long = [CustomerChanges::new(7).company("x".repeat(256))];
    for (answer, kind) in [
        (Answer::json(422, &json!({"title": "refused"})), ErrorKind::Invalid),
        (Answer::json(401, &json!({"title": "the-secret-token"})), ErrorKind::Unauthorized),
        (Answer::Close, ErrorKind::UnknownOutcome),
    ] {
        let created = both(
            &[answer],
            async |client| client.customers().create(&jane).await,
            |client| client.customers().create(&jane),
        );
        let error = created.expect_err("it fails");
        assert_eq!(error.kind(), kind);
        assert!(!format!("{error} {error:?}").contains("the-secret-token"));
    }
    let updated = both(
        &[],
        async |client| client.customers().update(&long).await,
        |client| client.customers().update(&long),
    );
    assert!(matches!(updated, Err(Error::Refused(_))));
}

#[test]
fn what_takes_several_calls_is_the_same() {
    let jane = |place: usize| NewCustomer::new(format!("jane{place}@example.com"), "Jane", "Doe");
    let customers: Vec<_> = (0..12).map(jane).collect();
    let made = |places: std::ops::Range<usize>| {
        let made = places.map(|place| json!({"id": place + 1, "email": format!("jane{place}@example.com")}));
        data(made.collect())
    };
    // One call at a time, since the server has its answers in an order.
    let told = |report: BatchReport<Customer>| {
        // Not the whole of it: the address belongs to the list, and each client has a server of its own.
        report
            .done()
            .map(|(place, customer)| (place, customer.id, customer.email.clone()))
            .collect::<Vec<_>>()
    };
    let done = both(
        &[made(0..10), made(10..12)],
        async |client| client.customers().create_batch(&customers).concurrency(1).send().await.map(told),
        |client| client.customers().create_batch(&customers).concurrency(1).send().map(told),
    );
    assert_eq!(done.expect("a report").len(), 12);

    let found = both(
        &[made(0..1)],
        async |client| {
            let found = client.customers().create_reconcile(&customers[..2]).await?;
            Ok((found.found().count(), found.not_found().collect::<Vec<_>>()))
        },
        |client| {
            let found = client.customers().create_reconcile(&customers[..2])?;
            Ok((found.found().count(), found.not_found().collect::<Vec<_>>()))
        },
    );
    assert_eq!(found.expect("a look-up"), (1, vec![1]));

    let query = ListQuery::new();
    let first = json!({"data": [{"id": 1}], "meta": {"cursor_pagination": {"end_cursor": "x", "links": {}}}});
    let ids = both(
        &[Answer::json(200, &first), data(json!([{"id": 2}]))],
        async |client| {
            let mut ids = Vec::new();
            let mut customers = client.customers().list_stream(&query);
            while let Some(customer) = customers.next().await {
                ids.push(customer?.id);
            }
            Ok(ids)
        },
        |client| client.customers().list_stream(&query).map(|customer| Ok(customer?.id)).collect(),
    );
    assert_eq!(ids.expect("two pages"), [1, 2]);
}

#[test]
fn one_client_serves_many_threads() {
    let server = Server::start((0..8).map(|_| Answer::empty(204)));
    let client = blocking::Client::new(connection(&server)).expect("TLS can be set up");
    thread::scope(|scope| {
        for id in 1..=8 {
            let client = &client;
            scope.spawn(move || client.customers().delete(&DeleteQuery::new([id])).expect("it is deleted"));
        }
    });
    let mut targets: Vec<_> = server.requests().into_iter().map(|request| request.target).collect();
    targets.sort();
    let expected: Vec<_> = (1..=8).map(|id| format!("/stores/abc123/v3/customers?id:in={id}")).collect();
    assert_eq!(targets, expected);
}

#[test]
fn actions_as_data_and_transports_in_memory_need_no_runtime() {
    let connection = Connection::new("abc123", "a-token").expect("a store and a token");
    let client = blocking::Client::with_transport(connection, from_samples());
    let create = catalog().get("customers.create").expect("the action is there");
    let document =
        json!({"body": [{"email": "jane.doe@example.com", "first_name": "Jane", "last_name": "Doe"}]});
    let created = actiongen_runtime::block_on(create.run(client.as_async(), &document)).expect("a customer");
    assert_eq!(created[0]["email"], "jane.doe@example.com");
    let input = CreateCustomerInput::new("jane.doe@example.com", "Jane", "Doe");
    assert!(client.workflow().create_customer(&input).is_ok());
}

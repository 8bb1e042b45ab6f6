//! Actions that are made of others, over a real socket: which requests are sent, in which order, and what the caller
//! gets when one of them finds nothing, finds too much or fails.

use acceptance::block_on;
use acceptance::server::{Answer, Server};
use bigcommerce_actions::workflow::{CreateCustomerInput, FindOrCreateCustomerInput, UpdateCustomerInput};
use bigcommerce_actions::{Client, Connection, Error, ErrorKind, RetryPolicy, StepError, StepFailure};
use serde_json::{Value, json};

const CUSTOMERS: &str = "/stores/abc123/v3/customers";
const BY_EMAIL: &str = "/stores/abc123/v3/customers?email:in=jane.doe@example.com";

/// What a run came to: the requests, each as method, target and body, and the result.
struct Run<T> {
    requests: Vec<(String, String, String)>,
    result: Result<T, Error>,
}

impl<T> Run<T> {
    fn of(
        answers: impl IntoIterator<Item = Answer>,
        call: impl AsyncFnOnce(Client) -> Result<T, Error>,
    ) -> Self {
        let server = Server::start(answers);
        let connection = Connection::new("abc123", "the-secret-token").expect("a store and a token");
        let base_url = format!("{}/stores/{{store_hash}}", server.url());
        let connection = connection.with_base_url(&base_url).expect("an address of the loopback");
        let client = Client::new(connection).expect("TLS can be set up").with_retry(RetryPolicy::off());
        let result = block_on(call(client));
        let requests = server.requests().into_iter().map(|request| {
            let body = String::from_utf8(request.body).expect("a text");
            (request.method, request.target, body)
        });
        Self { requests: requests.collect(), result }
    }

    /// The requests were these, byte for byte.
    fn sent(self, expected: &[(&str, &str, &str)]) -> Self {
        let sent = self.requests.iter();
        let sent: Vec<_> =
            sent.map(|(method, target, body)| (method.as_str(), target.as_str(), body.as_str())).collect();
        assert_eq!(sent, expected);
        self
    }

    /// The error of a step.
    fn stopped(self) -> StepError
    where
        T: std::fmt::Debug,
    {
        match self.result.expect_err("a step stops") {
            Error::Step(stopped) => *stopped,
            other => panic!("no step stopped: {other}"),
        }
    }
}

/// Where it stopped, why, and which steps were done before.
fn account(stopped: &StepError) -> (&str, &str, ErrorKind, Vec<&str>) {
    let done = stopped.done().iter().map(|done| &*done.step).collect();
    (stopped.step(), stopped.called(), stopped.kind(), done)
}

fn data(items: Value) -> Answer {
    Answer::json(200, &json!({"data": items, "meta": {}}))
}

/// A page after which another follows.
fn page(items: Value) -> Answer {
    Answer::json(200, &json!({"data": items, "meta": {"cursor_pagination": {"end_cursor": "x"}}}))
}

/// How a call may fail, and what the caller is told: of one that only looks, and of one that creates.
fn failures() -> Vec<(Answer, ErrorKind, ErrorKind)> {
    vec![
        (Answer::json(422, &json!({"title": "refused"})), ErrorKind::Invalid, ErrorKind::Invalid),
        (Answer::json(500, &json!({})), ErrorKind::Unavailable, ErrorKind::UnknownOutcome),
        (Answer::Close, ErrorKind::Connection, ErrorKind::UnknownOutcome),
        (Answer::json(401, &json!({})), ErrorKind::Unauthorized, ErrorKind::Unauthorized),
    ]
}

// Create

fn new_customer() -> CreateCustomerInput {
    CreateCustomerInput::new("jane.doe@example.com", "Jane", "Doe")
}

const JANE: &str = r#"[{"email":"jane.doe@example.com","first_name":"Jane","last_name":"Doe"}]"#;

#[test]
fn a_customer_is_created_without_an_address() {
    let run = Run::of([data(json!([{"id": 789}]))], async |client| {
        client.workflow().create_customer(&new_customer()).await
    });
    let output = run.sent(&[("POST", CUSTOMERS, JANE)]).result.expect("a customer");
    assert!(output.success);
    assert_eq!((output.customer_id, output.message.as_str()), (789, "Customer 789 created successfully"));
}

#[test]
fn an_address_is_sent_where_a_street_a_city_and_a_country_are_given() {
    let input = new_customer().address1("Elm 1").city("Madrid").country_code("ES");
    let run =
        Run::of([data(json!([{"id": 789}]))], async |client| client.workflow().create_customer(&input).await);
    let body = concat!(
        r#"[{"email":"jane.doe@example.com","first_name":"Jane","last_name":"Doe","addresses":[{"#,
        r#""first_name":"Jane","last_name":"Doe","address1":"Elm 1","city":"Madrid","country_code":"ES"}]}]"#,
    );
    assert!(run.sent(&[("POST", CUSTOMERS, body)]).result.is_ok());
}

#[test]
fn input_that_breaks_a_rule_is_not_sent() {
    let run =
        Run::of([], async |client| client.workflow().create_customer(&new_customer().city("Madrid")).await);
    let Err(Error::Refused(violations)) = run.sent(&[]).result else { panic!("it is refused") };
    assert_eq!(violations.iter().map(|violation| violation.path()).collect::<Vec<_>>(), ["input"]);
}

#[test]
fn a_create_that_fails_says_so() {
    for (answer, _, kind) in failures() {
        let run = Run::of([answer], async |client| client.workflow().create_customer(&new_customer()).await);
        let stopped = run.sent(&[("POST", CUSTOMERS, JANE)]).stopped();
        assert_eq!(account(&stopped), ("created", "customers.create", kind, vec![]));
        assert_eq!(stopped.action(), "workflow.create_customer");
        assert!(stopped.cause().is_some());
    }
}

#[test]
fn a_create_that_gives_two_customers_was_done_all_the_same() {
    let run = Run::of([data(json!([{"id": 1}, {"id": 2}]))], async |client| {
        client.workflow().create_customer(&new_customer()).await
    });
    let stopped = run.stopped();
    assert_eq!(account(&stopped), ("created", "customers.create", ErrorKind::Ambiguous, vec!["created"]));
    assert!(matches!(stopped.failure(), StepFailure::Ambiguous));
}

// Update

fn by_id() -> UpdateCustomerInput {
    UpdateCustomerInput::new().customer_id(789).company("Acme")
}

fn by_email() -> UpdateCustomerInput {
    UpdateCustomerInput::new().email("jane.doe@example.com").company("Acme")
}

const ACME: &str = r#"[{"id":789,"company":"Acme"}]"#;

#[test]
fn an_update_by_id_looks_nobody_up() {
    let run = Run::of([data(json!([{"id": 789}]))], async |client| {
        client.workflow().update_customer(&by_id()).await
    });
    let output = run.sent(&[("PUT", CUSTOMERS, ACME)]).result.expect("a customer");
    assert_eq!((output.customer_id, output.fields_updated), (789, vec!["company".to_owned()]));
}

#[test]
fn an_update_by_email_looks_the_customer_up_first() {
    let answers = [data(json!([{"id": 789}])), data(json!([{"id": 789}]))];
    let run = Run::of(answers, async |client| client.workflow().update_customer(&by_email()).await);
    let sent = [("GET", BY_EMAIL, ""), ("PUT", CUSTOMERS, ACME)];
    assert_eq!(run.sent(&sent).result.expect("a customer").customer_id, 789);
}

#[test]
fn nobody_or_somebody_else_besides_changes_nothing() {
    let next = format!("{BY_EMAIL}&after=x");
    let cases: [(Vec<Answer>, usize, ErrorKind); 4] = [
        (vec![data(json!([]))], 1, ErrorKind::NotFound),
        (vec![data(json!([{"id": 1}, {"id": 2}]))], 1, ErrorKind::Ambiguous),
        // One on each of two pages.
        (vec![page(json!([{"id": 1}])), data(json!([{"id": 2}]))], 2, ErrorKind::Ambiguous),
        // Two are enough to know: the page after them is not asked for.
        (vec![page(json!([{"id": 1}, {"id": 2}]))], 1, ErrorKind::Ambiguous),
    ];
    for (answers, requests, kind) in cases {
        let run = Run::of(answers, async |client| client.workflow().update_customer(&by_email()).await);
        let sent = [("GET", BY_EMAIL, ""), ("GET", next.as_str(), "")];
        let stopped = run.sent(&sent[..requests]).stopped();
        assert_eq!(account(&stopped), ("found", "customers.list", kind, vec![]));
    }
}

#[test]
fn one_customer_and_an_empty_page_after_it_is_one() {
    let answers = [page(json!([{"id": 789}])), data(json!([])), data(json!([{"id": 789}]))];
    let run = Run::of(answers, async |client| client.workflow().update_customer(&by_email()).await);
    assert_eq!(run.result.expect("a customer").customer_id, 789);
}

#[test]
fn an_update_that_fails_says_at_which_step() {
    for (answer, looked, _) in failures() {
        let run = Run::of([answer], async |client| client.workflow().update_customer(&by_email()).await);
        let stopped = run.sent(&[("GET", BY_EMAIL, "")]).stopped();
        assert_eq!(account(&stopped), ("found", "customers.list", looked, vec![]));
    }
    // What only looked is not listed as done.
    for (answer, kind, _) in failures() {
        let answers = [data(json!([{"id": 789}])), answer];
        let run = Run::of(answers, async |client| client.workflow().update_customer(&by_email()).await);
        let stopped = run.sent(&[("GET", BY_EMAIL, ""), ("PUT", CUSTOMERS, ACME)]).stopped();
        assert_eq!((stopped.step(), stopped.called()), ("updated", "customers.update"));
        assert_eq!((stopped.kind(), stopped.done()), (kind, &[][..]));
    }
}

#[test]
fn an_update_of_nobody_of_two_or_of_nothing_is_not_sent() {
    let refused = [
        (UpdateCustomerInput::new().company("Acme"), "exactly_one"),
        (by_email().customer_id(789), "exactly_one"),
        (UpdateCustomerInput::new().customer_id(789), "at_least_one"),
    ];
    for (input, rule) in refused {
        let run = Run::of([], async |client| client.workflow().update_customer(&input).await);
        let Err(Error::Refused(violations)) = run.sent(&[]).result else { panic!("it is refused: {rule}") };
        let rules: Vec<&str> = violations.iter().map(|violation| violation.rule().name()).collect();
        assert_eq!(rules, [rule]);
    }
}

// Find or create

fn jane() -> FindOrCreateCustomerInput {
    FindOrCreateCustomerInput::new("jane.doe@example.com", "Jane", "Doe")
}

async fn find_or_create(
    client: Client,
) -> Result<bigcommerce_actions::workflow::FindOrCreateCustomerOutput, Error> {
    client.workflow().find_or_create_customer(&jane()).await
}

#[test]
fn who_is_there_is_not_created() {
    let output = Run::of([data(json!([{"id": 12}]))], find_or_create).sent(&[("GET", BY_EMAIL, "")]).result;
    let output = output.expect("a customer");
    assert_eq!((output.customer.id, output.created), (12, false));
}

#[test]
fn who_is_not_there_is_created() {
    let run = Run::of([data(json!([])), data(json!([{"id": 13}]))], find_or_create);
    let output = run.sent(&[("GET", BY_EMAIL, ""), ("POST", CUSTOMERS, JANE)]).result.expect("a customer");
    assert_eq!((output.customer.id, output.created), (13, true));
}

#[test]
fn of_two_none_is_taken_and_none_is_created() {
    let stopped = Run::of([data(json!([{"id": 1}, {"id": 2}]))], find_or_create)
        .sent(&[("GET", BY_EMAIL, "")])
        .stopped();
    assert_eq!(account(&stopped), ("found", "customers.list", ErrorKind::Ambiguous, vec![]));
}

#[test]
fn a_create_after_a_look_up_may_fail_too() {
    for (answer, _, kind) in failures() {
        let run = Run::of([data(json!([])), answer], find_or_create);
        let stopped = run.sent(&[("GET", BY_EMAIL, ""), ("POST", CUSTOMERS, JANE)]).stopped();
        assert_eq!(account(&stopped), ("created", "customers.create", kind, vec![]));
    }
}

#[test]
fn an_error_of_a_step_shows_no_secret_and_nobodys_data() {
    let run = Run::of([data(json!([{"id": 4711}, {"id": 4712}]))], async |client| {
        client.workflow().create_customer(&new_customer()).await
    });
    let stopped = run.stopped();
    let shown = format!("{stopped} {stopped:?}");
    assert!(!shown.contains("the-secret-token") && !shown.contains("4711"), "{shown}");
    assert_eq!(stopped.done()[0].answer, json!([{"id": 4711}, {"id": 4712}]));
}

// Get an order

const ORDER: &str = "/stores/abc123/v2/orders/149?include=consignments&consignment_structure=object";
const LINE_ITEMS: &str = "/stores/abc123/v2/orders/149/products";

fn order() -> Answer {
    Answer::json(200, &json!({"id": 149}))
}

async fn get_order(client: Client) -> Result<bigcommerce_actions::workflow::GetOrderOutput, Error> {
    client.workflow().get_order(&bigcommerce_actions::workflow::GetOrderInput::new(149)).await
}

#[test]
fn an_order_comes_with_the_line_items_of_every_page() {
    let item = |id: i64| json!([{"id": id, "order_id": 149, "product_id": 77, "quantity": 1}]);
    let answers = [order(), Answer::json(200, &item(65)), Answer::json(200, &item(66)), Answer::empty(204)];
    let pages = ["", "?page=2", "?page=3"].map(|page| format!("{LINE_ITEMS}{page}"));
    let sent = [("GET", ORDER, ""), ("GET", &pages[0], ""), ("GET", &pages[1], ""), ("GET", &pages[2], "")];
    let output = Run::of(answers, get_order).sent(&sent).result.expect("an order");
    assert_eq!(output.order.id, 149);
    assert_eq!(output.line_items.iter().map(|item| item.id).collect::<Vec<_>>(), [65, 66]);
}

#[test]
fn an_order_that_is_not_there_has_no_line_items_to_ask_for() {
    let run = Run::of([Answer::json(404, &json!([{"status": 404, "message": "none"}]))], get_order);
    let stopped = run.sent(&[("GET", ORDER, "")]).stopped();
    assert_eq!(account(&stopped), ("order", "orders.get", ErrorKind::NotFound, vec![]));
}

#[test]
fn line_items_that_cannot_be_read_give_no_half_of_an_order() {
    for (answer, kind, _) in failures() {
        let stopped = Run::of([order(), answer], get_order)
            .sent(&[("GET", ORDER, ""), ("GET", LINE_ITEMS, "")])
            .stopped();
        assert_eq!(account(&stopped), ("line_items", "orders.list_products", kind, vec![]));
    }
}

//! The four customer actions over a real socket: every byte that is sent, and what each answer becomes.

use acceptance::block_on;
use acceptance::server::{Answer, Request, Server};
use bigcommerce_actions::customers::{
    AddressType, Customer, CustomerChanges, CustomerInclude, CustomerSort, DateOrTime, DeleteQuery,
    ListQuery, NewAddress, NewAttributeValue, NewAuthentication, NewCustomer, NewFormField, StoreCredit,
};
use bigcommerce_actions::{Client, Connection, Decimal, Error, ErrorKind, Page, Presence, RetryPolicy};
use serde_json::{Value, json};

const TOKEN: &str = "the-secret-token";

fn client(server: &Server) -> Client {
    let connection = Connection::new("abc123", TOKEN).expect("a store and a token");
    let base_url = format!("{}/stores/{{store_hash}}", server.url());
    let connection = connection.with_base_url(&base_url).expect("an address of the loopback");
    Client::new(connection).expect("TLS can be set up").with_retry(RetryPolicy::off())
}

/// The kind of an error, and the status that came with it.
fn outcome(error: &Error) -> (ErrorKind, Option<u16>) {
    (error.kind(), error.status().map(|status| status.as_u16()))
}

/// A server that gives one answer, and what the call of it came to.
fn answered<T>(
    answer: Answer,
    call: impl AsyncFnOnce(Client) -> Result<T, Error>,
) -> (Request, Result<T, Error>) {
    let server = Server::start([answer]);
    let result = block_on(call(client(&server)));
    (server.request(), result)
}

fn jane() -> NewCustomer {
    NewCustomer::new("jane.doe@example.com", "Jane", "Doe")
}

async fn create(client: Client) -> Result<Vec<Customer>, Error> {
    client.customers().create(&[jane()]).await
}

async fn list(client: Client) -> Result<Page<Customer>, Error> {
    client.customers().list(&ListQuery::new()).await
}

async fn delete(client: Client) -> Result<(), Error> {
    client.customers().delete(&DeleteQuery::new([4])).await
}

async fn update(client: Client) -> Result<Vec<Customer>, Error> {
    client.customers().update(&[CustomerChanges::new(7).company("Acme")]).await
}

fn one_customer() -> Answer {
    Answer::json(200, &json!({"data": [{"id": 7, "email": "jane.doe@example.com"}], "meta": {}}))
}

// What is sent

#[test]
fn create_posts_the_customers() {
    let customer = jane()
        .company("Doe Enterprises")
        .addresses([NewAddress::new("Jane", "Doe", "123 Maple Street", "Zürich", "US")
            .address_type(AddressType::Residential)
            .form_fields([NewFormField::new("note", "front door")])])
        .attributes([NewAttributeValue::new(2, "Yes")])
        .authentication(NewAuthentication::new().force_password_reset(true).new_password("hunter2"))
        .store_credit_amounts([StoreCredit::new().amount("43.10".parse::<Decimal>().expect("a decimal"))])
        .channel_ids([1, 2])
        .form_fields([
            NewFormField::new("age", 42.5),
            NewFormField::new("sizes", vec!["M".to_owned(), "L".to_owned()]),
        ])
        .trigger_account_created_notification(false);
    let (request, result) =
        answered(one_customer(), async |client| client.customers().create(&[customer.clone(), jane()]).await);
    assert_eq!((request.method.as_str(), request.target.as_str()), ("POST", "/stores/abc123/v3/customers"));
    assert_eq!(request.header("x-auth-token"), Some(TOKEN));
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert_eq!(request.header("accept"), Some("application/json"));
    assert!(request.header("user-agent").is_some());
    // Byte for byte: fields in the order of the spec, exact decimals, nothing that was not set.
    let body = concat!(
        r#"[{"email":"jane.doe@example.com","first_name":"Jane","last_name":"Doe","company":"Doe Enterprises","#,
        r#""addresses":[{"first_name":"Jane","last_name":"Doe","address1":"123 Maple Street","city":"Zürich","#,
        r#""country_code":"US","address_type":"residential","form_fields":[{"name":"note","value":"front door"}]}],"#,
        r#""attributes":[{"attribute_id":2,"attribute_value":"Yes"}],"#,
        r#""authentication":{"force_password_reset":true,"new_password":"hunter2"},"#,
        r#""store_credit_amounts":[{"amount":43.10}],"channel_ids":[1,2],"#,
        r#""form_fields":[{"name":"age","value":42.5},{"name":"sizes","value":["M","L"]}],"#,
        r#""trigger_account_created_notification":false},"#,
        r#"{"email":"jane.doe@example.com","first_name":"Jane","last_name":"Doe"}]"#,
    );
    assert_eq!(String::from_utf8(request.body).expect("a text"), body);
    let customers = result.expect("a customer");
    assert_eq!(customers[0].id, 7);
    assert_eq!(customers[0].email.as_deref(), Some("jane.doe@example.com"));
}

#[test]
fn d5_null_is_sent_only_where_it_is_a_value() {
    let customer = jane().channel_ids(Presence::Null);
    let (request, _) = answered(one_customer(), async |client| {
        client.customers().create(std::slice::from_ref(&customer)).await
    });
    let expected = json!([{"email": "jane.doe@example.com", "first_name": "Jane", "last_name": "Doe", "channel_ids": null}]);
    assert_eq!(request.json(), expected);
}

#[test]
fn d5_update_puts_what_is_set() {
    let changes = CustomerChanges::new(7).company("").channel_ids([]);
    let (request, result) = answered(one_customer(), async |client| {
        client.customers().update(std::slice::from_ref(&changes)).await
    });
    assert_eq!((request.method.as_str(), request.target.as_str()), ("PUT", "/stores/abc123/v3/customers"));
    assert_eq!(request.header("x-auth-token"), Some(TOKEN));
    // An empty text clears a field and an empty list is a list, so both are sent.
    assert_eq!(request.body, br#"[{"id":7,"company":"","channel_ids":[]}]"#);
    assert_eq!(result.expect("a customer").len(), 1);
}

#[test]
fn list_sends_its_filters_in_the_query() {
    let query = ListQuery::new()
        .id_in([4, 5])
        .company_in(["a&b=c", "d+e", "100%", "#1 é漢"])
        .date_created_min(DateOrTime::Moment("2026-05-14T09:34:00+02:00".into()))
        .name_like(["james moriarty"])
        .include([CustomerInclude::Addresses, CustomerInclude::Storecredit])
        .sort(CustomerSort::LastNameDesc)
        .limit(2);
    let answer = Answer::json(200, &json!({"data": [], "meta": {}}));
    let (request, result) = answered(answer, async |client| client.customers().list(&query).await);
    assert_eq!(request.method, "GET");
    let target = concat!(
        "/stores/abc123/v3/customers?id:in=4,5",
        "&company:in=a%26b%3Dc,d%2Be,100%25,%231%20%C3%A9%E6%BC%A2",
        "&date_created:min=2026-05-14T09:34:00%2B02:00",
        "&name:like=james%20moriarty&include=addresses,storecredit&sort=last_name:desc&limit=2",
    );
    assert_eq!(request.target, target);
    assert_eq!(request.header("x-auth-token"), Some(TOKEN));
    assert!(request.body.is_empty());
    assert_eq!(request.header("content-type"), None);
    assert_eq!(result.expect("an answer").items, []);
}

#[test]
fn list_without_a_filter_has_no_query() {
    let (request, _) = answered(Answer::json(200, &json!({"data": []})), list);
    assert_eq!(request.target, "/stores/abc123/v3/customers");
}

#[test]
fn list_reads_one_page_and_list_stream_follows_the_cursors() {
    let page = |id: i32, next: Option<&str>| {
        let mut cursor = json!({"count": 1, "per_page": 1});
        if let Some(next) = next {
            cursor["end_cursor"] = next.into();
        }
        Answer::json(200, &json!({"data": [{"id": id}], "meta": {"cursor_pagination": cursor}}))
    };
    let query = ListQuery::new().email_in(["a@b.co"]).limit(1);

    let server = Server::start([page(1, Some("x=")), page(2, Some("y&")), page(3, None)]);
    let all = block_on(client(&server).customers().list_stream(&query).try_collect()).expect("three pages");
    assert_eq!(all.iter().map(|customer| customer.id).collect::<Vec<_>>(), [1, 2, 3]);
    let targets: Vec<String> = server.requests().into_iter().map(|request| request.target).collect();
    let expected = ["&limit=1", "&limit=1&after=x%3D", "&limit=1&after=y%26"];
    let expected = expected.map(|rest| format!("/stores/abc123/v3/customers?email:in=a@b.co{rest}"));
    assert_eq!(targets, expected);

    let server = Server::start([page(1, Some("x="))]);
    let first = block_on(client(&server).customers().list(&query)).expect("a page");
    assert_eq!((first.items.len(), first.next.as_deref(), server.requests().len()), (1, Some("x="), 1));
}

#[test]
fn delete_names_the_customers_in_the_query() {
    let (request, result) = answered(Answer::empty(204), async |client| {
        client.customers().delete(&DeleteQuery::new([4, 5, 6])).await
    });
    assert_eq!(
        (request.method.as_str(), request.target.as_str()),
        ("DELETE", "/stores/abc123/v3/customers?id:in=4,5,6")
    );
    assert_eq!(request.header("x-auth-token"), Some(TOKEN));
    assert!(request.body.is_empty());
    result.expect("nothing to read");
}

// What is not sent

#[test]
fn d8_what_breaks_a_bound_is_not_sent() {
    let server = Server::start([]);
    let client = client(&server);
    let eleven = vec![jane(); 11];
    let usa = jane().addresses([NewAddress::new("Jane", "Doe", "123 Maple Street", "Springfield", "USA")]);
    let refused: [(&str, Result<(), Error>, &[&str]); 6] = [
        ("none", block_on(client.customers().create(&[])).map(drop), &["body"]),
        ("too many", block_on(client.customers().create(&eleven)).map(drop), &["body"]),
        (
            "a code",
            block_on(client.customers().create(&[usa])).map(drop),
            &["body[0].addresses[0].country_code"],
        ),
        (
            "two at once",
            block_on(client.customers().create(&[jane(), NewCustomer::new("a@", "", "Doe")])).map(drop),
            &["body[1].email", "body[1].first_name"],
        ),
        (
            "a comma",
            block_on(client.customers().list(&ListQuery::new().company_in(["a,b"]).limit(0))).map(drop),
            &["query.company:in[0]", "query.limit"],
        ),
        (
            "no customer",
            block_on(client.customers().delete(&DeleteQuery::new(Vec::<i64>::new()))),
            &["query.id:in"],
        ),
    ];
    for (case, result, expected) in refused {
        let error = result.expect_err(case);
        let violations = error.violations().unwrap_or_else(|| panic!("{case}: refused, not {error}"));
        let mut places: Vec<&str> = violations.iter().map(|violation| violation.path()).collect();
        places.sort_unstable();
        assert_eq!(places, expected, "{case}");
        assert_eq!(outcome(&error), (ErrorKind::Invalid, None), "{case}");
    }
    assert_eq!(server.requests(), []);
}

#[test]
fn a_refusal_says_where_what_and_why() {
    let usa = jane().addresses([NewAddress::new("Jane", "Doe", "123 Maple Street", "Springfield", "USA")]);
    let server = Server::start([]);
    let error = block_on(client(&server).customers().create(&[usa])).expect_err("three letters");
    let sentence = "body[0].addresses[0].country_code: \"USA\" has 3 characters; exactly 2 are allowed";
    assert!(error.to_string().contains(sentence), "{error}");
}

// What comes back

/// Status, kind, title, messages by field, and body.
type Told = (u16, ErrorKind, Option<String>, Vec<(Option<String>, String)>, String);

/// What an error says that the API documents.
fn answer(error: Error) -> Told {
    let kind = error.kind();
    let Error::Answered(answer) = error else { panic!("answered: {error:?}") };
    let messages =
        answer.messages().iter().map(|message| (message.field.clone(), message.text.clone())).collect();
    let body = String::from_utf8_lossy(answer.body()).into_owned();
    (answer.status().as_u16(), kind, answer.title().map(str::to_owned), messages, body)
}

#[test]
fn a_422_keeps_its_title_its_messages_and_its_body() {
    let body = json!({
        "status": 422,
        "title": "Create customers failed.",
        "type": "/api-docs/getting-started/api-status-codes",
        "errors": {".customer_create": "Error creating customers"},
    });
    let (_, result) = answered(Answer::json(422, &body), create);
    let (status, kind, title, messages, raw) = answer(result.expect_err("refused"));
    assert_eq!((status, kind), (422, ErrorKind::Invalid));
    assert_eq!(title.as_deref(), Some("Create customers failed."));
    assert_eq!(messages, [(Some(".customer_create".to_owned()), "Error creating customers".to_owned())]);
    assert_eq!(serde_json::from_str::<Value>(&raw).expect("the body as it came"), body);
}

#[test]
fn errors_of_any_shape_keep_status_and_body() {
    let shapes = [
        ("application/json", r#"{"title":"T","errors":{"a":{"b":["first","second"]},"c":5}}"#),
        ("application/json", r#"{"title":"T","errors":[]}"#),
        ("application/json", r#"{"errors":null}"#),
        ("application/json", r#"[{"status":422,"message":"The field is wrong."}]"#),
        ("application/json", "null"),
        ("application/json", "{\"title\":"),
        ("text/html", "<html><body>Unprocessable</body></html>"),
        ("text/plain", "no"),
        ("text/plain", ""),
    ];
    for (content_type, body) in shapes {
        let (_, result) = answered(Answer::text(422, content_type, body), create);
        let (status, kind, _, _, raw) = answer(result.expect_err(body));
        assert_eq!((status, kind, raw.as_str()), (422, ErrorKind::Invalid, body));
    }
}

#[test]
fn statuses_have_the_kinds_of_the_spec() {
    let kinds = [
        (400, ErrorKind::Invalid),
        (401, ErrorKind::Unauthorized),
        (403, ErrorKind::Forbidden),
        (404, ErrorKind::NotFound),
        (409, ErrorKind::Conflict),
        (413, ErrorKind::TooLarge),
        (422, ErrorKind::Invalid),
        (429, ErrorKind::RateLimited),
    ];
    for (status, kind) in kinds {
        let (_, result) = answered(Answer::json(status, &json!({"status": status, "title": "No."})), create);
        let (found, found_kind, title, ..) = answer(result.expect_err("an error"));
        assert_eq!((found, found_kind, title.as_deref()), (status, kind, Some("No.")));
    }
    let (_, result) = answered(Answer::text(413, "text/plain", ""), create);
    assert_eq!(result.expect_err("too large").kind(), ErrorKind::TooLarge);
}

#[test]
fn a_502_of_a_proxy_is_unavailable_and_of_a_create_unknown() {
    let html = || Answer::text(502, "text/html", "<html>Bad gateway</html>");
    let (_, result) = answered(html(), list);
    let error = result.expect_err("an error");
    assert_eq!(outcome(&error), (ErrorKind::Unavailable, Some(502)));
    let (_, result) = answered(html(), create);
    let error = result.expect_err("an error");
    // The customer may exist.
    assert_eq!(outcome(&error), (ErrorKind::UnknownOutcome, Some(502)));
    let (_, result) = answered(html(), update);
    assert_eq!(result.expect_err("an error").kind(), ErrorKind::Unavailable);
}

#[test]
fn a_200_that_cannot_be_read_is_unexpected_and_of_a_create_unknown() {
    let unreadable = [
        ("application/json", ""),
        ("application/json", "nonsense"),
        ("application/json", r#"{"data":[{"email":"no id"}]}"#),
        ("application/json", r#"{"data":[{"id":"7"}]}"#),
        ("application/json", r#"{"data":{"id":7}}"#),
        ("text/html", "<html>Sign in</html>"),
    ];
    for (content_type, body) in unreadable {
        let (_, result) = answered(Answer::text(200, content_type, body), create);
        let error = result.expect_err(body);
        assert!(matches!(error, Error::Unexpected(_)), "{body}: {error:?}");
        assert_eq!(outcome(&error), (ErrorKind::UnknownOutcome, Some(200)), "{body}");

        let (_, result) = answered(Answer::text(200, content_type, body), update);
        let error = result.expect_err(body);
        assert_eq!(outcome(&error), (ErrorKind::Unexpected, Some(200)), "{body}");
    }
    let (_, result) = answered(
        Answer::text(200, "application/json", r#"{"data":[{"id":7,"addresses":[{"id":"x"}]}]}"#),
        update,
    );
    let text = result.expect_err("a text for a number").to_string();
    assert!(text.contains("data[0].addresses[0].id"), "the place is named: {text}");
}

#[test]
fn a_list_may_be_left_out_and_a_safe_answer_may_be_empty() {
    for body in ["", "{}", r#"{"data":null}"#] {
        let (_, result) = answered(Answer::text(200, "application/json", body), list);
        assert_eq!(result.expect(body).items, [], "{body:?}");
    }
    // An update that says nothing back says something is wrong.
    let (_, result) = answered(Answer::text(200, "application/json", ""), update);
    assert_eq!(result.expect_err("no body").kind(), ErrorKind::Unexpected);
}

#[test]
fn what_is_new_in_an_answer_does_not_spoil_it() {
    let body = json!({"data": [{
        "id": 7,
        "new_field": {"a": 1},
        "addresses": [{"address_type": "houseboat"}],
        "form_fields": [{"name": "a", "value": {"new": true}}, {"value": [1, "a"]}],
        "store_credit_amounts": [{"amount": 0.1}, {"amount": "12345678901234567890.10"}],
        "date_created": "soon",
    }]});
    let (_, result) = answered(Answer::json(200, &body), list);
    let customers = result.expect("a customer").items;
    let customer = serde_json::to_value(&customers[0]).expect("a customer as JSON");
    assert_eq!(customer["addresses"][0]["address_type"], "houseboat");
    assert_eq!(customer["form_fields"][0]["value"], json!({"new": true}));
    assert_eq!(customer["form_fields"][1]["value"], json!([1, "a"]));
    let amounts = customers[0].store_credit_amounts.as_ref().expect("amounts");
    let amounts: Vec<String> =
        amounts.iter().map(|credit| credit.amount.as_ref().expect("an amount").to_string()).collect();
    assert_eq!(amounts, ["0.1", "12345678901234567890.10"]);
}

#[test]
fn a_delete_reads_a_204_and_a_200_and_tells_a_422_apart() {
    for done in [Answer::empty(204), Answer::empty(200), Answer::json(200, &json!({"data": []}))] {
        let (_, result) = answered(done, delete);
        result.expect("it is deleted");
    }
    let body = json!({"status": 422, "title": "Bulk operation has failed", "errors": {"1": "Unauthorized to delete"}});
    let (_, result) = answered(Answer::json(422, &body), delete);
    let (status, kind, title, messages, _) = answer(result.expect_err("refused"));
    assert_eq!((status, kind), (422, ErrorKind::Invalid));
    assert_eq!(title.as_deref(), Some("Bulk operation has failed"));
    assert_eq!(messages, [(Some("1".to_owned()), "Unauthorized to delete".to_owned())]);
}

#[test]
fn an_answer_that_never_comes_says_whether_the_call_may_have_been_carried_out() {
    let (_, result) = answered(Answer::Close, list);
    let error = result.expect_err("closed");
    assert!(matches!(error, Error::NotAnswered(_)), "{error:?}");
    assert_eq!(outcome(&error), (ErrorKind::Connection, None));

    let (_, result) = answered(Answer::Close, create);
    assert_eq!(result.expect_err("closed").kind(), ErrorKind::UnknownOutcome);

    // Cut in the middle of the body.
    let cut = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{\"data\":"
        .to_vec();
    let (_, result) = answered(Answer::Bytes(cut.clone()), create);
    assert_eq!(result.expect_err("cut").kind(), ErrorKind::UnknownOutcome);
    let (_, result) = answered(Answer::Bytes(cut), list);
    assert_eq!(result.expect_err("cut").kind(), ErrorKind::Connection);
}

#[test]
fn a_server_that_stalls_runs_into_the_timeout() {
    let short = std::time::Duration::from_millis(200);
    let (_, result) = answered(Answer::Stall, async |client| list(client.with_timeout(short)).await);
    assert_eq!(result.expect_err("nothing came").kind(), ErrorKind::Timeout);
    let (_, result) = answered(Answer::Stall, async |client| create(client.with_timeout(short)).await);
    assert_eq!(result.expect_err("nothing came").kind(), ErrorKind::UnknownOutcome);
}

#[test]
fn a_port_where_nobody_listens_is_a_connection_that_failed() {
    let server = Server::start([]);
    let client = client(&server);
    drop(server);
    // Nothing was written, so even a create knows that nothing was created.
    let error = block_on(create(client)).expect_err("nobody listens");
    assert_eq!(error.kind(), ErrorKind::Connection);
}

#[test]
fn an_answer_beyond_the_limit_is_cut_off() {
    let body = json!({"data": [{"id": 7, "notes": "x".repeat(10_000)}]});
    let (_, result) =
        answered(Answer::json(200, &body), async |client| list(client.with_max_body(1_000)).await);
    let error = result.expect_err("too large");
    assert!(error.to_string().len() < 2_000, "{error}");
}

//! Signing up at a shop in memory.

use bigcommerce_actions::testing::{ScriptedTransport, block_on};
use bigcommerce_actions::{Client, Connection, Error};
use bigcommerce_user::{SignUpError, sign_up};
use serde_json::json;

fn client(shop: &ScriptedTransport) -> Client {
    let connection = Connection::new("abc123", "a-token").expect("a store and a token");
    Client::with_transport(connection, shop.clone())
}

#[test]
fn a_new_customer_is_created() {
    let shop = ScriptedTransport::new().reply(200, json!({"data": [{"id": 7}], "meta": {}}));
    let id = block_on(sign_up(&client(&shop), "jane.doe@example.com", "Jane", "Doe")).expect("a customer");
    assert_eq!(id, 7);
    let sent = shop.requests();
    assert_eq!(sent.len(), 1);
    let body = json!([{
        "email": "jane.doe@example.com",
        "first_name": "Jane",
        "last_name": "Doe",
        "accepts_product_review_abandoned_cart_emails": true,
    }]);
    assert_eq!(sent[0].json(), Some(body));
}

#[test]
fn a_customer_who_is_there_is_changed() {
    let shop = ScriptedTransport::new()
        .reply(422, json!({"status": 422, "title": "Create customers failed.", "errors": {".customer_create": "Error"}}))
        .reply(200, json!({"data": [{"id": 8, "email": "jane.doe@example.com"}], "meta": {}}))
        .reply(200, json!({"data": [{"id": 8}], "meta": {}}));
    let id = block_on(sign_up(&client(&shop), "jane.doe@example.com", "Jane", "Doe")).expect("a customer");
    assert_eq!(id, 8);
    let sent: Vec<String> =
        shop.requests().iter().map(|sent| format!("{} {}", sent.method, sent.target)).collect();
    let expected = [
        "POST /stores/abc123/v3/customers",
        "GET /stores/abc123/v3/customers?email:in=jane.doe@example.com",
        "PUT /stores/abc123/v3/customers",
    ];
    assert_eq!(sent, expected);
}

#[test]
fn a_name_that_is_too_long_never_leaves_the_house() {
    let shop = ScriptedTransport::new();
    let error = block_on(sign_up(&client(&shop), "jane.doe@example.com", &"x".repeat(101), "Doe"));
    let Err(SignUpError::Call(Error::Refused(violations))) = error else { panic!("refused: {error:?}") };
    assert_eq!(
        violations.iter().map(|violation| violation.path()).collect::<Vec<_>>(),
        ["body[0].first_name"]
    );
    assert!(shop.requests().is_empty());
}

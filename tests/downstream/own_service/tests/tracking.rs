//! The shop's programs against a carrier in memory.

use actiongen_runtime::testing::{ScriptedTransport, block_on};
use actiongen_runtime::{Error, ErrorKind};
use own_service::parcels::shipments::{
    Address, AnnounceAndHoldInput, FindAndHoldInput, Hold, HoldReason, NewShipment,
};
use own_service::parcels::{Client, Connection};
use serde_json::json;

fn client(carrier: &ScriptedTransport) -> Client {
    let connection = Connection::new("north", "a-key").expect("a depot and a key");
    Client::with_transport(connection, carrier.clone())
}

#[test]
fn stuck_shipments_are_found_on_every_page() {
    let carrier = ScriptedTransport::new()
        .reply(200, json!({"shipments": [{"number": "PX00000001", "state": "held"}], "pages": {"last": 2}}))
        .reply(200, json!({"shipments": [{"number": "PX00000002", "state": "lost"}], "pages": {"last": 2}}));
    let stuck = block_on(own_service::stuck(&client(&carrier))).expect("two pages");
    assert_eq!(stuck, ["PX00000001", "PX00000002"]);
    let targets: Vec<String> = carrier.requests().into_iter().map(|request| request.target).collect();
    assert_eq!(targets, ["/north/shipments?state=held,lost", "/north/shipments?state=held,lost&page=2"]);
}

#[test]
fn a_shipment_is_announced() {
    let carrier = ScriptedTransport::new().reply(201, json!({"number": "PX00000001", "weight": "2.50"}));
    let shipment = NewShipment::new(
        "2.50".parse::<actiongen_runtime::Decimal>().unwrap(),
        Address::new("Jane Doe", "Springfield", "US").floor(-1),
    );
    let announced = block_on(client(&carrier).shipments().announce(&shipment)).expect("a shipment");
    assert_eq!(announced.number, "PX00000001");
    let sent = carrier.requests().remove(0);
    assert_eq!((sent.method.as_str(), sent.target.as_str()), ("POST", "/north/shipments"));
    let body = json!({"weight": "2.50", "to": {"name": "Jane Doe", "city": "Springfield", "country": "US", "floor": -1}});
    assert_eq!(sent.json(), Some(body));
    assert_eq!(sent.header("x-key"), Some("a-key"));
}

#[test]
fn what_is_too_heavy_is_not_sent() {
    let carrier = ScriptedTransport::new();
    let shipment = NewShipment::new(
        "30.01".parse::<actiongen_runtime::Decimal>().unwrap(),
        Address::new("Jane Doe", "Springfield", "USA"),
    );
    let error =
        block_on(client(&carrier).shipments().announce(&shipment)).expect_err("two bounds are broken");
    let Error::Refused(violations) = error else { panic!("refused: {error}") };
    let places: Vec<&str> = violations.iter().map(|violation| violation.path()).collect();
    assert_eq!(places, ["body.weight", "body.to.country"]);
    assert!(carrier.requests().is_empty());
}

#[test]
fn a_shipment_that_is_not_there_is_told_apart() {
    let carrier = ScriptedTransport::new().reply(404, json!({"message": "No such shipment."}));
    let error = block_on(client(&carrier).shipments().get("PX00000002")).expect_err("there is none");
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert!(error.to_string().contains("No such shipment."), "{error}");
}

#[test]
fn the_shipment_of_an_order_is_found_and_held() {
    let carrier = ScriptedTransport::new()
        .reply(200, json!({"shipments": [{"number": "PX00000002"}], "pages": {"last": 1}}))
        .reply(200, json!({"number": "PX00000002", "state": "held"}));
    let input = FindAndHoldInput::new("2026-05-14").order("A-17");
    let held = block_on(client(&carrier).shipments().find_and_hold(&input)).expect("a shipment");
    assert!(held.looked_up);
    assert_eq!(held.shipment.number, "PX00000002");
    let sent = carrier.requests();
    assert_eq!(sent[0].target, "/north/shipments?order=A-17");
    assert_eq!(sent[1].target, "/north/shipments/PX00000002/hold");
    assert_eq!(sent[1].json(), Some(json!({"reason": "fetch", "until": "2026-05-14"})));
}

#[test]
fn an_order_in_two_parcels_is_not_held() {
    let carrier = ScriptedTransport::new().reply(
        200,
        json!({"shipments": [{"number": "PX00000002"}, {"number": "PX00000003"}], "pages": {"last": 1}}),
    );
    let input = FindAndHoldInput::new("2026-05-14").order("A-17");
    let error = block_on(client(&carrier).shipments().find_and_hold(&input)).expect_err("there are two");
    let Error::Step(stopped) = &error else { panic!("a step stopped: {error}") };
    assert_eq!((stopped.step(), stopped.kind()), ("found", ErrorKind::Ambiguous));
    assert!(stopped.done().is_empty());
    assert_eq!(carrier.requests().len(), 1);
}

#[test]
fn what_was_announced_is_told_where_it_could_not_be_held() {
    let carrier = ScriptedTransport::new()
        .reply(201, json!({"number": "PX00000001", "state": "announced"}))
        .reply(422, json!({"message": "It is on its way."}));
    let input = AnnounceAndHoldInput::new(
        "2.50".parse::<actiongen_runtime::Decimal>().unwrap(),
        Address::new("Jane Doe", "Springfield", "US"),
        "2026-05-14",
    );
    let error = block_on(client(&carrier).shipments().announce_and_hold(&input)).expect_err("it is not held");
    let Error::Step(stopped) = &error else { panic!("a step stopped: {error}") };
    assert_eq!((stopped.step(), stopped.kind()), ("held", ErrorKind::Invalid));
    let [done] = stopped.done() else { panic!("one step was done: {:?}", stopped.done()) };
    assert_eq!((&*done.step, &*done.action), ("announced", "shipments.announce"));
    assert_eq!(done.answer, json!({"number": "PX00000001", "state": "announced"}));
    assert!(error.to_string().ends_with("not undone: `announced` (shipments.announce)"), "{error}");
    assert_eq!(carrier.requests().len(), 2);
}

#[test]
fn rules_of_an_input_and_of_a_body_hold_before_anything_is_sent() {
    let carrier = ScriptedTransport::new();
    let neither = FindAndHoldInput::new("2026-05-14");
    let error = block_on(client(&carrier).shipments().find_and_hold(&neither)).expect_err("neither is given");
    assert_eq!(places_and_rules(&error), [("input".to_owned(), "exactly_one")]);
    let open_end = Hold::new(HoldReason::Fetch);
    let error =
        block_on(client(&carrier).shipments().hold("PX00000001", &open_end)).expect_err("no last day");
    assert_eq!(places_and_rules(&error), [("body".to_owned(), "if")]);
    assert!(carrier.requests().is_empty());
}

fn places_and_rules(error: &Error) -> Vec<(String, &str)> {
    let Error::Refused(violations) = error else { panic!("refused: {error}") };
    violations.iter().map(|violation| (violation.path().to_owned(), violation.rule().name())).collect()
}

//! Promise E11: calls that are given up by whoever made them. A blocking call cannot be.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use acceptance::unruly::{Reply, Unruly};
use bigcommerce_actions::customers::ListQuery;
use bigcommerce_actions::{Client, RetryPolicy};

use crate::caller::{Caller, Settings, callers, callers_with, one, quick};
use crate::policy::good;

/// Makes a create and gives it up once this is so.
fn given_up_when(caller: &Caller, is_so: impl Fn() -> bool) {
    let client = caller.client.clone();
    let task = caller.spawn(async move { client.customers().create(&one()).await.map(drop) });
    let mut tries = 0;
    while !is_so() {
        tries += 1;
        assert!(tries < 2_000, "it never came so far");
        std::thread::sleep(Duration::from_millis(5));
    }
    task.abort();
    let ended = caller.run(task).expect_err("it was given up");
    assert!(ended.is_cancelled(), "{ended}");
}

/// E11. A call that is given up before it is sent sends nothing.
#[test]
fn e11_a_call_that_is_never_awaited_sends_nothing() {
    let server = Unruly::always(good());
    for caller in callers(&server).into_iter().filter(Caller::is_async) {
        let customers = one();
        let resource = caller.client.customers();
        drop(resource.create(&customers));
        assert_eq!((server.hits(), server.connections()), (0, 0), "{}", caller.name);
    }
}

/// E11. One that is given up while it waits for the quota sends nothing, and keeps nobody else back.
#[test]
fn e11_a_call_that_waits_for_the_quota_can_be_given_up() {
    let server = Unruly::script([
        good().header("X-Rate-Limit-Requests-Left", "0").header("X-Rate-Limit-Time-Reset-Ms", "3000"),
        good(),
        good(),
    ]);
    for caller in callers(&server).into_iter().filter(Caller::is_async) {
        caller.create(&one()).expect("the first");
        let waited = std::time::Instant::now();
        given_up_when(&caller, || waited.elapsed() > Duration::from_millis(50));
        assert_eq!(server.hits(), 1, "it was sent although nothing was left");
        caller.create(&one()).expect("the next one waits, and is sent");
        assert_eq!(server.hits(), 2);
    }
}

/// E11. One that is given up between two attempts is not sent again, and the next call goes out at once.
#[test]
fn e11_a_call_that_waits_for_its_next_attempt_can_be_given_up() {
    let server = Unruly::script([Reply::empty(429), good(), good()]);
    let policy =
        quick().waits(Duration::from_secs(60), Duration::from_secs(60)).deadline(Duration::from_secs(600));
    for caller in
        callers_with(&server, Settings { policy, ..Settings::default() }).into_iter().filter(Caller::is_async)
    {
        given_up_when(&caller, || server.hits() == 1 && server.in_flight() == 0);
        caller.create(&one()).expect("the next one");
        assert_eq!(server.hits(), 2);
    }
}

/// E11. One that is given up after it was sent leaves its connection and its place among those under way: customers are
/// created one call at a time, and the next is.
#[test]
fn e11_a_call_that_was_sent_can_be_given_up() {
    let stalls = Arc::new(AtomicBool::new(true));
    let server = Unruly::start({
        let stalls = Arc::clone(&stalls);
        move |_| if stalls.load(Ordering::SeqCst) { Reply::nothing().then_stall() } else { good() }
    });
    for caller in callers(&server).into_iter().filter(Caller::is_async) {
        stalls.store(true, Ordering::SeqCst);
        let hits = server.hits();
        // Another one waits behind it, is given up too, and takes nothing with it.
        let behind = caller.client.clone();
        let first = caller.client.clone();
        let create = |client: Client| async move { client.customers().create(&one()).await.map(drop) };
        let (first, behind) = (caller.spawn(create(first)), caller.spawn(create(behind)));
        assert!(server.wait_for_hits(hits + 1));
        std::thread::sleep(Duration::from_millis(30));
        assert_eq!(server.hits(), hits + 1, "two creates were under way at once");
        behind.abort();
        first.abort();
        assert!(server.wait_until_left(), "the connection was kept");
        stalls.store(false, Ordering::SeqCst);
        let client = caller.client.clone().with_retry(RetryPolicy::off());
        caller.run(client.customers().create(&one())).expect("the next one goes out");
        caller.run(client.customers().list(&ListQuery::new())).expect("and so does a list");
        assert_eq!(server.hits(), hits + 3);
    }
}

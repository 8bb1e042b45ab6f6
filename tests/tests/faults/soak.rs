//! Customers created by the thousand, through a server that fails one call in ten in every way that it knows, and has a
//! quota: in the end what the client reports is what the shop has on its books, customer by customer.
//!
//! There are 1,000, and in the exhaustive run 10,000, or as many as `SOAK_CUSTOMERS` says.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use acceptance::random::Random;
use acceptance::unruly::{Fault, Quota, Shop, Unruly};
use actiongen_runtime::{ReqwestTransport, Transport, UreqTransport};
use bigcommerce_actions::customers::{Customer, NewCustomer};
use bigcommerce_actions::{BatchReport, Client, Connection, ItemOutcome, LookedUp, RetryPolicy};

/// Of a hundred calls so many go wrong.
const FAULTS: usize = 10;

/// The platform's quota is 150 calls in 30 seconds. Here time runs twelve times as fast, and a window is shorter, so that a
/// short run has many.
const QUOTA: (u32, Duration) = (6, Duration::from_millis(100));

/// What went on.
struct Scene {
    shop: Arc<Shop>,
    quota: Arc<Quota>,
    faults: Arc<Mutex<BTreeMap<String, usize>>>,
    server: Unruly,
}

impl Scene {
    fn new(seed: u64) -> Self {
        // One that creates a customer twice when it is asked to, so that a request sent twice shows.
        let shop = Arc::new(Shop::taking_doubles());
        let quota = Arc::new(Quota::new(QUOTA.0, QUOTA.1));
        let faults = Arc::new(Mutex::new(BTreeMap::new()));
        let random = Mutex::new(Random::new(seed));
        let server = Unruly::start({
            let (shop, quota, faults) = (Arc::clone(&shop), Arc::clone(&quota), Arc::clone(&faults));
            let others = Mutex::new(Random::new(seed + 1));
            move |request| {
                // The quota is that of the store, and another program calls now and then too.
                if others.lock().unwrap_or_else(PoisonError::into_inner).chance(10) {
                    quota.used_elsewhere(3);
                }
                quota.guard(|| {
                    let (fault, closes) = {
                        let mut random = random.lock().unwrap_or_else(PoisonError::into_inner);
                        let is_fault = random.chance(FAULTS);
                        (random.pick(&Fault::ALL).copied().filter(|_| is_fault), random.chance(2))
                    };
                    let Some(fault) = fault else {
                        let reply = shop.answer(request);
                        // A good answer, after which the connection is gone without a word.
                        return if closes { reply.then_close() } else { reply };
                    };
                    let mut faults = faults.lock().unwrap_or_else(PoisonError::into_inner);
                    *faults.entry(format!("{fault:?}")).or_default() += 1;
                    drop(faults);
                    fault.reply(|| shop.answer(request))
                })
            }
        });
        Self { shop, quota, faults, server }
    }

    fn client(&self, transport: impl Transport) -> Client {
        let connection = Connection::new("abc123", "a-token").expect("a store and a token");
        let base_url = format!("{}/stores/{{store_hash}}", self.server.url());
        let connection = connection.with_base_url(&base_url).expect("an address of the loopback");
        let waits = (Duration::from_millis(2), Duration::from_millis(50));
        let policy = RetryPolicy::off().attempts(5).waits(waits.0, waits.1);
        Client::with_transport(connection, transport)
            .with_timeout(Duration::from_millis(250))
            .with_retry(policy)
    }

    /// Waits until the server has done what it was asked: on a busy machine it may be behind a client that gave up. Whoever
    /// looks, and sends again what is not there, has to wait for that with any service.
    fn comes_to_rest(&self) {
        let mut quiet = 0;
        while quiet < 10 {
            std::thread::sleep(Duration::from_millis(20));
            quiet = if self.server.in_flight() == 0 { quiet + 1 } else { 0 };
        }
    }

    /// The IDs that the shop has of each email.
    fn books(&self) -> BTreeMap<String, Vec<i64>> {
        let mut books: BTreeMap<String, Vec<i64>> = BTreeMap::new();
        for (id, email) in self.shop.emails() {
            books.entry(email).or_default().push(id);
        }
        books
    }

    /// Fails unless a report says of every customer what the books say; the end of the sentence says when.
    fn agrees(&self, customers: &[NewCustomer], report: &BatchReport<Customer>, when: &str) {
        let books = self.books();
        assert_eq!(report.len(), customers.len());
        for (customer, outcome) in customers.iter().zip(report.outcomes()) {
            let ids = books.get(&customer.email).map_or(&[][..], Vec::as_slice);
            let email = &customer.email;
            assert!(ids.len() <= 1, "{email} was created {} times, {when}", ids.len());
            match outcome {
                ItemOutcome::Done(done) => {
                    assert_eq!(ids, [i64::from(done.id)], "{email} is done with another ID, {when}");
                    assert_eq!(done.email.as_ref(), Some(email), "{when}");
                }
                ItemOutcome::Refused(error) | ItemOutcome::NotSent(error) => {
                    assert!(
                        ids.is_empty(),
                        "{email} exists although it was not carried out, {when}: {error}"
                    );
                }
                ItemOutcome::Unknown(unknown) if unknown.looked_up == LookedUp::NotFound => {
                    assert!(ids.is_empty(), "{email} exists and was not found, {when}");
                }
                ItemOutcome::Unknown(_) => {}
            }
        }
        let known: usize = customers.iter().filter(|customer| books.contains_key(&customer.email)).count();
        assert_eq!(known, self.shop.created(), "the shop has customers that nobody asked for, {when}");
    }
}

fn customers(count: usize) -> Vec<NewCustomer> {
    (0..count)
        .map(|number| NewCustomer::new(format!("customer+{number}@example.com"), "Jane", "Doe"))
        .collect()
}

fn figures(what: &str, report: &BatchReport<Customer>) {
    let counts = report.counts();
    println!(
        "{what}: {} done, {} refused, {} unknown ({} not found), {} not sent",
        counts.done,
        counts.refused,
        counts.unknown,
        report.not_found().count(),
        counts.not_sent
    );
}

/// Creates customers until all of them exist, and compares the report with the books on the way.
async fn created(scene: &Scene, client: Client, customers: &[NewCustomer]) {
    let mut batch = client.customers().create_batch(customers);
    let mut report = batch.send().await.expect("a good list");
    figures("sent", &report);
    scene.agrees(customers, &report, "after sending");
    assert!(report.counts().unknown > 0, "nothing was lost, so nothing was tested");
    assert_eq!(report.counts().refused, 0, "{report}");

    let mut rounds = 0;
    while !report.is_complete() {
        rounds += 1;
        assert!(rounds < 30, "it does not come to an end: {report}");
        scene.comes_to_rest();
        let before = scene.shop.created();
        report = batch.reconcile(report).await.expect("the same list");
        assert_eq!(scene.shop.created(), before, "looking created something");
        figures(&format!("looked, round {rounds}"), &report);
        scene.agrees(customers, &report, "after looking");
        // This shop shows at once what it wrote, so what is not found can be sent again.
        report = batch.send_not_found(report).await.expect("the same list");
        report = batch.resume(report).await.expect("the same list");
        figures(&format!("sent again, round {rounds}"), &report);
        scene.agrees(customers, &report, "after sending again");
    }
}

/// What runs all of it.
type All<'a> = Pin<Box<dyn Future<Output = ()> + 'a>>;

/// Creates so many customers by a client over a transport.
fn soak(count: usize, transport: impl Transport, run: impl FnOnce(All<'_>)) {
    let scene = Scene::new(20_261_121);
    let customers = customers(count);
    let begun = Instant::now();
    run(Box::pin(created(&scene, scene.client(transport), &customers)));
    assert_eq!((scene.shop.created(), scene.books().len()), (count, count), "lost or doubled");
    let faults = scene.faults.lock().unwrap_or_else(PoisonError::into_inner);
    let failed: usize = faults.values().sum();
    println!(
        "{count} customers, {} requests over {} connections, {failed} failed on purpose; the quota was used up \
         {} times and {} requests were over it; {:.1?}",
        scene.server.hits(),
        scene.server.connections(),
        scene.quota.used_up(),
        scene.quota.refused(),
        begun.elapsed()
    );
    println!("{faults:?}");
    assert!(failed * 15 > scene.server.hits(), "fewer went wrong than were to");
}

fn over_reqwest(count: usize) {
    soak(count, ReqwestTransport::new().expect("TLS can be set up"), |all| acceptance::block_on(all));
}

fn over_ureq(count: usize) {
    soak(count, UreqTransport::new().expect("TLS can be set up"), |all| actiongen_runtime::block_on(all));
}

#[test]
fn the_report_of_an_async_client_agrees_with_the_books() {
    over_reqwest(1_000);
}

#[test]
fn the_report_of_a_blocking_client_agrees_with_the_books() {
    over_ureq(1_000);
}

#[test]
#[ignore = "exhaustive"]
fn long_reports_agree_with_the_books() {
    let count = std::env::var("SOAK_CUSTOMERS").ok().and_then(|text| text.parse().ok()).unwrap_or(10_000);
    over_reqwest(count);
    over_ureq(count);
}

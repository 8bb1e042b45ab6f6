//! How long a valid batch of ten customers takes to check: ours against the same written by hand,
//! and against the floor, which only touches every length.
//!
//! `cargo bench -p actiongen-runtime --bench validate`. The contenders take turns round by round,
//! since a shared machine spoils runs made one after another; only ratios of one run mean anything.

use std::hint::black_box;
use std::time::{Duration, Instant};

use actiongen_runtime::{Check, Validate, validate};

struct Customer {
    email: String,
    first_name: String,
    last_name: String,
    company: Option<String>,
    phone: Option<String>,
    notes: Option<String>,
    group: Option<i64>,
    addresses: Vec<Address>,
}

struct Address {
    first_name: String,
    last_name: String,
    address1: String,
    city: String,
    country_code: String,
    postal_code: Option<String>,
}

impl Validate for Customer {
    fn validate(&self, check: &mut Check<'_>) {
        check.chars("email", &self.email, 3..=250);
        check.chars("first_name", &self.first_name, 1..=100);
        check.chars("last_name", &self.last_name, 1..=100);
        check.chars("company", &self.company, ..=255);
        check.chars("phone", &self.phone, ..=50);
        check.chars("notes", &self.notes, ..=255);
        check.range("group", &self.group, 0..=i64::from(i32::MAX));
        check.items("addresses", &self.addresses, ..=10);
    }
}

impl Validate for Address {
    fn validate(&self, check: &mut Check<'_>) {
        check.chars("first_name", &self.first_name, 1..=255);
        check.chars("last_name", &self.last_name, 1..=255);
        check.chars("address1", &self.address1, ..=255);
        check.chars("city", &self.city, ..=100);
        check.chars("country_code", &self.country_code, 2..=2);
        check.chars("postal_code", &self.postal_code, ..=30);
    }
}

fn ours(batch: &[Customer]) -> bool {
    validate(batch).is_ok()
}

fn by_hand(batch: &[Customer]) -> bool {
    fn within(text: &str, min: usize, max: usize) -> bool {
        let bytes = text.len();
        bytes >= min
            && ((bytes <= max && bytes.div_ceil(4) >= min) || {
                let count = text.chars().count();
                count >= min && count <= max
            })
    }
    fn option_within(text: Option<&String>, max: usize) -> bool {
        text.is_none_or(|text| within(text, 0, max))
    }
    batch.iter().all(|customer| {
        within(&customer.email, 3, 250)
            && within(&customer.first_name, 1, 100)
            && within(&customer.last_name, 1, 100)
            && option_within(customer.company.as_ref(), 255)
            && option_within(customer.phone.as_ref(), 50)
            && option_within(customer.notes.as_ref(), 255)
            && customer.group.is_none_or(|group| (0..=i64::from(i32::MAX)).contains(&group))
            && customer.addresses.len() <= 10
            && customer.addresses.iter().all(|address| {
                within(&address.first_name, 1, 255)
                    && within(&address.last_name, 1, 255)
                    && within(&address.address1, 0, 255)
                    && within(&address.city, 0, 100)
                    && within(&address.country_code, 2, 2)
                    && option_within(address.postal_code.as_ref(), 30)
            })
    })
}

fn floor(batch: &[Customer]) -> bool {
    let length = |text: &Option<String>| text.as_ref().map_or(0, String::len);
    let total: usize = batch
        .iter()
        .map(|customer| {
            let addresses: usize = customer
                .addresses
                .iter()
                .map(|address| {
                    address.first_name.len()
                        + address.last_name.len()
                        + address.address1.len()
                        + address.city.len()
                        + address.country_code.len()
                        + length(&address.postal_code)
                })
                .sum();
            let names = customer.first_name.len() + customer.last_name.len();
            let options = length(&customer.company) + length(&customer.phone) + length(&customer.notes);
            customer.email.len() + names + options + addresses
        })
        .sum();
    total > 0
}

fn batch() -> Vec<Customer> {
    let text = |text: &str| text.to_owned();
    let address = || Address {
        first_name: text("Jane"),
        last_name: text("Doe"),
        address1: text("123 Maple Street"),
        city: text("Springfield"),
        country_code: text("US"),
        postal_code: Some(text("62704")),
    };
    let customer = |_| Customer {
        email: text("jane.doe@example.com"),
        first_name: text("Jané"),
        last_name: text("Doe"),
        company: Some(text("Doe Enterprises")),
        phone: Some(text("+1-555-123-4567")),
        notes: Some("Prefers to be called in the morning. ".repeat(4)),
        group: Some(2),
        addresses: vec![address(), address(), address()],
    };
    (0..10).map(customer).collect()
}

type Contender = (&'static str, fn(&[Customer]) -> bool);

fn main() {
    let contenders: [Contender; 3] = [("floor: every length", floor), ("by hand", by_hand), ("ours", ours)];
    let batch = batch();
    let mut times = [const { Vec::new() }; 3];
    for _ in 0..2_000 {
        for ((_, run), times) in contenders.iter().zip(&mut times) {
            times.push(round(*run, &batch));
        }
    }
    println!("{:<22}{:>12}{:>12}{:>10}", "", "median ns", "least ns", "by hand");
    let [_, hand, _] = times.each_ref().map(|times| median(times));
    for ((name, _), times) in contenders.iter().zip(&times) {
        let (middle, least) = (median(times), times.iter().min().copied().unwrap_or_default());
        let ratio = middle.as_secs_f64() / hand.as_secs_f64();
        println!("{name:<22}{:>12}{:>12}{ratio:>10.2}", middle.as_nanos(), least.as_nanos());
    }
}

/// The time of one run, over a hundred.
fn round(run: fn(&[Customer]) -> bool, batch: &[Customer]) -> Duration {
    let begun = Instant::now();
    for _ in 0..100 {
        assert!(black_box(run)(black_box(batch)), "the batch is valid");
    }
    begun.elapsed() / 100
}

fn median(times: &[Duration]) -> Duration {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    sorted[sorted.len() / 2]
}

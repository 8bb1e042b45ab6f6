//! The clients that every promise is held by, behind one face: a test is written once and run with each.

use std::time::Duration;

use acceptance::unruly::Unruly;
use bigcommerce_actions::customers::{Customer, CustomerChanges, DeleteQuery, ListQuery, NewCustomer};
use bigcommerce_actions::{Client, Connection, Error};
use tokio::runtime::Runtime;

/// What the client is given as its token.
pub const TOKEN: &str = "tok-4f1d0c5e9b";

/// What a test sets of a client.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// How long an attempt may take.
    pub timeout: Duration,
    /// How large an answer may be.
    pub max_body: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self { timeout: Duration::from_secs(10), max_body: 1 << 20 }
    }
}

/// A client of one of the two kinds.
pub struct Caller {
    /// What it is called in a message.
    pub name: &'static str,
    /// The client itself.
    pub client: Client,
    runtime: Runtime,
}

impl Caller {
    /// Creates customers.
    pub fn create(&self, customers: &[NewCustomer]) -> Result<Vec<Customer>, Error> {
        self.run(self.client.customers().create(customers))
    }

    /// Changes customers.
    pub fn update(&self, changes: &[CustomerChanges]) -> Result<Vec<Customer>, Error> {
        self.run(self.client.customers().update(changes))
    }

    /// Lists customers, to the last page.
    pub fn list(&self, query: &ListQuery) -> Result<Vec<Customer>, Error> {
        self.run(self.client.customers().list(query))
    }

    /// Deletes customers.
    pub fn delete(&self, query: &DeleteQuery) -> Result<(), Error> {
        self.run(self.client.customers().delete(query))
    }

    /// Runs a future where the client has its connections.
    pub fn run<F: Future>(&self, future: F) -> F::Output {
        self.runtime.block_on(future)
    }
}

/// A client of each kind of a server.
pub fn callers(server: &Unruly) -> Vec<Caller> {
    callers_with(server, Settings::default())
}

/// A client of each kind of a server, with settings.
pub fn callers_with(server: &Unruly, settings: Settings) -> Vec<Caller> {
    let client = Client::new(connection(&server.url())).expect("TLS can be set up");
    let client = client.with_timeout(settings.timeout).with_max_body(settings.max_body);
    vec![Caller { name: "async", client, runtime: runtime() }]
}

/// A connection to an address on this machine.
pub fn connection(url: &str) -> Connection {
    let connection = Connection::new("abc123", TOKEN).expect("a store and a token");
    connection.with_base_url(&format!("{url}/stores/{{store_hash}}")).expect("an address of the loopback")
}

/// A runtime on which connections live on between two calls.
pub fn runtime() -> Runtime {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder.worker_threads(1).enable_all().build().expect("a runtime")
}

/// A customer of this email.
pub fn jane(email: &str) -> NewCustomer {
    NewCustomer::new(email, "Jane", "Doe")
}

/// One customer, as a body to send.
pub fn one() -> Vec<NewCustomer> {
    vec![jane("jane.doe@example.com")]
}

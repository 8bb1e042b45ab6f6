//! The clients that every promise is held by, behind one face: a test is written once and run with each.

use std::time::Duration;

use acceptance::unruly::Unruly;
use actiongen_runtime::{ReqwestTransport, Transport, UreqTransport};
use bigcommerce_actions::customer_attributes::{self, Attribute};
use bigcommerce_actions::customers::{Customer, CustomerChanges, DeleteQuery, ListQuery, NewCustomer};
use bigcommerce_actions::{BatchReport, Client, Connection, Error, RetryBudget, RetryPolicy, blocking};
use tokio::runtime::Runtime;
use tokio::task::JoinHandle;

/// What the client is given as its token.
pub const TOKEN: &str = "tok-4f1d0c5e9b";

/// The ways to call, as far as sending twice is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Get,
    Put,
    Delete,
    Post,
}

impl Way {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Get, Self::Put, Self::Delete, Self::Post];

    /// Those that do no harm when they are sent twice.
    pub const HARMLESS: [Self; 3] = [Self::Get, Self::Put, Self::Delete];
}

/// What a test sets of a client.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How long an attempt may take.
    pub timeout: Duration,
    /// How large an answer may be.
    pub max_body: usize,
    /// When and how often a request is sent again.
    pub policy: RetryPolicy,
    /// How many retries may fail.
    pub budget: RetryBudget,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(10),
            max_body: 1 << 20,
            policy: quick(),
            budget: RetryBudget::new(10_000),
        }
    }
}

impl Settings {
    /// A client with these settings.
    pub fn set(self, client: Client) -> Client {
        let client = client.with_timeout(self.timeout).with_max_body(self.max_body);
        client.with_retry(self.policy).with_retry_budget(self.budget)
    }
}

/// Three attempts, with waits that no test has to wait for.
pub fn quick() -> RetryPolicy {
    let waits = (Duration::from_millis(1), Duration::from_millis(4));
    RetryPolicy::off().attempts(3).waits(waits.0, waits.1).deadline(Duration::from_secs(60))
}

/// The two kinds of client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Over reqwest, on a runtime.
    Async,
    /// Over ureq, on the thread that calls.
    Blocking,
}

impl Kind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Async, Self::Blocking];

    /// A client of this kind of a server.
    pub fn caller(self, server: &Unruly) -> Caller {
        self.caller_with(server, Settings::default())
    }

    /// A client of this kind of a server, with settings.
    pub fn caller_with(self, server: &Unruly, settings: Settings) -> Caller {
        self.caller_to(connection(&server.url()), settings)
    }

    /// A client of this kind over a connection, with settings.
    pub fn caller_to(self, connection: Connection, settings: Settings) -> Caller {
        match self {
            Self::Async => {
                Caller::on(ReqwestTransport::new().expect("TLS can be set up"), connection, settings)
            }
            Self::Blocking => {
                Caller::over(UreqTransport::new().expect("TLS can be set up"), connection, settings)
            }
        }
    }
}

/// A client of one of the two kinds.
pub struct Caller {
    /// What it is called in a message.
    pub name: &'static str,
    /// The client; for a blocking one, what it stands on.
    pub client: Client,
    blocking: Option<blocking::Client>,
    runtime: Runtime,
}

impl Caller {
    /// An async client over a transport.
    pub fn on(transport: impl Transport, connection: Connection, settings: Settings) -> Self {
        let client = settings.set(Client::with_transport(connection, transport));
        Self { name: "async", client, blocking: None, runtime: runtime() }
    }

    /// A blocking client over a transport.
    pub fn over(transport: impl Transport, connection: Connection, settings: Settings) -> Self {
        let client = blocking::Client::with_transport(connection, transport)
            .with_timeout(settings.timeout)
            .with_max_body(settings.max_body)
            .with_retry(settings.policy)
            .with_retry_budget(settings.budget);
        Self {
            name: "blocking",
            client: client.as_async().clone(),
            blocking: Some(client),
            runtime: runtime(),
        }
    }

    /// Whether its calls can be given up while they are under way.
    pub fn is_async(&self) -> bool {
        self.blocking.is_none()
    }

    /// Creates customers.
    pub fn create(&self, customers: &[NewCustomer]) -> Result<Vec<Customer>, Error> {
        match &self.blocking {
            Some(client) => client.customers().create(customers),
            None => self.run(self.client.customers().create(customers)),
        }
    }

    /// Changes customers.
    pub fn update(&self, changes: &[CustomerChanges]) -> Result<Vec<Customer>, Error> {
        match &self.blocking {
            Some(client) => client.customers().update(changes),
            None => self.run(self.client.customers().update(changes)),
        }
    }

    /// Lists customers, to the last page.
    pub fn list(&self, query: &ListQuery) -> Result<Vec<Customer>, Error> {
        match &self.blocking {
            Some(client) => client.customers().list_stream(query).try_collect(),
            None => self.run(self.client.customers().list_stream(query).try_collect()),
        }
    }

    /// Deletes customers.
    pub fn delete(&self, query: &DeleteQuery) -> Result<(), Error> {
        match &self.blocking {
            Some(client) => client.customers().delete(query),
            None => self.run(self.client.customers().delete(query)),
        }
    }

    /// Creates customers in calls of ten.
    pub fn create_batch(&self, customers: &[NewCustomer]) -> Result<BatchReport<Customer>, Error> {
        match &self.blocking {
            Some(client) => client.customers().create_batch(customers).send(),
            None => self.run(self.client.customers().create_batch(customers).send()),
        }
    }

    /// Lists attributes, whose pages are numbered.
    pub fn attributes(&self, query: &customer_attributes::ListQuery) -> Result<Vec<Attribute>, Error> {
        match &self.blocking {
            Some(client) => client.customer_attributes().list_stream(query).try_collect(),
            None => self.run(self.client.customer_attributes().list_stream(query).try_collect()),
        }
    }

    /// Reads so many pages of a list at most.
    pub fn set_max_pages(&mut self, pages: usize) {
        self.client = self.client.clone().with_max_pages(pages);
        self.blocking = self.blocking.take().map(|client| client.with_max_pages(pages));
    }

    /// Makes a call of a kind.
    pub fn call(&self, way: Way) -> Result<(), Error> {
        match way {
            Way::Get => self.list(&ListQuery::new()).map(drop),
            Way::Put => self.update(&[CustomerChanges::new(7).company("Acme")]).map(drop),
            Way::Delete => self.delete(&DeleteQuery::new([7])),
            Way::Post => self.create(&one()).map(drop),
        }
    }

    /// Makes so many calls at once, each by a clone of the client, and says what came of them.
    pub fn at_once<T, F>(&self, calls: usize, call: impl Fn(Client) -> F) -> Vec<T>
    where
        T: Send + 'static,
        F: Future<Output = T> + Send + 'static,
    {
        let clients = (0..calls).map(|_| self.client.clone());
        if self.is_async() {
            let tasks: Vec<_> = clients.map(|client| self.runtime.spawn(call(client))).collect();
            return tasks.into_iter().map(|task| self.run(task).expect("no call panics")).collect();
        }
        std::thread::scope(|scope| {
            let threads: Vec<_> = clients
                .map(|client| {
                    let call = call(client);
                    scope.spawn(|| actiongen_runtime::block_on(call))
                })
                .collect();
            threads.into_iter().map(|thread| thread.join().expect("no call panics")).collect()
        })
    }

    /// Begins a future on the runtime of an async client.
    pub fn spawn<T: Send + 'static>(
        &self,
        future: impl Future<Output = T> + Send + 'static,
    ) -> JoinHandle<T> {
        self.runtime.spawn(future)
    }

    /// Runs a future where the client has its connections.
    pub fn run<F: Future>(&self, future: F) -> F::Output {
        if self.is_async() { self.runtime.block_on(future) } else { actiongen_runtime::block_on(future) }
    }
}

/// A client of each kind of a server.
pub fn callers(server: &Unruly) -> Vec<Caller> {
    callers_with(server, Settings::default())
}

/// A client of each kind of a server, with settings.
pub fn callers_with(server: &Unruly, settings: Settings) -> Vec<Caller> {
    Kind::ALL.map(|kind| kind.caller_with(server, settings.clone())).into()
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

//! The service that the tests send batches to.

use super::*;

/// A shop: what is created in it stays, and what it answers can be made worse.
#[derive(Clone)]
pub(super) struct Shop {
    pub(super) state: Arc<Mutex<State>>,
    pub(super) mood: Arc<Moods>,
}

pub(super) type Moods = dyn Fn(usize, &[String]) -> Mood + Send + Sync;

#[derive(Default)]
pub(super) struct State {
    pub(super) stored: BTreeSet<String>,
    pub(super) calls: Vec<Vec<String>>,
    pub(super) look_ups: Vec<String>,
    pub(super) under_way: usize,
    pub(super) most_under_way: usize,
}

pub(super) enum Mood {
    Well,
    Says(u16, Value),
    /// Does it, and answers so.
    Answers(u16, Value),
    /// Does it, and breaks the connection.
    Breaks,
    /// No byte goes out.
    Gone,
}

impl Shop {
    pub(super) fn new(mood: impl Fn(usize, &[String]) -> Mood + Send + Sync + 'static) -> Self {
        Self { state: Arc::default(), mood: Arc::new(mood) }
    }

    pub(super) fn client(&self) -> Client {
        Client::new(&SERVICE, &Connection, Arc::new(self.clone()))
    }

    pub(super) fn sizes(&self) -> Vec<usize> {
        self.state.lock().unwrap().calls.iter().map(Vec::len).collect()
    }

    fn answer(&self, request: &Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let reply = |status: u16, body: Value| {
            let mut response = Response::new(Bytes::from(body.to_string()));
            *response.status_mut() = StatusCode::from_u16(status).unwrap();
            Ok(response)
        };
        let mut state = self.state.lock().unwrap();
        if request.method() == Method::GET {
            let query = request.uri().query().unwrap_or_default().to_owned();
            let asked = query.strip_prefix("email:in=").unwrap_or_default().replace("%40", "@");
            let found = asked.split(',').filter(|email| state.stored.contains(*email));
            let data: Vec<_> = found.map(|email| json!({"email": email, "id": 1})).collect();
            state.look_ups.push(asked);
            return reply(200, json!({"data": data}));
        }
        let body: Vec<Value> = serde_json::from_slice(request.body()).unwrap();
        let emails: Vec<String> =
            body.iter().map(|item| item["email"].as_str().unwrap().to_owned()).collect();
        state.calls.push(emails.clone());
        let mood = (self.mood)(state.calls.len() - 1, &emails);
        if matches!(mood, Mood::Well | Mood::Answers(..) | Mood::Breaks) {
            state.stored.extend(emails.iter().cloned());
        }
        match mood {
            // In another order, so that nothing is matched by where it stands.
            Mood::Well => {
                let data: Vec<_> =
                    emails.iter().rev().map(|email| json!({"email": email, "id": 1})).collect();
                reply(200, json!({"data": data}))
            }
            Mood::Says(status, body) | Mood::Answers(status, body) => reply(status, body),
            Mood::Breaks => Err(TransportError::new(TransportErrorKind::Interrupted, true)),
            Mood::Gone => Err(TransportError::new(TransportErrorKind::Connect, false)),
        }
    }
}

impl Transport for Shop {
    fn send(&self, request: Request<Bytes>, _: Limits) -> TransportFuture<'_> {
        Box::pin(async move {
            {
                let mut state = self.state.lock().unwrap();
                state.under_way += 1;
                state.most_under_way = state.most_under_way.max(state.under_way);
            }
            // The others get a chance to be under way too.
            for _ in 0..3 {
                let mut is_first = true;
                std::future::poll_fn(|context| {
                    context.waker().wake_by_ref();
                    match std::mem::take(&mut is_first) {
                        true => std::task::Poll::Pending,
                        false => std::task::Poll::Ready(()),
                    }
                })
                .await;
            }
            self.state.lock().unwrap().under_way -= 1;
            self.answer(&request)
        })
    }

    fn wait(&self, _: Duration) -> WaitFuture<'_> {
        Box::pin(std::future::ready(()))
    }
}

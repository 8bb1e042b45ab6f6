//! `client.rs`: the service, its connection and its client.

use std::time::Duration;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::action::error_rule;
use super::doc::{Doc, line};
use super::ident::ident;
use super::validate::checks;
use crate::model::{Api, ConnectionField, Credential, RateLimit, Retry, TimeUnit, Type, WaitHeader};
use crate::phrase;

/// The items of `client.rs`.
pub fn items(api: &Api, is_crate: bool) -> Vec<TokenStream> {
    let mut items = vec![service(api)];
    items.extend(connection(api));
    items.extend(client(api, is_crate));
    items
}

fn service(api: &Api) -> TokenStream {
    let name = &api.name;
    let base_url = &api.base_url;
    let errors = api.errors.iter().map(error_rule);
    let messages = api.messages_at.iter().map(|path| quote!(.messages_at(&[#(#path),*])));
    let retry = (!api.retry.is_usual()).then(|| retry(&api.retry));
    let rate_limit = api.rate_limit.as_ref().map(rate_limit);
    quote! {
        pub(super) static SERVICE: LazyLock<Service> = LazyLock::new(|| {
            Service::new(#name, #base_url) #(#errors)* #(#messages)* #retry #rate_limit
        });
    }
}

fn retry(retry: &Retry) -> TokenStream {
    let attempts = Literal::u32_unsuffixed(retry.attempts);
    let statuses = retry.statuses.iter().map(|status| Literal::u16_unsuffixed(*status));
    let (first, max) = (duration(retry.shortest), duration(retry.longest));
    let headers = retry.wait_headers.iter().map(wait_header);
    quote! {
        .retry(Retry {
            max_attempts: #attempts,
            statuses: vec![#(#statuses),*],
            backoff: Backoff { first: #first, max: #max },
            retry_after: vec![#(#headers),*],
        })
    }
}

fn duration(time: Duration) -> TokenStream {
    // A spec counts in milliseconds, in 32 bits, so nothing is cut off.
    let millis = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
    match millis % 1000 {
        0 => {
            let seconds = Literal::u64_unsuffixed(millis / 1000);
            quote!(Duration::from_secs(#seconds))
        }
        _ => {
            let millis = Literal::u64_unsuffixed(millis);
            quote!(Duration::from_millis(#millis))
        }
    }
}

fn wait_header(header: &WaitHeader) -> TokenStream {
    let name = header.name.to_ascii_lowercase();
    let unit = match header.unit {
        TimeUnit::Milliseconds => quote!(TimeUnit::Milliseconds),
        TimeUnit::Seconds => quote!(TimeUnit::Seconds),
    };
    quote!(WaitHeader::new(#name, #unit))
}

fn rate_limit(limit: &RateLimit) -> TokenStream {
    let remaining = limit.left.to_ascii_lowercase();
    let quota = match limit.quota.as_ref().map(|name| name.to_ascii_lowercase()) {
        Some(name) => quote!(Some(#name.to_owned())),
        None => quote!(None),
    };
    let reset = match limit.reset.as_ref().map(wait_header) {
        Some(header) => quote!(Some(#header)),
        None => quote!(None),
    };
    quote! {
        .rate_limit(RateLimit { remaining: #remaining.to_owned(), limit: #quota, reset: #reset })
    }
}

fn held(field: &ConnectionField) -> TokenStream {
    if field.secret { quote!(Secret<String>) } else { quote!(String) }
}

fn connection(api: &Api) -> Vec<TokenStream> {
    let doc = Doc::ours(format!("Where {} is, and as whom to talk to it.", line(&api.title)));
    let doc = doc.paragraph("Its `Debug` shows no secret.").attributes();
    let fields: Vec<_> = api.connection.iter().map(|field| ident(&field.rust)).collect();
    let types: Vec<_> = api.connection.iter().map(held).collect();
    let values = fields.iter().map(|name| quote!(#name: #name.into()));
    let new_doc = connection_doc(api).attributes();
    let names: Vec<_> = in_base_url(api).map(|field| &field.name).collect();
    let lines = api.connection.iter().flat_map(|field| {
        let name = ident(&field.rust);
        let value = quote!(&self.#name);
        let mut lines = checks(&quote!(check), &Type::Text(field.text.clone()), &field.name, &value);
        let wire = &field.name;
        match field.credential {
            Credential::Header(_) => lines.push(quote!(check.header(#wire, #value);)),
            // An empty part would lead to another address.
            Credential::BaseUrl if field.text.length.is_none() && field.text.pattern.is_none() => {
                lines.push(quote!(check.chars(#wire, #value, 1..);));
            }
            Credential::BaseUrl => {}
        }
        lines
    });
    let lines: Vec<_> = lines.collect();
    // A service without fields of a connection has nothing to check.
    let check = if lines.is_empty() { quote!(_) } else { quote!(check) };
    let parts = api.connection.iter().map(|field| {
        let name = ident(&field.rust);
        let value = if field.secret { quote!(self.#name.expose()) } else { quote!(&self.#name) };
        match &field.credential {
            Credential::BaseUrl => {
                let wire = &field.name;
                quote!(.fill(#wire, #value))
            }
            Credential::Header(header) => quote!(.header(#header, #value)),
        }
    });
    let allow = (fields.len() > 7).then(|| quote!(#[allow(clippy::too_many_arguments)]));
    vec![
        quote! {
            #doc
            #[derive(Clone, Debug)]
            pub struct Connection {
                #(#fields: #types,)*
                base_url: BaseUrl,
            }
        },
        quote! {
            impl Connection {
                #new_doc
                #allow
                pub fn new(#(#fields: impl Into<#types>),*) -> Result<Self, Violations> {
                    let connection = Self { #(#values,)* base_url: BaseUrl::parse(&SERVICE.base_url, Self::NAMES)? };
                    actiongen_runtime::validate(&connection)?;
                    Ok(connection)
                }

                #[doc = " The fields that a base URL may name, each between braces."]
                const NAMES: &'static [&'static str] = &[#(#names),*];

                #[doc = " Talks to another address: one that begins with `https://`, or that of this machine."]
                #[doc = ""]
                #[doc = " # Errors"]
                #[doc = ""]
                #[doc = " An address that cannot be used, or that would send the credentials in the open."]
                pub fn with_base_url(mut self, base_url: &str) -> Result<Self, Violations> {
                    self.base_url = BaseUrl::parse(base_url, Self::NAMES)?;
                    Ok(self)
                }
            }
        },
        quote! {
            impl Validate for Connection {
                fn validate(&self, #check: &mut Check<'_>) {
                    #(#lines)*
                }
            }
        },
        quote! {
            impl Connect for Connection {
                fn origin(&self) -> Origin {
                    Origin::new(&self.base_url)#(#parts)*
                }
            }
        },
    ]
}

fn in_base_url(api: &Api) -> impl Iterator<Item = &ConnectionField> {
    api.connection.iter().filter(|field| field.credential == Credential::BaseUrl)
}

fn connection_doc(api: &Api) -> Doc {
    let items = api.connection.iter().map(|field| {
        let doc = Doc::of(field.doc.as_deref(), &field.label);
        let doc = Doc::labelled(&format!("`{}`:", field.rust), doc);
        match phrase::bounds(&Type::Text(field.text.clone())) {
            Some(bounds) => doc.sentence(&format!("{}.", phrase::capitalised(&bounds))),
            None => doc,
        }
    });
    Doc::ours("A connection to the service's own address.")
        .list(items)
        .paragraph("# Errors")
        .paragraph("Every field that is refused, all at once. No text shows a secret.")
}

fn client(api: &Api, is_crate: bool) -> Vec<TokenStream> {
    let doc = Doc::ours(format!(
        "A client of {}. Clones are cheap and share what they stand on.",
        line(&api.title)
    ));
    let doc = doc.attributes();
    let handles = api.resources.iter().filter(|resource| !resource.actions.is_empty()).map(|resource| {
        let name = ident(&resource.name);
        let handle = ident(&resource.handle);
        let feature = &resource.name;
        let cfg = is_crate.then(|| quote!(#[cfg(feature = #feature)]));
        let doc = Doc::of(resource.doc.as_deref(), &resource.title).attributes();
        quote! {
            #doc
            #cfg
            #[must_use]
            pub fn #name(&self) -> super::#name::#handle<'_> {
                super::#name::#handle::new(self)
            }
        }
    });
    // Code that somebody else's crate includes has no cargo features, so it cannot ask whether reqwest is there.
    let over_reqwest = is_crate.then(|| {
        quote! {
            #[doc = " A client over `reqwest`."]
            #[doc = ""]
            #[doc = " # Errors"]
            #[doc = ""]
            #[doc = " Where the means to talk over TLS cannot be set up: the system has no certificates to trust, say."]
            #[cfg(feature = "reqwest")]
            pub fn new(connection: Connection) -> Result<Self, actiongen_runtime::TransportSetupError> {
                Ok(Self::with_transport(connection, actiongen_runtime::ReqwestTransport::new()?))
            }
        }
    });
    let methods = methods();
    vec![
        quote! {
            #doc
            #[derive(Clone, Debug)]
            pub struct Client {
                inner: actiongen_runtime::Client,
            }
        },
        quote! {
            impl Client {
                #over_reqwest

                #[doc = " A client over another transport: one of your own, or one in memory for tests."]
                #[must_use]
                pub fn with_transport(connection: Connection, transport: impl Transport) -> Self {
                    Self { inner: actiongen_runtime::Client::new(&SERVICE, &connection, Arc::new(transport)) }
                }

                #methods

                #(#handles)*
            }
        },
        quote! {
            impl AsRef<actiongen_runtime::Client> for Client {
                fn as_ref(&self) -> &actiongen_runtime::Client {
                    &self.inner
                }
            }
        },
    ]
}

/// What the client has besides its constructors and resources. The blocking client has the same: see `blocking.rs`.
pub fn methods() -> TokenStream {
    quote! {
        #[doc = " When and how often a request is sent again; what the service says unless set."]
        #[doc = ""]
        #[doc = " Settings belong to a clone, while what is known of the quota belongs to all of them: make a call with"]
        #[doc = " settings of its own by a clone."]
        #[must_use]
        pub fn with_retry(self, policy: RetryPolicy) -> Self {
            Self { inner: self.inner.with_retry(policy) }
        }

        #[doc = " How many retries may fail, those of all clones together; 100 unless set."]
        #[must_use]
        pub fn with_retry_budget(self, budget: RetryBudget) -> Self {
            Self { inner: self.inner.with_retry_budget(budget) }
        }

        #[doc = " The policy of retries, to change it from there."]
        #[must_use]
        pub fn retry_policy(&self) -> RetryPolicy {
            self.inner.retry_policy()
        }

        #[doc = " How long an attempt may take, connecting included; 30 seconds unless set."]
        #[must_use]
        pub fn with_timeout(self, timeout: Duration) -> Self {
            Self { inner: self.inner.with_timeout(timeout) }
        }

        #[doc = " The largest answer that is read, in bytes, after it has been unpacked."]
        #[must_use]
        pub fn with_max_body(self, bytes: usize) -> Self {
            Self { inner: self.inner.with_max_body(bytes) }
        }

        #[doc = " The most pages that a list is read over; 10,000 unless set. A list that has more is an error."]
        #[must_use]
        pub fn with_max_pages(self, pages: usize) -> Self {
            Self { inner: self.inner.with_max_pages(pages) }
        }

        #[doc = " Makes a call that was prepared."]
        #[doc = ""]
        #[doc = " # Errors"]
        #[doc = ""]
        #[doc = " [`Error::Refused`] where the call breaks a bound: nothing was sent. Otherwise what the API"]
        #[doc = " answered, or that it did not answer."]
        pub async fn send<T>(&self, call: Call<'_, T>) -> Result<T, Error> {
            self.inner.send(call).await
        }

        #[doc = " As [`send`](Self::send), but lets the service judge the bounds: for the day on which it relaxes one."]
        #[doc = ""]
        #[doc = " # Errors"]
        #[doc = ""]
        #[doc = " As [`send`](Self::send); [`Error::Refused`] only where the request cannot be sent at all."]
        pub async fn send_unchecked<T>(&self, call: Call<'_, T>) -> Result<T, Error> {
            self.inner.send_unchecked(call).await
        }

        #[doc = " Sends a request of an unknown outcome again as it was, and reads the action's value from the answer;"]
        #[doc = " `serde_json::Value` takes any. Look before whether the first one was carried out."]
        #[doc = ""]
        #[doc = " # Errors"]
        #[doc = ""]
        #[doc = " As [`send`](Self::send), save [`Error::Refused`]."]
        pub async fn resend<T>(&self, request: &PreparedRequest) -> Result<T, Error>
        where
            T: serde::de::DeserializeOwned,
        {
            self.inner.resend(request).await
        }

        #[doc = " Reads the pages of a list until there are two items: enough to tell whether there is exactly one."]
        #[doc = ""]
        #[doc = " # Errors"]
        #[doc = ""]
        #[doc = " As [`ItemStream::try_collect`]."]
        pub async fn first_two<T>(&self, call: Call<'_, Page<T>>) -> Result<Vec<T>, Error> {
            self.inner.first_two(call).await
        }

        #[doc = " Streams the items of a list: each page is requested when its first item is wanted."]
        pub fn stream<'b, T>(&self, call: Call<'b, Page<T>>) -> ItemStream<'b, T> {
            self.inner.stream(call)
        }

        #[doc = " A list of any length, about to be sent in calls that were prepared."]
        pub fn batch<'b, I, O>(&self, call: BatchCall<'b, I, O>) -> Batch<'b, I, O> {
            self.inner.batch(call)
        }
    }
}

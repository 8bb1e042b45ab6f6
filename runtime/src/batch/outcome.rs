//! What came of one item of a batch.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Message};
use crate::kind::ErrorKind;

/// What came of one item. As JSON it is an object of one key: `{"done": …}`, `{"refused": …}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemOutcome<O> {
    /// It was carried out: what the API gave for it.
    Done(O),
    /// It was turned down for good, and not carried out. Sent as it is, it would be turned down again.
    Refused(ItemError),
    /// It may have been carried out, and may not.
    Unknown(UnknownItem),
    /// It was not carried out, and can be sent as it is: its call was never made, or the server had no time for it.
    NotSent(ItemError),
}

impl<O> ItemOutcome<O> {
    /// What went wrong with it, unless it is done.
    #[must_use]
    pub const fn error(&self) -> Option<&ItemError> {
        match self {
            Self::Done(_) => None,
            Self::Refused(error) | Self::NotSent(error) => Some(error),
            Self::Unknown(unknown) => Some(&unknown.error),
        }
    }

    /// Whether nobody knows what came of it.
    #[must_use]
    pub const fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown(_))
    }

    /// Whether it can be sent as it is.
    #[must_use]
    pub const fn is_not_sent(&self) -> bool {
        matches!(self, Self::NotSent(_))
    }
}

/// An item of which nobody knows whether it was carried out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct UnknownItem {
    /// What happened to its call.
    pub error: ItemError,
    /// What a look-up said since. One that was found is no longer unknown.
    #[serde(default, skip_serializing_if = "LookedUp::is_not_yet")]
    pub looked_up: LookedUp,
}

impl UnknownItem {
    /// One that nobody looked for yet.
    #[must_use]
    pub const fn new(error: ItemError) -> Self {
        Self { error, looked_up: LookedUp::NotYet }
    }
}

/// What a look-up said of an item.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum LookedUp {
    /// Nobody looked.
    #[default]
    NotYet,
    /// There was none with its key. It may still come: how soon an API shows what it wrote is seldom documented.
    NotFound,
    /// The look-up failed, or its answer leaves it open.
    CouldNotTell(ItemError),
}

impl LookedUp {
    const fn is_not_yet(&self) -> bool {
        matches!(self, Self::NotYet)
    }
}

/// Why an item is not done: what is left of an [`Error`] when it is kept in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ItemError {
    /// What went wrong, in one word; nothing where nothing did, and the item was not its turn yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<ErrorKind>,
    /// The status of the answer, if one came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// A sentence for people.
    pub text: String,
    /// What the API says is wrong with this item; what it says of the call as a whole where it does not say of which
    /// item it speaks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub messages: Vec<Message>,
    /// The id that the service gave the request, to quote when asking about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// How many other items were in the same call. Where it is not 0 and the messages name no item, another one may be
    /// at fault.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub others: usize,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
const fn is_zero(number: &usize) -> bool {
    *number == 0
}

impl ItemError {
    /// A sentence, and what it is about if it can be said in one word.
    pub(crate) fn new(kind: Option<ErrorKind>, text: impl Into<String>) -> Self {
        let text = text.into();
        Self { kind, status: None, text, messages: Vec::new(), request_id: None, others: 0 }
    }

    /// What an error says to each of so many items of a call, in their order.
    pub(crate) fn each(error: &Error, items: usize) -> Vec<Self> {
        let (messages, request_id) = match error {
            Error::Answered(answer) => (answer.messages(), answer.request_id()),
            Error::Unexpected(answer) => (&[][..], answer.request_id()),
            _ => (&[][..], None),
        };
        let whole = Self {
            kind: Some(error.kind()),
            status: error.status().map(|status| status.as_u16()),
            text: error.to_string(),
            messages: messages.to_vec(),
            request_id: request_id.map(str::to_owned),
            others: items.saturating_sub(1),
        };
        let mut each = vec![whole; items];
        let named: Vec<_> = messages.iter().map(|message| index_of(message, items)).collect();
        if items > 1 && named.iter().any(Option::is_some) {
            for (item, error) in each.iter_mut().enumerate() {
                let own = messages.iter().zip(&named).filter_map(|(message, named)| match named {
                    None => Some(message.clone()),
                    Some((of, rest)) if *of == item => {
                        Some(Message { field: rest.clone(), text: message.text.clone() })
                    }
                    Some(_) => None,
                });
                error.messages = own.collect();
            }
        }
        each
    }
}

/// The item that a message is about, and the field within it: `0.email`, `[0].email`.
fn index_of(message: &Message, items: usize) -> Option<(usize, Option<String>)> {
    let field = message.field.as_deref()?;
    let (index, rest) = match field.strip_prefix('[') {
        Some(field) => field.split_once(']')?,
        None => field.split_at(field.find('.').unwrap_or(field.len())),
    };
    let index = index.parse().ok().filter(|index| *index < items)?;
    let rest = rest.strip_prefix('.').unwrap_or(rest);
    Some((index, Some(rest.to_owned()).filter(|rest| !rest.is_empty())))
}

impl fmt::Display for ItemError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for ItemError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_name_items_by_their_index() {
        let table = [
            (Some("0.email"), Some((0, Some("email")))),
            (Some("[1].addresses[0].city"), Some((1, Some("addresses[0].city")))),
            (Some("1"), Some((1, None))),
            (Some("2.email"), None),
            (Some("email"), None),
            (Some("-1.email"), None),
            (Some(""), None),
            (None, None),
        ];
        for (field, named) in table {
            let message = Message { field: field.map(str::to_owned), text: "no".to_owned() };
            let found = index_of(&message, 2);
            let named = named.map(|(index, rest)| (index, rest.map(str::to_owned)));
            assert_eq!(found, named, "{field:?}");
        }
    }
}

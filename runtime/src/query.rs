//! The query of a request, written as it is sent.

use std::fmt::{self, Write as _};

use crate::audience::Audience;
use crate::date::{Date, DateTime};
use crate::decimal::Decimal;
use crate::field::List;
use crate::path::{Part as PathPart, Path};
use crate::percent::{self, Part};
use crate::presence::Presence;
use crate::secret::{REDACTED, Secret};
use crate::snippet::Quoted;
use crate::violation::{Rule, Violation, Violations};

/// A value that knows how its fields stand in a query.
///
/// ```
/// use actiongen_runtime::{Query, ToQuery};
///
/// struct ListQuery {
///     id_in: Vec<i64>,
///     sort: Option<String>,
/// }
///
/// impl ToQuery for ListQuery {
///     fn to_query(&self, query: &mut Query) {
///         query.joined("id:in", &self.id_in);
///         query.value("sort", &self.sort);
///     }
/// }
///
/// let mut query = Query::new();
/// ListQuery { id_in: vec![1, 2], sort: Some("date created".into()) }.to_query(&mut query);
/// assert_eq!(query.as_str(), "id:in=1,2&sort=date%20created");
/// ```
pub trait ToQuery {
    /// Writes the fields, in their order.
    fn to_query(&self, query: &mut Query);
}

impl<T: ToQuery + ?Sized> ToQuery for &T {
    fn to_query(&self, query: &mut Query) {
        (**self).to_query(query);
    }
}

/// A value of a query or of a path.
pub trait QueryValue {
    /// Writes the value.
    fn write(&self, out: &mut QueryText<'_>);

    /// Whether there is no value, so that its parameter is left out.
    fn is_absent(&self) -> bool {
        false
    }
}

/// Where a value is written; whatever is written is encoded.
#[derive(Debug)]
pub struct QueryText<'q> {
    out: &'q mut String,
    part: Part,
    has_comma: bool,
}

impl<'q> QueryText<'q> {
    pub(crate) const fn new(out: &'q mut String, part: Part) -> Self {
        Self { out, part, has_comma: false }
    }

    /// Writes a text.
    pub fn text(&mut self, text: &str) {
        self.has_comma |= text.contains(',');
        percent::encode(text, self.part, self.out);
    }

    /// Writes what the value displays.
    pub fn display(&mut self, value: impl fmt::Display) {
        // Writing to a String fails only if `Display` does.
        let _ = write!(self, "{value}");
    }
}

impl fmt::Write for QueryText<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.text(text);
        Ok(())
    }
}

/// A query, as it is being written.
///
/// Its `Debug` shows the names only: a value may be a secret.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Query {
    text: String,
    violations: Violations,
}

impl Query {
    /// The empty query.
    #[must_use]
    pub const fn new() -> Self {
        Self { text: String::new(), violations: Violations::new() }
    }

    /// The text after the `?`, encoded; empty if there are no parameters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What cannot be sent: a comma in an item of a joined list.
    #[must_use]
    pub const fn violations(&self) -> &Violations {
        &self.violations
    }

    pub(crate) fn take_violations(&mut self) -> Violations {
        std::mem::take(&mut self.violations)
    }

    /// Writes `name=value`, unless the value is absent.
    pub fn value<T: QueryValue + ?Sized>(&mut self, name: &str, value: &T) {
        if !value.is_absent() {
            self.name(name);
            value.write(&mut QueryText::new(&mut self.text, Part::Query));
        }
    }

    /// Writes `name=a,b,c`; nothing for an empty list.
    ///
    /// A comma in an item would make two of it, and no escape exists, so it is a violation.
    pub fn joined<T: List<Item: QueryValue> + ?Sized>(&mut self, name: &str, list: &T) {
        let items = list.list().unwrap_or_default();
        for (index, item) in items.iter().enumerate() {
            if index == 0 {
                self.name(name);
            } else {
                self.text.push(',');
            }
            let start = self.text.len();
            let mut out = QueryText::new(&mut self.text, Part::Query);
            item.write(&mut out);
            if out.has_comma {
                let item = self.text[start..].to_owned();
                self.refuse_comma(name, index, &item);
            }
        }
    }

    /// Writes `name=a&name=b`; nothing for an empty list.
    pub fn repeated<T: List<Item: QueryValue> + ?Sized>(&mut self, name: &str, list: &T) {
        for item in list.list().unwrap_or_default() {
            self.value(name, item);
        }
    }

    /// Writes a parameter in place of any of that name.
    pub(crate) fn replace(&mut self, name: &str, value: &str) {
        let mut wanted = String::new();
        percent::encode(name, Part::Query, &mut wanted);
        let kept = self.text.split('&').filter(|pair| {
            !pair.is_empty() && pair.split_once('=').map_or(*pair, |(name, _)| name) != wanted
        });
        self.text = kept.collect::<Vec<_>>().join("&");
        self.value(name, value);
    }

    /// The value of a parameter as it stands in the query, encoded.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let mut wanted = String::new();
        percent::encode(name, Part::Query, &mut wanted);
        let pairs = self.text.split('&').filter_map(|pair| pair.split_once('='));
        pairs.into_iter().find(|(name, _)| *name == wanted).map(|(_, value)| value)
    }

    fn name(&mut self, name: &str) {
        if !self.text.is_empty() {
            self.text.push('&');
        }
        percent::encode(name, Part::Query, &mut self.text);
        self.text.push('=');
    }

    fn refuse_comma(&mut self, name: &str, index: usize, item: &str) {
        let query = Path::top(PathPart::Key("query"));
        let list = query.step(PathPart::Key(name));
        let path = list.step(PathPart::Index(index));
        let shown = Quoted(&item.replace("%2C", ",")).to_string();
        let message = format!("{shown} holds a comma, which would make two items of it");
        self.violations.push(Violation::at(&path, Rule::Comma, message));
    }
}

impl fmt::Debug for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pairs = self.text.split('&').filter(|pair| !pair.is_empty());
        let names = pairs.map(|pair| pair.split_once('=').map_or(pair, |(name, _)| name));
        f.debug_list().entries(names).finish()
    }
}

macro_rules! displayed {
    ($($value:ty),*) => {$(
        impl QueryValue for $value {
            fn write(&self, out: &mut QueryText<'_>) {
                out.display(self);
            }
        }
    )*};
}

displayed!(bool, i32, i64, f64, Decimal, Date, DateTime);

impl QueryValue for str {
    fn write(&self, out: &mut QueryText<'_>) {
        out.text(self);
    }
}

impl QueryValue for String {
    fn write(&self, out: &mut QueryText<'_>) {
        out.text(self);
    }
}

impl<T: QueryValue> QueryValue for Option<T> {
    fn write(&self, out: &mut QueryText<'_>) {
        if let Some(value) = self {
            value.write(out);
        }
    }

    fn is_absent(&self) -> bool {
        self.as_ref().is_none_or(T::is_absent)
    }
}

impl<T: QueryValue> QueryValue for Presence<T> {
    /// A query has no null; it is left out.
    fn write(&self, out: &mut QueryText<'_>) {
        if let Some(value) = self.value() {
            value.write(out);
        }
    }

    fn is_absent(&self) -> bool {
        self.value().is_none_or(T::is_absent)
    }
}

impl<T: QueryValue> QueryValue for Secret<T> {
    fn write(&self, out: &mut QueryText<'_>) {
        match Audience::now() {
            Audience::Server => self.expose().write(out),
            _ => REDACTED.write(out),
        }
    }

    fn is_absent(&self) -> bool {
        self.expose().is_absent()
    }
}

impl<T: QueryValue + ?Sized> QueryValue for &T {
    fn write(&self, out: &mut QueryText<'_>) {
        (**self).write(out);
    }

    fn is_absent(&self) -> bool {
        (**self).is_absent()
    }
}

#[cfg(test)]
mod tests;

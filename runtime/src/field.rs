//! What the checks can look into: fields that hold a text, a number or a list, or may not.
//!
//! Each trait says the same of `Option`, [`Presence`], [`Secret`] and `Box` as of what is inside,
//! so that generated code reads alike for required and optional fields. A field that holds nothing
//! meets every bound.

use std::collections::BTreeMap;

use crate::date::DateTime;
use crate::decimal::Decimal;
use crate::path::Part;
use crate::presence::Presence;
use crate::secret::Secret;

/// A field whose value, if it has one, is checked as a whole: a number, a decimal, a moment.
pub trait Held {
    /// What is checked.
    type Value: ?Sized;
    /// Whether the value must never be shown.
    const SECRET: bool = false;
    /// The value, if the field has one.
    fn held(&self) -> Option<&Self::Value>;
}

/// A field that holds a text.
pub trait Text {
    /// Whether the text must never be shown.
    const SECRET: bool = false;
    /// The text, if the field has one.
    fn text(&self) -> Option<&str>;
}

/// A number with bounds.
pub trait Number: PartialOrd + Clone + std::fmt::Display {
    /// Whether JSON has such a number.
    fn is_finite(&self) -> bool {
        true
    }
}

/// A field that holds a list.
pub trait List {
    /// What the list is of.
    type Item;
    /// The items, if the field has a list.
    fn list(&self) -> Option<&[Self::Item]>;
}

/// A field that holds several values under an index or a key.
pub trait Several {
    /// What each value is.
    type Item;
    /// Calls `visit` with every value and its place.
    #[doc(hidden)]
    fn visit(&self, visit: &mut dyn FnMut(Step<'_>, &Self::Item));
}

/// An index or a key on the way to a value.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Step<'s>(pub(crate) Part<'s>);

/// A field that can be left unset.
pub trait Unset {
    /// Whether it has been set, to a value or to null.
    fn is_set(&self) -> bool;
}

macro_rules! numbers {
    ($($number:ty),*) => {$(
        impl Number for $number {}

        impl Held for $number {
            type Value = Self;

            #[inline]
            fn held(&self) -> Option<&Self> {
                Some(self)
            }
        }
    )*};
}

numbers!(i32, i64);

impl Number for f64 {
    fn is_finite(&self) -> bool {
        Self::is_finite(*self)
    }
}

impl Held for f64 {
    type Value = Self;

    #[inline]
    fn held(&self) -> Option<&Self> {
        Some(self)
    }
}

impl Held for Decimal {
    type Value = Self;

    fn held(&self) -> Option<&Self> {
        Some(self)
    }
}

impl Held for DateTime {
    type Value = Self;

    fn held(&self) -> Option<&Self> {
        Some(self)
    }
}

impl Text for String {
    #[inline]
    fn text(&self) -> Option<&str> {
        Some(self)
    }
}

impl Text for str {
    #[inline]
    fn text(&self) -> Option<&str> {
        Some(self)
    }
}

impl<T> List for Vec<T> {
    type Item = T;

    #[inline]
    fn list(&self) -> Option<&[T]> {
        Some(self)
    }
}

impl<T> List for [T] {
    type Item = T;

    #[inline]
    fn list(&self) -> Option<&[T]> {
        Some(self)
    }
}

impl<T> Several for [T] {
    type Item = T;

    fn visit(&self, visit: &mut dyn FnMut(Step<'_>, &T)) {
        for (index, item) in self.iter().enumerate() {
            visit(Step(Part::Index(index)), item);
        }
    }
}

impl<T> Several for Vec<T> {
    type Item = T;

    fn visit(&self, visit: &mut dyn FnMut(Step<'_>, &T)) {
        self.as_slice().visit(visit);
    }
}

impl<T> Several for BTreeMap<String, T> {
    type Item = T;

    fn visit(&self, visit: &mut dyn FnMut(Step<'_>, &T)) {
        for (key, item) in self {
            visit(Step(Part::Key(key)), item);
        }
    }
}

impl<T> Unset for Option<T> {
    fn is_set(&self) -> bool {
        self.is_some()
    }
}

impl<T> Unset for Presence<T> {
    fn is_set(&self) -> bool {
        !self.is_absent()
    }
}

/// Looks through a wrapper: `$inner` is what the wrapper gives of itself.
macro_rules! looks_through {
    ($wrapper:ty, |$this:ident| $inner:expr, $secret:expr) => {
        impl<T: Held> Held for $wrapper {
            type Value = T::Value;
            const SECRET: bool = T::SECRET || $secret;

            #[inline]
            fn held(&self) -> Option<&T::Value> {
                let $this = self;
                $inner.and_then(T::held)
            }
        }

        impl<T: Text> Text for $wrapper {
            const SECRET: bool = T::SECRET || $secret;

            #[inline]
            fn text(&self) -> Option<&str> {
                let $this = self;
                $inner.and_then(T::text)
            }
        }

        impl<T: List> List for $wrapper {
            type Item = T::Item;

            #[inline]
            fn list(&self) -> Option<&[T::Item]> {
                let $this = self;
                $inner.and_then(T::list)
            }
        }

        impl<T: Several> Several for $wrapper {
            type Item = T::Item;

            fn visit(&self, visit: &mut dyn FnMut(Step<'_>, &T::Item)) {
                let $this = self;
                if let Some(inner) = $inner {
                    inner.visit(visit);
                }
            }
        }
    };
}

looks_through!(Option<T>, |this| this.as_ref(), false);
looks_through!(Presence<T>, |this| this.value(), false);
looks_through!(Secret<T>, |this| Some(this.expose()), true);
looks_through!(Box<T>, |this| Some(this.as_ref()), false);

//! References to descriptions that are never copied: in a static of generated code, or shared by several owners.

use std::ops::Deref;
use std::sync::{Arc, LazyLock};

/// A reference to a description that is never copied.
///
/// Generated code has its endpoints in statics; a [catalog](crate::catalog) that is read at run time shares them.
///
/// ```
/// use actiongen_runtime::Handle;
/// use std::sync::{Arc, LazyLock};
/// static NAME: LazyLock<String> = LazyLock::new(|| "shop".to_owned());
/// let of_a_static: Handle<String> = (&NAME).into();
/// let shared: Handle<String> = Arc::new("shop".to_owned()).into();
/// assert_eq!(*of_a_static, *shared);
/// ```
#[derive(Debug)]
pub enum Handle<T: 'static> {
    /// It lives as long as the program.
    Static(&'static T),
    /// It lives as long as somebody holds it.
    Shared(Arc<T>),
}

impl<T> Deref for Handle<T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        match self {
            Self::Static(value) => value,
            Self::Shared(value) => value,
        }
    }
}

impl<T> Clone for Handle<T> {
    fn clone(&self) -> Self {
        match self {
            Self::Static(value) => Self::Static(value),
            Self::Shared(value) => Self::Shared(Arc::clone(value)),
        }
    }
}

impl<T> From<&'static LazyLock<T>> for Handle<T> {
    fn from(value: &'static LazyLock<T>) -> Self {
        Self::Static(value)
    }
}

impl<T> From<Arc<T>> for Handle<T> {
    fn from(value: Arc<T>) -> Self {
        Self::Shared(value)
    }
}

impl<T> From<&Self> for Handle<T> {
    fn from(handle: &Self) -> Self {
        handle.clone()
    }
}

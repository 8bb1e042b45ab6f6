//! Numbers of a spec as literals of Rust.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// A whole number as it is written, without a suffix.
pub fn whole(text: &str) -> TokenStream {
    // `lower` let nothing through that does not fit 64 bits.
    let number = text.parse::<i64>().unwrap_or(i64::MAX);
    let literal = Literal::u64_unsuffixed(number.unsigned_abs());
    if number < 0 { quote!(-#literal) } else { quote!(#literal) }
}

/// A floating-point number, without a suffix.
pub fn float(text: &str) -> TokenStream {
    let number = text.parse::<f64>().ok().filter(|number| number.is_finite()).unwrap_or(f64::MAX);
    let literal = Literal::f64_unsuffixed(number.abs());
    if number < 0.0 { quote!(-#literal) } else { quote!(#literal) }
}

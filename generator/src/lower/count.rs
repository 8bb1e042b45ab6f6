//! A number that counts something of which there is one at least.

use crate::diagnostics::{Code, Problems};
use crate::source::At;
use crate::spec::RawText;

/// A whole number from 1. `example` is one that makes sense.
pub fn count(
    text: &RawText,
    key: &str,
    example: u32,
    zero: &str,
    at: At<'_>,
    problems: &mut Problems,
) -> Option<u32> {
    let text = text.0.trim();
    match text.parse::<u32>() {
        Ok(0) => {
            problems
                .error(Code::EmptyRange, at.span(), format!("`{key}` is 0"))
                .why(zero)
                .help(format!("write a number from 1: `{key}: {example}`"));
            None
        }
        Ok(count) => Some(count),
        Err(_) if is_whole_number(text.strip_prefix('-').unwrap_or_default()) => {
            problems
                .error(Code::EmptyRange, at.span(), format!("`{text}` is less than 1"))
                .why(zero)
                .help(format!("write a number from 1: `{key}: {example}`"));
            None
        }
        Err(_) if is_whole_number(text) => {
            problems
                .error(Code::NumberTooLarge, at.span(), format!("`{text}` does not fit 32 bits"))
                .help(format!("write a number that makes sense: `{key}: {example}`"));
            None
        }
        Err(_) => {
            problems
                .error(Code::NotWhole, at.span(), format!("`{text}` is not a whole number"))
                .help(format!("write a number from 1: `{key}: {example}`"));
            None
        }
    }
}

fn is_whole_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

//! Which of two bounds lets more pass.

use std::cmp::Ordering;

use actiongen_runtime::Decimal;

use crate::model::{Limit, List, Range, Text, Type};
use crate::phrase;

/// How a bound differs from the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shift {
    /// Not at all.
    Same,
    /// Everything that passed passes, and more.
    Looser,
    /// Something that passed does not any more.
    Tighter,
}

impl Shift {
    fn of(is_tighter: bool, is_looser: bool) -> Self {
        match (is_tighter, is_looser) {
            (true, _) => Self::Tighter,
            (false, true) => Self::Looser,
            (false, false) => Self::Same,
        }
    }
}

/// How the bounds of a value differ, those of its items left out. Of two types that are not of one sort, not at all.
pub fn shift(old: &Type, new: &Type) -> Shift {
    match (old, new) {
        (Type::Text(old), Type::Text(new)) => text(old, new),
        (Type::Int(old), Type::Int(new))
        | (Type::Int32(old), Type::Int32(new))
        | (Type::Number(old), Type::Number(new))
        | (Type::Decimal { range: old, .. }, Type::Decimal { range: new, .. }) => range(old, new),
        (Type::List(old), Type::List(new)) => {
            let ends = |list: &List| list.items.map_or((0, None), |items| (items.min(), items.max()));
            count(ends(old), ends(new)).max(Shift::of(!old.unique && new.unique, old.unique && !new.unique))
        }
        _ => Shift::Same,
    }
}

/// How the bounds of a text differ. Of two formats or patterns nobody knows which lets more pass.
pub fn text(old: &Text, new: &Text) -> Shift {
    let ends = |text: &Text| text.length.map_or((0, None), |length| (length.min(), length.max()));
    count(ends(old), ends(new))
        .max(shape(old.format.as_ref(), new.format.as_ref()))
        .max(shape(old.pattern.as_ref(), new.pattern.as_ref()))
}

fn shape<T: PartialEq>(old: Option<&T>, new: Option<&T>) -> Shift {
    match (old, new) {
        (Some(_), None) => Shift::Looser,
        (old, new) if old == new => Shift::Same,
        _ => Shift::Tighter,
    }
}

fn count(old: (usize, Option<usize>), new: (usize, Option<usize>)) -> Shift {
    let most = |end: Option<usize>| end.unwrap_or(usize::MAX);
    let (old_most, new_most) = (most(old.1), most(new.1));
    Shift::of(new.0 > old.0 || new_most < old_most, new.0 < old.0 || new_most > old_most)
}

fn range(old: &Range, new: &Range) -> Shift {
    let lower = end(old.min.as_ref(), new.min.as_ref());
    let upper = end(old.max.as_ref(), new.max.as_ref());
    // The lower end is tighter where it is higher, the upper where it is lower; at one number, where it is left out.
    let side = |old: &Option<Limit>, new: &Option<Limit>, moved: Ordering, tighter: Ordering| match moved {
        Ordering::Equal => match (old, new) {
            (Some(old), Some(new)) => Shift::of(!old.excluded && new.excluded, old.excluded && !new.excluded),
            _ => Shift::Same,
        },
        moved => Shift::of(moved == tighter, moved != tighter),
    };
    let open = |old: &Option<Limit>, new: &Option<Limit>| match (old, new) {
        (None, Some(_)) => Some(Shift::Tighter),
        (Some(_), None) => Some(Shift::Looser),
        _ => None,
    };
    let lower =
        open(&old.min, &new.min).unwrap_or_else(|| side(&old.min, &new.min, lower, Ordering::Greater));
    let upper = open(&old.max, &new.max).unwrap_or_else(|| side(&old.max, &new.max, upper, Ordering::Less));
    lower.max(upper)
}

/// Where the newer end lies from the older one. Numbers are compared exactly.
fn end(old: Option<&Limit>, new: Option<&Limit>) -> Ordering {
    let (Some(old), Some(new)) = (old, new) else { return Ordering::Equal };
    match (Decimal::new(old.value.as_str()), Decimal::new(new.value.as_str())) {
        (Ok(old), Ok(new)) => new.cmp(&old),
        _ => new.value.cmp(&old.value),
    }
}

/// The bounds of a value in words, those of its items left out.
pub fn phrase(ty: &Type) -> Option<String> {
    match ty {
        Type::List(list) => {
            let list = List { item: Type::Json, ..(**list).clone() };
            phrase::bounds(&Type::List(Box::new(list)))
        }
        Type::Map(_) => None,
        ty => phrase::bounds(ty),
    }
}

/// What the bounds are now and what they were: "3 to 250 characters, was 3 to 255 characters".
pub fn message(old: Option<String>, new: Option<String>) -> String {
    match (old, new) {
        (Some(old), Some(new)) => format!("{new}, was {old}"),
        (Some(old), None) => format!("no bound, was {old}"),
        (None, Some(new)) => format!("{new}, had no bound"),
        (None, None) => "other bounds".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use actiongen_runtime::{Format, Items, Length};

    use super::{Shift, shift};
    use crate::model::{Limit, List, Range, Text, Type};

    fn text(length: Option<(usize, Option<usize>)>, format: Option<Format>, pattern: Option<&str>) -> Type {
        let length = length.and_then(|(min, max)| Length::new(min, max));
        Type::Text(Text { length, format, pattern: pattern.map(str::to_owned) })
    }

    fn number(min: Option<&str>, max: Option<&str>) -> Type {
        let limit =
            |end: &str| Limit { value: end.trim_matches('<').to_owned(), excluded: end.contains('<') };
        Type::Number(Range { min: min.map(limit), max: max.map(limit) })
    }

    fn list(items: Option<(usize, Option<usize>)>, unique: bool) -> Type {
        let items = items.and_then(|(min, max)| Items::new(min, max));
        Type::List(Box::new(List { item: Type::Json, items, unique, joined: false }))
    }

    #[test]
    fn what_passes_decides() {
        let table = [
            (text(Some((3, Some(250))), None, None), text(Some((3, Some(255))), None, None)),
            (text(Some((3, Some(250))), None, None), text(Some((2, Some(250))), None, None)),
            (text(Some((1, Some(250))), None, None), text(Some((1, None)), None, None)),
            (text(Some((1, None)), None, None), text(None, None, None)),
            (text(None, Some(Format::Email), None), text(None, None, None)),
            (text(None, None, Some("^a$")), text(None, None, None)),
            (number(Some("1"), Some("5")), number(Some("1"), Some("6"))),
            (number(Some("1"), Some("5")), number(Some("0.5"), Some("5"))),
            (number(Some("<0"), None), number(Some("0"), None)),
            (number(None, Some("9007199254740992")), number(None, Some("9007199254740993"))),
            (number(None, Some("9")), number(None, Some("10"))),
            (number(Some("-2"), None), number(Some("-10"), None)),
            (number(None, Some("5")), number(None, None)),
            (list(Some((1, Some(10))), false), list(Some((0, Some(10))), false)),
            (list(None, true), list(None, false)),
        ];
        for (narrow, wide) in table {
            assert_eq!(shift(&narrow, &wide), Shift::Looser, "{narrow:?} to {wide:?}");
            assert_eq!(shift(&wide, &narrow), Shift::Tighter, "{wide:?} to {narrow:?}");
            assert_eq!(shift(&wide, &wide), Shift::Same, "{wide:?}");
        }
        let same = [
            (text(Some((0, None)), None, None), text(None, None, None)),
            (number(Some("1"), None), number(Some("1.0"), None)),
        ];
        for (old, new) in same {
            assert_eq!(shift(&old, &new), Shift::Same, "{old:?} to {new:?}");
        }
        // Looser at one end does not make up for tighter at the other; nobody compares patterns.
        let tighter = [
            (number(Some("1"), Some("5")), number(Some("2"), Some("9"))),
            (text(Some((1, Some(2))), None, None), text(Some((0, Some(1))), None, None)),
            (text(None, None, Some("^a$")), text(None, None, Some("^[ab]$"))),
        ];
        for (old, new) in tighter {
            assert_eq!(shift(&old, &new), Shift::Tighter, "{old:?} to {new:?}");
        }
    }
}

use proc_macro2::TokenStream;

use super::tokens::Tokens;
use super::{direct, pretty};

/// Items with a name in them, `NAME`, that is made longer until each of their lines has been too long.
const ITEMS: &[&str] = &[
    // Attributes.
    "#[doc = \" One.\"] #[doc = \"\"] #[doc = \" A \\\"quoted\\\" \\\\ text.   \"] #[must_use] pub fn NAME() {}",
    "#[derive(Clone, Debug)] #[serde(rename = \"a\", NAME = \"b\", default)] pub struct A { pub a: i32 }",
    "#[deprecated(note = \"NAME\")] #[allow(clippy::NAME)] pub struct A { a: i32, }",
    "#[cfg(feature = \"NAME\")] pub mod a;",
    // Structs, enums, imports, constants.
    "pub struct NAME<'c> { #[serde(skip)] pub(super) client: &'c Client, b: Option<Vec<a::NAME>>, c: [u8; 4] }",
    "struct NAME(pub String, BTreeMap<String, Box<dyn Fn>>);",
    "pub enum A { #[doc = \" B.\"] B, C(NAME), D(String, i64) }",
    "use super::{Aaaaaaaaaa, Bbbbbbbbbbbbbbb, Cccccccccccccccccccc, Dddddddd, NAME, Eeeeeeee, Ffffffff, Ggggg};",
    "pub use a::NAME;",
    "pub use a::*;",
    "pub const NAME: [&'static str; 3] = [\"a\", \"bbbbbbbbbbbbbbbbbbbbbbbb\", \"cccccccccccccccccccc\"];",
    "pub static A: E = E { a: \"NAME\", b: &[F::g(1, K::NAME), F::g(2, K::B)], c: Some(&P::C { s: NAME, r: &[\"a\"] }), d: None, };",
    "pub static A: E = E { a: 1 };",
    "type A = Result<NAME, Error>;",
    // Signatures.
    "pub async fn f(&self, body: &[NAME], query: &Q) -> Result<Vec<Customer>, Error> { self.a(b).await }",
    "pub fn f<'b, S: Serializer + 'b>(&'b mut self, mut NAME: impl Into<S::Ok>, (a, b): (A, B)) -> Call<'_, ()> { a }",
    "pub const fn NAME(self, items: impl IntoIterator<Item = impl Into<String>>) -> &'static str {}",
    // Statements.
    "fn f() { let mut call = Call::list(&NAME); call.check().items(\"body\", body, 1..=10); call.body(body) }",
    "fn f() { let NAME: Vec<_> = a.iter().map(|x| x.b(..)).collect::<Vec<_>>(); let a = -1; let b = &mut c[1]; }",
    "fn f() -> Self { Self { a: a.into(), NAME, b: None } }",
    "fn f() -> Self { Self { NAME } }",
    "fn f() -> Self { A { NAME: 1 } }",
    "fn f() { if a && !NAME { return; } if let Some(x) = y.NAME() { b(x)?; } for (a, b) in c.NAME() { d(a); } }",
    "fn f() { match self { Self::A => \"a\", Self::B(_) | Self::C { x, .. } => { NAME } _ => {} D => (), E => { a(); NAME } } }",
    "fn f() { check.each(\"NAME\", &self.a, |mut place, item| { place.chars(item, 1..=20); }); }",
    "fn f() { check.each(\"NAME\", &self.a, |place| place.chars(1.5)).x = (1, NAME, -2..) }",
    "fn f() { a(NAME, B { c: d, e: f, g: hhhhhhhhhhhhhhhhhhh }); Ok(Self::new(NAME, x.y()?)) }",
    "fn f() { Some(Self { NAME: a }); Some([NAME, b]); f(|a| NAME); pattern!(\"NAME\"); x = y as NAME; }",
    "fn f() { let a = if NAME { 1 } else { 2 }; let Some(b) = NAME else { return }; json!({ \"NAME\": 1 }) }",
    "fn f() { self.NAME = Some(value.into_iter().map(Into::into).collect()); const A: i32 = NAME; self }",
    "fn f() { #[allow(deprecated)] let a: fn(NAME<'_>) = b; #[allow(x)] c(); unsafe { NAME } }",
    // Members.
    "impl<'de> Deserialize<'de> for NAME { type E = A; const B: i32 = 1; fn c(&self, _: &mut C<'_>) {} }",
    "impl NAME { pub fn a(&self) where Self: Sized { b } pub fn c() { NAME } #[must_use] fn d(self: Box<Self>) {} }",
    "impl A for B {}",
    // What is never printed directly.
    "trait NAME { fn a(); }",
    "macro_rules! a { () => { NAME } }",
    "const _: () = { fn is_send(_: impl Send) {} let _: for<'a> fn(NAME<'a>) = |a| b; };",
];

fn both(source: &str) -> (Option<String>, String) {
    let tokens = Tokens::new(source.parse::<TokenStream>().unwrap());
    (direct(tokens.reader()), pretty::item(&tokens.reader().source()))
}

#[test]
fn what_is_printed_directly_is_what_prettyplease_prints() {
    let mut direct = 0;
    let mut different = Vec::new();
    for item in ITEMS {
        for length in 1..100 {
            let (printed, expected) = both(&item.replace("NAME", &"N".repeat(length)));
            direct += usize::from(printed.is_some());
            different
                .extend(printed.filter(|printed| *printed != expected).map(|printed| (printed, expected)));
        }
    }
    let report = |(printed, expected): &(String, String)| format!("printed:\n{printed}expected:\n{expected}");
    assert!(different.is_empty(), "{}", different.iter().map(report).collect::<String>());
    // Else this test would show nothing.
    assert!(direct > 2_000, "{direct}");
}

#[test]
fn common_items_are_printed_directly() {
    for source in [
        "#[must_use] pub fn company(mut self, value: impl Into<String>) -> Self { self.company = Some(value.into()); self }",
        "impl Validate for A { fn validate(&self, check: &mut Check<'_>) { check.chars(\"a\", &self.a, 1..=255); } }",
        "#[doc = \" A.\"] #[non_exhaustive] pub struct A { #[serde(default)] pub a: Option<String> }",
        "impl A { pub const fn as_str(self) -> &'static str { match self { Self::A => \"a\" } } }",
        "pub static A: Endpoint = Endpoint { action: \"a\", success: &[Success::new(200, &[\"data\"])], paging: None, };",
    ] {
        assert!(both(source).0.is_some(), "{source}");
    }
}

#[test]
fn what_has_to_be_laid_out_is_parsed_alone() {
    let long = "a".repeat(60);
    let source = format!("impl A {{ fn f() {{ let x = 1; x.{long}().{long}(); }} fn g() where A: B {{}} }}");
    let (printed, expected) = both(&source);
    assert_eq!(printed.as_ref(), Some(&expected));
}

//! What is filled in and what is refused. That what is written passes when it is filled in, is a test of the program.

use super::known::{plural, singular};
use super::*;
use crate::source::from_texts;

const SERVICE: &str = "spec: 1\nbase_url: https://api.library.example\nscopes: {read: Read., 'on': Write.}\n\
                       pagination:\n  by_page: {page: {send: page, first: 1}}\n  by_cursor: {cursor: {send: a, read: b}}\n";
const LIST: &str = "endpoint: GET /books\nscopes: [read]\npaginate: by_page\n\
                    returns: {status: 200, at: data, type: list<Volume>}\n";
const TYPES: &str = "types:\n  Volume:\n    fields: {id: int}\n";

fn sources(files: &[(&str, &str)]) -> Sources {
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
    from_texts(files, &mut Problems::new())
}

fn library() -> Sources {
    sources(&[
        ("library/service.yaml", SERVICE),
        ("library/actions/books/list.yaml", LIST),
        ("library/types/books.yaml", TYPES),
    ])
}

/// The text of the only file that is made.
fn only(sources: &Sources, id: &str, shape: Shape) -> String {
    let mut made = action(sources, None, id, shape).unwrap();
    assert_eq!((made.spec.len(), made.out.len()), (1, 0), "{made:?}");
    made.spec.remove(0).1
}

#[test]
fn what_the_resource_has_in_common_is_filled_in() {
    let text = only(&library(), "books.list_lost", Shape::List);
    for line in [
        "title: List Lost",
        "scopes: [read]",
        "paginate: by_page",
        "  status: 200",
        "  at: data",
        "  type: list<Volume>",
    ] {
        assert!(text.lines().any(|known| known == line), "{line:?} is not in\n{text}");
    }
    // The path is taken by another action of this method.
    assert!(text.contains("\nendpoint:  "), "{text}");
    let text = only(&library(), "books.create", Shape::Create);
    assert!(text.contains("\nendpoint: POST /books\n"), "{text}");
    assert!(text.contains("any one is enough: [read, \"on\"]"), "{text}");
    // The file of types is there and is not touched.
    assert!(
        text.contains("\ntypes:\n  NewVolume:\n    doc: A volume to create.\n    like: Volume\n"),
        "{text}"
    );
}

#[test]
fn a_new_resource_gets_a_file_of_types() {
    let made = action(&library(), Some("library"), "categories.list", Shape::List).unwrap();
    let paths: Vec<&str> = made.spec.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(paths, ["library/actions/categories/list.yaml", "library/types/categories.yaml"]);
    let [(_, action), (_, types)] = made.spec.as_slice() else { panic!("two files") };
    assert!(action.starts_with("# yaml-language-server: $schema=../../../schema/action.schema.json\n"));
    assert!(types.starts_with("# yaml-language-server: $schema=../../schema/types.schema.json\n"));
    assert!(
        action.contains("  type: list<Category>\n") && types.contains("\n  Category:\n"),
        "{action}{types}"
    );
    // All that the service agrees on; a scheme is named, since there are two and only one is used.
    assert!(action.contains("paginate: by_page\n"), "{action}");
}

#[test]
fn a_hole_is_nothing_to_go_by() {
    let files = [
        ("library/service.yaml", SERVICE),
        (
            "library/actions/books/list.yaml",
            "endpoint:\nscopes:\nreturns: {status: , at: , type: list<Volume>}\n",
        ),
        ("library/types/books.yaml", TYPES),
    ];
    let text = only(&sources(&files), "books.search", Shape::List);
    for hole in ["endpoint", "scopes", "paginate", "  at"] {
        assert!(text.contains(&format!("\n{hole}:  ")), "`{hole}` is no hole in\n{text}");
    }
}

#[test]
fn what_cannot_be_made_says_why() {
    let two = sources(&[("library/service.yaml", SERVICE), ("desk/service.yaml", SERVICE)]);
    let refused =
        |sources: &Sources, service, id| action(sources, service, id, Shape::List).unwrap_err().to_string();
    for (id, part) in [
        ("books", "is no id of an action"),
        ("Books.list", "call it `books`"),
        ("books.listAll", "call it `list_all`"),
        ("books.con", "Windows"),
        ("books.1st", "digit"),
        ("../x.list", "is no name for the resource"),
        (".list", "is no name for the resource"),
        ("books.a.b", "is no name for the action"),
        ("catalog.list", "needs the name"),
        ("books.new", "needs the name"),
    ] {
        let refusal = refused(&library(), None, id);
        assert!(refusal.contains(part), "{id}: {refusal}");
    }
    assert!(refused(&two, None, "books.list").contains("--service"));
    assert!(refused(&two, Some("libary"), "books.list").contains("did you mean `library`?"));
    assert!(refused(&Sources::default(), None, "books.list").contains("new service"));
    for (name, part) in [
        ("library", "already"),
        ("schema", "needs the name"),
        ("build", "needs the name"),
        ("My", "call it `my`"),
    ] {
        let refusal = service(&library(), name).unwrap_err().to_string();
        assert!(refusal.contains(part), "{name}: {refusal}");
    }
}

#[test]
fn words() {
    for (many, one) in [
        ("customers", "customer"),
        ("categories", "category"),
        ("customer_addresses", "customer_address"),
        ("statuses", "status"),
        ("boxes", "box"),
        ("consent", "consent"),
        ("access", "access"),
    ] {
        assert_eq!(singular(many), one);
    }
    for (one, many) in
        [("customer", "customers"), ("category", "categories"), ("day", "days"), ("box", "boxes")]
    {
        assert_eq!(plural(one), many);
    }
    for (name, shape) in [
        ("create", Shape::Create),
        ("add_many", Shape::Create),
        ("list_all", Shape::List),
        ("creation", Shape::Steps),
    ] {
        assert_eq!(Shape::by_name(name), shape, "{name}");
    }
}

//! The rows: for each kind of change an edit of the library that shows it.

use actiongen::diff::Weight::{self, Breaking, Feature, Patch};

/// One of the two versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Old,
    New,
}

/// What makes a version of the library: a text that takes the place of another. No older text adds a file, `*` removes
/// it. A path that begins with a slash is one of another service.
#[derive(Clone, Copy)]
pub struct Edit {
    pub side: Side,
    pub path: &'static str,
    pub old: &'static str,
    pub new: &'static str,
}

/// A kind of change, and the edits that make it the heaviest of the changes between two versions.
pub struct Row {
    pub kind: &'static str,
    pub weight: Weight,
    pub edits: &'static [Edit],
}

pub const fn new(path: &'static str, old: &'static str, new: &'static str) -> Edit {
    Edit { side: Side::New, path, old, new }
}

const fn old(path: &'static str, old: &'static str, new: &'static str) -> Edit {
    Edit { side: Side::Old, path, old, new }
}

const SERVICE: &str = "service.yaml";
const BOOKS: &str = "types/books.yaml";
const COMMON: &str = "types/common.yaml";
const LIST: &str = "actions/books/list.yaml";
const GET: &str = "actions/books/get.yaml";
const ADD: &str = "actions/books/add.yaml";
const REMOVE: &str = "actions/books/remove.yaml";
const SWAP: &str = "actions/books/swap.yaml";

const SHOP: &str = "spec: 1\ntitle: Shop\nbase_url: https://shop.example\n";
const GREET: &str = "title: Greet\nsummary: Say hello.\nendpoint: GET /greeting\nreturns: {status: 204}\n\
                     samples:\n  one: {status: 204}\n";
const PAGES: &str = "      pages: {type: int32, range: 1..900, doc: How many pages the book has.}\n";
const TITLE_AND_ISBN: &str = "      title: {type: string, length: 1..200, required: true, doc: The title on the cover.}\n      \
                              isbn: {type: string, required: true, doc: The number of the edition.}\n";
const ISBN_AND_TITLE: &str = "      isbn: {type: string, required: true, doc: The number of the edition.}\n      \
                              title: {type: string, length: 1..200, required: true, doc: The title on the cover.}\n";
const COVER: &str = "      cover: {type: Cover, doc: What is on the cover.}\n";
const LIST_QUERY: &str = "query:\n  binding: {type: Binding, doc: How they are bound.}\n";
const REMOVED_STEP: &str = "  removed:\n    call: books.remove\n    with: {path: {id: id}}\n";
const REMOVED_CALL: &str = "      - {sends: DELETE /books/7, status: 204}\n";

const RETRY: &str = "spec: 1\nretry:\n  attempts: 5\n  statuses: [429, 503]\n  wait: 1s..30s\n  wait_headers: {Retry-After: s}\n";
const LIMITS: &str =
    "spec: 1\nlimits:\n  left: X-Left\n  quota: X-Quota\n  reset: {header: X-Reset, unit: ms}\n";
const STOCK: &str = "actions/books/stock.yaml";
const STOCKED: &str = "title: Stock\nsummary: Put books on the shelf.\nendpoint: POST /stock\nbody: {type: list<NewBook>, items: 1..9}\n\
                       returns: {status: 200, at: data, type: list<Book>}\nsamples:\n  none:\n    body: [{title: Emma, isbn: \"1\", tags: [a]}]\n    \
                       status: 200\n    response: {data: []}\n";
const CUT: &str = "title: Stock\nbatch: {concurrency: 2}\n";
const LOOKED_UP: &str =
    "title: Stock\nreconcile: {key: title, using: books.look, with: {query: {title: title}}}\n";
const DROP: &str = "actions/books/drop.yaml";
const DROPPED: &str = "title: Drop\nsummary: Take books away.\nendpoint: DELETE /drop\nquery:\n  \
                       id:in: {type: list<int>, items: 1..9, doc: Numbers.}\n  shelf:in: {type: list<int>, items: 1..9, doc: Shelves.}\n\
                       batch: {over: id:in, concurrency: 1}\nreturns: {status: 204}\nsamples:\n  none: {status: 204}\n";
const LOOK: &str = "actions/books/look.yaml";
const LOOKED: &str = "title: Look\nsummary: Look for books.\nendpoint: GET /look\nquery:\n  \
                      title: {type: string, doc: The title.}\n  title:in: {type: list<string>, items: 1.., doc: Titles.}\n\
                      returns: {status: 200, at: data, type: list<Book>}\nsamples:\n  none: {status: 200, response: {data: []}}\n";

macro_rules! rows {
    ($($kind:literal $weight:ident [$($edit:expr),* $(,)?];)*) => {
        const ROWS: &[Row] = &[$(Row { kind: $kind, weight: $weight, edits: &[$($edit),*] }),*];
    };
}

/// All rows, in the order of the table; of some kinds several.
pub fn rows() -> &'static [Row] {
    ROWS
}

rows! {
    "service_added" Feature [new("/shop/service.yaml", "", SHOP), new("/shop/actions/desk/greet.yaml", "", GREET)];
    "service_removed" Breaking [old("/shop/service.yaml", "", SHOP), old("/shop/actions/desk/greet.yaml", "", GREET)];
    "base_url" Feature [new(SERVICE, "api.library", "v2.library")];
    "connection_added" Breaking [
        new(SERVICE, "scopes:\n", "  desk: {type: string, sent_as: {header: X-Desk}, doc: A desk.}\nscopes:\n"),
    ];
    "connection_removed" Breaking [
        old(SERVICE, "scopes:\n", "  desk: {type: string, sent_as: {header: X-Desk}, doc: A desk.}\nscopes:\n"),
    ];
    "connection_order" Breaking [
        new(SERVICE, "connection:\n", "connection:\n  desk: {type: string, sent_as: {header: X-Desk}, doc: A desk.}\n"),
        old(SERVICE, "scopes:\n", "  desk: {type: string, sent_as: {header: X-Desk}, doc: A desk.}\nscopes:\n"),
    ];
    "connection_secret" Breaking [new(SERVICE, "secret: true, ", "")];
    "connection_tightened" Breaking [new(SERVICE, "length: 2..9", "length: 3..9")];
    "connection_loosened" Feature [new(SERVICE, "length: 2..9", "length: 2..10")];
    "connection_sent_as" Feature [new(SERVICE, "X-Token", "X-Reader-Token")];
    "resource_added" Feature [new("actions/desk/greet.yaml", "", GREET)];
    "resource_removed" Breaking [old("actions/desk/greet.yaml", "", GREET)];
    "error_documented" Feature [new(SERVICE, "  5xx:", "  410: {kind: not_found, doc: It is gone.}\n  5xx:")];
    "error_undocumented" Breaking [old(SERVICE, "  5xx:", "  410: {kind: not_found, doc: It is gone.}\n  5xx:")];
    "error_kind_changed" Breaking [new(SERVICE, "404: {kind: not_found", "404: {kind: conflict")];
    "error_kind_changed" Breaking [new(GET, "409: {kind: conflict", "409: {kind: invalid")];
    // The service's word holds again.
    "error_kind_changed" Breaking [old(GET, "  409:", "  503: {kind: conflict, doc: Busy.}\n  409:")];
    "error_body" Patch [new(SERVICE, "messages_at: [title]", "messages_at: [detail, title]")];
    "retry_changed" Patch [new(SERVICE, "errors:\n", "retry: {attempts: 4}\nerrors:\n")];
    // A service that says nothing has what is usual.
    "retry_changed" Patch [
        old(SERVICE, "errors:\n", "retry: {attempts: 3, wait: 500ms..30s}\nerrors:\n"),
        new(SERVICE, "spec: 1\n", RETRY),
    ];
    "limits_changed" Patch [new(SERVICE, "spec: 1\n", LIMITS)];
    "limits_changed" Patch [
        old(SERVICE, "spec: 1\n", LIMITS), new(SERVICE, "spec: 1\n", LIMITS), new(SERVICE, "X-Reset, unit: ms", "x-reset, unit: s"),
    ];
    "paging_changed" Feature [new(SERVICE, "send: page", "send: page, first: 0")];
    "action_added" Feature [new("actions/books/greet.yaml", "", GREET)];
    "action_removed" Breaking [old("actions/books/greet.yaml", "", GREET)];
    "action_renamed" Breaking [old("actions/books/greet.yaml", "", GREET), new("actions/books/hail.yaml", "", GREET)];
    "action_rebuilt" Breaking [
        old("actions/books/greet.yaml", "", GREET),
        new(
            "actions/books/greet.yaml",
            "",
            "title: Greet\nsummary: Say hello.\ninput:\n  id: {type: int, required: true, doc: A book.}\nsteps:\n  \
             removed:\n    call: books.remove\n    with: {path: {id: id}}\noutput:\n  id: id\nsamples:\n  one:\n    \
             input: {id: 7}\n    calls:\n      - {sends: DELETE /books/7, status: 204}\n",
        ),
    ];
    "endpoint_changed" Feature [new(GET, "GET /books", "GET /all/books")];
    "endpoint_changed" Feature [new(ADD, "POST /books", "PUT /books"), new(ADD, "title: Add", "idempotent: false\ntitle: Add"),
        new(SWAP, "sends: POST /books", "sends: PUT /books")];
    "argument_added" Breaking [
        old(LIST, LIST_QUERY, ""),
        old(LIST, "paginate: by_page\n", ""),
        new(LIST, "paginate: by_page\n", ""),
    ];
    "argument_added" Breaking [old(GET, "/copies/{copy}", ""), old(GET, ", copy: 1", ""),
        old(GET, "  copy: {type: int, required: true, doc: The number of the copy.}\n", "")];
    "argument_removed" Breaking [new(GET, "/copies/{copy}", ""), new(GET, ", copy: 1", ""),
        new(GET, "  copy: {type: int, required: true, doc: The number of the copy.}\n", "")];
    "argument_order" Breaking [new(GET, "/books/{id}/copies/{copy}", "/books/{copy}/copies/{id}")];
    "path_field_renamed" Breaking [new(GET, "/copies/{copy}", "/copies/{number}"), new(GET, "  copy: {", "  number: {"),
        new(GET, ", copy: 1", ", number: 1")];
    "answer_partial" Breaking [
        new(GET, "returns: {status: 200, type: Book}", "returns: {status: 200, type: Book, errors_at: errors}"),
    ];
    "answer_read" Patch [
        new(GET, "returns: {status: 200, type: Book}", "returns: {status: 200, at: data, type: Book}"),
        new(GET, "response: {id: 7, title: Emma}", "response: {data: {id: 7, title: Emma}}"),
    ];
    "success_added" Feature [old(ADD, "  - {status: 201, at: data, type: Book}\n", "")];
    "success_removed" Breaking [new(ADD, "  - {status: 201, at: data, type: Book}\n", "")];
    "paging_added" Breaking [old(LIST, "paginate: by_page\n", "")];
    "paging_removed" Breaking [new(LIST, "paginate: by_page\n", "")];
    "paging_changed" Feature [
        old(SERVICE, "  by_cursor:\n", "  by_number:\n    page: {send: page, last_at: last}\n    \
             size: {send: limit, range: 1..100, default: 20}\n  by_cursor:\n"),
        old(LIST, "by_page", "by_number"),
    ];
    "batch_added" Feature [old(STOCK, "", STOCKED), new(STOCK, "", STOCKED), old(LOOK, "", LOOKED), new(LOOK, "", LOOKED), new(STOCK, "title: Stock\n", CUT)];
    "batch_removed" Breaking [old(STOCK, "", STOCKED), new(STOCK, "", STOCKED), old(LOOK, "", LOOKED), new(LOOK, "", LOOKED), old(STOCK, "title: Stock\n", CUT)];
    "batch_over" Breaking [
        old(DROP, "", DROPPED), new(DROP, "", DROPPED), old(DROP, "over: id:in", "over: shelf:in"),
    ];
    "batch_key" Breaking [
        old(STOCK, "", STOCKED), new(STOCK, "", STOCKED), old(LOOK, "", LOOKED), new(LOOK, "", LOOKED), old(STOCK, "title: Stock\n", CUT), new(STOCK, "title: Stock\n", CUT),
        new(STOCK, "concurrency: 2", "concurrency: 2, key: title"),
    ];
    "batch_cut" Feature [
        old(STOCK, "", STOCKED), new(STOCK, "", STOCKED), old(LOOK, "", LOOKED), new(LOOK, "", LOOKED), old(STOCK, "title: Stock\n", CUT), new(STOCK, "title: Stock\n", CUT), new(STOCK, "concurrency: 2", "concurrency: 1"),
    ];
    "batch_cut" Feature [
        old(STOCK, "", STOCKED), new(STOCK, "", STOCKED), old(LOOK, "", LOOKED), new(LOOK, "", LOOKED), old(STOCK, "title: Stock\n", CUT), new(STOCK, "title: Stock\n", CUT), new(STOCK, "concurrency: 2", "concurrency: 2, most: 5"),
    ];
    "reconcile_added" Feature [old(STOCK, "", STOCKED), new(STOCK, "", STOCKED), old(LOOK, "", LOOKED), new(LOOK, "", LOOKED), new(STOCK, "title: Stock\n", LOOKED_UP)];
    "reconcile_removed" Breaking [old(STOCK, "", STOCKED), new(STOCK, "", STOCKED), old(LOOK, "", LOOKED), new(LOOK, "", LOOKED), old(STOCK, "title: Stock\n", LOOKED_UP)];
    "reconcile_changed" Feature [
        old(STOCK, "", STOCKED), new(STOCK, "", STOCKED), old(LOOK, "", LOOKED), new(LOOK, "", LOOKED), old(STOCK, "title: Stock\n", LOOKED_UP), new(STOCK, "title: Stock\n", LOOKED_UP),
        new(STOCK, "title: title", "title:in: [title]"),
    ];
    "effect_changed" Feature [new(REMOVE, "destructive: true", "destructive: true\nidempotent: false")];
    "destructive" Feature [new(REMOVE, "destructive: true\n", "")];
    "scopes" Feature [new(LIST, "scopes: [books_read]", "scopes: [books_write]")];
    "deprecated" Feature [new(GET, "endpoint:", "deprecated: {use: books.list, doc: It is slow.}\nendpoint:")];
    "deprecated" Feature [new(BOOKS, "range: 1..900,", "range: 1..900, deprecated: Nobody counts.,")];
    "no_longer_deprecated" Patch [old(GET, "endpoint:", "deprecated: {use: books.list, doc: It is slow.}\nendpoint:")];
    "beta_declared" Breaking [new(GET, "endpoint:", "stability: beta\nendpoint:")];
    "stable" Feature [old(GET, "endpoint:", "stability: beta\nendpoint:")];
    "words" Patch [new(GET, "summary: Return one book.", "summary: Give one book.")];
    "words" Patch [new(BOOKS, "label: ID, doc: The number of the book.", "label: Number, doc: The number.")];
    "samples" Patch [new(GET, "title: Emma", "title: Persuasion")];
    "step_added" Feature [old(SWAP, REMOVED_STEP, ""), old(SWAP, REMOVED_CALL, ""),
        old(SWAP, "  old: found\n", "  old: found\n  id: id\n"), new(SWAP, "  old: found\n", "  old: found\n  id: id\n")];
    "step_removed" Feature [new(SWAP, REMOVED_STEP, ""), new(SWAP, REMOVED_CALL, ""),
        old(SWAP, "  old: found\n", "  old: found\n  id: id\n"), new(SWAP, "  old: found\n", "  old: found\n  id: id\n")];
    "step_changed" Feature [new(SWAP, "{const: swapped}", "{const: changed}")];
    "step_changed" Feature [new(SWAP, "old: found", "old: added")];
    "step_expect" Breaking [new(SWAP, "expect: one", "expect: at_most_one")];
    "input_default" Breaking [new(SWAP, "default: Emma", "default: Persuasion")];
    "request_field_added" Feature [old(BOOKS, "      days: {type: int32, default: 28, doc: For how long it is lent.}\n", "")];
    "request_field_added_required" Breaking [
        new(BOOKS, "      isbn:", "      row: {type: int, required: true, doc: In which row it stands.}\n      isbn:"),
        new(ADD, "isbn: \"1\",", "isbn: \"1\", row: 3,"), new(SWAP, "isbn: isbn,", "isbn: isbn, row: {const: 3},"),
    ];
    "request_field_removed" Breaking [new(BOOKS, "      days: {type: int32, default: 28, doc: For how long it is lent.}\n", "")];
    "request_field_removed" Breaking [new(BOOKS, "default: 28", "access: read")];
    "request_field_required" Breaking [new(BOOKS, "code: {type: string,", "code: {type: string, required: true,"),
        new(ADD, "tags: [a]", "tags: [a], code: x"), new(SWAP, "isbn: isbn,", "isbn: isbn, code: isbn,")];
    "request_field_optional" Breaking [new(BOOKS, "isbn: {type: string, required: true,", "isbn: {type: string,")];
    "request_nullable" Breaking [new(BOOKS, "code: {type: string,", "code: {type: string, nullable: true,")];
    "request_not_nullable" Breaking [old(BOOKS, "code: {type: string,", "code: {type: string, nullable: true,")];
    "request_type_changed" Breaking [new(BOOKS, "pages: {type: int32, range: 1..900,", "pages: {type: int, range: 1..900,")];
    "request_type_changed" Breaking [new(BOOKS, "genre: {type: Genre,", "genre: {type: Binding,")];
    "bound_tightened" Breaking [new(BOOKS, "range: 1..900", "range: 1..800")];
    "bound_tightened" Breaking [new(ADD, "items: 1..5", "items: 2..5"),
        new(ADD, "[{title: Emma, isbn: \"1\", tags: [a]}]",
            "[{title: Emma, isbn: \"1\", tags: [a]}, {title: Emma, isbn: \"1\", tags: [a]}]"),
        new(SWAP, "[{title: title, isbn: isbn, tags: [{const: swapped}]}]",
            "[{title: title, isbn: isbn, tags: [{const: swapped}]}, {title: title, isbn: isbn, tags: [{const: swapped}]}]")];
    "bound_tightened" Breaking [new(SERVICE, "range: 1..100", "range: 1..50")];
    "bound_loosened" Feature [new(BOOKS, "range: 1..900", "range: 1..")];
    "bound_loosened" Feature [new(BOOKS, "items: 1..3", "items: 1..4")];
    "encoding" Feature [new(BOOKS, "encode: number, ", "")];
    "encoding" Feature [
        old(LIST, "query:\n", "query:\n  ids: {type: list<int>, join: repeat, doc: Which.}\n"),
        new(LIST, "query:\n", "query:\n  ids: {type: list<int>, join: \",\", doc: Which.}\n"),
    ];
    "default_changed" Feature [new(BOOKS, "default: 28", "default: 14")];
    "accepts_added" Feature [new(BOOKS, "accepts: [number]", "accepts: [number, empty]")];
    "accepts_removed" Breaking [new(BOOKS, ", accepts: [number]", "")];
    "constructor_order" Breaking [new(BOOKS, TITLE_AND_ISBN, ISBN_AND_TITLE)];
    "answer_field_added" Feature [old(BOOKS, COVER, "")];
    "answer_field_removed" Breaking [new(BOOKS, COVER, "")];
    "answer_field_optional" Breaking [new(BOOKS, "id: {type: int, required: true,", "id: {type: int,")];
    "answer_field_required" Breaking [old(BOOKS, "id: {type: int, required: true,", "id: {type: int,")];
    "answer_nullable" Breaking [new(BOOKS, "binding: {type: Binding,", "binding: {type: Binding, nullable: true,")];
    "answer_not_nullable" Breaking [new(BOOKS, "notes: {type: string, nullable: true,", "notes: {type: string,")];
    "answer_type_changed" Breaking [new(BOOKS, "pages: {type: int32, range: 1..,", "pages: {type: int, range: 1..,")];
    "answer_type_changed" Breaking [new(REMOVE, "returns: {status: 204}", "returns: {status: 200, type: Book}"),
        new(REMOVE, "status: 204}\n", "status: 200, response: {id: 7, title: Emma}}\n"),
        new(SWAP, "DELETE /books/7, status: 204", "DELETE /books/7, status: 200, response: {id: 7, title: Emma}")];
    "answer_bound" Patch [new(BOOKS, "range: 1..,", "range: 0..,")];
    "field_renamed_in_rust" Breaking [new(BOOKS, "days: {type: int32,", "days: {type: int32, rust: lent_for,")];
    "field_secret" Breaking [new(BOOKS, "code: {type: string,", "code: {type: string, secret: true,")];
    // A house that has a person that has a house: the person needs a box.
    "field_held" Breaking [
        old(BOOKS, "      city:", "      head: {type: Person, doc: Who leads it.}\n      city:"),
        new(BOOKS, "      city:", "      head: {type: Person, doc: Who leads it.}\n      city:"),
        new(BOOKS, "      name:", "      house: {type: House, doc: For whom they work.}\n      name:"),
    ];
    "type_added" Feature [new(COMMON, "  Shelf:\n", "  Board:\n    doc: A board.\n    enum: [oak, elm]\n  Shelf:\n")];
    "type_removed" Breaking [old(COMMON, "  Shelf:\n", "  Board:\n    doc: A board.\n    enum: [oak, elm]\n  Shelf:\n")];
    "type_renamed" Breaking [new(BOOKS, "type: Genre,", "type: Sort,"), new(BOOKS, "  Genre:\n", "  Sort:\n")];
    "type_renamed" Breaking [new(BOOKS, "  Genre:\n    doc:", "  Genre:\n    rust: Sort\n    doc:")];
    "type_remade" Breaking [new(BOOKS, "any_of: {Number: int, Words: string}", "enum: [plain, printed]")];
    "type_use_lost" Breaking [new(BOOKS, "genre: {type: Genre,", "shelf: {type: common.Shelf, doc: Which.}\n      genre: {type: Genre,")];
    "enum_opened" Breaking [new(BOOKS, COVER, "      cover: {type: Cover, doc: What is on the cover.}\n      genre: {type: Genre, doc: What it is.}\n")];
    "request_value_added" Feature [new(BOOKS, "[novel, poem]", "[novel, poem, play]")];
    "request_value_removed" Breaking [old(BOOKS, "[novel, poem]", "[novel, poem, play]")];
    "answer_value_added" Feature [new(COMMON, "[upper, lower]", "[upper, lower, middle]")];
    "answer_value_removed" Breaking [old(COMMON, "[upper, lower]", "[upper, lower, middle]")];
    "value_renamed" Breaking [new(BOOKS, "[novel, poem]", "{novel: A tale., poem: {doc: Verses., rust: Verse}}")];
    "value_renamed" Breaking [new(BOOKS, "{Number: int,", "{Digits: int,")];
    "alternative_added" Feature [new(BOOKS, "{Number: int,", "{Number: int, Flag: bool,")];
    "alternative_removed" Breaking [old(BOOKS, "{Number: int,", "{Number: int, Flag: bool,")];
    "alternative_order" Breaking [new(BOOKS, "{Number: int, Words: string}", "{Words: string, Number: int}")];
    "variant_added" Feature [new(BOOKS, "      house: House\n", "      house: House\n      club: {type: House, rust: Club}\n")];
    "variant_removed" Breaking [old(BOOKS, "      house: House\n", "      house: House\n      club: {type: House, rust: Club}\n")];
    "tag_changed" Breaking [new(BOOKS, "tagged_by: kind", "tagged_by: sort")];
    "rule_added" Breaking [new(BOOKS, "      - {at_least_one", "      - {all_or_none: [pages, code]}\n      - {at_least_one")];
    "rule_of_new_fields" Feature [
        new(BOOKS, "      - {at_least_one", "      - {if_present: width, then: [code]}\n      - {at_least_one"),
        new(BOOKS, PAGES, "      pages: {type: int32, range: 1..900, doc: How many pages the book has.}\n      width: {type: int, doc: How wide.}\n"),
    ];
    "rule_removed" Feature [new(BOOKS, "      - {at_most_one: [pages, price], doc: Say one.}\n", "")];
    "rule_tightened" Breaking [new(BOOKS, "at_most_one: [pages, price]", "at_most_one: [pages, price, code]")];
    "rule_tightened" Breaking [old(BOOKS, "at_least_one: [tags, genre]", "at_least_one: [tags, genre, code]")];
    "rule_loosened" Feature [new(BOOKS, "at_least_one: [tags, genre]", "at_least_one: [tags, genre, code]")];
    "rule_loosened" Feature [
        new(BOOKS, "at_most_one: [pages, price]", "at_most_one: [pages, price, width]"),
        new(BOOKS, PAGES, "      pages: {type: int32, range: 1..900, doc: How many pages the book has.}\n      width: {type: int, doc: How wide.}\n"),
    ];
}

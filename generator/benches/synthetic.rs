//! Specs of a service that nobody offers, as large as needed and like real ones.
//!
//! An action takes a list of records with 15 fields of the usual types and bounds, returns the records that the
//! service keeps, and has a sample. Ten actions share a resource.

use std::fs;
use std::io;
use std::path::Path;

const ACTIONS_OF_A_RESOURCE: usize = 10;

/// Writes the specs of `actions` actions below `spec`, and says how many bytes they have.
pub fn write_specs(spec: &Path, actions: usize) -> io::Result<usize> {
    let service = spec.join("warehouse");
    fs::create_dir_all(&service)?;
    fs::write(service.join("service.yaml"), SERVICE)?;
    let mut bytes = SERVICE.len();
    for at in 0..actions {
        let (folder, file) = (resource(at), action(at));
        let folder = service.join("actions").join(folder);
        fs::create_dir_all(&folder)?;
        let text = action_file(at, 100);
        bytes += text.len();
        fs::write(folder.join(file), text)?;
    }
    Ok(bytes)
}

/// Changes a bound of the first action, as a maintainer would.
pub fn change_one_bound(spec: &Path, round: usize) -> io::Result<()> {
    let file = spec.join("warehouse/actions").join(resource(0)).join(action(0));
    fs::write(file, action_file(0, 101 + round))
}

/// The hand-written part of the generated crate, which a service needs before it is generated.
pub fn write_manifest(root: &Path, begin: &str, end: &str) -> io::Result<()> {
    fs::create_dir_all(root)?;
    fs::write(root.join("Cargo.toml"), format!("[features]\n{begin}\n{end}\n"))
}

fn resource(at: usize) -> String {
    format!("shelves_{}", at / ACTIONS_OF_A_RESOURCE)
}

fn action(at: usize) -> String {
    format!("store_{}.yaml", at % ACTIONS_OF_A_RESOURCE)
}

fn action_file(at: usize, longest_name: usize) -> String {
    let number = at % ACTIONS_OF_A_RESOURCE;
    ACTION
        .replace("{n}", &number.to_string())
        .replace("{path}", &format!("/v1/{}/{number}", resource(at)))
        .replace("{longest}", &longest_name.to_string())
}

const SERVICE: &str = r#"spec: 1
title: Warehouse
summary: Keeps items on shelves.
base_url: https://api.example.com/v1/{account}

connection:
  account:
    type: string
    required: true
    pattern: "^[a-z0-9]+$"
    doc: The account.
    example: abc123
  token:
    type: string
    required: true
    secret: true
    sent_as: {header: X-Token}
    doc: The token of the account.

scopes:
  write: "Write: change items."

lists: ","

retry:
  attempts: 3
  statuses: [429, 500, 502, 503, 504]
  wait: 500ms..30s

errors:
  messages_at: [title]
  401: {kind: unauthorized, doc: The token is missing or was revoked.}
  404: {kind: not_found, doc: There is nothing at this address.}
  422: {kind: invalid, doc: A value is refused. The message says which.}
  429: {kind: rate_limited, doc: Too many requests. Wait before the next.}
  5xx: {kind: unavailable, doc: The service has a problem.}
"#;

const ACTION: &str = r#"title: Store Items {n}
summary: Put up to 10 items on a shelf in one call.
source: https://api.example.com/docs/items

endpoint: POST {path}
scopes: [write]

doc: |
  An item needs a name, a code and a weight. What is on the shelf already stays there.

  - **Known items** are found by their code.
  - **New items** get an ID.

query:
  mode: {type: string, length: 1..20, doc: How to store the items., example: fast}
  shelf_ids: {type: list<int32>, items: ..50, doc: The shelves to try first., example: [1, 2]}

body:
  type: list<NewItem{n}>
  items: 1..10
  doc: The items to store.

returns:
  status: 200
  at: data
  type: list<Item{n}>

errors:
  413: {kind: too_large, doc: The call holds more than 10 items. Send at most 10 at a time.}

samples:
  two items:
    body:
      - {name: Lamp, code: L-100, weight: "1.50", email: store@example.com, state: new, tags: [light, table]}
      - {name: Table, code: T-200, weight: "20.00", amount: 2, fragile: false, box: {width: 10, height: 20, label: Big}}
    status: 200
    response:
      data:
        - {id: 1, name: Lamp, code: L-100, weight: "1.50", state: new, date_created: "2024-01-15T09:30:00Z"}
        - {id: 2, name: Table, code: T-200, weight: "20.00", date_created: "2024-01-15T09:30:00Z"}

rejects:
  - body: [{name: "", code: L-100, weight: "1.50"}]
    because: "body[0].name: length"

types:
  Item{n}:
    doc: An item on a shelf.
    fields:
      id: {type: int32, required: true, label: ID, doc: The unique ID of the item., example: 1024}
      name: {type: string, length: 1..{longest}, doc: The name of the item., example: Lamp}
      code: {type: string, length: 3..30, doc: The code on the label. No two items share one., example: L-100}
      weight: {type: decimal, range: 0.., doc: The weight in kilograms., example: "1.50"}
      email: {type: string, length: 3..250, doc: Whom to ask about the item., example: store@example.com}
      notes: {type: string, doc: Notes on the item., example: Handle with care.}
      amount: {type: int32, range: 0..10000, doc: How many there are., example: 3}
      fragile: {type: bool, doc: Whether it breaks easily.}
      state: {type: State{n}, doc: In what state the item is.}
      tags: {type: list<string>, items: ..10, doc: Words to find the item by.}
      box: {type: Box{n}, doc: The box around the item.}
      country_code: {type: string, length: 2, doc: Where it comes from., example: US}
      date_created: {type: date-time, doc: When it was stored., example: "2024-01-15T09:30:00Z"}
      expires_on: {type: date, doc: The last day to use it., example: "2030-01-01"}
      owner_id: {type: int, nullable: true, label: Owner ID, doc: Whose item it is., example: 7}

  NewItem{n}:
    doc: An item to store.
    like: Item{n}
    fields:
      name: {required: true}
      code: {required: true}
      weight: {required: true}
      email: same
      notes: same
      amount: same
      fragile: same
      state: same
      tags: same
      box: same
      country_code: same
      expires_on: same
      owner_id: same
      reference: {type: string, length: ..50, doc: The number of the delivery., example: D-1}
      is_gift: {type: bool, default: false, doc: Whether it is a gift.}

  State{n}:
    doc: The state of an item.
    enum: {new: Never used., used: Used before., broken: To be repaired.}

  Box{n}:
    doc: The box around an item.
    fields:
      width: {type: int32, range: 1..1000, required: true, doc: The width in centimetres., example: 10}
      height: {type: int32, range: 1..1000, required: true, doc: The height in centimetres., example: 20}
      label: {type: string, length: ..100, doc: What stands on the box., example: Big}
"#;

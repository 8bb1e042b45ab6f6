//! Two crates as their authors would write them, built by cargo in workspaces of their own: one that uses the BigCommerce
//! client, and one with specs of its own and a build script.
//!
//! Both are members of the workspace, so that they compile and pass their tests is known already; what cargo makes of them
//! elsewhere, and when it runs the build script again, is exhaustive.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use acceptance::cargo::{Nested, Run};
use acceptance::tree;

/// Cargo tells packages of different workspaces apart by their path below the workspace, so in one target folder all
/// copies of a crate are one package. What one test builds in between would pass for fresh in another.
static ONE_COPY_AT_A_TIME: Mutex<()> = Mutex::new(());

/// A copy of a downstream crate, away from the workspace.
struct Copy {
    nested: Nested,
    folder: PathBuf,
    _alone: MutexGuard<'static, ()>,
}

impl Copy {
    fn of(name: &str) -> Self {
        let alone = ONE_COPY_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
        let nested = Nested::new("downstream", name);
        let folder = nested.folder().join(name);
        let root = tree::workspace();
        tree::copy(&root.join("tests/downstream").join(name), &folder);
        // The paths to the workspace, which is elsewhere from here.
        let manifest = folder.join("Cargo.toml");
        let text = tree::read(&manifest).replace("../../..", &root.to_string_lossy().replace('\\', "/"));
        tree::write(&manifest, text);
        Self { nested, folder, _alone: alone }
    }

    fn path(&self) -> &Path {
        &self.folder
    }

    fn spec(&self, path: &str) -> PathBuf {
        self.path().join("spec/parcels").join(path)
    }

    fn cargo(&self, arguments: &[&str]) -> Run {
        self.nested.cargo(arguments)
    }
}

#[test]
#[ignore = "exhaustive"]
fn a_user_of_the_generated_crate_tests_without_a_store() {
    let run = Copy::of("bigcommerce_user").cargo(&["test", "--offline"]).success();
    assert!(run.stdout.contains("test a_new_customer_is_created ... ok"), "{}", run.stdout);
}

#[test]
#[ignore = "exhaustive"]
fn a_build_script_generates_what_its_crate_includes() {
    let run = Copy::of("own_service").cargo(&["test", "--offline"]).success();
    assert!(run.stdout.contains("test a_shipment_is_announced ... ok"), "{}", run.stdout);
}

#[test]
#[ignore = "exhaustive"]
fn a_build_script_runs_again_when_a_spec_changes_comes_or_goes() {
    let copy = Copy::of("own_service");
    copy.cargo(&["check", "--offline"]).success();
    let again = copy.cargo(&["check", "--offline", "--verbose"]).success();
    assert!(again.stderr.contains("Fresh own_service"), "nothing changed\n{}", again.stderr);

    // Changed: the name of a value is a name in Rust, so code that has the old one no longer compiles.
    tree::edit(&copy.spec("types/shipments.yaml"), "lost: Nobody knows.", "vanished: Nobody knows.");
    let changed = copy.cargo(&["check", "--offline"]).exit(101);
    assert!(changed.stderr.contains("ShipmentState::Lost"), "{}", changed.stderr);
    tree::edit(&copy.spec("types/shipments.yaml"), "vanished: Nobody knows.", "lost: Nobody knows.");
    copy.cargo(&["check", "--offline"]).success();

    // Added: code that needs the new action compiles.
    let code = copy.path().join("src/lib.rs");
    let before = tree::read(&code);
    let action = "
        title: Give Up a Shipment
        summary: Take a shipment back.
        endpoint: DELETE /shipments/{number}
        path:
          number: {type: string, required: true, length: 10, doc: The number on the label.}
        returns: {status: 204}
        samples:
          a parcel:
            path: {number: PX00000001}
            calls: [{sends: DELETE /shipments/PX00000001, status: 204}]
    ";
    let needs_it = "
        /// Takes a shipment back.
        pub async fn give_up(client: &Client, number: &str) -> Result<(), Error> {
            client.shipments().give_up(number).await
        }
    ";
    tree::write(&code, format!("{before}{needs_it}"));
    let missing = copy.cargo(&["check", "--offline"]).exit(101);
    assert!(missing.stderr.contains("no method named `give_up`"), "{}", missing.stderr);
    let file = copy.spec("actions/shipments/give_up.yaml");
    tree::write(&file, action.replace("\n        ", "\n"));
    copy.cargo(&["check", "--offline"]).success();

    // Removed: the same code no longer compiles.
    std::fs::remove_file(&file).expect("the file is there");
    let removed = copy.cargo(&["check", "--offline"]).exit(101);
    assert!(removed.stderr.contains("no method named `give_up`"), "{}", removed.stderr);

    // And back to where it began.
    tree::write(&code, before);
    copy.cargo(&["check", "--offline"]).success();
}

#[test]
#[ignore = "exhaustive"]
fn a_new_folder_of_types_is_noticed() {
    let copy = Copy::of("own_service");
    copy.cargo(&["check", "--offline"]).success();
    // A resource that comes with its folder: nothing in it stood among the files of the last run.
    tree::write(
        &copy.spec("actions/depots/ping.yaml"),
        "title: Ping\nsummary: Ask whether anybody is there.\nendpoint: GET /ping\nreturns: {status: 204}\n\
         samples: {ping: {calls: [{sends: GET /ping, status: 204}]}}\n",
    );
    let code = copy.path().join("src/lib.rs");
    let mut text = tree::read(&code);
    text.push_str("\n/// Asks whether anybody is there.\npub async fn ping(client: &Client) -> Result<(), Error> {\n    client.depots().ping().await\n}\n");
    tree::write(&code, text);
    copy.cargo(&["check", "--offline"]).success();
}

#[test]
#[ignore = "exhaustive"]
fn a_mistake_in_a_spec_stands_in_the_output_of_cargo() {
    let copy = Copy::of("own_service");
    tree::edit(
        &copy.spec("types/shipments.yaml"),
        "length: 1..60, doc: The city.",
        "length: 60..1, doc: The city.",
    );
    let run = copy.cargo(&["check", "--offline"]).exit(101);
    let expected = "\
  error[E0301]: the minimum is larger than the maximum
     --> spec/parcels/types/shipments.yaml:25:52
      |
   25 |       city: {type: string, required: true, length: 60..1, doc: The city., example: Springfield}
      |                                                    ^^^^^ 60 is larger than 1
";
    assert!(run.stderr.contains(expected), "expected\n{expected}\nin\n{}", run.stderr);
    assert!(!run.stderr.contains("panicked"), "{}", run.stderr);
}

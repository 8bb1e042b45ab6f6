//! What a check finds after something has happened to the disk.

use super::*;

/// Something that happens to the disk between a run and a check.
type Event = fn(&Place);

/// What happens, and whether all is fresh after it.
const EVENTS: &[(&str, Event, bool)] = &[
    ("nothing", |_| {}, true),
    ("a file of ours is edited", |place| place.put("src/lib.rs", &rust("2")), false),
    ("it loses its header", |place| place.put("src/lib.rs", "mod customers;\n"), false),
    ("it is deleted", |place| fs::remove_file(place.root().join("docs/SUMMARY.md")).unwrap(), false),
    (
        "a folder takes its place",
        |place| {
            fs::remove_file(place.root().join("src/lib.rs")).unwrap();
            fs::create_dir(place.root().join("src/lib.rs")).unwrap();
        },
        false,
    ),
    ("a file of ours comes", |place| place.put("src/orders.rs", &rust("1")), false),
    ("a file of somebody else comes", |place| place.put("src/notes.rs", "// mine\n"), true),
    ("one of no kind of ours", |place| place.put("docs/picture.svg", "<svg/>"), true),
    ("one that is ours where case does not matter", |place| place.put("src/LIB.rs", "// mine\n"), false),
    ("an empty folder comes", |place| fs::create_dir(place.root().join("docs/orders")).unwrap(), true),
    ("a run was killed", |place| place.put("src/.lib.rs.actiongen-tmp", "half"), false),
    ("a run was killed beside the region", |place| place.put(".Cargo.toml.actiongen-tmp", "half"), false),
    ("the region is edited", |place| place.put("Cargo.toml", &manifest("2 = []\n")), false),
    (
        "a marker is lost",
        |place| {
            place.put("Cargo.toml", &manifest("1 = []\n").replace(REGION_END, ""));
        },
        false,
    ),
    (
        "the file with the region goes",
        |place| {
            fs::remove_file(place.root().join("Cargo.toml")).unwrap();
        },
        false,
    ),
    (
        "the region gets other line breaks than its file",
        |place| {
            place.put("Cargo.toml", &manifest("1 = []\r\n"));
        },
        false,
    ),
    (
        "the file of the region gets other line breaks",
        |place| {
            place.put("Cargo.toml", &manifest("1 = []\n").replace('\n', "\r\n"));
        },
        true,
    ),
    (
        "what is around the region is edited",
        |place| {
            place.put("Cargo.toml", &manifest("1 = []\n").replace("\"x\"", "\"y\""));
        },
        true,
    ),
    ("everything is deleted", |place| fs::remove_dir_all(place.root()).unwrap(), false),
];

#[test]
fn a_check_finds_what_a_run_would_change_and_nothing_else() {
    for (event, happens, is_fresh) in EVENTS {
        let place = Place::with_manifest();
        let set = sample("1");
        write(&set, &place.to()).unwrap();
        happens(&place);
        let found = check(&set, &place.to());
        assert_eq!(found.as_ref().is_ok_and(Vec::is_empty), *is_fresh, "{event}: {found:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_is_nothing_that_a_run_has_written() {
    use std::os::unix::fs::symlink;
    for linked in ["src/lib.rs", "docs", "Cargo.toml", "."] {
        let place = Place::with_manifest();
        let set = sample("1");
        write(&set, &place.to()).unwrap();
        let (here, moved) = (place.root().join(linked), place.path().join("moved"));
        let here = here.components().collect::<std::path::PathBuf>();
        fs::rename(&here, &moved).unwrap();
        symlink(&moved, &here).unwrap();
        assert!(!check(&set, &place.to()).is_ok_and(|stale| stale.is_empty()), "{linked}");
    }
}

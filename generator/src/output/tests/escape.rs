//! B1 and B2: nothing outside the output folder.

use super::*;

#[test]
fn b1_names_that_lead_out_are_refused() {
    let long = "n".repeat(300);
    let deep = "folder/".repeat(40) + "x.rs";
    let table = [
        ("../../evil.rs", PathFault::Edge),
        ("a/../../b.rs", PathFault::Edge),
        ("src/./x.rs", PathFault::Edge),
        ("src/.hidden.rs", PathFault::Edge),
        ("src/-rf.rs", PathFault::Edge),
        ("src/dot./x.rs", PathFault::Edge),
        ("/etc/x.rs", PathFault::EmptySegment),
        ("src//x.rs", PathFault::EmptySegment),
        ("src/x.rs/", PathFault::EmptySegment),
        ("", PathFault::EmptySegment),
        ("C:\\x.rs", PathFault::Character('C')),
        ("c:/x.rs", PathFault::Character(':')),
        ("a\\b.rs", PathFault::Character('\\')),
        ("src/a\0.rs", PathFault::Character('\0')),
        ("src/Customers.rs", PathFault::Character('C')),
        ("src/zoë.rs", PathFault::Character('ë')),
        ("src/a b.rs", PathFault::Character(' ')),
        ("src/con", PathFault::DeviceName),
        ("src/con.rs", PathFault::DeviceName),
        ("aux/x.rs", PathFault::DeviceName),
        ("src/nul.input.json", PathFault::DeviceName),
        ("src/com1.rs", PathFault::DeviceName),
        ("src/lpt9.rs", PathFault::DeviceName),
        (&long, PathFault::TooLong),
        (&deep, PathFault::TooLong),
    ];
    for (path, fault) in table {
        assert_eq!(OutPath::new(path), Err(fault), "{path:?}");
    }
    for path in
        ["src/x.rs", "a-b/c_d.input.json", "docs/SUMMARY.md", "console.rs", "com.rs", "com10.rs", "1st.md"]
    {
        assert_eq!(OutPath::new(path).unwrap().as_str(), path);
    }
}

#[test]
fn b1_a_path_has_a_greatest_length() {
    let segment = "n".repeat(MAX_SEGMENT);
    assert!(OutPath::new(&segment).is_ok());
    assert_eq!(OutPath::new(&format!("{segment}n")), Err(PathFault::TooLong));
    let path = format!("{segment}/{}", "n".repeat(MAX_PATH - MAX_SEGMENT - 1));
    assert!(OutPath::new(&path).is_ok());
    assert_eq!(OutPath::new(&format!("{path}n")), Err(PathFault::TooLong));
}

#[test]
fn b1_a_set_with_such_a_name_writes_nothing() {
    for path in ["../../evil.rs", "/etc/x.rs", "src/con.rs", "outside.rs", "other/x.rs", "srcs/x.rs"] {
        let place = Place::with_manifest();
        let before = place.tree();
        let mut set = sample("one");
        set.add(path, rust("evil"));
        assert!(matches!(write(&set, &place.to()), Err(OutputError::Set(faults)) if faults.len() == 1));
        assert!(check(&set, &place.to()).is_err());
        assert_eq!(place.tree(), before, "{path}");
    }
    for name in ["..", "a/b", "", "con", "x\0", "C:"] {
        let refused = Destination::of_service(Path::new("out"), name);
        assert!(matches!(refused, Err(OutputError::ServiceName { .. })), "{name:?}");
    }
}

#[test]
fn b1_mistakes_of_an_emitter_are_found() {
    let mut set = OutputSet::new();
    set.add("docs/README.md", markdown("one"));
    set.add("docs/readme.md", markdown("two"));
    set.add("src/a.rs", "fn a() {}\n".to_owned());
    set.add("schema/a.json", "{\"title\": 1}".to_owned());
    set.add("src/a.bin", rust("a"));
    assert_eq!(
        set.faults(),
        [
            SetFault::Twice("docs/README.md".into(), "docs/readme.md".into()),
            SetFault::NoHeader("src/a.rs".into()),
            SetFault::NoHeader("schema/a.json".into()),
            SetFault::NoKind("src/a.bin".into()),
        ]
    );
    let mut set = OutputSet::new();
    set.add("docs/a.md", markdown("file"));
    set.add("docs/a.md/b.md", markdown("below it"));
    let Err(OutputError::Set(faults)) = check(&set, &Place::new().to()) else { panic!("passed") };
    assert_eq!(faults, [SetFault::Below("docs/a.md/b.md".into(), "docs/a.md".into())]);
}

#[cfg(unix)]
mod links {
    use std::os::unix::fs::symlink;

    use super::*;

    /// A folder outside of the output folder, with one of our files in it.
    fn outside(place: &Place) -> std::path::PathBuf {
        let outside = place.path().join("outside");
        fs::create_dir_all(outside.join("samples")).unwrap();
        fs::write(outside.join("old.rs"), rust("ours, but not here")).unwrap();
        outside
    }

    #[test]
    fn b2_a_linked_root_is_refused() {
        let place = Place::new();
        let target = outside(&place);
        symlink(&target, place.root()).unwrap();
        let before = place.tree();
        let slash = format!("{}/", place.root().display());
        for to in [place.to(), Destination::of_build_script(Path::new(&slash))] {
            let refused = write(&sample("one"), &to);
            assert!(matches!(refused, Err(OutputError::Symlink { path }) if path == place.root()));
        }
        assert_eq!(place.tree(), before);
    }

    #[test]
    fn b2_a_linked_folder_or_file_in_our_way_is_refused() {
        for (link, target) in [
            ("src", "outside"),
            ("tests", "outside"),
            ("docs/customers", "outside"),
            ("src/lib.rs", "outside/old.rs"),
            ("Cargo.toml", "outside/old.rs"),
            ("src/lib.rs", "nowhere"),
        ] {
            let place = Place::with_manifest();
            outside(&place);
            let link = place.root().join(link);
            fs::create_dir_all(link.parent().unwrap()).unwrap();
            let _ = fs::remove_file(&link);
            symlink(place.path().join(target), &link).unwrap();
            let before = place.tree();
            let refused = write(&sample("one"), &place.to());
            assert!(matches!(refused, Err(OutputError::Symlink { path }) if path == link));
            assert_eq!(place.tree(), before);
        }
    }

    #[test]
    fn b2_a_link_beside_our_files_is_not_followed() {
        let place = Place::with_manifest();
        let target = outside(&place);
        fs::create_dir_all(place.root().join("src")).unwrap();
        symlink(&target, place.root().join("src/linked")).unwrap();
        symlink(target.join("old.rs"), place.root().join("src/old.rs")).unwrap();
        let written = write(&sample("one"), &place.to()).unwrap();
        assert_eq!(written.removed, [""; 0]);
        assert_eq!(fs::read_to_string(target.join("old.rs")).unwrap(), rust("ours, but not here"));
        assert!(place.has("src/linked") && place.has("src/old.rs"));
    }

    #[test]
    fn b2_a_planted_temporary_link_is_not_written_through() {
        let place = Place::with_manifest();
        let target = outside(&place).join("old.rs");
        fs::create_dir_all(place.root().join("src")).unwrap();
        symlink(&target, place.root().join(disk::temporary("src/lib.rs"))).unwrap();
        let failed = write(&sample("one"), &place.to());
        assert!(matches!(failed, Err(OutputError::Io { doing: Doing::Create, .. })));
        assert_eq!(fs::read_to_string(&target).unwrap(), rust("ours, but not here"));
    }
}

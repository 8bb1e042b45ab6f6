//! B3, B4, B14: a system that refuses.

use super::*;

/// Writes one version, then fails to write another, and looks at what is left.
pub(super) fn fail_and_keep(to: &Destination) {
    write(&sample("one"), to).unwrap();
    let before = tree(to.root());
    let mut larger = sample("two");
    larger.add("docs/new/page.md", markdown("new"));
    larger.add("src/zzz.rs", rust(&"x".repeat(400_000)));
    let error = write(&larger, to).unwrap_err();
    assert!(matches!(error, OutputError::Io { doing: Doing::Write, .. }), "{error}");
    println!("failed as expected: {error}");
    assert_eq!(tree(to.root()), before);
}

#[test]
fn a_set_that_is_given_up_leaves_the_old_one() {
    let place = Place::with_manifest();
    write(&sample("one"), &place.to()).unwrap();
    let before = place.tree();
    let mut files = OutputSet::to_write(&place.to()).unwrap();
    files.add_all(&sample("two"));
    files.add("docs/new/page.md", markdown("new"));
    assert_ne!(place.tree(), before, "new versions stand beside the old ones");
    drop(files);
    assert_eq!(place.tree(), before);
}

#[test]
fn what_is_refused_last_takes_back_what_came_first() {
    let place = Place::with_manifest();
    write(&sample("one"), &place.to()).unwrap();
    place.put("src/zzz.rs", "// mine\n");
    let before = place.tree();
    let mut set = sample("two");
    set.add("docs/new/page.md", markdown("new"));
    set.add("src/zzz.rs", rust("two"));
    let error = write(&set, &place.to()).unwrap_err();
    assert!(matches!(error, OutputError::NotOurs { .. }), "{error}");
    assert_eq!(place.tree(), before);

    let nowhere = Place::new();
    let mut set = OutputSet::new();
    set.add("src/lib.rs", rust("one"));
    set.region("Cargo.toml", String::new());
    let error = write(&set, &nowhere.to()).unwrap_err();
    assert!(matches!(error, OutputError::Region { .. }), "{error}");
    assert!(!nowhere.root().exists(), "a folder that nothing was put into");
}

#[test]
fn a_leftover_is_no_obstacle_to_what_is_staged() {
    let place = Place::with_manifest();
    write(&sample("one"), &place.to()).unwrap();
    place.put("src/.lib.rs.actiongen-tmp", "half");
    place.put("docs/.gone.md.actiongen-tmp", "half");
    let written = write(&sample("two"), &place.to()).unwrap();
    assert_eq!(written.removed, ["docs/.gone.md.actiongen-tmp", "src/.lib.rs.actiongen-tmp"]);
    assert_eq!(place.read("src/lib.rs"), rust("two"));
    assert!(!place.has("docs/.gone.md.actiongen-tmp") && !place.has("src/.lib.rs.actiongen-tmp"));
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;
    use std::process::{Command, Output};

    use super::super::processes::play;
    use super::*;

    fn permit(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    /// This program in `role`, started by a shell after `before`.
    fn in_shell(before: &str, role: &str, place: &Place) -> Output {
        let mut command = Command::new("sh");
        command.arg("-c").arg(format!("{before}; exec \"$@\"")).arg("sh");
        command.arg(std::env::current_exe().unwrap());
        play(&mut command, role, place);
        command.output().unwrap()
    }

    #[test]
    fn b3_a_folder_without_write_permission_keeps_its_files() {
        let place = Place::with_manifest();
        write(&sample("two"), &place.to()).unwrap();
        let docs = place.root().join("docs/customers");
        permit(place.path(), 0o755);
        permit(&docs, 0o555);
        let before = place.tree();

        if fs::write(docs.join("probe"), "").is_ok() {
            // Permissions do not bind this user. Another one runs the generator then.
            fs::remove_file(docs.join("probe")).unwrap();
            let mut command = Command::new(std::env::current_exe().unwrap());
            play(&mut command, "one", &place);
            for (path, what) in place.tree() {
                let path = place.path().join(path);
                let outer = what == "folder" && path != docs;
                permit(&path, if outer { 0o777 } else { mode(&path) });
            }
            let output = match command.uid(65534).output() {
                Ok(output) => output,
                Err(error) => return eprintln!("B3 skipped: cannot run as another user: {error}"),
            };
            let told = String::from_utf8_lossy(&output.stderr);
            assert!(!output.status.success());
            assert!(told.contains("PermissionDenied") && told.contains("docs/customers"), "{told}");
        } else {
            let error = write(&sample("one"), &place.to()).unwrap_err().to_string();
            assert!(error.contains("could not create") && error.contains("docs/customers"), "{error}");
        }
        assert_eq!(place.tree(), before);
        permit(&docs, 0o755);
    }

    #[test]
    fn b4_a_limit_on_file_size_keeps_the_old_set() {
        let place = Place::with_manifest();
        let output = in_shell("trap '' XFSZ; ulimit -f 100", "fail and keep", &place);
        let told = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{told}{}", String::from_utf8_lossy(&output.stderr));
        assert!(told.contains("could not write"), "{told}");
    }

    #[test]
    fn b4_a_full_disk_keeps_the_old_set() {
        let place = Place::with_manifest();
        let disk = place.root();
        // A small disk in memory that only this process sees, and that goes with it.
        let mount = format!(
            "cp {0}/Cargo.toml {1}/kept && mount -t tmpfs -o size=200k none {0} && cp {1}/kept {0}/Cargo.toml \
             || exit 77",
            disk.display(),
            place.path().display()
        );
        let mut command = Command::new("unshare");
        command.args(["--user", "--map-root-user", "--mount", "sh", "-c"]);
        command.arg(format!("{mount}; exec \"$@\"")).arg("sh").arg(std::env::current_exe().unwrap());
        play(&mut command, "fail and keep", &place);
        let output = match command.output() {
            Ok(output) if output.status.code() != Some(77) && output.status.code() != Some(1) => output,
            Ok(output) => {
                let why = String::from_utf8_lossy(&output.stderr);
                return eprintln!("B4 skipped: no disk of a given size here: {why}");
            }
            Err(error) => return eprintln!("B4 skipped: no `unshare` here: {error}"),
        };
        let told = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{told}{}", String::from_utf8_lossy(&output.stderr));
        assert!(told.contains("No space left"), "{told}");
    }

    #[test]
    fn b14_files_are_not_executable_and_the_umask_holds() {
        for (umask, file, folder) in [("077", 0o600, 0o700), ("022", 0o644, 0o755)] {
            let place = Place::with_manifest();
            permit(&place.root().join("Cargo.toml"), 0o640);
            let output = in_shell(&format!("umask {umask}"), "one", &place);
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            assert_eq!(mode(&place.root().join("src/lib.rs")), file);
            assert_eq!(mode(&place.root().join("src")), folder);
            // This one is somebody's own around our region.
            assert_eq!(mode(&place.root().join("Cargo.toml")), 0o640);
        }
    }
}
